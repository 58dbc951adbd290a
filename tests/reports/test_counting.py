"""Folding: late, changed and deleted responses move the counts exactly, and each only once."""

from collections import Counter
from datetime import timedelta

import pytest

from reports.actions import check_counts, count_waiting, count_waiting_everywhere
from reports.models import DAY_COLUMNS, DayCount, HourCount, MonthCount
from responses.actions import change_answers, delete_response
from responses.models import CountChange, Response
from responses.rules import ratings_of
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, answer, rate

pytestmark = pytest.mark.django_db


@pytest.fixture
def door():
    return build.collector(build.survey(asks=(Kind.NPS, Kind.CHOICES, Kind.TEXT)))


def hours(survey_id: int) -> Counter:
    """(day, hour, question, rating) -> people, without what is zero."""
    rows = HourCount.objects.filter(survey_id=survey_id).exclude(people=0)
    return Counter({(r.day, r.hour, r.question_key, r.rating): r.people for r in rows})


def days(survey_id: int) -> Counter:
    """(day, question, rating) -> people, without what is zero."""
    rows = DayCount.objects.filter(survey_id=survey_id).exclude(people=0)
    return Counter({(r.day, r.question_key, r.rating): r.people for r in rows})


def months(survey_id: int) -> Counter:
    """The same as `days`, read from the rows that hold a whole month."""
    rows = MonthCount.objects.filter(survey_id=survey_id)
    return Counter(
        {
            (row.month + timedelta(days=at), row.question_key, row.rating): people
            for row in rows
            for at, column in enumerate(DAY_COLUMNS)
            if (people := getattr(row, column))
        }
    )


def test_a_response_counts_itself_and_each_of_its_ratings(door):
    answer(door, {"q1": 9, "q2": [1, 3], "q3": "Ngon"})
    day = NOON.date()

    assert hours(door.survey_id) == {
        (day, 12, "", -1): 1,
        (day, 12, "q1", 9): 1,
        (day, 12, "q2", -1): 1,
        (day, 12, "q2", 1): 1,
        (day, 12, "q2", 3): 1,
        (day, 12, "q3", -1): 1,
    }


def test_hours_days_and_months_hold_the_same_people(door):
    for days_ago in (0, 0, 17, 18, 31):
        rate(door, {9: 2, 0: 1}, days_ago=days_ago)
    by_day: Counter = Counter()
    for (day, _, key, rating), people in hours(door.survey_id).items():
        by_day[day, key, rating] += people

    assert days(door.survey_id) == months(door.survey_id) == by_day
    assert sum(by_day.values()) == 2 * 15


def test_folding_again_adds_nothing(door):
    rate(door, {9: 3})
    before = hours(door.survey_id)

    assert count_waiting(door.survey_id) == 0
    assert count_waiting_everywhere() == 0
    assert hours(door.survey_id) == before
    assert not CountChange.objects.exists()


def test_a_late_answer_counts_on_the_day_it_was_given(door):
    rate(door, {9: 3})
    rate(door, {2: 1}, days_ago=40)

    assert days(door.survey_id)[NOON.date() - timedelta(days=40), "q1", 2] == 1
    assert days(door.survey_id)[NOON.date(), "q1", 9] == 3


def test_a_changed_answer_moves_from_one_rating_to_another(door):
    rate(door, {9: 3})
    change_answers(Response.objects.first(), {"q1": 2, "q2": [3]})
    count_waiting(door.survey_id)
    counted = days(door.survey_id)

    assert (counted[NOON.date(), "q1", 9], counted[NOON.date(), "q1", 2]) == (2, 1)
    assert counted[NOON.date(), "q2", 3] == 1
    assert counted[NOON.date(), "", -1] == 3


def test_a_deleted_response_leaves_no_trace_in_the_counts(door):
    answer(door, {"q1": 9, "q2": [1], "q3": "Ngon"})
    delete_response(Response.objects.get())
    count_waiting(door.survey_id)

    assert not hours(door.survey_id)
    assert not days(door.survey_id)
    assert not months(door.survey_id)


def test_a_response_deleted_before_it_was_counted_is_never_counted(door):
    response = build.response(door, {"q1": 9}, at=NOON)
    delete_response(response)
    count_waiting(door.survey_id)

    assert not days(door.survey_id)
    assert check_counts().differences == 0


def test_the_hour_is_that_of_the_location(shop):
    place = build.location(shop, time_zone="America/New_York")
    door = build.collector(build.survey(shop), place)
    rate(door, {9: 1})

    assert (NOON.date(), 0, "q1", 9) in hours(door.survey_id)


@pytest.mark.parametrize(
    "answers",
    [{}, {"q1": 0}, {"q2": [1]}, {"q2": [1, 2, 3]}, {"q3": "x"}, {"q1": 10, "q2": [2], "q3": "y"}],
)
def test_a_recount_of_the_raw_answers_is_what_the_rules_say(door, answers):
    response = build.response(door, answers, at=NOON)
    count_waiting(door.survey_id)
    said = {
        (NOON.date(), key, rating): 1
        for key, ratings in ratings_of(response.version.content, answers).items()
        for rating in ratings
    }

    assert days(door.survey_id) == said
    assert check_counts().differences == 0
