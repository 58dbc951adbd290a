"""Cross-tabs: the test by hand, what may not be told, and odd addresses."""

from math import erfc, sqrt

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from reports.metrics import adjusted_residuals, independence_test, wilson_interval
from reports.rules.crosstab import Axis, Level, cross
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK, answer

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ by hand
def test_chi_square_of_two_by_two_by_hand():
    """n (ad - bc)^2 / (rows x columns) = 100 (30*35 - 20*15)^2 / (50 50 45 55)."""
    found = independence_test([[30, 20], [15, 35]])

    assert found.statistic == pytest.approx(100 * (30 * 35 - 20 * 15) ** 2 / (50 * 50 * 45 * 55))
    assert found.df == 1
    assert found.v == pytest.approx((found.statistic / 100) ** 0.5)
    assert found.p == pytest.approx(erfc(sqrt(found.statistic / 2)))
    assert not found.is_rough


def test_the_adjusted_residual_of_two_by_two_is_the_root_of_chi_square():
    table = [[30, 20], [15, 35]]
    residual = independence_test(table).statistic ** 0.5

    [[a, b], [c, d]] = adjusted_residuals(table)
    assert (a, b, c, d) == pytest.approx((residual, -residual, -residual, residual))


def test_a_perfect_link_has_v_one_and_no_link_has_p_one():
    assert independence_test([[10, 0, 0], [0, 10, 0], [0, 0, 10]]).v == pytest.approx(1)
    assert independence_test([[10, 20], [20, 40]]).p == pytest.approx(1)


@pytest.mark.parametrize(
    "table", [[], [[]], [[1, 2]], [[1], [2]], [[0, 0], [0, 0]], [[5, 0], [6, 0]]]
)
def test_no_test_below_two_rows_and_columns_with_anybody(table):
    assert independence_test(table) is None


def test_few_expected_make_a_rough_test():
    assert independence_test([[3, 2], [2, 3]]).is_rough


# ------------------------------------------------------------------ what is told
ANSWERS = Axis(
    "q1", "Rating", (Level("bad", ("1",), "d"), Level("good", ("5",), "p")), is_rating=True
)
PLACES = Axis("place", "Place", tuple(Level(name, (name,)) for name in "ABCD"), is_by_size=True)


def table_of(counts: dict[str, tuple[int, int]], rows=PLACES, columns=ANSWERS):
    groups = [
        ([place], [value], people)
        for place, sides in counts.items()
        for value, people in zip(("1", "5"), sides, strict=True)
    ]
    return cross(rows, columns, groups)


def test_each_row_shows_its_own_shares_with_wilson_s_interval():
    table = table_of({"A": (10, 30), "B": (20, 20)})
    row = table.rows[0]

    assert [cell.people for cell in row.cells] == [10, 30]
    assert row.cells[0].share.value == 25
    low, high = wilson_interval(10, 40)
    assert (row.cells[0].share.low, row.cells[0].share.high) == (100 * low, 100 * high)
    assert (table.total.n, table.total.cells[0].people) == (80, 30)
    assert row.good.value == 75


def test_far_off_cells_are_marked_by_what_they_mean():
    table = table_of({"A": (5, 95), "B": (40, 60)})

    assert [[cell.mark for cell in row.cells] for row in table.rows] == [[-1, 1], [1, -1]]
    assert [[cell.tone for cell in row.cells] for row in table.rows] == [
        ["good", "good"],
        ["bad", "bad"],
    ]
    assert table.is_real
    assert abs(table.finding.share - table.finding.everywhere) == 17.5


def test_nothing_is_marked_where_it_may_be_chance():
    table = table_of({"A": (10, 30), "B": (11, 29)})

    assert not table.is_real
    assert not table.has_marks
    assert table.finding is None


def test_a_row_of_fewer_than_five_shows_only_n_and_cannot_be_subtracted():
    """A 3-person row alone would be the difference to the survey's report: B goes with it."""
    table = table_of({"A": (10, 30), "B": (6, 6), "C": (1, 2)})

    assert [(row.label, row.n, row.is_hidden) for row in table.rows] == [
        ("A", 40, False),
        ("B", 12, True),
        ("C", 3, True),
    ]
    assert table.total.n == 40


def test_two_small_rows_that_hide_each_other_take_no_third_with_them():
    table = table_of({"A": (10, 30), "B": (6, 6), "C": (1, 3), "D": (1, 1)})

    assert [row.is_hidden for row in table.rows] == [False, False, True, True]


def test_small_columns_of_people_are_hidden_too_but_not_small_ratings():
    groups = [(["1"], ["A"], 30), (["1"], ["B"], 9), (["5"], ["A"], 20), (["5"], ["C"], 2)]
    table = cross(ANSWERS, PLACES, groups)

    assert [level.label for level in table.columns] == ["A"]
    assert dict(table.columns_hidden) == {"B": 9, "C": 2}
    assert [level.label for level in table_of({"A": (2, 38), "B": (0, 40)}).columns] == [
        "bad",
        "good",
    ]


def test_who_chose_several_stands_at_each_and_is_not_tested():
    many = Axis("q4", "Why", (Level("tea", ("1",)), Level("staff", ("2",))), has_many=True)
    table = cross(many, ANSWERS, [(["1", "2"], ["5"], 30), (["2"], ["1"], 10)])

    assert [(row.label, row.n) for row in table.rows] == [("tea", 30), ("staff", 40)]
    assert table.test is None
    assert table.total is None


def test_shares_of_several_choices_are_of_people():
    many = Axis("q4", "Why", (Level("tea", ("1",)), Level("staff", ("2",))), has_many=True)
    table = cross(PLACES, many, [(["A"], ["1", "2"], 30), (["A"], ["2"], 10), (["B"], ["1"], 20)])

    assert [cell.share.value for cell in table.rows[0].cells] == [75, 100]
    assert table.rows[0].n == 40


# ------------------------------------------------------------------ the page
@pytest.fixture
def door(shop):
    survey = build.survey(shop, (Kind.CSAT, Kind.CHOICE, Kind.CHOICES, Kind.STARS, Kind.NPS))
    return build.collector(survey, build.location(shop, "Hải Châu"))


def look(client, shop, **query: object):
    return client.get(reverse("reports:crosstab", args=[shop.slug]), WEEK | query)


def give(door, people: int, **answers: object) -> None:
    answer(door, *[answers] * people)


def test_a_choice_by_a_rating_is_counted_from_the_answers(client, shop, door):
    give(door, 10, q1=1, q2=1)
    give(door, 30, q1=5, q2=1)
    give(door, 40, q1=5, q2=2)
    give(door, 3, q2=3)
    page = look(client, shop, row="q2", column="q1")
    table = page.context["table"]

    assert [(row.label, row.n) for row in table.rows] == [("Drinks", 40), ("Staff", 40)]
    assert [cell.people for cell in table.rows[0].cells] == [10, 30]
    assert table.test.statistic == pytest.approx(80 * (10 * 40) ** 2 / (40 * 40 * 10 * 70))
    html = page.content.decode()
    assert "more than elsewhere" in html
    assert "Chi-square = 11.4 (1 degrees of freedom), p &lt; 0.001" in html


def test_rows_of_criteria_several_choices_and_groups_of_nps(client, shop, door):
    give(door, 20, q3=[1, 3], q4={"1": 5, "2": 1}, q5=10)
    give(door, 20, q3=[3], q4={"1": 2}, q5=0)
    criteria = look(client, shop, row="q5", column="q4.1").context["table"]
    several = look(client, shop, row="q3", column="q5").context["table"]

    assert [row.n for row in criteria.rows] == [20, 20]
    assert [row.label for row in criteria.rows] == ["Detractors (0–6)", "Promoters (9–10)"]
    assert [(row.label, row.n) for row in several.rows] == [("Drinks", 20), ("Waiting", 40)]


def test_places_stand_under_their_top_and_weekdays_in_order(client, shop, door):
    inside = build.location(shop, "Tầng 2", parent=door.location)
    give(door, 20, q1=5)
    give(build.collector(door.survey, inside), 20, q1=5)
    give(build.collector(door.survey, build.location(shop, "Ninh Kiều")), 30, q1=1)
    places = look(client, shop, row="place", column="q1").context["table"]
    days = look(client, shop, row="weekday", column="q1").context["table"]

    assert [(row.label, row.n) for row in places.rows] == [("Hải Châu", 40), ("Ninh Kiều", 30)]
    assert [row.label for row in days.rows] == ["Wednesday"]
    assert days.test is None


def test_filters_narrow_the_table(client, shop, door):
    other = build.collector(door.survey, build.location(shop, "Ninh Kiều"))
    give(door, 20, q1=5, q2=1)
    give(other, 30, q1=1, q2=2)
    page = look(client, shop, row="q2", column="q1", location=other.location_id)

    assert [(row.label, row.n) for row in page.context["table"].rows] == [("Staff", 30)]


def test_held_back_responses_are_not_counted(client, shop, door):
    give(door, 20, q1=5, q2=1)
    build.response(door, {"q1": 1, "q2": 1}, at=NOON, is_excluded=True)
    table = look(client, shop, row="q2", column="q1").context["table"]

    assert [row.n for row in table.rows] == [20]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"row": "q2", "column": "q2"},
        {"row": "nonsense", "column": "q99"},
        {"row": "q1'; DROP TABLE"},
        {"row": "subject", "column": "channel"},
        {"since": "2026-11-18", "until": "2026-11-12"},
    ],
)
def test_odd_addresses_are_answered(client, shop, door, query):
    give(door, 6, q1=5, q2=1)
    page = look(client, shop, **query)

    assert page.status_code == 200
    assert page.context["row"] != page.context["column"]


def test_an_unknown_side_is_named(client, shop, door):
    give(door, 6, q1=5, q2=1)

    assert "is not in this survey" in look(client, shop, row="q99").content.decode()


def test_without_answers_the_page_says_so(client, shop, door):
    assert "Nobody answered both" in look(client, shop).content.decode()
    give(door, 6, q1=5, q2=1)
    elsewhere = look(client, shop, since="2026-01-01", until="2026-01-02")
    assert "Show all answers" in elsewhere.content.decode()


def test_without_a_survey_the_page_says_so(client, shop):
    assert "No reports yet" in look(client, shop).content.decode()


def test_another_organization_s_survey_is_not_found(client, shop):
    theirs = build.survey(build.organization("Phở"), (Kind.CSAT, Kind.CHOICE))

    assert look(client, shop, survey=theirs.code).status_code == 404


def test_staff_are_rows_only_for_those_who_may_see_them(client, shop, door):
    people = [build.subject(shop, name) for name in ("Lan", "Minh")]
    for person in people:
        for _ in range(6):
            build.response(door, {"q1": 5}, subject_id=person.pk)
    answer(door)

    assert "subject" not in look(client, shop, period="30d").context["axes"]
    client.force_login(build.member(shop, Role.MANAGER))
    assert "subject" in look(client, shop, period="30d").context["axes"]
