"""Edits of a draft, without a database: what they do, and what they never do."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys.rules import (
    MAX_QUESTIONS,
    SCORE_RULES,
    STARTERS,
    Choice,
    Content,
    Kind,
    Question,
    ScoreRule,
    add_question,
    content_from,
    document_of,
    duplicate_question,
    is_same,
    move_question,
    number_choices,
    overlay,
    problems_before_publishing,
    put_question,
    remove_question,
    replace_question,
    restore,
)
from tests.build import content

WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20
)
TEXTS = st.dictionaries(st.sampled_from(["vi", "en", "zh"]), WORDS, max_size=3)
QUESTIONS = st.builds(
    Question,
    key=st.just(""),
    kind=st.sampled_from(Kind),
    text=TEXTS,
    help=TEXTS,
    is_required=st.booleans(),
    choices=st.lists(st.builds(Choice, st.just(0), TEXTS), max_size=4).map(tuple),
)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), QUESTIONS),
        st.tuples(st.sampled_from(["remove", "duplicate", "back"]), st.integers(0, 9)),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(-3, 3)),
        st.tuples(st.just("kind"), st.integers(0, 9), st.sampled_from(Kind)),
        st.tuples(st.just("choices"), st.integers(0, 9), st.sets(st.integers(0, 5))),
    ),
    max_size=12,
)

names = itertools.count()


def keys(content: Content) -> list[str]:
    return [question.key for question in content.questions]


def edit(now: Content, question: Question, what: str, *how) -> Content:
    """Apply one random edit; the choices of "choices" are those that stay, and a new one."""
    kept = tuple(
        choice for at, choice in enumerate(question.choices) if what == "choices" and at in how[0]
    )
    fresh = Choice(0, {"vi": f"lựa chọn {next(names)}"})
    edits = {
        "remove": lambda: remove_question(now, question.key),
        "duplicate": lambda: duplicate_question(now, question.key),
        "move": lambda: move_question(now, question.key, *how),
        "kind": lambda: replace_question(now, replace(question, kind=how[0])),
        "choices": lambda: replace_question(now, replace(question, choices=(*kept, fresh))),
    }
    return edits[what]()


def histories(steps: list[tuple]) -> list[Content]:
    """Every content that a draft had, from the empty one on."""
    history = [Content(title={"vi": "Góp ý"})]
    for what, which, *how in steps:
        now = history[-1]
        if what == "add":
            now = add_question(now, which)
        elif what == "back":
            now = restore(now, history[which % len(history)])
        elif now.questions:
            now = edit(now, now.questions[which % len(now.questions)], what, *how)
        history.append(now)
    return history


# ------------------------------------------------------------------ what is always true
@given(EDITS)
def test_a_document_says_what_its_content_says(steps):
    for draft in histories(steps):
        stored = json.loads(json.dumps(document_of(draft)))
        assert content_from(stored) == draft
        assert document_of(content_from(stored)) == stored


@given(EDITS)
def test_a_key_stays_with_one_kind_for_ever(steps):
    kinds: dict[str, Kind] = {}
    for draft in histories(steps):
        assert len(set(keys(draft))) == len(draft.questions)
        for question in draft.questions:
            assert kinds.setdefault(question.key, question.kind) is question.kind


@given(EDITS)
def test_a_choice_number_stays_with_one_meaning_for_ever(steps):
    meanings: dict[tuple[str, int], object] = {}
    for draft in histories(steps):
        for question in draft.questions:
            numbers = [choice.number for choice in question.choices]
            assert len(set(numbers)) == len(numbers)
            assert all(number > 0 for number in numbers)
            for choice in question.choices:
                meaning = meanings.setdefault((question.key, choice.number), choice.text)
                assert meaning == choice.text


@given(EDITS, st.integers(0, 9), st.integers(-5, 5))
def test_moving_loses_and_adds_nothing(steps, at, by):
    draft = histories(steps)[-1]
    assume(draft.questions)
    key = draft.questions[at % len(draft.questions)].key
    moved = move_question(draft, key, by)
    assert sorted(keys(moved)) == sorted(keys(draft))
    assert [k for k in keys(moved) if k != key] == [k for k in keys(draft) if k != key]


# ------------------------------------------------------------------ questions
@pytest.mark.parametrize(
    ("key", "by", "order"),
    [
        ("q1", 1, ["q2", "q1", "q3"]),
        ("q3", -1, ["q1", "q3", "q2"]),
        ("q1", -1, ["q1", "q2", "q3"]),
        ("q3", 9, ["q1", "q2", "q3"]),
        ("q9", 1, ["q1", "q2", "q3"]),
    ],
)
def test_a_question_moves_as_far_as_the_list_goes(key, by, order):
    three = content([Kind.NPS, Kind.CSAT, Kind.TEXT])
    assert keys(move_question(three, key, by)) == order


def test_a_copy_stands_right_after_and_is_counted_for_itself():
    doubled = duplicate_question(content([Kind.CHOICE, Kind.TEXT]), "q1")
    assert keys(doubled) == ["q1", "q3", "q2"]
    first, copy, _ = doubled.questions
    assert replace(copy, key="q1") == first


def test_new_words_keep_the_key():
    before = content([Kind.CSAT])
    question = replace(before.questions[0], text={"vi": "Bạn thấy sao?"}, is_required=True)
    assert keys(replace_question(before, question)) == ["q1"]


def test_another_kind_gets_a_new_key_in_the_same_place():
    before = content([Kind.TEXT, Kind.CSAT, Kind.TEXT])
    after = replace_question(before, replace(before.questions[1], kind=Kind.NPS))
    assert keys(after) == ["q1", "q4", "q3"]
    assert after.questions[1].score_rule == SCORE_RULES[Kind.NPS]


def test_one_choice_or_several_is_another_kind_with_the_same_words():
    before = content([Kind.CHOICE])
    after = replace_question(before, replace(before.questions[0], kind=Kind.CHOICES))
    assert keys(after) == ["q2"]
    assert [c.text for c in after.questions[0].choices] == [
        c.text for c in before.questions[0].choices
    ]


def test_what_a_kind_has_no_use_for_is_left_out():
    question = replace(content([Kind.CHOICE]).questions[0], kind=Kind.TEXT)
    added = add_question(Content(title={}), question).questions[0]
    assert added.choices == ()
    assert added.score_rule is None


def test_a_score_rule_that_does_not_fit_the_scale_gives_way_to_the_usual_one():
    before = content([Kind.CSAT])
    wrong = replace(before.questions[0], score_rule=ScoreRule(9, 6))
    right = replace(before.questions[0], score_rule=ScoreRule(5, 3))
    assert replace_question(before, wrong).questions[0].score_rule == SCORE_RULES[Kind.CSAT]
    assert replace_question(before, right).questions[0].score_rule == ScoreRule(5, 3)


def test_saving_a_question_that_somebody_removed_asks_it_again_under_a_new_key():
    before = content([Kind.CHOICE, Kind.TEXT])
    without = remove_question(before, "q1")
    after = put_question(without, before.questions[0])
    assert keys(after) == ["q2", "q3"]
    assert after.questions[1].text == before.questions[0].text


def test_edits_of_a_question_that_is_not_there_change_nothing():
    before = content([Kind.NPS])
    stranger = replace(before.questions[0], key="q7")
    assert replace_question(before, stranger) == before
    assert remove_question(before, "q7") == before
    assert duplicate_question(before, "q7") == before


# ------------------------------------------------------------------ choices
def test_a_reworded_choice_keeps_its_number_and_a_new_one_gets_a_free_one():
    before = content([Kind.CHOICES])
    drinks, staff, _waiting = before.questions[0].choices
    choices = (Choice(0, {"vi": "Giá cả"}), replace(staff, text={"vi": "Người phục vụ"}), drinks)
    after = replace_question(before, replace(before.questions[0], choices=choices))
    assert [choice.number for choice in after.questions[0].choices] == [4, 2, 1]


def test_the_number_of_a_removed_choice_is_never_given_again():
    before = content([Kind.CHOICE])
    two = replace(before.questions[0], choices=before.questions[0].choices[:2])
    shorter = replace_question(before, two)
    new = Choice(0, {"vi": "Không gian"})
    longer = replace_question(shorter, replace(two, choices=(*two.choices, new)))
    assert [choice.number for choice in longer.questions[0].choices] == [1, 2, 4]


def test_a_number_that_comes_twice_or_from_nowhere_is_replaced():
    known = [Choice(1, {"vi": "Một"}), Choice(2, {"vi": "Hai"})]
    sent = [Choice(2, {"vi": "Hai"}), Choice(2, {"vi": "Lại hai"}), Choice(77, {"vi": "Lạ"})]
    assert [choice.number for choice in number_choices(sent, known, first=3)] == [2, 3, 4]


# ------------------------------------------------------------------ texts and beginnings
def test_a_text_laid_over_another_keeps_the_languages_it_does_not_speak_of():
    assert overlay({"vi": "Chào", "zh": "你好"}, {"vi": "", "en": "Hello"}) == {
        "zh": "你好",
        "en": "Hello",
    }


def test_going_back_keeps_used_numbers_used():
    first = content([Kind.NPS])
    second = add_question(first, first.questions[0])
    back = restore(second, first)
    assert is_same(back, first)
    assert keys(add_question(back, first.questions[0])) == ["q1", "q3"]


@pytest.mark.parametrize("starter", STARTERS)
def test_a_starter_needs_only_a_title_to_be_published(starter):
    begun = STARTERS[starter]
    for language in ("vi", "en"):
        titled = replace(begun, title={language: "Góp ý"})
        problems = problems_before_publishing(titled, language)
        assert bool(problems) == (not begun.questions)


def test_the_limit_of_questions_is_said_before_saving():
    full = content([Kind.TEXT] * MAX_QUESTIONS)
    assert problems_before_publishing(full, "vi") == []
    assert problems_before_publishing(add_question(full, full.questions[0]), "vi") != []
