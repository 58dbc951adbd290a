"""From opening a page to the end: funnels, the time it took, and codes that fell silent."""

import time
import timeit
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from reports.actions import check_counts, count_waiting
from responses.actions import flush_openings, set_collector_state
from responses.actions.visits import Opening, Openings
from responses.models import Collector, VisitCount
from responses.queries import Funnel, funnel_of_all, funnels_of, silent_codes
from responses.rules.spans import SECONDS, median_seconds, span_of
from tests import build

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


# ------------------------------------------------------------------ the time to finish
@pytest.mark.parametrize(
    ("seconds", "span"), [(0, 0), (5, 0), (6, 1), (30, 4), (31, 5), (600, 11), (601, 12)]
)
def test_a_time_falls_into_the_span_that_ends_with_it_or_after_it(seconds, span):
    assert span_of(seconds) == span


@pytest.mark.parametrize(
    ("people", "median"),
    [
        ({}, None),
        ({0: 1}, 2.5),
        ({1: 4}, 7.5),
        ({1: 1, 2: 1}, 10),
        ({0: 1, 4: 3}, 23 + 1 / 3),
        ({12: 3}, 600),
        ({4: 2, 12: 2}, 30),
    ],
)
def test_the_median_lies_as_far_into_its_span_as_people_come_before_it(people, median):
    spans = [people.get(number, 0) for number in range(len(SECONDS) + 1)]

    assert median_seconds(spans) == (None if median is None else pytest.approx(median))


# ------------------------------------------------------------------ funnels
@pytest.fixture
def door(db):
    return build.collector(build.survey())


def visits(door: Collector, day: date = TODAY, hour: int = 9, **counts: int) -> None:
    VisitCount.objects.create(
        organization=door.organization,
        collector=door,
        survey=door.survey,
        day=day,
        hour=hour,
        **counts,
    )


def test_a_funnel_adds_up_the_hours_and_surveys_of_a_collector(door):
    visits(door, opened=5, started=3, finished=2, excluded=1, s4=2)
    visits(door, hour=10, opened=5, started=1)
    visits(door, TODAY - DAY, opened=100)
    other = build.collector(door.survey)
    visits(other, opened=7)
    organization = door.organization

    assert funnels_of(organization, [door.pk], TODAY, TODAY) == {door.pk: Funnel(10, 4, 2, 1, 25)}
    assert funnel_of_all(organization, TODAY, TODAY) == Funnel(17, 4, 2, 1, 25)
    assert funnel_of_all(organization, TODAY - 9 * DAY, TODAY - 2 * DAY) == Funnel()


def test_no_other_organization_counts(door):
    stranger = build.collector(build.survey())
    visits(stranger, opened=7)

    assert funnels_of(door.organization, [stranger.pk], TODAY, TODAY) == {}
    assert funnel_of_all(door.organization, TODAY, TODAY) == Funnel()


# ------------------------------------------------------------------ silent codes
def usual(door: Collector, per_day: int = 2, until: int = 7, since: int = 34) -> None:
    for days_ago in range(until, since + 1):
        visits(door, TODAY - days_ago * DAY, opened=per_day)


def test_a_code_that_was_opened_daily_and_not_for_seven_days_is_silent(door):
    usual(door)
    [found] = silent_codes(door.organization, TODAY)

    assert (found.collector_id, found.last_day) == (door.pk, TODAY - 7 * DAY)
    assert found.usual_per_day == 2
    assert found.days == (2,) * 7 + (0,) * 7


@pytest.mark.parametrize("days_ago", [0, 3, 6])
def test_one_opening_in_the_last_seven_days_breaks_the_silence(door, days_ago):
    usual(door)
    visits(door, TODAY - days_ago * DAY, hour=23, opened=1)

    assert silent_codes(door.organization, TODAY) == []


def test_a_code_that_is_rarely_opened_is_not_called_silent(door):
    usual(door, per_day=1, since=33)

    assert silent_codes(door.organization, TODAY) == []


@pytest.mark.parametrize("state", ["paused", "lost", "retired"])
def test_a_code_that_takes_no_answers_is_not_called_silent(door, state):
    usual(door)
    Collector.objects.filter(pk=door.pk).update(state=state, closed_at=datetime.now(UTC))

    assert silent_codes(door.organization, TODAY) == []


def test_the_busiest_silent_code_comes_first(door):
    busier = build.collector(door.survey)
    usual(door)
    usual(busier, per_day=5)

    silent = silent_codes(door.organization, TODAY)
    assert [each.collector_id for each in silent] == [busier.pk, door.pk]


# ------------------------------------------------------------------ noting openings
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; SM-A105F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def opened(door):
    """How many openings are stored, once all that were noted are."""
    flush_openings()
    VisitCount.objects.all().delete()

    def count() -> int:
        flush_openings()
        return sum(VisitCount.objects.values_list("opened", flat=True))

    return count


def scan(client, door, user_agent: str = PHONE, method: str = "get", **headers: str):
    send = getattr(client, method)
    return send(f"/s/{door.code}", headers={"User-Agent": user_agent, **headers})


def test_each_page_that_a_person_opens_is_counted(client, door, opened):
    for _ in range(3):
        assert scan(client, door).status_code == 200

    assert opened() == 3
    assert scan(client, door).status_code == 200
    assert opened() == 4


def test_an_opening_is_counted_in_the_local_hour_of_its_place(client, opened, monkeypatch):
    shop = build.organization()
    place = build.location(shop, time_zone="Asia/Kathmandu")
    door = build.collector(build.survey(shop), place)
    at = datetime(2026, 11, 18, 18, 20, tzinfo=UTC)
    monkeypatch.setattr("responses.actions.visits.time.time", at.timestamp)
    scan(client, door)
    flush_openings()
    [visit] = VisitCount.objects.all()

    assert (visit.day, visit.hour) == (date(2026, 11, 19), 0)
    assert (visit.collector_id, visit.survey_id) == (door.pk, door.survey_id)
    assert visit.organization_id == shop.pk


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "Zalo/1.0",
        "curl/8.5.0",
        "python-requests/2.31",
    ],
)
def test_programs_are_shown_the_page_and_not_counted(client, door, opened, user_agent):
    assert scan(client, door, user_agent).status_code == 200
    assert opened() == 0


@pytest.mark.parametrize(
    "user_agent",
    [
        PHONE,
        f"{PHONE} Zalo android/24010541 ZaloTheme/light ZaloLanguage/vn",
        f"{PHONE} [FBAN/FB4A;FBAV/440.0.0.0;]",
        "Mozilla/5.0 (Linux; Android 8.1; CUBOT_P20) AppleWebKit/537.36 Mobile Safari/537.36",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/9.80/191.303; U; en) Presto/2.5.25",
    ],
)
def test_browsers_inside_apps_and_on_old_phones_are_people(client, door, opened, user_agent):
    scan(client, door, user_agent)
    assert opened() == 1


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_a_page_that_is_fetched_ahead_was_not_opened(client, door, opened, headers):
    scan(client, door, **headers)
    assert opened() == 0


def test_looking_only_at_the_head_opens_nothing(client, door, opened):
    scan(client, door, method="head")
    assert opened() == 0


def test_a_code_that_takes_no_answers_is_not_opened(client, door, opened):
    set_collector_state(door, Collector.State.PAUSED)
    scan(client, door)
    assert opened() == 0


def test_openings_wait_while_the_database_is_away(client, door, opened, monkeypatch):
    scan(client, door)
    with monkeypatch.context() as away:
        away.setattr("responses.actions.visits.UPSERT", "SELECT 1/0 -- %s %s %s %s %s %s")
        flush_openings()
    scan(client, door)

    assert opened() == 2


def test_memory_is_bounded_while_the_database_is_away(monkeypatch):
    monkeypatch.setattr("responses.actions.visits.MOST_WAITING", 3)
    waiting = Openings()
    for number in range(9):
        waiting.note(Opening(1, 1, number % 5, "UTC", 0))

    assert waiting.counts() == {Opening(1, 1, at, "UTC", 0): 2 for at in (0, 1, 2)}


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_its_own_stores_openings_soon(door, settings, monkeypatch):
    settings.OPENING_SECONDS = 0.01
    monkeypatch.setattr("responses.actions.visits.IDLE_SECONDS", 0.05)
    waiting = Openings()
    waiting.note(Opening(door.organization_id, door.survey_id, door.pk, "UTC", 2_000_000))
    wait_until(lambda: [v.opened for v in VisitCount.objects.all()] == [1])
    wait_until(lambda: connections_of_others() == 0)


def wait_until(is_so, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.02)


def connections_of_others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_storing_openings_leaves_the_exact_counts_alone(client, door, opened):
    build.response(door, {"q1": 9})
    count_waiting(door.survey_id)
    scan(client, door)
    assert opened() == 1
    assert check_counts().differences == 0


def test_noting_an_opening_takes_a_few_microseconds():
    waiting, opening = Openings(), Opening(1, 1, 1, "Asia/Ho_Chi_Minh", 0)
    fastest = min(timeit.repeat(lambda: waiting.note(opening), number=1_000, repeat=5))

    assert fastest / 1_000 < 20e-6, "5 µs on a quiet machine"
