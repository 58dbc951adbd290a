"""`manage.py recount`: finds what does not match, and sets it right."""

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from reports.actions import (
    OneSurvey,
    begin_repair,
    check_counts,
    count_waiting,
    days_to_recount,
    end_repair,
    recounting,
    repair_chunk,
    repair_counts,
)
from reports.models import (
    HourCount,
    MonthCount,
    RecountChunk,
    Segment,
    SegmentCount,
    TouchpointCount,
)
from responses.models import Response, VisitCount
from responses.rules import ratings_of
from tests import build
from tests.reports.shop import NOON, answer, rate

pytestmark = pytest.mark.django_db
EVERY_TABLE = (HourCount, MonthCount, SegmentCount, TouchpointCount, VisitCount)
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
        (lambda: HourCount.objects.filter(rating=9).update(h12=5), "hour 2026-11-18 12h"),
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
        (lambda: TouchpointCount.objects.filter(rating=9).update(d18=2), "touchpoint 2026-11-18, "),
        (lambda: TouchpointCount.objects.filter(rating=9).delete(), "counted 0, should be 1"),
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


@pytest.mark.parametrize("model", [HourCount, MonthCount, SegmentCount, TouchpointCount])
@pytest.mark.parametrize("waiting", [0, 2])
def test_one_table_that_is_empty_is_filled_again(door, recount, model, waiting):
    before = sorted(map(str, model.objects.values()))
    model.objects.all().delete()
    for _ in range(waiting):
        build.response(door, {"q1": 3}, at=NOON)

    assert "repaired: 0 " not in recount("--fix")[0]
    assert sorted(map(str, model.objects.values())) == before
    assert recount("--fix")[0] == "repaired: 0 differences\n"


def test_what_only_waits_fills_no_table(recount):
    build.response(build.collector(build.survey()), {"q1": 3}, at=NOON)

    assert recount("--fix")[0] == "repaired: 0 differences\n"
    assert not HourCount.objects.exists()


def test_repairing_one_survey_leaves_the_others(door, recount):
    other = build.collector(build.survey())
    rate(other, {9: 2})
    HourCount.objects.update(h12=F("h12") + 1)
    recount("--fix", "--survey", door.survey.code)

    assert check_counts(OneSurvey(door.organization_id, door.survey_id)).differences == 0
    assert check_counts(OneSurvey(other.organization_id, other.survey_id)).differences == 2


def test_what_waits_is_counted_once_after_a_repair(door):
    build.response(door, {"q1": 3}, at=NOON)
    HourCount.objects.update(h12=7)
    repair_counts(OneSurvey(door.organization_id, door.survey_id))
    count_waiting(door.survey_id)

    assert check_counts().differences == 0
    assert HourCount.objects.get(question_key="q1", rating=3).h12 == 1


def test_only_the_first_differences_are_listed(door, recount, monkeypatch):
    monkeypatch.setattr("reports.actions.recounting.MOST_LISTED", 2)
    HourCount.objects.update(h12=99)
    listed, _ = recount("--check")

    assert listed.count("counted 99") == 2
    assert f"… and {HourCount.objects.count() - 2} more" in listed


# ------------------------------------------------------------------ in chunks
@pytest.fixture
def small_chunks(door, monkeypatch):
    """Chunks of three responses: the door's are in three, and each has something wrong."""
    monkeypatch.setattr(recounting, "CHUNK", 3)
    rate(door, {8: 2}, days_ago=40)
    for column in ("d18", "d29", "d9"):
        MonthCount.objects.filter(question_key="q1").update(**{column: 50})


def survey_of(door) -> OneSurvey:
    return OneSurvey(door.organization_id, door.survey_id)


def test_chunks_follow_each_other_without_a_gap(door, small_chunks):
    days = days_to_recount(survey_of(door))

    assert [each.responses for each in days] == [2, 4, 4]
    assert (days[0].first, days[-1].last) == (None, None)
    for earlier, later in pairwise(days):
        assert later.first == earlier.last + timedelta(days=1)


def test_chunks_find_and_repair_what_the_whole_would(door, small_chunks, recount, monkeypatch):
    in_chunks = check_counts()
    monkeypatch.setattr(recounting, "CHUNK", 100)

    assert in_chunks == check_counts()
    assert in_chunks.differences > 3
    monkeypatch.setattr(recounting, "CHUNK", 3)
    recount("--fix")
    assert check_counts().differences == 0


def test_a_night_that_is_another_day_in_utc_is_in_its_own_chunk(monkeypatch, recount):
    monkeypatch.setattr(recounting, "CHUNK", 1)
    door = build.collector(build.survey())
    late = NOON.replace(hour=17)
    answer(door, {"q1": 9}, at=late)
    answer(door, {"q1": 9}, at=late - timedelta(hours=1))
    answer(door, {"q1": 9}, at=late, days_ago=1)

    assert len(days_to_recount()) == 2
    assert recount("--check") == (MATCH.format(3), 0)


def test_a_repair_that_was_cut_off_goes_on_where_it_stopped(door, small_chunks, recount):
    first, *left = begin_repair().chunks
    repaired = repair_chunk(first).differences
    MonthCount.objects.filter(month="2026-10-01").update(d1=9)
    said, _ = recount("--fix")

    assert "1 chunks are done" in said
    assert repaired
    assert len(left) == 2
    assert not RecountChunk.objects.exists()
    assert "2026-10-01" not in said
    assert check_counts().differences
    assert "2026-10-01" in recount("--fix")[0]
    assert check_counts().differences == 0


def test_a_fresh_repair_forgets_the_one_that_was_cut_off(door, small_chunks, recount):
    repair_chunk(begin_repair().chunks[0])
    MonthCount.objects.filter(month="2026-10-01").update(d1=9)
    said, _ = recount("--fix", "--fresh")

    assert "going on" not in said
    assert check_counts().differences == 0


def test_a_repair_of_one_survey_is_no_part_of_one_of_all(door, small_chunks, recount):
    begin_repair(survey_of(door))
    other = build.collector(build.survey())
    rate(other, {9: 2})
    HourCount.objects.filter(survey=other.survey).update(h12=7)
    recount("--fix")

    assert check_counts().differences == 0
    assert len(begin_repair(survey_of(door)).chunks) == 3


def test_a_chunk_that_is_done_is_not_done_again(door, small_chunks):
    repair = begin_repair()
    repair_chunk(repair.chunks[0])

    assert repair_chunk(repair.chunks[0]).responses == 0
    end_repair(repair)
    assert RecountChunk.objects.count() == 3


def test_the_progress_is_told(door, small_chunks, recount, monkeypatch):
    monkeypatch.setattr("reports.management.commands.recount.QUIET", 0)
    said, _ = recount("--check")

    assert re.search(r"2 of 3 chunks, 6 of 10 responses, [\d,]+/s, \d+ s left", said)


@pytest.mark.django_db(transaction=True)
def test_several_jobs_repair_what_one_would(door, small_chunks, recount):
    recount("--fix", "--jobs", "2")

    assert recount("--check", "--jobs", "2") == (MATCH.format(10), 0)
    with pytest.raises(CommandError):
        call_command("recount", "--check", "--jobs", "0")


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
            assert all(day.get(question_key=key, rating=r).h12 > 0 for r in ratings)


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
