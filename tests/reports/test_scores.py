"""Scores in points: worked by hand, hidden when few, changed beyond chance or not."""

import pytest

from reports.rules.scores import (
    Change,
    change_of,
    detectable_change,
    real_among,
    score_of,
    shown_score,
    volume_change,
)
from surveys.rules import SCORE_RULES, Kind, Question

NPS, CSAT, CES = (
    Question(key="q", kind=kind, text={}, score_rule=SCORE_RULES[kind])
    for kind in (Kind.NPS, Kind.CSAT, Kind.CES)
)
TEXT = Question(key="q", kind=Kind.TEXT, text={})


@pytest.mark.parametrize(
    ("question", "counts", "score"),
    [
        (NPS, {10: 5, 9: 1, 8: 2, 6: 1, 0: 1}, 40),
        (NPS, {10: 3, 0: 3}, 0),
        (NPS, {0: 7}, -100),
        (CSAT, {5: 2, 4: 1, 3: 1, 1: 4}, 37.5),
        (CES, {7: 1, 5: 2, 4: 1}, 75),
    ],
)
def test_scores_are_counted_by_the_rule_of_their_kind(question, counts, score):
    assert score_of(question, counts).value == pytest.approx(score)


def test_the_interval_is_that_of_wilson_for_shares_and_of_tango_for_nps():
    csat, nps = score_of(CSAT, {5: 81, 1: 182}), score_of(NPS, {9: 60, 7: 15, 3: 25})

    assert (csat.low, csat.high) == pytest.approx((25.5, 36.6), abs=0.1)
    assert csat.low < csat.value < csat.high
    assert (nps.low, nps.high) == pytest.approx((17.4, 50.3), abs=0.1)


def test_nobody_and_a_text_have_no_score():
    assert score_of(NPS, {}) is None
    assert score_of(TEXT, {-1: 40}) is None


def test_a_score_is_shown_from_five_answers_on_and_low_below_thirty():
    assert shown_score(NPS, {9: 4}) is None
    assert shown_score(NPS, {9: 5}).is_low
    assert not shown_score(NPS, {9: 30}).is_low


def test_a_change_is_the_difference_of_the_two_scores():
    change = change_of(NPS, {10: 60, 0: 40}, {10: 50, 0: 50})

    assert change.value == pytest.approx(20)
    assert not change.is_real


@pytest.mark.parametrize("question", [NPS, CSAT, CES])
def test_a_large_change_of_many_answers_is_real(question):
    top = question.scale[-1]
    change = change_of(question, {top: 80, 1: 20}, {top: 50, 1: 50})

    assert change.is_real
    assert change.value == pytest.approx(60 if question is NPS else 30)


def test_there_is_no_change_without_enough_answers_on_both_sides():
    assert change_of(NPS, {9: 4}, {9: 50}) is None
    assert change_of(NPS, {9: 50}, {9: 4}) is None
    assert change_of(TEXT, {-1: 50}, {-1: 50}) is None


def test_more_responses_are_real_only_beyond_chance_at_the_same_pace():
    assert not volume_change(110, 30, 100, 30).is_real
    assert volume_change(200, 30, 100, 30).is_real
    assert volume_change(31, 31, 30, 30).value == pytest.approx(0)
    assert volume_change(5, 30, 0, 30) is None


def test_what_can_be_detected_follows_the_published_table():
    even = {10: 5_500, 8: 2_250, 0: 2_250}  # variance .55 - .1 = .67

    assert detectable_change(CSAT, {5: 80, 1: 20}, None) == pytest.approx(15.8, abs=0.1)
    assert detectable_change(NPS, even, even) == pytest.approx(3.24, abs=0.05)


def test_nothing_is_said_about_detecting_where_all_agree_or_few_answered():
    assert detectable_change(NPS, {10: 50}, None) is None
    assert detectable_change(NPS, {10: 2, 0: 2}, None) is None


def test_many_changes_are_judged_together():
    borderline = [Change(5, 0.04), None, Change(5, 0.6), Change(5, 0.7)]

    assert real_among(borderline) == [False, False, False, False]
    assert real_among([Change(5, 0.001), None, Change(5, 0.6)]) == [True, False, False]
    assert real_among([None]) == [False]
