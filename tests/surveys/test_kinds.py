"""The kinds of questions: scales, score rules, rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules import SCALES, SIZES, Choice, Kind, Question, ScoreRule, usual_rule
from tests.surveys.contents import questions

RATED = [kind for kind in Kind if kind.is_rating or kind.has_rows]


@pytest.mark.parametrize(
    ("kind", "good_from", "bad_to"),
    [(Kind.NPS, 9, 6), (Kind.CSAT, 4, 2), (Kind.CES, 5, 4), (Kind.STARS, 4, 3)],
)
def test_the_usual_score_rules_are_those_of_the_definitions(kind, good_from, bad_to):
    assert usual_rule(kind, SCALES[kind]) == ScoreRule(good_from, bad_to)


def test_four_faces_have_two_good_and_two_bad_ones():
    assert usual_rule(Kind.CSAT, range(1, 5)) == ScoreRule(3, 2)


@pytest.mark.parametrize("kind", RATED)
def test_the_usual_rule_fits_every_size_of_a_scale(kind):
    for size in SIZES.get(kind, [len(SCALES[kind])]):
        scale = range(SCALES[kind].start, SCALES[kind].start + size)
        rule = usual_rule(kind, scale)

        assert rule.fits(scale)
        assert {rule.class_of(rating) for rating in scale} >= {"good", "bad"}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in RATED])
def test_what_is_not_rated_has_no_score_rule(kind):
    assert usual_rule(kind, range(1, 6)) is None


@given(st.sampled_from(RATED), st.data())
def test_each_rating_lies_in_the_span_of_its_class_and_in_no_other(kind, data):
    scale = SCALES[kind]
    bad_to, good_from = sorted(data.draw(st.sets(st.sampled_from(scale), min_size=2, max_size=2)))
    rule = ScoreRule(good_from, bad_to)
    for rating in scale:
        low, high = rule.span_of(rule.class_of(rating), scale)
        others = {"good", "neutral", "bad"} - {rule.class_of(rating)}

        assert low <= rating <= high
        assert not any(
            rule.span_of(other, scale)[0] <= rating <= rule.span_of(other, scale)[1]
            for other in others
        )


def test_a_rule_with_good_below_bad_or_off_the_scale_does_not_fit():
    scale = range(1, 6)
    assert not ScoreRule(2, 4).fits(scale)
    assert not ScoreRule(3, 3).fits(scale)
    assert not ScoreRule(6, 2).fits(scale)
    assert not ScoreRule(4, 0).fits(scale)


@given(questions((Kind.STARS, Kind.MATRIX)))
def test_each_row_is_a_rating_of_its_own_on_the_same_scale(question):
    for row, choice in zip(question.parts, question.choices, strict=True):
        assert row.is_rating
        assert row.key == f"{question.key}.{choice.number}"
        assert (row.text, row.scale, row.score_rule) == (
            choice.text,
            question.scale,
            question.score_rule,
        )
        assert row.parts == ()


def test_a_question_of_one_choice_takes_only_numbers_of_its_choices():
    question = Question("q1", Kind.CHOICE, {}, choices=(Choice(2, {}), Choice(7, {})))
    assert question.numbers == {2, 7}


def test_every_kind_says_how_its_answer_is_made():
    for kind in Kind:
        ways = [kind.is_rating, kind.has_rows, kind.picks_one, kind.picks_many]
        assert sum(ways) <= 1
    assert not Kind.STATEMENT.is_asked


def test_criteria_take_longer_with_every_row():
    one, three = (
        Question("q1", Kind.STARS, {}, choices=tuple(Choice(n, {}) for n in range(rows)))
        for rows in (1, 3)
    )
    assert (one.seconds, three.seconds) == (10, 16)
