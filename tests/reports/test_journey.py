"""The journey board: which ratings count where, what is shown, what is hidden, what is real."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import metrics
from reports.actions import count_waiting
from reports.rules.journey import (
    KINDS,
    STAGES,
    Rated,
    Spot,
    counted_questions,
)
from reports.rules.journey_tally import journey_of
from responses.actions import record_responses
from surveys.actions import close_touchpoint, edit_draft, publish_survey
from surveys.models import About, Stage
from surveys.rules import Kind, replace_question
from tests import build
from tests.reports.shop import NOON, WEEK

pytestmark = pytest.mark.django_db
DELIVERY = Spot(1, "after", "service", "Giao hàng")
DRINKS = Spot(2, "buy", "product", "Đồ uống")


def content(*kinds: Kind, at: dict[int, int] | None = None):
    """A content whose questions by place name these touchpoints."""
    made = build.content(kinds)
    for place, spot in (at or {}).items():
        question = made.questions[place - 1]
        made = replace_question(made, replace(question, touchpoint=spot))
    return made


def cell_of(journey, stage, about):
    return next(cell for cell in journey.cells if cell.place == (stage, about))


def csat(good: int, bad: int, *, spot: int = 1, key: str = "q1", before: tuple = (0, 0)):
    return [
        Rated(7, spot, key, 5, good, before[0]),
        Rated(7, spot, key, 1, bad, before[1]),
    ]


def board(rated, *kinds, spots=(DELIVERY, DRINKS), **kwargs):
    return journey_of(spots, {7: content(*(kinds or (Kind.CSAT,)), **kwargs)}, rated)


# ------------------------------------------------------------------ which ratings count
def test_stages_and_kinds_are_those_of_the_catalogue():
    assert list(STAGES) == Stage.values
    assert list(KINDS) == About.values


def test_the_main_rating_counts_at_the_touchpoint_of_the_response():
    asked = counted_questions(content(Kind.NPS, Kind.CSAT, Kind.CES))

    assert [(question.key, own) for question, own in asked] == [("q2", 0)]


def test_nps_counts_only_where_nothing_else_is_asked():
    [(question, own)] = counted_questions(content(Kind.TEXT, Kind.NPS))

    assert (question.key, own) == ("q2", 0)
    assert counted_questions(content(Kind.TEXT)) == []


def test_a_question_about_a_touchpoint_counts_there_and_nowhere_else():
    journey = board([*csat(9, 1, key="q1"), *csat(2, 8, key="q2")], Kind.CSAT, Kind.CSAT, at={2: 2})

    assert cell_of(journey, "after", "service").score.value == 90
    assert cell_of(journey, "buy", "product").score.value == 20


def test_its_own_touchpoint_counts_without_one_of_the_response():
    journey = board(csat(6, 4, spot=0), Kind.CSAT, at={1: 2})

    assert cell_of(journey, "buy", "product").n == 10
    assert journey.measured == 1


def test_ratings_at_no_touchpoint_or_an_unknown_one_are_left_out():
    assert board(csat(6, 4, spot=0)).measured == 0
    assert board(csat(6, 4, spot=99)).measured == 0


def test_what_is_good_says_the_rule_of_the_question():
    nines = [Rated(7, 1, "q1", 9, 6), Rated(7, 1, "q1", 8, 4)]

    assert cell_of(board(nines, Kind.NPS), "after", "service").score.value == 60


def test_somebody_who_answers_two_questions_about_a_cell_counts_once():
    both = [*csat(10, 10, key="q1", spot=0), *csat(16, 4, key="q2", spot=0)]
    cell = cell_of(board(both, Kind.CSAT, Kind.CSAT, at={1: 1, 2: 1}), "after", "service")

    assert (cell.n, cell.score.value) == (20, 65)
    low, high = metrics.wilson_interval(13, 20)
    assert (cell.score.low, cell.score.high) == pytest.approx((100 * low, 100 * high))


def test_touchpoints_of_one_cell_are_pooled():
    spots = (DELIVERY, Spot(3, "after", "service", "Đổi trả"))
    journey = board([*csat(6, 4, spot=1), *csat(1, 9, spot=3)], spots=spots)
    cell = cell_of(journey, "after", "service")

    assert (cell.n, cell.score.value) == (20, 35)
    assert [spot.name for spot in cell.spots] == ["Giao hàng", "Đổi trả"]


def test_a_closed_touchpoint_is_named_only_where_it_was_rated():
    closed = Spot(4, "again", "staff", "Người cũ", is_open=False)

    assert cell_of(board([], spots=(closed,)), "again", "staff").spots == ()
    assert cell_of(board(csat(5, 0, spot=4), spots=(closed,)), "again", "staff").spots == (closed,)


# ------------------------------------------------------------------ what is shown
@pytest.mark.parametrize(
    ("n", "is_hidden", "is_firm"), [(4, True, False), (5, False, False), (30, False, True)]
)
def test_few_answers_hide_or_grey_a_cell(n, is_hidden, is_firm):
    cell = cell_of(board(csat(n, 0)), "after", "service")

    assert (cell.is_hidden, cell.is_firm) == (is_hidden, is_firm)
    assert (cell.score is None) is is_hidden


def test_zero_percent_is_a_score():
    assert cell_of(board(csat(0, 8)), "after", "service").score.value == 0


def test_a_hidden_cell_cannot_be_found_by_taking_its_neighbours_from_the_stage():
    spots = (DELIVERY, Spot(3, "after", "staff", "Người giải quyết"))
    journey = board([*csat(40, 10), *csat(0, 3, spot=3)], spots=spots)
    stage = journey.stages[STAGES.index("after")]

    assert (stage.score.n, stage.score.value) == (50, 80)
    assert journey.n == 50


def test_a_change_is_judged_with_all_others_and_only_on_enough_answers():
    spots = [Spot(n, stage, "service", stage) for n, stage in enumerate(STAGES, start=1)]
    moved = csat(58, 42, spot=1, before=(76, 24))
    wobbles = [each for n in range(2, 8) for each in csat(80, 20, spot=n, before=(79, 21))]
    journey = board([*moved, *wobbles], spots=spots)
    first, *others = [cell for cell in journey.cells if cell.is_measured]

    assert first.change.value == pytest.approx(-18)
    assert first.is_real
    assert not any(cell.is_real for cell in others)
    small = board(csat(0, 20, before=(20, 0)))
    assert not cell_of(small, "after", "service").is_real


def test_fewer_than_five_before_is_no_score_to_compare_with():
    cell = cell_of(board(csat(10, 10, before=(1, 3))), "after", "service")

    assert (cell.was, cell.change) == (None, None)


# ------------------------------------------------------------------ the weakest link
def chain(*goods: int, of: int = 100):
    spots = [Spot(n, stage, "service", stage) for n, stage in enumerate(STAGES, start=1)]
    rated = [
        each for n, good in enumerate(goods, start=1) for each in csat(good, of - good, spot=n)
    ]
    return board(rated, spots=spots)


def test_the_weakest_link_lies_surely_below_the_mean():
    journey = chain(85, 88, 80, 87, 93, 58, 84)

    assert journey.weakest.stage == "after"
    assert journey.weak_stage == 5
    assert journey.peak == 4
    assert [cell.stage for cell in journey.worst] == ["after", "contact", "again"]


def test_no_link_is_weak_where_all_are_alike():
    journey = chain(85, 84, 86)

    assert journey.weakest is None
    assert journey.peak is None


def test_a_link_is_not_blamed_on_few_answers():
    assert chain(50, 35, 45, of=60).weakest is None
    assert chain(9, 2, 9, of=10).mean is None


# ------------------------------------------------------------------ the page
@pytest.fixture
def door(shop):
    spot = build.touchpoint(shop, "Giao hàng, đổi trả", stage="after", about="service")
    survey = build.survey(shop, (Kind.CSAT, Kind.TEXT))
    return build.collector(survey, build.location(shop, "Hải Châu"), touchpoint=spot)


def give(door, good: int, bad: int, *, days_ago: int = 0, text: str = "") -> None:
    low = {"q1": 1} | ({"q2": text} if text else {})
    answers = [{"q1": 5}] * good + [low] * bad
    moment, spot = NOON - timedelta(days=days_ago), door.touchpoint_id
    record_responses([build.reply(door, a, at=moment, touchpoint_id=spot) for a in answers])
    count_waiting(door.survey_id)


def look(client, shop, **query: object):
    return client.get(reverse("reports:journey", args=[shop.slug]), WEEK | query)


def test_the_page_shows_the_cell_with_its_interval_and_change(client, shop, door):
    give(door, 20, 20, text="Chờ 40 phút")
    give(door, 36, 4, days_ago=7)
    page = look(client, shop)
    cell = cell_of(page.context["journey"], "after", "service")

    assert (cell.n, cell.score.value, cell.was) == (40, 50, 90)
    assert cell.is_real
    html = page.content.decode()
    assert "Giao hàng, đổi trả" in html
    assert "▼" in html
    assert "Measured 1 of 21 cells" in html


def test_the_cells_to_mend_come_with_words_of_somebody_who_rated_them_low(client, shop, door):
    give(door, 20, 20, text="Chờ 40 phút")
    assert look(client, shop).context["mend"] == []
    for stage in ("buy", "again"):
        spot = build.touchpoint(shop, stage=stage)
        give(build.collector(door.survey, door.location, touchpoint=spot), 35, 5, text="Hơi lâu")
    page = look(client, shop)
    (first, said), *others = page.context["mend"]

    assert (first.stage, said.text) == ("after", "Chờ 40 phút")
    assert [words.text for _cell, words in others] == ["Hơi lâu", "Hơi lâu"]
    assert f"/responses/{said.response_id}/" in page.content.decode()


def test_only_a_number_below_five(client, shop, door):
    give(door, 1, 2)
    html = look(client, shop).content.decode()

    assert "n = 3" in html
    assert ">33<" not in html.split('id="after-service"')[1].split("</li>")[0]


def test_one_place_has_a_board_of_its_own(client, shop, door):
    give(door, 10, 0)
    other = build.location(shop, "Cầu Giấy")
    page = look(client, shop, location=other.pk)

    assert page.context["journey"].measured == 0
    assert look(client, shop, location=door.location_id).context["journey"].measured == 1
    assert "Cầu Giấy" in page.content.decode()


def test_a_version_may_move_a_question_to_another_touchpoint(client, shop, door):
    give(door, 10, 0)
    drinks = build.touchpoint(shop, "Đồ uống", stage="buy", about="product")
    question = replace(door.survey.live_version.content.questions[0], touchpoint=drinks.pk)
    edit_draft(door.survey, lambda content: replace_question(content, question))
    publish_survey(door.survey)
    door.survey.refresh_from_db()
    give(door, 0, 8)
    journey = look(client, shop).context["journey"]

    assert cell_of(journey, "after", "service").n == 10
    assert (cell_of(journey, "buy", "product").n, journey.measured) == (8, 2)


def test_a_closed_touchpoint_keeps_its_figures(client, shop, door):
    give(door, 10, 0)
    close_touchpoint(door.touchpoint)

    assert look(client, shop).context["journey"].measured == 1


def test_an_empty_board_says_what_is_not_measured(client, shop):
    page = look(client, shop)
    html = page.content.decode()

    assert page.status_code == 200
    assert "Measured 0 of 21 cells" in html
    assert "Not enough answers yet" in html
    assert "nan" not in html.lower()


def test_bad_filters_are_explained(client, shop, door):
    page = look(client, shop, since="2026-11-18", until="2026-11-12", location="99999")

    assert page.status_code == 200
    assert "The period ends before it starts" in page.content.decode()
    assert "does not exist here any more" in page.content.decode()


def test_nothing_of_others_is_on_the_board(client, shop, door):
    give(door, 30, 0)
    other = build.organization()
    build.touchpoint(other, stage="after")
    client.force_login(build.member(other))

    assert look(client, other).context["journey"].measured == 0
    assert look(client, shop).status_code == 404


def test_huge_names_are_escaped_and_kept_in_their_cell(client, shop):
    spot = build.touchpoint(shop, "<b>" + "Rất dài " * 9, stage="hear", about="staff")
    door = build.collector(build.survey(shop, (Kind.CSAT,)), touchpoint=spot)
    give(door, 5, 5)
    html = look(client, shop).content.decode()

    assert "<b>Rất" not in html
    assert "&lt;b&gt;Rất dài" in html


def test_the_board_reads_as_often_whatever_it_shows(client, shop, door):
    give(door, 30, 10)
    with CaptureQueriesContext(connection) as few:
        look(client, shop)
    for stage in STAGES:
        spot = build.touchpoint(shop, stage=stage, about="staff")
        survey = build.survey(shop, (Kind.CSAT,))
        give(build.collector(survey, door.location, touchpoint=spot), 9, 1)
    with CaptureQueriesContext(connection) as many:
        look(client, shop)

    assert len(many) == len(few) <= 10


def test_few_people_cannot_be_found_by_taking_one_place_from_all(client, shop, door):
    give(door, 20, 20)
    other = build.collector(door.survey, build.location(shop), touchpoint=door.touchpoint)
    give(other, 0, 3)
    page = look(client, shop, location=door.location_id)
    cell = cell_of(page.context["journey"], "after", "service")

    assert (cell.n, cell.score) == (40, None)
    assert "so that few people elsewhere stay unseen" in page.content.decode()
    give(other, 1, 1)
    shown = look(client, shop, location=door.location_id).context["journey"]
    assert cell_of(shown, "after", "service").score.value == 50


def test_of_three_places_two_hide_where_one_has_few_people(client, shop, door):
    give(door, 30, 10)
    places = [build.location(shop) for _ in range(2)]
    for place, people in zip(places, (12, 2), strict=True):
        give(build.collector(door.survey, place, touchpoint=door.touchpoint), people, 0)
    scores = [
        cell_of(look(client, shop, location=pk).context["journey"], "after", "service").score
        for pk in (door.location_id, *(place.pk for place in places))
    ]

    assert [score is None for score in scores] == [False, True, True]
