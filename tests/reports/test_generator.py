"""The generator of large organizations: its responses are those that the product would store."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from reports.actions import check_counts, list_waiting_comments
from reports.models import Comment
from reports.queries import journey_board, survey_report
from reports.rules.periods import Period
from reports.rules.summary import Span
from responses.models import Response, VisitCount
from responses.rules import local_hour, score_of
from surveys.models import Stage
from tests import build
from tests.bench.chain import Chain, build_chain
from tests.bench.generate import Plan, fill
from tests.bench.making import plan_of

pytestmark = pytest.mark.django_db
RESPONSES, DAYS = 1_500, 60


@pytest.fixture
def chain() -> Chain:
    """A small one of 24 branches."""
    return build_chain(build.user(), "Chuỗi lớn", branches=24)


def filled(chain: Chain, **changes: int) -> Plan:
    plan = plan_of(chain, RESPONSES, **({"days": DAYS} | changes))
    with connection.cursor() as cursor:
        fill(cursor, plan)
    return plan


def days_of(plan: Plan) -> Span:
    first = date.fromisoformat(plan.first_day)
    return Span(Period(first, first + timedelta(days=plan.days - 1)))


def test_recount_counts_every_response_of_a_large_organization(chain):
    plan = filled(chain)
    call_command("recount", fix=True, survey=chain.survey.code, verbosity=0)
    assert check_counts().differences == 0
    report = survey_report(chain.organization, chain.survey, days_of(plan))
    rows = Response.objects.of(chain.organization)
    assert rows.count() == RESPONSES
    assert report.volume.n == rows.filter(is_excluded=False).count()
    assert {each.key for each in report.questions if each.n} >= {"q1", "q2", "q3", "q4", "q6"}


def test_every_stage_of_the_journey_is_rated(chain):
    plan = filled(chain)
    call_command("recount", fix=True, survey=chain.survey.code, verbosity=0)
    board = journey_board(chain.organization, days_of(plan))
    rated = {spot.stage for cell in board.journey.cells for spot in cell.spots if cell.score}
    assert rated == set(Stage.values)


def test_every_branch_is_visited_some_much_more_than_others(chain):
    filled(chain)
    people = Counter(Response.objects.of(chain.organization).values_list("location", flat=True))
    assert len(people) == 24
    [(_, most), *_, (_, fewest)] = people.most_common()
    assert most > 2 * fewest


def test_what_is_stored_beside_the_answers_follows_from_them(chain):
    filled(chain)
    for response in Response.objects.of(chain.organization).select_related("location")[:200]:
        assert response.score == score_of(chain.version.content, response.answers)
        here = local_hour(response.answered_at, response.location.time_zone)
        assert here == (response.day.isoformat(), response.hour)
        assert response.key.version == 7


def test_some_are_partial_some_held_back_and_one_in_twelve_wrote(chain):
    filled(chain)
    rows = Response.objects.of(chain.organization)
    assert 0.08 < rows.filter(is_complete=False).count() / RESPONSES < 0.16
    assert 0.01 < rows.filter(is_excluded=True).count() / RESPONSES < 0.03
    list_waiting_comments()
    comments = Comment.objects.filter(organization=chain.organization)
    assert 0.05 < comments.count() / RESPONSES < 0.11
    assert len(set(comments.values_list("text", flat=True))) > 0.9 * comments.count()


def test_pages_were_opened_wherever_somebody_answered(chain):
    filled(chain)
    opened = VisitCount.objects.filter(organization=chain.organization, opened__gt=0)
    doors = Response.objects.of(chain.organization).values("collector").distinct().count()
    assert opened.values("collector").distinct().count() == doors


def test_the_same_seed_makes_the_same_responses(chain):
    filled(chain)
    rows = Response.objects.of(chain.organization).order_by("key")
    first = list(rows.values_list("key", "answered_at", "answers"))
    rows.delete()
    filled(chain)
    assert list(rows.values_list("key", "answered_at", "answers")) == first


def test_another_seed_makes_other_ones(chain):
    filled(chain)
    rows = Response.objects.of(chain.organization)
    first = Counter(rows.values_list("hour", flat=True))
    rows.delete()
    filled(chain, seed=2)
    assert Counter(rows.values_list("hour", flat=True)) != first
