"""The page of locations: ranked by shrunken value, judged against the rest, pooled in the tree."""

import pytest
from django.urls import reverse

from reports import metrics
from reports.actions import count_waiting
from reports.models import MonthCount
from reports.rules.places import Funnel, Limits, funnel_of, roll_up, squared_error, standings
from reports.rules.scores import Groups
from responses.actions import record_response
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK, rate

pytestmark = pytest.mark.django_db
NOBODY = (frozenset(), frozenset())
CSAT = build.content([Kind.CSAT]).questions[0]
NPS = build.content([Kind.NPS]).questions[0]


def look(client, shop, **query: object):
    days = {} if {"period", "since"} & query.keys() else WEEK
    return client.get(reverse("reports:places", args=[shop.slug]), days | query)


def csat(good: int, n: int) -> dict[int, int]:
    return {5: good, 1: n - good}


# ------------------------------------------------------------------ figures by hand
def test_shares_are_shrunken_by_the_beta_binomial_and_ranked_by_it():
    units = {1: (csat(38, 40), {}), 2: (csat(90, 100), {}), 3: (csat(40, 80), {})}
    rows = standings(CSAT, units, NOBODY)
    by_hand = metrics.beta_binomial_shrink([38, 90, 40], [40, 100, 80]).values

    assert [row.key for row in rows] == [1, 2, 3]
    assert {row.key: row.shrunken for row in rows} == pytest.approx(
        dict(zip([1, 2, 3], [100 * value for value in by_hand], strict=True))
    )
    assert [row.score.value for row in rows] == [95, 90, 50]


def test_nps_is_shrunken_with_the_error_of_each_place_never_zero():
    assert squared_error(Groups(30, 0, 0)) > 0
    units = {n: ({10: 20 + n, 0: 20 - n}, {}) for n in (0, 5, 10, 15)}
    rows = standings(NPS, units, NOBODY)
    values = [(2 * n) / 40 for n in units]
    errors = [squared_error(Groups(20 + n, 0, 20 - n)) for n in units]
    by_hand = metrics.normal_shrink(values, errors).values

    assert {row.key: row.shrunken for row in rows} == pytest.approx(
        dict(zip(units, [100 * value for value in by_hand], strict=True))
    )


def test_better_and_worse_are_said_by_benjamini_hochberg_only():
    units = {
        1: (csat(98, 100), {}),
        2: (csat(80, 100), {}),
        3: (csat(78, 100), {}),
        4: (csat(55, 100), {}),
    }
    sides = {row.key: row.side for row in standings(CSAT, units, NOBODY)}

    assert sides == {1: 1, 2: 0, 3: 0, 4: -1}


def test_below_thirty_answers_a_place_is_not_ranked_nor_judged():
    units = {1: (csat(29, 29), {}), 2: (csat(15, 30), {}), 3: (csat(10, 40), {})}
    rows = standings(CSAT, units, NOBODY)

    assert [(row.key, row.is_ranked) for row in rows] == [(2, True), (3, True), (1, False)]
    assert rows[-1].side == 0
    assert not rows[-1].is_real


def test_a_region_pools_its_answers_and_hides_with_the_branches_that_give_it_away():
    own = {2: csat(8, 10), 3: csat(1, 3), 5: csat(30, 40)}
    tree = roll_up(CSAT, own, {1: None, 2: 1, 3: 1, 4: None, 5: 4})
    first, second = tree.branches

    assert (first.key, first.n, first.score.value) == (1, 13, pytest.approx(900 / 13))
    assert (second.key, second.n, second.score.value) == (4, 40, 75)
    assert first.parts == (2, 3)
    assert tree.hidden == {2, 3}


def test_answers_given_at_a_region_itself_are_a_part_of_it():
    own = {1: csat(2, 3), 2: csat(30, 40), 3: csat(10, 20)}
    tree = roll_up(CSAT, own, {1: None, 2: 1, 3: 1})

    assert tree.branches[0].n == 63
    assert tree.hidden == {1, 3}


def test_the_funnel_of_shares_has_exact_binomial_limits():
    funnel = Funnel(CSAT, Groups(80, 0, 20), 1.0)
    exact = metrics.funnel_limits(0.8, 50)

    assert funnel.at(50) == Limits.of(exact)
    assert funnel.target == 80


@pytest.mark.parametrize(("good", "n"), [(80, 250), (95, 1_000), (50, 120), (99, 5_000)])
def test_where_many_answered_the_quick_limits_are_the_exact_ones(good, n):
    quick = Funnel(CSAT, Groups(good, 0, 100 - good), 1.0).at(n)
    exact = Limits.of(metrics.funnel_limits(good / 100, n))

    for name in ("low95", "high95", "low998", "high998"):
        assert getattr(quick, name) == pytest.approx(getattr(exact, name), abs=0.1)


def test_the_funnel_of_nps_is_skewed_and_stays_on_the_scale():
    funnel = Funnel(NPS, Groups(70, 20, 10), 1.0)
    at = funnel.at(100)

    # V = .8 - .36 = .44, so one standard error of 100 answers is 6.63 points.
    assert at.low95 == pytest.approx(60 - 1.96 * 6.633, abs=1)
    assert 60 - at.low95 > at.high95 - 60
    assert funnel.at(5).high998 == 100


def test_a_funnel_is_widened_only_from_twenty_places_on():
    few = standings(CSAT, {n: (csat(30 + 7 * n, 100), {}) for n in range(10)}, NOBODY)
    many = standings(CSAT, {n: (csat(30 + 3 * n, 100), {}) for n in range(20)}, NOBODY)

    assert funnel_of(CSAT, few).phi == 1
    assert funnel_of(CSAT, many).phi > 2


# ------------------------------------------------------------------ the page
@pytest.fixture
def survey(shop):
    return build.survey(shop, [Kind.CSAT, Kind.NPS])


def test_the_page_ranks_places_and_says_who_differs(client, shop, survey):
    for name, good in (("Hai Bà Trưng", 39), ("Thảo Điền", 30), ("Hải Châu", 18)):
        rate(build.collector(survey, build.location(shop, name)), csat(good, 40))
    page = look(client, shop)

    assert [page.context["names"][row.key][0] for row in page.context["rows"]] == [
        "Hai Bà Trưng",
        "Thảo Điền",
        "Hải Châu",
    ]
    assert "Hai Bà Trưng really above the rest; Hải Châu really below" in page.content.decode()
    assert page.context["whole"].value == 100 * 87 / 120


def test_a_place_with_three_answers_shows_only_n_and_takes_another_along(client, shop, survey):
    doors = [build.collector(survey, build.location(shop)) for _ in range(3)]
    for door, n in zip(doors, (40, 12, 3), strict=True):
        rate(door, csat(n, n))
    rows = look(client, shop).context["rows"]
    shown = {row.key: row.score for row in rows if row.score}

    assert list(shown) == [doors[0].location_id]
    # All together 55 of 55: less the 40 shown that leaves 15 people, not 3.
    assert [row.n for row in rows] == [40, 12, 3]
    assert [row.is_few for row in rows] == [False, False, True]


def test_hidden_scores_stand_nowhere_in_the_page(client, shop, survey):
    first, second, third = (build.collector(survey, build.location(shop)) for _ in range(3))
    rate(first, csat(40, 80))
    rate(second, csat(9, 12))
    rate(third, csat(1, 3))
    said = look(client, shop).content.decode()

    assert "75%" not in said
    assert "33%" not in said
    assert "cannot be worked out" in said


def test_the_plain_mean_of_places_is_labelled_as_such(client, shop, survey):
    rate(build.collector(survey), csat(90, 100))
    rate(build.collector(survey), csat(20, 40))
    page = look(client, shop)

    assert page.context["mean"] == pytest.approx(70)
    assert "a mean of places, not of customers" in page.content.decode()
    assert page.context["whole"].value == pytest.approx(100 * 110 / 140)


def test_another_question_can_be_ranked_by(client, shop, survey):
    rate(build.collector(survey), {10: 30}, key="q2")
    page = look(client, shop, rank="q2")

    assert page.context["rows"][0].score.value == 100
    assert "+100" in page.content.decode()


def test_the_change_is_that_of_the_two_raw_scores(client, shop, survey):
    door = build.collector(survey)
    rate(door, csat(36, 40))
    rate(door, csat(20, 40), days_ago=8)
    [row] = look(client, shop).context["rows"]

    assert row.change.value == pytest.approx(40)
    assert row.is_real


def test_each_row_and_each_point_leads_to_the_report_of_its_place(client, shop, survey):
    door = build.collector(survey)
    rate(door, csat(30, 40))
    said = look(client, shop).content.decode()
    href = f"/{shop.slug}/reports/{survey.code}/?since=2026-11-12&amp;until=2026-11-18"

    assert said.count(f'href="{href}&amp;location={door.location_id}"') == 3


# ------------------------------------------------------------------ empty, odd and foreign
def test_without_a_survey_the_page_says_how_to_begin(client, shop):
    assert "No reports yet" in look(client, shop).content.decode()


def test_without_answers_it_says_where_some_are(client, shop, survey):
    assert "No answers yet" in look(client, shop).content.decode()
    rate(build.collector(survey), csat(5, 9))
    page = look(client, shop, since="2026-10-01", until="2026-10-02")

    assert "Nobody answered in these days" in page.content.decode()


def test_a_draft_and_a_survey_without_ratings_explain_themselves(client, shop):
    draft = build.survey(shop, is_live=False)
    assert "still a draft" in look(client, shop, survey=draft.code).content.decode()
    texts = build.survey(shop, [Kind.TEXT])
    assert "asks for no rating" in look(client, shop, survey=texts.code).content.decode()


def test_only_partial_answers_count_unless_finished_ones_are_asked_for(client, shop, survey):
    door = build.collector(survey)
    for _ in range(6):
        record_response(build.reply(door, {"q1": 5}, at=NOON, is_complete=False))
    count_waiting(survey.pk)

    assert [row.n for row in look(client, shop).context["rows"]] == [6]
    assert "Nobody answered" in look(client, shop, complete="yes").content.decode()


def test_the_survey_with_most_answers_is_chosen_unless_named(client, shop, survey):
    other = build.survey(shop, [Kind.CSAT])
    rate(build.collector(survey), csat(1, 6))
    rate(build.collector(other), csat(9, 9))

    assert look(client, shop).context["survey"] == other
    assert look(client, shop, survey=survey.code).context["survey"] == survey


def test_what_a_link_asks_that_is_not_known_is_said(client, shop, survey):
    rate(build.collector(survey), csat(30, 40))
    said = look(client, shop, rank="q99", location=999999, channel="pigeon").content.decode()

    assert "question of this link is not in this survey" in said
    assert "location of this link does not exist" in said
    assert "left out" in said


def test_a_location_that_is_gone_keeps_its_answers_and_has_no_link(client, shop, survey):
    door = build.collector(survey)
    rate(door, csat(30, 40))
    row = look(client, shop).context["rows"][0]
    MonthCount.objects.filter(location_id=row.key).update(location_id=10**9)
    page = look(client, shop)

    assert page.status_code == 200
    assert "A location that is gone" in page.content.decode()


def test_another_organizations_survey_is_not_found(client, shop):
    foreign = build.survey(asks=[Kind.CSAT])

    assert look(client, shop, survey=foreign.code).status_code == 404
    assert (
        client.get(reverse("reports:places", args=[foreign.organization.slug])).status_code == 404
    )
