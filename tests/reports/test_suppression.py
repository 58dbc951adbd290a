"""Suppression: whatever can be found by subtraction holds enough people."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.suppression import suppressed, suppressed_in_table, suppressed_in_tree


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
