"""Suppression: whatever can be found by subtraction holds enough people."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.filters import Filters, State
from reports.rules.suppression import (
    gives_away,
    gives_away_in_tree,
    small_places,
    suppressed,
    suppressed_in_table,
    suppressed_in_tree,
)
from reports.rules.veils import Known, Told, asked_dimensions, veil_from


def rest_of(groups: dict, hidden: frozenset) -> int:
    """How many people subtraction of all shown groups from the total leaves."""
    return sum(groups.values()) - sum(n for key, n in groups.items() if key not in hidden)


def test_a_small_group_among_large_ones_takes_the_smallest_with_it():
    groups = {"Hải Châu": 3, "Cầu Giấy": 40, "Thảo Điền": 30, "Nguyễn Huệ": 90}

    assert suppressed(groups) == {"Hải Châu", "Thảo Điền"}


def test_nothing_hides_where_all_are_large_or_empty():
    assert suppressed({"a": 5, "b": 60, "c": 0}) == set()
    assert suppressed({}) == set()


def test_two_small_groups_that_hold_few_people_together_take_a_third():
    assert suppressed({"a": 2, "b": 2, "c": 9, "d": 50}) == {"a", "b", "c"}


def test_two_small_groups_that_hold_enough_people_together_are_safe():
    assert suppressed({"a": 4, "b": 3, "c": 9, "d": 50}) == {"a", "b"}


def test_an_empty_group_hides_nobody_so_it_is_not_taken_along():
    assert suppressed({"a": 3, "empty": 0, "c": 9}) == {"a", "c"}


def test_a_stricter_minimum_hides_more():
    groups = {"Lan": 8, "Hà": 24, "Khôi": 30}

    assert suppressed(groups) == set()
    assert suppressed(groups, least=10) == {"Lan", "Hà"}


def test_a_lone_small_group_hides_with_its_total():
    assert suppressed({"a": 4}) == {"a"}


@given(st.dictionaries(st.integers(), st.integers(0, 40), max_size=9))
def test_subtraction_never_leaves_one_to_four_people(groups):
    hidden = suppressed(groups)
    rest = rest_of(groups, hidden)

    assert all(n >= 5 for key, n in groups.items() if n and key not in hidden)
    assert rest == 0 or rest >= 5 or rest == sum(groups.values())


# ------------------------------------------------------------------ a tree
TREE = {"North": None, "South": None, "a": "North", "b": "North", "c": "South", "d": "South"}


def pooled(**leaves: int) -> dict[str, int]:
    north, south = leaves["a"] + leaves["b"], leaves["c"] + leaves["d"]
    return {**leaves, "North": north, "South": south}


def test_a_small_branch_takes_its_sibling_and_not_another_region():
    groups = pooled(a=3, b=40, c=50, d=60)

    assert suppressed_in_tree(groups, TREE) == {"a", "b"}


def test_a_small_region_takes_another_region_and_a_branch_of_it():
    groups = pooled(a=1, b=2, c=50, d=60)
    hidden = suppressed_in_tree(groups, TREE)

    # South alone would not help: its branches add up to it.
    assert hidden == {"North", "a", "b", "South", "c"}


def test_a_branch_deep_down_is_not_found_through_two_levels():
    groups = {"all": 45, "region": 44, "kiosk": 1, "x": 4, "y": 40}
    parents = {"all": None, "region": "all", "kiosk": "all", "x": "region", "y": "region"}
    hidden = suppressed_in_tree(groups, parents)

    # The region hides for the kiosk; what the total then gives away is kiosk and x, five people.
    assert hidden == {"kiosk", "x", "region"}
    assert 45 - groups["y"] == 5


def derived(groups: dict, parents: dict, hidden: frozenset) -> set[int]:
    """Every number of people that differences of nested shown groups give away."""
    leaves = {key: {key} for key in groups if key not in parents.values()}
    inside = {
        key: {leaf for leaf in leaves if key in above(leaf, parents)} | ({key} & leaves.keys())
        for key in groups
    }
    shown = [inside[key] for key in groups if key not in hidden] + [set(leaves)]
    found = set()
    for whole in shown:
        parts = [each for each in shown if each < whole]
        for many in range(len(parts) + 1):
            for some in combinations(parts, many):
                left = whole.difference(*some)
                found.add(sum(groups[leaf] for leaf in left))
    return found


def above(key: str, parents: dict) -> set[str]:
    found, at = set(), parents[key]
    while at is not None:
        found.add(at)
        at = parents[at]
    return found


@given(st.lists(st.integers(0, 12), min_size=4, max_size=4))
def test_no_difference_of_shown_groups_of_a_tree_is_one_to_four_people(leaves):
    groups = pooled(**dict(zip("abcd", leaves, strict=True)))
    hidden = suppressed_in_tree(groups, TREE)

    if sum(leaves) >= 5:
        assert not derived(groups, TREE, hidden) & {1, 2, 3, 4}


# ------------------------------------------------------------------ a table
def test_one_hidden_hour_of_a_day_takes_another_hour_along():
    cells = {("Mon", 8): 3, ("Mon", 9): 20, ("Mon", 10): 30, ("Tue", 8): 25, ("Tue", 9): 25}

    assert suppressed_in_table(cells, shown_from=10) >= {("Mon", 8), ("Mon", 9)}


@pytest.mark.parametrize("seed", range(6))
def test_no_row_and_no_column_leaves_few_people(seed):
    cells = {
        (row, column): (row * 7 + column * 5 + seed * 3) % 23
        for row in range(5)
        for column in range(6)
    }
    hidden = suppressed_in_table(cells, shown_from=10)

    for side in (0, 1):
        for line in {at[side] for at in cells}:
            left = sum(cells[at] for at in hidden if at[side] == line)
            whole = sum(n for at, n in cells.items() if at[side] == line)
            assert left == 0 or left >= 5 or left == whole


# ------------------------------------------------------------------ selections of one filter
GROUPS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 14), min_size=1)
CHOSEN = st.sets(st.sampled_from("abcdefg"))


def test_three_e_mails_are_not_the_difference_of_everybody_and_the_rest():
    groups = {"link": 100, "email": 3}

    assert gives_away(groups, {"link"})
    assert not gives_away(groups, {"link", "email"})


def test_small_values_may_be_left_out_together_with_a_companion():
    groups = {"link": 100, "email": 3, "embed": 20}

    assert not gives_away(groups, {"link"})
    assert gives_away(groups, {"link", "embed"})
    assert not gives_away(groups, {"email", "embed"})


@given(GROUPS, CHOSEN, CHOSEN)
def test_two_shown_selections_never_differ_by_one_to_four_people(groups, one, other):
    wider = one | other
    if any(gives_away(groups, each) or people_of(groups, each) < 5 for each in (one, wider)):
        return
    left = people_of(groups, wider) - people_of(groups, one)
    beyond = sum(groups.values()) - people_of(groups, wider)

    assert all(few == 0 or few >= 5 for few in (left, beyond))


def people_of(groups: dict, chosen: set) -> int:
    return sum(many for group, many in groups.items() if group in chosen)


PLACES = {"North": None, "South": None, "a": "North", "b": "North", "c": "South", "d": "South"}
ANSWERS = st.fixed_dictionaries({place: st.integers(0, 12) for place in PLACES})
SOME = st.sets(st.sampled_from(sorted(PLACES)))


@given(ANSWERS, SOME, SOME)
def test_two_shown_selections_of_places_never_differ_by_one_to_four_people(people, one, other):
    wider = one | other
    shown = [
        not gives_away_in_tree(people, PLACES, each) and people_of(people, each) >= 5
        for each in (one, wider)
    ]
    if all(shown):
        left = people_of(people, wider) - people_of(people, one)
        beyond = sum(people.values()) - people_of(people, wider)
        assert all(few == 0 or few >= 5 for few in (left, beyond))


@given(ANSWERS, SOME)
def test_a_shown_selection_and_the_shown_places_leave_no_few_people(people, chosen):
    if gives_away_in_tree(people, PLACES, chosen) or people_of(people, chosen) < 5:
        return
    hidden = small_places(people, PLACES)
    rest = sum(people[place] for place in chosen & hidden)

    assert rest == 0 or rest >= 5


def test_companions_do_not_depend_on_the_order_in_which_groups_come():
    groups = {"a": 3, "b": 9, "c": 9, "d": 9}
    backwards = dict(reversed(groups.items()))

    assert suppressed(groups) == suppressed(backwards) == {"a", "b"}


# ------------------------------------------------------------------ several filters
def told(**people: int) -> list[Told]:
    """People of segments that are called by channel and language, such as link_vi."""
    return [Told(at, None, None, "q1", many, 0) for at, many in enumerate(people.values())]


def known(*names: str, **more: object) -> Known:
    split = [name.split("_") for name in names]
    return Known(
        {at: {"channel": one, "language": two} | more for at, (one, two) in enumerate(split)}
    )


def hides(filters: Filters, **people: int) -> bool:
    return "q1" in veil_from(told(**people), known(*people), filters).now


def test_those_whom_neither_of_two_filters_holds_are_not_found():
    both = Filters(channels=frozenset({"link"}), languages=frozenset({"vi"}))

    assert hides(both, link_vi=50, link_en=20, email_vi=30, email_en=3)
    assert not hides(both, link_vi=50, link_en=20, email_vi=30, email_en=9)


def test_a_filter_fixed_beside_another_counts_only_its_own():
    both = Filters(channels=frozenset({"link"}), languages=frozenset({"vi"}))

    assert hides(both, link_vi=50, link_en=20, email_vi=3, email_en=30)
    assert not hides(Filters(channels=frozenset({"link"})), link_vi=50, email_vi=3, email_en=30)


def test_both_states_together_hide_where_few_are_held_back():
    facets = {0: {"channel": "link"}, 1: {"channel": "link", "is_held": True}}
    rows = [Told(0, None, None, "q1", 50, 0), Told(1, None, None, "q1", 3, 0)]

    assert veil_from(rows, Known(facets), Filters(state=State.ALL)).now == {"q1"}
    assert veil_from(rows, Known(facets), Filters()).now == frozenset()


def test_what_a_member_may_not_see_at_all_is_no_sibling():
    parents = {1: None, 2: None}
    rows = [Told(0, None, 1, "q1", 50, 0)]
    mine = Filters(places=frozenset({1}), reach=frozenset({1}))

    assert asked_dimensions(mine) == ()
    assert veil_from(rows, Known({}, {}, parents), mine).now == frozenset()
