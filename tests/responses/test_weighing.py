"""Pages stay light: one that a weak signal would wait for does not go live."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from surveys.actions import create_survey, publish_survey
from surveys.models import SurveyVersion
from surveys.rules import Choice, Kind
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db

WORDS = ("trà sữa", "bánh mì", "phở", "bún chả", "nem rán", "cốm", "xôi", "chè", "kem", "cà phê")


def matrices(count, rows=50):
    """So many matrices on one page, each row in words of its own."""
    content = build.on_one_page(build.content((Kind.MATRIX,) * count))
    choices = tuple(
        Choice(n, {"vi": f"{WORDS[n % 10]} {WORDS[n * 7 % 10]} {n * 7919 % 9973}"})
        for n in range(1, rows + 1)
    )
    return replace(
        content,
        questions=tuple(
            replace(question, choices=choices, text={"vi": f"Phần {at}"})
            for at, question in enumerate(content.questions)
        ),
    )


def test_a_page_that_is_too_heavy_does_not_go_live_and_is_named():
    survey = create_survey(build.organization(), matrices(5))
    with pytest.raises(ValidationError, match=r"(Trang|Page) 1 .* KB") as refused:
        publish_survey(survey)
    assert len(refused.value.messages) == 1
    assert not SurveyVersion.objects.exists()


def test_the_publishing_page_says_so(client):
    survey = create_survey(build.organization(), matrices(5))
    client.force_login(build.member(survey.organization, build.Role.OWNER))
    address = f"/{survey.organization.slug}/surveys/{survey.code}/publish/"
    answer = client.post(address, {"revision": survey.draft_revision})
    assert "14 KB" in answer.text


def test_the_largest_page_that_goes_live_fits_into_fourteen_thousand_bytes():
    allowed = 0
    for count in (4, 3, 2):
        survey = create_survey(build.organization(), matrices(count))
        try:
            publish_survey(survey)
        except ValidationError:
            continue
        survey.refresh_from_db()
        visitor = Visitor(build.collector(survey))
        answer = visitor.phone.get(visitor.begin, headers={"accept-encoding": "gzip"})
        assert len(answer.content) <= 14_000
        allowed += 1
    assert allowed
