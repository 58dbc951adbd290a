"""The page of hours: what stands out of a week, and what is too few to say."""

from datetime import timedelta

import pytest
from django.urls import reverse

from reports.actions import count_waiting
from reports.rules.hours import hour_map
from responses.actions import record_responses
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK

pytestmark = pytest.mark.django_db
CSAT = build.content([Kind.CSAT]).questions[0]


def csat(good: int, n: int) -> dict[int, int]:
    return {5: good, 1: n - good}


def cell_at(found, weekday: int, hour: int):
    return found.rows[weekday - 1][found.hours.index(hour)]


# ------------------------------------------------------------------ figures by hand
def test_an_hour_shows_its_score_from_twenty_answers_on():
    found = hour_map(CSAT, {(1, 9): csat(15, 20), (1, 10): csat(30, 40)})
    cell = cell_at(found, 1, 9)

    assert (cell.value, cell.is_drawn, cell.n) == (75, False, 20)
    assert found.whole.value == 75
    assert list(found.hours) == [9, 10]


def test_from_ten_to_nineteen_it_is_drawn_towards_its_day_and_its_hour():
    counts = {(1, 9): csat(10, 10), (1, 10): csat(20, 40), (2, 9): csat(30, 40)}
    cell = cell_at(hour_map(CSAT, counts), 1, 9)
    # Monday 30/50 = 60 %, nine o'clock 40/50 = 80 %, all 60/90 = 66.7 %: expected 73.3 %.
    expected = 60 + 80 - 100 * 60 / 90

    assert cell.is_drawn
    assert cell.value == pytest.approx(0.5 * 100 + 0.5 * expected)
    assert cell.score.value == 100


def test_below_ten_it_shows_only_n_and_an_empty_hour_is_not_zero():
    found = hour_map(CSAT, {(1, 9): csat(0, 9), (2, 10): csat(30, 40), (1, 10): csat(9, 30)})

    assert cell_at(found, 1, 9).value is None
    assert cell_at(found, 1, 9).n == 9
    assert cell_at(found, 2, 9).value is None
    assert cell_at(found, 2, 9).n == 0


def test_a_hidden_hour_of_three_cannot_be_worked_out_from_its_row_or_column():
    counts = {(day, hour): csat(20, 25 + day) for day in range(1, 8) for hour in range(8, 12)} | {
        (3, 9): csat(3, 3)
    }
    found = hour_map(CSAT, counts)
    row = found.rows[2]

    assert sum(cell.n for cell in row if cell.is_hidden) >= 5
    assert sum(each[1].n for each in found.rows if each[1].is_hidden) >= 5


def test_only_hours_that_beat_chance_are_named():
    usual = {(day, hour): csat(80, 100) for day in range(1, 8) for hour in range(8, 20)}
    found = hour_map(CSAT, usual | {(6, 19): csat(40, 100), (2, 8): csat(98, 100)})

    assert [(cell.weekday, cell.hour) for cell in found.worst] == [(6, 19)]
    assert [(cell.weekday, cell.hour) for cell in found.best] == [(2, 8)]
    assert hour_map(CSAT, usual).worst == hour_map(CSAT, usual).best == []


def test_no_answers_make_no_map():
    assert hour_map(CSAT, {}) is None
    assert hour_map(CSAT, {(1, 9): {}}) is None


# ------------------------------------------------------------------ the page
@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, [Kind.CSAT]))


def rate(door, good: int, n: int, *, hours: int = 0, days_ago: int = 0, **kwargs) -> None:
    at = NOON + timedelta(hours=hours) - timedelta(days=days_ago)
    people = [{"q1": 5 if number < good else 1} for number in range(n)]
    record_responses([build.reply(door, each, at=at, **kwargs) for each in people])
    count_waiting(door.survey_id)


def look(client, shop, **query: object):
    return client.get(reverse("reports:when", args=[shop.slug]), WEEK | query)


def test_the_hours_are_those_of_the_places_own_clock(client, shop, door):
    rate(door, 30, 40)
    found = look(client, shop).context["map"]

    # NOON is a Wednesday in Vietnam.
    assert cell_at(found, 3, 12).n == 40


def test_the_title_names_the_worst_hour_only_if_it_is_real(client, shop, door):
    rate(door, 36, 40)
    rate(door, 8, 40, hours=7)
    rate(door, 35, 40, days_ago=1)

    assert "Wednesday 19–20 h is really lower" in look(client, shop).content.decode()
    rate(door, 30, 32, hours=7)
    rate(door, 30, 30, hours=7)
    rate(door, 50, 50, hours=7)
    assert "No hour really differs" in look(client, shop, until="2026-11-17").content.decode()


def test_too_few_answers_are_marked_and_said(client, shop, door):
    rate(door, 30, 40)
    rate(door, 0, 7, hours=3)
    said = look(client, shop).content.decode()

    assert "too few answers, n = 7" in said
    assert 'class="few"' in said
    assert "nobody answered" in said


def test_a_place_and_a_collector_narrow_the_map(client, shop, door):
    other = build.collector(door.survey)
    rate(door, 30, 40)
    rate(other, 5, 20)

    assert look(client, shop, location=other.location_id).context["map"].whole.n == 20
    assert look(client, shop, collector=door.code).context["map"].whole.n == 40


def test_the_map_honours_every_filter(client, shop, door):
    rate(door, 30, 40)
    rate(door, 10, 20, channel="email")
    rate(door, 5, 10, language="en")
    rate(door, 2, 7, is_excluded=True)
    wholes = {
        name: look(client, shop, **{name: value}).context["map"].whole.n
        for name, value in {"channel": "email", "language": "en", "state": "held"}.items()
    }

    assert wholes == {"channel": 20, "language": 10, "state": 7}
    assert look(client, shop).context["map"].whole.n == 70


def test_filtered_hours_are_counted_from_answers_and_say_where_those_end(
    client, shop, door, monkeypatch
):
    rate(door, 30, 40, days_ago=1)
    rate(door, 8, 10)
    whole = look(client, shop)
    filtered = look(client, shop, channel="link")

    assert filtered.context["map"].rows == whole.context["map"].rows
    assert "from the newest" not in filtered.content.decode()
    for module in ("reports.queries.newest", "reports.views.when"):
        monkeypatch.setattr(f"{module}.MOST_READ", 30)
    cut = look(client, shop, channel="link")

    assert cell_at(cut.context["map"], 3, 12).n == 10
    assert cut.context["map"].whole.n == 30
    assert "Counted from the newest 30 responses" in cut.content.decode()
    assert "from the newest" not in look(client, shop).content.decode()


def test_a_row_of_a_question_has_filtered_hours_too(client, shop):
    door = build.collector(build.survey(shop, [Kind.MATRIX]))
    people = [build.reply(door, {"q1": {"1": 5, "2": 1}}, at=NOON) for _ in range(20)]
    record_responses(people)
    count_waiting(door.survey_id)
    found = look(client, shop, rank="q1.2", channel="link").context["map"]

    assert found.whole.score.value == 0
    assert found.rows == look(client, shop, rank="q1.2").context["map"].rows


def test_what_a_filter_does_not_know_is_said_and_left_out(client, shop, door):
    rate(door, 30, 40)
    page = look(client, shop, channel="post", location=10**12)

    assert page.context["map"].whole.n == 40
    assert "left out" in page.content.decode()
    assert "does not exist here any more" in page.content.decode()


def test_days_outside_the_period_do_not_count(client, shop, door):
    rate(door, 30, 40)
    rate(door, 9, 9, days_ago=30)

    assert look(client, shop).context["map"].whole.n == 40


def test_without_a_survey_or_answers_the_page_explains(client, shop):
    assert "No reports yet" in look(client, shop).content.decode()
    survey = build.survey(shop, [Kind.CSAT])
    assert "No answers yet" in look(client, shop, survey=survey.code).content.decode()


def test_another_organizations_survey_is_not_found(client, shop, door):
    assert look(client, shop, survey=build.survey().code).status_code == 404


def test_the_whole_map_is_one_read_of_the_counts(client, shop, door, django_assert_max_num_queries):
    rate(door, 30, 40)
    with django_assert_max_num_queries(20) as seen:
        look(client, shop)

    assert sum("reports_hourcount" in each["sql"] for each in seen.captured_queries) == 1
