"""The control chart: limits from before, gaps where nobody answered, rules named on the points."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reports import metrics
from reports.metrics import Signal
from reports.rules.control import Measure, Pace, control_of, reach_back, steps_by
from reports.rules.periods import Period
from surveys.rules import Kind
from tests import build
from tests.reports.shop import rate

pytestmark = pytest.mark.django_db
CSAT = build.content([Kind.CSAT]).questions[0]
NPS = build.content([Kind.NPS]).questions[0]
FIRST = date(2026, 11, 1)
PERIOD = Period(FIRST, date(2026, 11, 20))
TODAY = date(2026, 11, 22)


def days_of(values: dict[int, dict[int, int]]) -> dict[date, dict[int, int]]:
    """Number of the day from the first of the period on -> counts."""
    return {FIRST + timedelta(days=day): counts for day, counts in values.items()}


def csat(good: int, n: int) -> dict[int, int]:
    return {5: good, 1: n - good}


def chart_of(values: dict[int, dict[int, int]], measure=Measure.SCORE, question=CSAT, **kwargs):
    pace = Pace(PERIOD, **({"by_week": False, "today": TODAY} | kwargs))
    return control_of(measure, question, days_of(values), pace)


STEADY = {day: csat(40 + day % 3, 50) for day in range(-20, 20)}


# ------------------------------------------------------------------ figures by hand
def test_limits_come_from_the_twenty_points_before_and_stay():
    chart = chart_of(STEADY | {day: csat(20, 50) for day in range(15, 20)})
    before = [40 + day % 3 for day in range(-20, 0)]
    centre = sum(before) / 1000
    low = centre - 3 * (centre * (1 - centre) / 50) ** 0.5

    assert chart.baseline == 20
    assert chart.centre == pytest.approx(100 * centre)
    assert chart.points[0].low == pytest.approx(100 * low)
    assert len(chart.points) == 20


def test_with_little_before_the_limits_come_from_the_points_themselves():
    chart = chart_of({day: csat(40, 50) for day in range(-5, 20)})

    assert chart.baseline == 0
    assert chart.centre == 80


def test_a_day_without_answers_is_a_gap_and_not_a_zero():
    chart = chart_of({day: counts for day, counts in STEADY.items() if day != 7})

    assert chart.points[7].value is None
    assert chart.points[7].is_empty
    assert not chart.findings


def test_a_day_of_three_answers_shows_no_score_and_takes_the_smallest_along():
    chart = chart_of(STEADY | {7: csat(3, 3), 8: csat(8, 9)})

    assert [at for at, point in enumerate(chart.points) if point.value is None] == [7, 8]
    assert chart.points[7].n == 3


def test_one_point_beyond_the_limits_is_named_with_its_rule():
    [finding] = chart_of(STEADY | {12: csat(20, 50)}).findings

    assert (finding.signal, finding.number, finding.at) == (Signal.BEYOND_LIMITS, 1, 12)
    assert (finding.side, finding.points) == (-1, 1)


def test_a_run_of_ten_is_one_finding_from_its_first_point_on():
    chart = chart_of(STEADY | {day: csat(43, 50) for day in range(6, 16)} | {16: csat(38, 50)})
    [run] = [each for each in chart.findings if each.signal is Signal.EIGHT_ON_ONE_SIDE]

    assert run.points == 10 + (STEADY[5][5] > 41)
    assert run.last.last == FIRST + timedelta(days=15)
    assert run.side == 1


def test_nps_is_charted_by_its_moves():
    scores = [30 + (day * 7) % 5 for day in range(40)]
    values = {day - 20: {10: score, 0: 0, 8: 100 - score} for day, score in enumerate(scores)}
    chart = chart_of(values, question=NPS)
    by_hand = metrics.xmr_chart(scores, 20)

    assert not chart.is_share
    assert chart.centre == pytest.approx(by_hand.centre)
    assert chart.points[0].high == pytest.approx(by_hand.upper[20])


def test_a_mean_is_charted_on_its_scale():
    chart = chart_of(STEADY, Measure.MEAN)

    assert 4 < chart.centre < 4.5


def test_volume_knows_zero_but_not_a_day_that_is_not_over():
    values = {day: csat(40, 50) for day in range(-20, 20) if day != 4}
    chart = chart_of(values, Measure.VOLUME, None, today=PERIOD.last)

    assert chart.points[4].value == 0
    assert chart.points[-1].period.last == PERIOD.last - timedelta(days=1)


# ------------------------------------------------------------------ the smoothed line
def test_a_smoothed_line_sees_a_small_shift_that_no_single_point_shows():
    shifted = STEADY | {day: csat(43 + day % 3, 50) for day in range(10, 20)}
    single, smoothed = chart_of(shifted), chart_of(shifted, is_smoothed=True)

    assert Signal.BEYOND_LIMITS not in {each.signal for each in single.findings}
    assert [(each.number, each.side, each.is_smoothed) for each in smoothed.findings] == [
        (1, 1, True)
    ]
    assert smoothed.findings[0].first.first > FIRST + timedelta(days=9)


def test_a_smoothed_point_carries_a_fifth_of_its_own_day():
    chart = chart_of(STEADY, is_smoothed=True)
    before, after = chart.points[4], chart.points[5]

    assert after.value == pytest.approx(0.2 * after.own + 0.8 * before.value)
    assert after.own == pytest.approx(100 * (40 + 5 % 3) / 50)


def test_a_smoothed_line_keeps_its_gaps():
    values = {day: counts for day, counts in STEADY.items() if day != 4}

    assert chart_of(values, is_smoothed=True).points[4].value is None


def test_days_that_are_all_alike_are_no_news_smoothed():
    chart = chart_of({day: csat(40, 50) for day in range(-20, 20)}, is_smoothed=True)

    assert chart.findings == ()


def test_weeks_start_on_monday():
    weeks = steps_by(Period(date(2026, 11, 4), date(2026, 11, 17)), by_week=True)

    assert [(week.first.day, week.last.day) for week in weeks] == [(2, 8), (9, 15), (16, 17)]
    assert reach_back(PERIOD, by_week=True).first == date(2026, 10, 26) - timedelta(weeks=20)


def test_fewer_than_two_points_make_no_chart():
    assert chart_of({}) is None
    assert chart_of({3: csat(9, 9)}) is None
    assert chart_of({3: csat(2, 2), 4: csat(1, 2)}) is None


# ------------------------------------------------------------------ the page
@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, [Kind.CSAT, Kind.NPS]))


SPAN = {"since": "2026-11-09", "until": "2026-11-18"}


def look(client, shop, **query: object):
    return client.get(reverse("reports:control", args=[shop.slug]), SPAN | query)


def fill(door, *, bad_day: int | None = None) -> None:
    for day in range(24):
        rate(door, csat(3 if day == bad_day else 16, 20), days_ago=day)


def test_a_bad_day_is_the_title_the_badge_and_a_row_of_the_table(client, shop, door):
    fill(door, bad_day=3)
    page = look(client, shop)
    said = page.content.decode()

    assert [each.number for each in page.context["chart"].findings] == [1]
    assert ": below the lower limit</h2>" in said
    assert said.count("One point beyond three sigma") >= 3
    assert 'class="vb bad"' in said


def test_steady_days_are_no_news(client, shop, door):
    fill(door)

    assert "Nothing but the usual ups and downs" in look(client, shop).content.decode()


def test_metric_and_step_are_chosen_in_the_address(client, shop, door):
    fill(door)
    by_week = look(client, shop, metric="volume", step="week", since="2026-10-26")

    assert look(client, shop, metric="q1:mean").context["measure"] == Measure.MEAN
    assert look(client, shop, metric="q2").context["chart"] is None
    assert by_week.context["measure"] == Measure.VOLUME
    assert {point.period.days for point in by_week.context["chart"].points} == {7}
    assert by_week.context["chart"].points[-1].n == 140


def test_unknown_metrics_filters_and_places_are_said(client, shop, door):
    fill(door)
    page = look(client, shop, metric="q99", step="eon", location=10**12, channel="pigeon")

    assert page.context["question"].key == "q1"
    for words in ("not in this survey", "does not exist here any more", "left out"):
        assert words in page.content.decode()


def test_the_smoothed_line_is_chosen_in_the_address(client, shop, door):
    for ago in range(12):
        rate(door, {5: 8, 1: 2}, days_ago=ago)
    page = look(client, shop, chart="ewma")

    assert page.context["chart"].is_smoothed
    assert '<option value="ewma" selected>' in page.content.decode()
    assert "Nothing has changed for long" in page.content.decode()
    assert not look(client, shop, chart="nonsense").context["chart"].is_smoothed


def test_a_place_narrows_the_chart(client, shop, door):
    fill(door)
    other = build.collector(door.survey)
    rate(other, csat(5, 6))
    page = look(client, shop, location=other.location_id)

    assert page.context["n"] == 6
    assert "Too few days with answers" in page.content.decode()


def test_without_a_survey_or_answers_the_page_explains(client, shop):
    assert "No reports yet" in look(client, shop).content.decode()
    survey = build.survey(shop, [Kind.CSAT])
    assert "No answers yet" in look(client, shop, survey=survey.code).content.decode()


def test_another_organizations_survey_is_not_found(client, shop, door):
    assert look(client, shop, survey=build.survey().code).status_code == 404
