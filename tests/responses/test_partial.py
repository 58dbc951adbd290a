"""Answers on the way: stored in part, continued, completed, and counted exactly throughout."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections

from reports.actions import count_waiting
from responses.actions import (
    Outcome,
    delete_response,
    record_partial,
    record_response,
    record_responses,
)
from responses.models import CountChange, Response
from responses.queries import published
from responses.rules import Reply, ratings_of
from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def collector():
    return build.collector(build.survey(asks=(Kind.NPS, Kind.CHOICES, Kind.TEXT)))


def reply(collector, answers, first: Reply | None = None, **kwargs) -> Reply:
    """A reply with these answers, under the key of `first` if there is one."""
    if first:
        kwargs = {"key": first.key, **kwargs}
    return build.reply(collector, answers, **kwargs)


def only():
    [response] = Response.objects.all()
    return response


def counted(collector) -> dict[str, dict[int, int]]:
    """Question key -> rating -> people, as the waiting changes add up."""
    total: dict[str, dict[int, int]] = {}
    for change in CountChange.objects.all():
        for key, ratings in change.ratings.items():
            if key.startswith("~"):  # what counts for the whole of a response
                continue
            for rating in ratings:
                people = total.setdefault(key, {})
                people[rating] = people.get(rating, 0) + change.people
    return {
        key: left
        for key, people in total.items()
        if (left := {rating: n for rating, n in people.items() if n})
    }


def assert_counts_match(collector):
    """The stored counts are those of a recount, before and after they are folded."""
    call_command("recount", "--check")
    count_waiting(collector.survey_id)
    call_command("recount", "--check")


def test_a_partial_reply_is_stored_and_counted(collector):
    assert record_partial(reply(collector, {"q1": 9})).outcome is Outcome.STORED
    assert not only().is_complete
    assert counted(collector) == {"": {-1: 1}, "q1": {9: 1}}


def test_a_continued_reply_takes_the_place_of_its_part(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    again = record_partial(reply(collector, {"q1": 3, "q2": [1, 2]}, first, language="en"))
    assert again.outcome is Outcome.STORED
    response = only()
    assert (response.answers, response.score) == ({"q1": 3, "q2": [1, 2]}, 3)
    assert (response.language, response.is_complete) == ("en", False)
    assert counted(collector) == {"": {-1: 1}, "q1": {3: 1}, "q2": {-1: 1, 1: 1, 2: 1}}


def test_the_day_and_the_hour_stay_those_of_the_first_answers(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    later = first.answered_at + timedelta(days=1)
    record_response(reply(collector, {"q1": 9, "q3": "Ngon"}, first, at=later, seconds=70))
    response = only()
    assert response.answered_at == first.answered_at
    assert (str(response.day), response.hour) == (first.day, first.hour)
    assert (response.seconds, response.is_complete) == (70, True)
    assert set(CountChange.objects.values_list("day", "hour")) == {(response.day, first.hour)}


def test_completing_without_another_answer_still_completes(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    assert record_response(reply(collector, {"q1": 9}, first)).outcome is Outcome.STORED
    assert only().is_complete
    assert counted(collector) == {"": {-1: 1}, "q1": {9: 1}}


def test_the_same_part_sent_again_changes_nothing(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    assert record_partial(first).outcome is Outcome.REPEATED
    assert CountChange.objects.count() == 1


def test_after_the_end_the_same_is_repeated_and_all_else_refused(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    whole = reply(collector, {"q1": 9, "q3": "Ngon"}, first)
    record_response(whole)
    before = list(CountChange.objects.values())
    assert record_response(whole).outcome is Outcome.REPEATED
    assert record_partial(whole).outcome is Outcome.REPEATED
    assert record_partial(first).outcome is Outcome.CONFLICT
    assert record_response(reply(collector, {"q1": 0}, first)).outcome is Outcome.CONFLICT
    assert only().answers == {"q1": 9, "q3": "Ngon"}
    assert list(CountChange.objects.values()) == before


def test_a_whole_batch_never_continues_a_part(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    [recorded] = record_responses([reply(collector, {"q1": 0}, first)])
    assert recorded.outcome is Outcome.CONFLICT
    assert not only().is_complete


def test_the_counts_stay_exact_through_parts_changes_ends_and_deletions(collector):
    for answers in ({"q1": 9}, {}, {"q1": 2, "q2": [1]}):
        first = reply(collector, answers)
        record_partial(first)
        assert_counts_match(collector)
        record_partial(reply(collector, {"q1": 7, "q2": [2, 3]}, first))
        assert_counts_match(collector)
        record_response(reply(collector, {"q2": [3], "q3": "Ngon"}, first))
        assert_counts_match(collector)
    delete_response(Response.objects.first())
    assert_counts_match(collector)


def test_a_part_of_an_older_version_is_taken_back_by_that_version_s_rules(collector):
    first = reply(collector, {"q1": 9, "q2": [1]})
    record_partial(first)
    other = build.survey(collector.survey.organization, asks=(Kind.TEXT,)).live_version
    answers = {"q1": "Ngon"}
    moved = replace(
        reply(collector, {}, first),
        version_id=other.pk,
        answers=answers,
        ratings=ratings_of(other.content, answers),
        score=None,
    )
    record_response(moved)
    assert only().version == other
    assert counted(collector) == {"": {-1: 1}, "q1": {-1: 1}}


def test_a_whole_reply_in_one_go_is_one_statement(collector, django_assert_num_queries):
    whole = reply(collector, {"q1": 9})
    published(whole.version_id)  # read once by each process
    with django_assert_num_queries(1):
        record_response(whole)
    with django_assert_num_queries(1):
        record_partial(reply(collector, {"q1": 9}))


# ------------------------------------------------------------------ at the same time
def at_once(*replies, record):
    """Record replies in threads of their own; return what became of them."""
    outcomes = []

    def run(one):
        try:
            outcomes.append(record(one).outcome)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[one]) for one in replies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_taps_on_next_store_one_part(collector):
    first = reply(collector, {"q1": 9})
    assert at_once(first, first, first, record=record_partial) == [
        Outcome.REPEATED,
        Outcome.REPEATED,
        Outcome.STORED,
    ]
    assert counted(collector) == {"": {-1: 1}, "q1": {9: 1}}


@pytest.mark.django_db(transaction=True)
def test_two_taps_on_send_complete_a_part_once(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    whole = reply(collector, {"q1": 9, "q3": "Ngon"}, first)
    assert at_once(whole, whole, whole, record=record_response) == [
        Outcome.REPEATED,
        Outcome.REPEATED,
        Outcome.STORED,
    ]
    assert counted(collector) == {"": {-1: 1}, "q1": {9: 1}, "q3": {-1: 1}}
    assert_counts_match(collector)


@pytest.mark.django_db(transaction=True)
def test_a_part_that_comes_together_with_the_end_never_undoes_it(collector):
    first = reply(collector, {"q1": 9})
    record_partial(first)
    whole = reply(collector, {"q1": 9, "q3": "Ngon"}, first)
    late = reply(collector, {"q1": 8}, first)
    threads = [
        threading.Thread(target=lambda: (record_response(whole), connection.close())),
        threading.Thread(target=lambda: (record_partial(late), connection.close())),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert only().is_complete
    assert only().answers == whole.answers
    assert_counts_match(collector)
