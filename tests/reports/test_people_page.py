"""Staff, products and services: ranked with a stricter minimum, private to their managers."""

import pytest
from django.urls import reverse
from django.utils import translation

from hearme.accounts.models import Membership, Role
from reports.actions import count_waiting
from reports.rules.places import OF_PEOPLE, hidden_among, standings
from responses.actions import record_responses
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK

pytestmark = pytest.mark.django_db
CSAT = build.content([Kind.CSAT]).questions[0]


@pytest.fixture
def door(shop, client):
    """A collector; a manager is signed in."""
    client.force_login(build.member(shop, Role.MANAGER))
    return build.collector(build.survey(shop, [Kind.CSAT]))


def rate(door, subject, good: int, n: int) -> None:
    people = [{"q1": 5 if at < good else 1} for at in range(n)]
    record_responses([build.reply(door, each, at=NOON, subject_id=subject.pk) for each in people])
    count_waiting(door.survey_id)


def look(client, shop, **query: object):
    return client.get(reverse("reports:people", args=[shop.slug]), WEEK | query)


def names(page) -> list[str]:
    return [page.context["subjects"][row.key].name for row in page.context["rows"]]


# ------------------------------------------------------------------ figures by hand
def test_a_person_is_shown_from_ten_and_ranked_from_thirty_answers():
    units = {1: ({5: 30}, {}), 2: ({5: 29}, {}), 3: ({5: 9}, {}), 4: ({5: 12}, {})}
    rows = standings(CSAT, units, hidden_among(units, OF_PEOPLE.show), OF_PEOPLE)

    assert {row.key: (row.is_ranked, row.is_hidden) for row in rows} == {
        1: (True, False),
        2: (False, False),
        # Nine alone would be 80 people less the 71 shown, so the next smallest hides too.
        4: (False, True),
        3: (False, True),
    }


def test_what_few_gave_before_makes_no_change():
    units = {1: ({5: 40}, {1: 9}), 2: ({5: 40}, {1: 50}), 3: ({5: 40}, {1: 60})}
    rows = standings(CSAT, units, hidden_among(units, OF_PEOPLE.show), OF_PEOPLE)

    # Of the nine and, beside them, of the fifty: else the nine could be worked out.
    assert {row.key: row.before for row in rows} == {1: None, 2: None, 3: 0}
    assert {row.key: row.change is None for row in rows} == {1: True, 2: True, 3: False}


# ------------------------------------------------------------------ the page
def test_people_are_ranked_with_name_unit_and_place(client, shop, door):
    rate(door, build.subject(shop, "Nguyễn Thu Hà", unit="Thu ngân"), 39, 40)
    rate(door, build.subject(shop, "Đỗ Khánh Linh", location=door.location), 20, 40)
    page = look(client, shop)

    assert names(page) == ["Nguyễn Thu Hà", "Đỗ Khánh Linh"]
    for words in ("Thu ngân", door.location.name, "Nguyễn Thu Hà really above the rest"):
        assert words in page.content.decode()
    assert page.context["whole"].n == 80


def test_products_and_services_stand_under_their_own_tabs(client, shop, door):
    rate(door, build.subject(shop, "Trà sen", about="product"), 30, 40)
    rate(door, build.subject(shop, "Giao hàng", about="service"), 30, 40)

    assert names(look(client, shop, about="product")) == ["Trà sen"]
    assert names(look(client, shop, about="service")) == ["Giao hàng"]
    assert "Nobody was rated by name" in look(client, shop).content.decode()
    assert look(client, shop, about="aliens").context["about"] == "staff"


def test_a_hidden_persons_score_stands_nowhere_in_the_page(client, shop, door):
    rate(door, build.subject(shop, "Lan"), 40, 80)
    rate(door, build.subject(shop, "Hà"), 9, 12)
    rate(door, build.subject(shop, "Khôi"), 1, 3)
    said = look(client, shop).content.decode()

    assert "75%" not in said
    assert "33%" not in said
    assert "Fewer than ten answers" in said


# ------------------------------------------------------------------ who may see whom
@pytest.mark.parametrize("role", [Role.MANAGER, Role.EDITOR, Role.ADMIN])
def test_managers_and_higher_see_everybody(client, shop, door, role):
    rate(door, build.subject(shop, "Lan"), 30, 40)
    client.force_login(build.member(shop, role))

    assert names(look(client, shop)) == ["Lan"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SERVICE])
def test_others_see_no_person_not_even_one_that_a_filter_names(client, shop, door, role):
    lan = build.subject(shop, "Lan Anh")
    rate(door, lan, 30, 40)
    client.force_login(build.member(shop, role))

    for page in (
        look(client, shop),
        look(client, shop, subject=lan.pk),
        client.get(reverse("reports:places", args=[shop.slug]), WEEK | {"subject": lan.pk}),
    ):
        assert "Lan Anh" not in page.content.decode()
    assert look(client, shop).context["rows"] == ()
    assert "Only a person's managers" in look(client, shop).content.decode()


def test_who_is_in_charge_of_a_place_sees_its_people_only(client, shop, door):
    member = build.member(shop, Role.VIEWER)
    door.location.manager = Membership.objects.get(user=member)
    door.location.save()
    inside = build.location(shop, "Quầy 1", parent=door.location)
    rate(door, build.subject(shop, "Lan Anh", location=inside), 30, 40)
    rate(door, build.subject(shop, "Thu Hà", location=build.location(shop)), 30, 40)
    client.force_login(member)
    page = look(client, shop)

    assert names(page) == ["Lan Anh"]
    assert "Thu Hà" not in page.content.decode()
    assert page.context["whole"].n == 40


def test_products_are_no_secret(client, shop, door):
    rate(door, build.subject(shop, "Trà sen", about="product"), 30, 40)
    client.force_login(build.member(shop, Role.VIEWER))

    assert names(look(client, shop, about="product")) == ["Trà sen"]


# ------------------------------------------------------------------ empty, odd and foreign
def test_without_a_survey_and_without_answers_the_page_explains(client, shop):
    client.force_login(build.member(shop, Role.MANAGER))
    assert "No reports yet" in look(client, shop).content.decode()
    build.survey(shop, [Kind.CSAT])
    assert "Nobody was rated by name" in look(client, shop).content.decode()


def test_unknown_filters_and_a_deleted_person_are_said(client, shop, door):
    rate(door, build.subject(shop, "Lan"), 30, 40)
    page = look(client, shop, subject=10**12, channel="pigeon")

    assert names(page) == ["Lan"]
    assert "left out" in page.content.decode()


def test_another_organizations_survey_is_not_found(client, shop, door):
    assert look(client, shop, survey=build.survey().code).status_code == 404


def test_the_page_reads_vietnamese(client, shop, door):
    rate(door, build.subject(shop, "Lan"), 30, 40)
    client.cookies["django_language"] = "vi"
    with translation.override("vi"):
        said = look(client, shop).content.decode()

    assert "Chỉ quản lý thấy trang này" in said
    assert "Like the rest" not in said
