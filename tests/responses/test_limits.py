"""A number of responses and no more: counted once each, closed in time, by page and by API."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from hearme.accounts.rules import Hours
from responses.actions import record_within_limit
from responses.models import Collector, Response
from responses.rules import Limits, Refusal, opens_next, refusal_of_given
from surveys.rules import Kind
from tests import build
from tests.api.callers import WRITE, Caller
from tests.responses.visitors import Visitor

VIETNAM = "Asia/Ho_Chi_Minh"
TUESDAY = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DAYTIME = (time(9), time(22))


@pytest.fixture
def collector():
    made = build.collector(build.survey(asks=(Kind.NPS, Kind.TEXT), is_one_page=True))
    Collector.objects.filter(pk=made.pk).update(most_responses=2)
    made.refresh_from_db()
    return made


def opened(collector: Collector) -> Visitor:
    visitor = Visitor(collector)
    visitor.open()
    return visitor


def counted(collector: Collector) -> tuple[int, bool]:
    collector.refresh_from_db()
    return collector.taken, collector.full_at is not None


# ------------------------------------------------------------------ counting
@pytest.mark.django_db
def test_the_last_response_that_is_wanted_closes_the_door_for_new_forms(collector):
    late = opened(collector)
    for number in (1, 2):
        assert opened(collector).send(q1="9").status_code == 200
        assert counted(collector) == (number, number == 2)
    page = Visitor(collector).open()
    assert page.status_code == 410
    assert "đã nhận đủ góp ý" in page.text
    assert late.send(q1="3").status_code == 200
    assert counted(collector) == (3, True)


@pytest.mark.django_db
def test_the_moment_at_which_it_was_full_stays(collector):
    late = opened(collector)
    for _ in range(2):
        opened(collector).send(q1="9")
    collector.refresh_from_db()
    full_at = collector.full_at
    late.send(q1="9")
    collector.refresh_from_db()
    assert collector.full_at == full_at


@pytest.mark.django_db
def test_a_form_that_is_sent_again_counts_once(collector):
    visitor = opened(collector)
    for _ in range(2):
        visitor.send(q1="9") if visitor.number else visitor.post()
    assert counted(collector) == (1, False)


@pytest.mark.django_db
def test_a_partial_answer_counts_when_it_is_complete(collector):
    survey = build.survey(collector.organization, (Kind.NPS,) * 6)
    door = build.collector(survey)
    Collector.objects.filter(pk=door.pk).update(most_responses=1)
    visitor = opened(door)
    visitor.send(q1="9")
    assert Response.objects.get().is_complete is False
    assert counted(door) == (0, False)
    visitor.send(q6="9")
    assert Response.objects.get().is_complete
    assert counted(door) == (1, True)


@pytest.mark.django_db
def test_a_suspicious_answer_uses_up_nothing(collector):
    record_within_limit(build.reply(collector, {"q1": 9}, is_excluded=True))
    assert counted(collector) == (0, False)
    assert Response.objects.exists()


@pytest.mark.django_db
def test_collectors_without_a_limit_count_nothing(collector, django_assert_num_queries):
    Collector.objects.update(most_responses=None)
    opened(collector).send(q1="9")
    record_within_limit(build.reply(collector, {"q1": 9}))
    assert counted(collector) == (0, False)


@pytest.mark.django_db
def test_a_count_that_fails_takes_the_response_with_it(collector, monkeypatch):
    def fail(collector_id):
        raise RuntimeError

    monkeypatch.setattr("responses.actions.limits.count_taken", fail)
    with pytest.raises(RuntimeError):
        record_within_limit(build.reply(collector, {"q1": 9}))
    assert not Response.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_responses_at_the_same_moment_are_all_counted(collector):
    def store(_number):
        try:
            return record_within_limit(build.reply(collector, {"q1": 9})).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(store, range(24)))) == 24
    assert counted(collector) == (24, True)


# ------------------------------------------------------------------ the API
@pytest.fixture
def bring(collector):
    caller = Caller(collector.organization, WRITE)

    def bring(key: str, **more):
        body = {"answers": {"q1": 9}, **more}
        return caller.post(f"/collectors/{collector.code}/responses", body, key=key)

    return bring


@pytest.mark.django_db
def test_what_programs_bring_counts_and_stops_at_the_limit_too(collector, bring):
    assert [bring(key).status_code for key in ("a", "a", "b", "c")] == [201, 200, 201, 409]
    assert counted(collector) == (2, True)
    assert bring("a").status_code == 200


@pytest.mark.django_db
def test_programs_may_bring_in_the_night_what_was_given_in_opening_hours(collector, bring):
    now = datetime.now(UTC)
    local = now + timedelta(hours=7)
    hour = timedelta(hours=1)
    span = [f"{(local - 3 * hour):%H:%M}", f"{(local - hour):%H:%M}"]
    collector.location.hours = {"week": [span] * 7, "holidays": []}
    collector.location.save()
    Collector.objects.update(is_hours_only=True)
    assert bring("late").json()["code"] == "closed"
    given = (now - 2 * hour).isoformat()
    assert bring("in-time", answered_at=given).status_code == 201


@pytest.mark.django_db
def test_programs_bring_nothing_through_a_code_that_was_paused_since(collector, bring):
    now = datetime.now(UTC)
    Collector.objects.update(state="paused", closed_at=now - timedelta(minutes=1))
    assert bring("x", answered_at=(now - timedelta(hours=2)).isoformat()).status_code == 409


# ------------------------------------------------------------------ rules
def limits(**fields) -> Limits:
    usual = {
        "state": "active",
        "closed_at": None,
        "survey_closed_at": None,
        "full_at": None,
        "first_day": None,
        "last_day": None,
        "time_zone": VIETNAM,
    }
    return Limits(**(usual | fields))


WEEK = Hours((None, DAYTIME, DAYTIME, DAYTIME, (time(18), time(2)), None, None))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-24T01:00", "2026-11-24T09:00"),
        ("2026-11-24T09:00", "2026-11-25T09:00"),
        ("2026-11-26T23:00", "2026-11-27T18:00"),
        ("2026-11-28T02:00", "2026-12-01T09:00"),
    ],
)
def test_the_next_opening_is_the_first_span_that_begins(moment, expected):
    local = datetime.fromisoformat(f"{moment}+07:00")
    opening = opens_next(limits(hours=WEEK), local.astimezone(UTC))
    assert opening.isoformat() == f"{expected}:00+07:00"


def test_the_first_day_comes_before_the_hours_and_the_last_after_them():
    early = limits(hours=WEEK, first_day=date(2026, 12, 5))
    assert opens_next(early, TUESDAY).isoformat() == "2026-12-08T09:00:00+07:00"
    assert opens_next(limits(first_day=date(2026, 12, 5)), TUESDAY).date() == date(2026, 12, 5)
    assert opens_next(limits(hours=WEEK, last_day=date(2026, 11, 24)), TUESDAY) is None


def test_a_place_that_never_opens_has_no_next_opening():
    assert opens_next(limits(hours=Hours((None,) * 7)), TUESDAY) is None


def test_what_was_given_earlier_is_judged_by_the_clock_of_then_and_the_state_of_now():
    hour, night = timedelta(hours=1), TUESDAY + timedelta(hours=12)
    shut = limits(hours=WEEK)
    assert refusal_of_given(shut, TUESDAY, night) is None
    assert refusal_of_given(shut, night, night) is Refusal.SHUT
    assert refusal_of_given(shut, night - 24 * hour, TUESDAY) is Refusal.SHUT
    full = limits(full_at=TUESDAY)
    assert refusal_of_given(full, TUESDAY - hour, TUESDAY) is Refusal.FULL
    assert refusal_of_given(limits(), TUESDAY - hour, TUESDAY) is None
