"""`manage.py recount`: finds what does not match, and sets it right."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from reports.actions import OneSurvey, check_counts, count_waiting, repair_counts
from reports.models import HourCount, MonthCount, Segment, SegmentCount
from responses.models import Response, VisitCount
from responses.rules import ratings_of
from tests import build
from tests.reports.shop import NOON, answer, rate

pytestmark = pytest.mark.django_db
EVERY_TABLE = (HourCount, MonthCount, SegmentCount, VisitCount)
MATCH = "counts match: {} responses, 0 differences\n"


@pytest.fixture
def door():
    """A collector through which came answers of every kind."""
    door = build.collector(build.survey(asks=build.SIX_KINDS))
    full = {"q1": 0, "q2": 5, "q3": 7, "q4": 2, "q5": [1, 3], "q6": "Ngon"}
    answer(door, full, {"q1": 9}, {"q6": "ạ"}, {})
    rate(door, {10: 3, 4: 1}, days_ago=20)
    return door


@pytest.fixture
def recount(capsys):
    """Run the command; its output, and the code it ends with."""

    def run(*words: str) -> tuple[str, int]:
        code = 0
        try:
            call_command("recount", *words)
        except SystemExit as end:
            code = int(end.code)
        return capsys.readouterr().out, code

    return run


def test_counts_that_match_say_so(door, recount):
    assert recount("--check") == (MATCH.format(8), 0)
    assert recount("--check", "--survey", door.survey.code.lower()) == (MATCH.format(8), 0)


def test_an_empty_database_matches(recount):
    assert recount("--check") == (MATCH.format(0), 0)


def test_what_waits_to_be_counted_is_no_difference(door, recount):
    build.response(door, {"q1": 3, "q5": [2]}, at=NOON)

    assert recount("--check") == (MATCH.format(9), 0)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda: HourCount.objects.filter(rating=9).update(people=5), "hour 2026-11-18 12h"),
        (lambda: HourCount.objects.filter(rating=9).delete(), "counted 0, should be 1"),
        (lambda: SegmentCount.objects.filter(rating=9).update(d18=0), "segment 2026-11-18, survey"),
        (lambda: SegmentCount.objects.filter(rating=9).delete(), "segment 2026-11-18, survey"),
        (lambda: Segment.objects.all().delete(), "segment 2026-11-18, survey"),
        (lambda: VisitCount.objects.update(started=0), "visit 2026-11-18 12h, survey"),
        (lambda: VisitCount.objects.update(finished=9), "question ~finished, rating -1"),
        (lambda: VisitCount.objects.update(s3=0), "question ~seconds, rating 3"),
        (lambda: VisitCount.objects.update(excluded=1), "question ~excluded, rating -1"),
        (lambda: VisitCount.objects.all().delete(), "visit 2026-11-18 12h, survey"),
        (lambda: MonthCount.objects.filter(rating=9).update(d18=2), "month 2026-11-18, survey"),
        (lambda: MonthCount.objects.filter(rating=9).update(d3=1), "month 2026-11-03, survey"),
        (lambda: Response.objects.filter(score=9).delete(), "counted 1, should be 0"),
    ],
)
def test_a_difference_is_listed_and_then_repaired(door, recount, spoil, said):
    spoil()
    listed, code = recount("--check")

    assert said in listed
    assert "counts differ: " in listed
    assert code == 1
    repaired, code = recount("--fix")
    assert said in repaired
    assert code == 0
    assert recount("--check")[1] == 0


def test_counts_of_nothing_at_all_are_built_from_the_responses(door, recount):
    before = [list(model.objects.values()) for model in EVERY_TABLE]
    for model in EVERY_TABLE:
        model.objects.all().delete()
    recount("--fix")
    after = [list(model.objects.values()) for model in EVERY_TABLE]

    assert [sorted(map(str, rows)) for rows in after] == [sorted(map(str, rows)) for rows in before]


def test_repairing_one_survey_leaves_the_others(door, recount):
    other = build.collector(build.survey())
    rate(other, {9: 2})
    HourCount.objects.update(people=F("people") + 1)
    recount("--fix", "--survey", door.survey.code)

    assert check_counts(OneSurvey(door.organization_id, door.survey_id)).differences == 0
    assert check_counts(OneSurvey(other.organization_id, other.survey_id)).differences == 2


def test_what_waits_is_counted_once_after_a_repair(door):
    build.response(door, {"q1": 3}, at=NOON)
    HourCount.objects.update(people=7)
    repair_counts(OneSurvey(door.organization_id, door.survey_id))
    count_waiting(door.survey_id)

    assert check_counts().differences == 0
    assert HourCount.objects.get(question_key="q1", rating=3).people == 1


def test_only_the_first_differences_are_listed(door, recount, monkeypatch):
    monkeypatch.setattr("reports.actions.recounting.MOST_LISTED", 2)
    HourCount.objects.update(people=99)
    listed, _ = recount("--check")

    assert listed.count("counted 99") == 2
    assert f"… and {HourCount.objects.count() - 2} more" in listed


def test_an_unknown_survey_and_no_wish_at_all_are_refused(db):
    with pytest.raises(CommandError, match="There is no survey NOPE"):
        call_command("recount", "--check", "--survey", "NOPE")
    with pytest.raises(CommandError):
        call_command("recount")


def test_answers_of_every_kind_are_recounted_as_the_rules_say(door):
    """Each stored response, recounted from its raw answers alone."""
    for response in Response.objects.select_related("version"):
        day = HourCount.objects.filter(survey=door.survey, day=response.day)
        for key, ratings in ratings_of(response.version.content, response.answers).items():
            assert all(day.get(question_key=key, rating=r).people > 0 for r in ratings)


@pytest.mark.django_db(transaction=True)
def test_a_repair_waits_for_the_fold_and_folding_for_the_repair(door):
    """The lock of the survey is held until the repair is committed."""
    with transaction.atomic():
        repair_counts(OneSurvey(door.organization_id, door.survey_id))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = 7001"
            )
            assert cursor.fetchall() == [(door.survey_id,)]
    assert NOON - timedelta(days=20) < NOON
