"""The walk through a survey: show, skip, jump, end, reword, and the conditions behind them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.rules import (
    Action,
    Choice,
    Circumstances,
    Condition,
    Kind,
    Operator,
    ScoreRule,
    Test,
    break_page,
    holds,
    walk,
)
from tests import build
from tests.surveys.contents import answers, contents, reworked, ruled, when

KNOWN = Circumstances(
    language="vi", channel="link", locations=(7, 3, 1), touchpoint=4, hidden={"order": "Mang VỀ"}
)
ALL = Operator


def asked(content, given=None, circumstances=KNOWN):
    return list(walk(content, given or {}, circumstances).asked)


def passes(test, given=None, content=None, circumstances=KNOWN):
    content = content or build.content((Kind.NPS, Kind.STARS, Kind.TEXT, Kind.CHOICES))
    return holds(content, Condition((test,)), given or {}, circumstances)


# ------------------------------------------------------------------ actions
FOUR = (Kind.NPS, Kind.CSAT, Kind.TEXT, Kind.CES)


def test_without_rules_everything_is_asked_in_order():
    assert asked(build.content(FOUR)) == ["q1", "q2", "q3", "q4"]


def test_a_question_is_shown_only_when_a_rule_for_it_holds():
    content = ruled(build.content(FOUR), Action.SHOW, "q3", when("q1", ALL.CLASS, "bad"))

    assert asked(content, {"q1": 6}) == ["q1", "q2", "q3", "q4"]
    assert asked(content, {"q1": 7}) == ["q1", "q2", "q4"]
    assert asked(content) == ["q1", "q2", "q4"]


def test_of_several_rules_that_show_one_is_enough():
    content = ruled(build.content(FOUR), Action.SHOW, "q3", when("q1", ALL.CLASS, "bad"))
    content = ruled(content, Action.SHOW, "q3", when("q2", ALL.IS, 1))

    assert "q3" in asked(content, {"q1": 10, "q2": 1})
    assert "q3" in asked(content, {"q1": 0, "q2": 5})
    assert "q3" not in asked(content, {"q1": 10, "q2": 5})


def test_skipping_beats_showing():
    content = ruled(build.content(FOUR), Action.SHOW, "q3", when("q1", ALL.ANSWERED))
    content = ruled(content, Action.SKIP, "q3", when("q2", ALL.IS, 5))

    assert "q3" not in asked(content, {"q1": 5, "q2": 5})


def test_a_page_is_skipped_with_all_its_questions():
    content = break_page(build.content(FOUR), "q3")
    content = ruled(content, Action.SKIP, "p2", when("q1", ALL.CLASS, "good"))

    assert asked(content, {"q1": 10}) == ["q1", "q2"]
    assert asked(content, {"q1": 0}) == ["q1", "q2", "q3", "q4"]


def test_a_jump_leaves_out_what_lies_between():
    content = ruled(build.content(FOUR), Action.JUMP, "q4", when("q1", ALL.CLASS, "good"))

    assert asked(content, {"q1": 9}) == ["q1", "q4"]
    assert asked(content, {"q1": 8}) == ["q1", "q2", "q3", "q4"]


def test_a_jump_to_a_page_lands_on_its_first_question():
    content = break_page(build.content(FOUR), "q3")
    content = ruled(content, Action.JUMP, "p2", when("q1", ALL.CLASS, "good"))

    assert asked(content, {"q1": 9}) == ["q1", "q3", "q4"]


def test_of_two_jumps_at_one_place_the_first_that_holds_counts():
    content = ruled(build.content(FOUR), Action.JUMP, "q3", when("q1", ALL.ANSWERED))
    content = ruled(content, Action.JUMP, "q4", when("q1", ALL.ANSWERED))

    assert asked(content, {"q1": 5}) == ["q1", "q3", "q4"]


def test_an_end_asks_nothing_more():
    content = ruled(build.content(FOUR), Action.END, "", when("q2", ALL.IS, 5))

    assert asked(content, {"q2": 5}) == ["q1", "q2"]


def test_a_rule_that_looks_at_no_question_acts_before_the_first():
    content = ruled(build.content(FOUR), Action.JUMP, "q4", when("language", ALL.IS, "vi"))

    assert asked(content) == ["q4"]
    assert asked(content, circumstances=Circumstances(language="en")) == ["q1", "q2", "q3", "q4"]


def test_a_jump_acts_after_its_last_source_even_if_that_is_not_asked():
    content = ruled(build.content(FOUR), Action.SKIP, "q2", when("q1", ALL.CLASS, "good"))
    content = ruled(
        content, Action.JUMP, "q4", when("q1", ALL.ANSWERED), when("q2", ALL.ANSWERED, is_not=True)
    )

    assert asked(content, {"q1": 10}) == ["q1", "q4"]


def test_a_question_is_worded_by_the_first_rule_that_holds():
    content = ruled(
        build.content(FOUR),
        Action.REWORD,
        "q3",
        when("q1", ALL.CLASS, "bad"),
        text={"vi": "Vì sao?"},
    )
    content = ruled(content, Action.REWORD, "q3", when("q1", ALL.ANSWERED), text={"vi": "Kể nhé"})

    assert walk(content, {"q1": 0}, KNOWN).reworded == {"q3": {"vi": "Vì sao?"}}
    assert walk(content, {"q1": 9}, KNOWN).reworded == {"q3": {"vi": "Kể nhé"}}
    assert walk(content, {}, KNOWN).reworded == {}


def test_answers_to_skipped_questions_do_not_count():
    content = ruled(build.content(FOUR), Action.SKIP, "q2", when("q1", ALL.CLASS, "good"))
    content = ruled(content, Action.SHOW, "q3", when("q2", ALL.IS, 1))

    assert asked(content, {"q1": 0, "q2": 1}) == ["q1", "q2", "q3", "q4"]
    assert asked(content, {"q1": 9, "q2": 1}) == ["q1", "q4"]


# ------------------------------------------------------------------ conditions
def test_all_or_any_of_the_tests_must_hold():
    content = build.content(FOUR)
    both = when("q1", ALL.IS, 9), when("q2", ALL.IS, 5)
    every = ruled(content, Action.SHOW, "q3", *both)
    some = ruled(content, Action.SHOW, "q3", *both, any_of=True)

    assert "q3" in asked(every, {"q1": 9, "q2": 5})
    assert "q3" not in asked(every, {"q1": 9, "q2": 4})
    assert "q3" in asked(some, {"q1": 9, "q2": 4})
    assert "q3" not in asked(some, {"q1": 8, "q2": 4})


def test_a_condition_without_tests_always_holds():
    assert holds(build.content(), Condition(), {}, KNOWN)


@pytest.mark.parametrize(
    ("rating", "outcome"), [(0, "bad"), (6, "bad"), (7, "neutral"), (8, "neutral"), (9, "good")]
)
def test_classes_of_nps_are_detractor_passive_and_promoter(rating, outcome):
    for each in ("good", "neutral", "bad"):
        assert passes(when("q1", ALL.CLASS, each), {"q1": rating}) is (each == outcome)


def test_classes_follow_the_questions_own_rule():
    content = reworked(build.content((Kind.CSAT,)), "q1", score_rule=ScoreRule(5, 3))

    assert passes(when("q1", ALL.CLASS, "bad"), {"q1": 3}, content)
    assert not passes(when("q1", ALL.CLASS, "good"), {"q1": 4}, content)


def test_a_class_of_a_row_looks_at_that_row_and_of_the_question_at_any_row():
    given = {"q2": {"1": 5, "2": 2}}

    assert passes(when("q2.2", ALL.CLASS, "bad"), given)
    assert not passes(when("q2.1", ALL.CLASS, "bad"), given)
    assert not passes(when("q2.3", ALL.ANSWERED), given)
    assert passes(when("q2", ALL.CLASS, "bad"), given)
    assert passes(when("q2", ALL.CLASS, "good"), given)


@pytest.mark.parametrize("outcome", ["great", "", "Good"])
def test_a_class_that_does_not_exist_never_holds(outcome):
    assert not passes(when("q1", ALL.CLASS, outcome), {"q1": 9})
    assert asked(ruled(build.content(FOUR), Action.SKIP, "q2", when("q1", ALL.CLASS, outcome)))


def test_both_ends_of_a_range_are_in_it():
    between = when("q1", ALL.BETWEEN, 7, 8)

    assert [n for n in range(11) if passes(between, {"q1": n})] == [7, 8]
    assert not passes(between)


def test_a_number_with_a_fraction_lies_between():
    content = build.content((Kind.NUMBER,))

    assert passes(when("q1", ALL.BETWEEN, 2, 3), {"q1": 2.5}, content)
    assert not passes(when("q1", ALL.BETWEEN, 2, 3), {"q1": 3.01}, content)


@pytest.mark.parametrize("text", ["GIÁ ĐẮT quá", "giá đắt", "Gia\u0301 đắt", "… gIÁ"])
def test_words_are_found_in_capitals_and_in_composed_letters_alike(text):
    assert passes(when("q3", ALL.CONTAINS, "giá"), {"q3": text})
    assert passes(when("q3", ALL.CONTAINS, "GIÁ"), {"q3": text})


def test_words_without_their_marks_are_other_words():
    assert not passes(when("q3", ALL.CONTAINS, "giá"), {"q3": "gia đình"})


def test_a_list_contains_a_choice_by_its_number():
    assert passes(when("q4", ALL.CONTAINS, 3), {"q4": [1, 3]})
    assert passes(when("q4", ALL.IS, 1), {"q4": [1, 3]})
    assert not passes(when("q4", ALL.CONTAINS, 2), {"q4": [1, 3]})


def test_zero_is_an_answer_and_an_empty_text_is_none():
    assert passes(when("q1", ALL.ANSWERED), {"q1": 0})
    assert not passes(when("q3", ALL.ANSWERED), {"q3": ""})
    assert not passes(when("q4", ALL.ANSWERED), {"q4": []})
    assert passes(when("q1", ALL.ANSWERED, is_not=True))


def test_what_is_unanswered_is_not_one_of_the_values():
    assert not passes(when("q1", ALL.IS, 0))
    assert passes(when("q1", ALL.IS, 0, is_not=True))


def test_a_location_holds_for_every_place_inside_it():
    assert all(passes(when("location", ALL.IS, place)) for place in (7, 3, 1))
    assert not passes(when("location", ALL.IS, 2))
    assert passes(when("location", ALL.IS, 2, 3))


def test_hidden_fields_touchpoint_and_channel_are_looked_at():
    assert passes(when("field:order", ALL.IS, "mang về"))
    assert passes(when("field:order", ALL.CONTAINS, "MANG"))
    assert not passes(when("field:table", ALL.ANSWERED))
    assert passes(when("touchpoint", ALL.IS, 4))
    assert passes(when("channel", ALL.IS, "link"))
    assert not passes(when("touchpoint", ALL.ANSWERED), circumstances=Circumstances())


# ------------------------------------------------------------------ any survey
QUICK = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)


@QUICK
@given(contents(), st.data())
def test_any_walk_asks_each_question_at_most_once_and_in_order(content, data):
    found = asked(content, data.draw(answers(content)))
    places = [content.place(key) for key in found]

    assert places == sorted(set(places))
    assert all(places)


@QUICK
@given(contents(), st.data())
def test_answers_that_are_not_asked_change_nothing(content, data):
    given = data.draw(answers(content))
    walked = walk(content, given, KNOWN)
    kept = {key: answer for key, answer in given.items() if key in walked.asked}

    assert walk(content, kept, KNOWN) == walked


@QUICK
@given(contents(), st.data())
def test_later_answers_never_change_what_was_asked_before(content, data):
    given = data.draw(answers(content))
    place = data.draw(st.integers(1, len(content.questions)))
    early = {key: answer for key, answer in given.items() if content.place(key) < place}
    rules = tuple(
        rule
        for rule in content.rules
        if max((content.place(key) for key in rule.sources), default=0) < content.place(rule.target)
        or rule.action in {Action.JUMP, Action.END}
    )
    content = replace(content, rules=rules)
    before = [key for key in asked(content, given) if content.place(key) < place]

    assert [key for key in asked(content, early) if content.place(key) < place] == before


def test_a_row_that_is_gone_never_holds():
    content = reworked(build.content((Kind.STARS, Kind.TEXT)), "q1", choices=(Choice(1, {}),))
    content = ruled(content, Action.SHOW, "q2", Test("q1.2", ALL.CLASS, ("bad",)))

    assert asked(content, {"q1": {"1": 1}}) == ["q1"]
