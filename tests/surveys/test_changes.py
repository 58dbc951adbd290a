"""What is different between two contents, said for people."""

from dataclasses import replace

import pytest
from hypothesis import given

from surveys.pages import change_lines, score_words
from surveys.rules import (
    ChangeKind,
    Choice,
    Kind,
    ScoreRule,
    add_question,
    break_page,
    changes_between,
    continuing_ratings,
    is_same,
    language_changes,
    move_question,
    remove_question,
    replace_question,
)
from tests.build import content, question
from tests.surveys.test_editing import EDITS, histories

OLD = content([Kind.CSAT, Kind.NPS, Kind.CHOICES, Kind.TEXT])


def kinds(old, new):
    return [change.kind for change in changes_between(old, new)]


def edited(key, **fields):
    return replace_question(OLD, replace(OLD.question(key), **fields))


@given(EDITS)
def test_there_are_changes_exactly_when_something_is_different(steps):
    history = histories(steps)
    for one, other in zip(history, history[1:] + history[:1], strict=True):
        assert bool(changes_between(one, other)) == (not is_same(one, other))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (edited("q1", text={"vi": "Bạn thấy sao?", "en": "How was it today?"}), ChangeKind.TEXT),
        (edited("q1", help={"vi": "Một chạm"}), ChangeKind.HELP),
        (edited("q1", is_required=True), ChangeKind.REQUIRED),
        (edited("q1", score_rule=ScoreRule(5, 3)), ChangeKind.SCORE_RULE),
        (edited("q1", kind=Kind.CES), ChangeKind.OTHER_KIND),
        (edited("q3", choices=OLD.question("q3").choices[::-1]), ChangeKind.CHOICES_MOVED),
        (edited("q3", choices=OLD.question("q3").choices[1:]), ChangeKind.CHOICE_REMOVED),
        (add_question(OLD, question(Kind.CES)), ChangeKind.ADDED),
        (remove_question(OLD, "q2"), ChangeKind.REMOVED),
        (move_question(OLD, "q4", -3), ChangeKind.MOVED),
        (replace(OLD, title={"vi": "Khác", "en": "Table feedback"}), ChangeKind.TITLE),
        (replace(OLD, intro={"vi": "Chào bạn"}), ChangeKind.INTRO),
        (replace(OLD, thanks={"vi": "Cảm ơn"}), ChangeKind.THANKS),
    ],
)
def test_each_edit_is_one_change(new, expected):
    assert kinds(OLD, new) == [expected]


def test_a_change_knows_both_wordings_its_language_and_its_place():
    old = OLD.question("q2")
    new = edited("q2", text={**old.text, "en": "Would you come back?"})
    (change,) = changes_between(OLD, new)
    assert (change.language, change.place) == ("en", 2)
    assert (change.before, change.after) == ("Would you recommend us?", "Would you come back?")


def test_only_the_question_that_was_moved_counts_as_moved():
    (change,) = changes_between(OLD, move_question(OLD, "q1", 3))
    assert (change.question.key, change.before, change.after) == ("q1", "1", "4")


def test_choices_are_compared_by_number_not_by_place():
    drinks, staff, _ = OLD.question("q3").choices
    reworded = replace(staff, text={**staff.text, "vi": "Người phục vụ"})
    new = edited("q3", choices=(drinks, reworded, Choice(0, {"vi": "Giá cả"})))
    assert kinds(OLD, new) == [
        ChangeKind.CHOICE_TEXT,
        ChangeKind.CHOICE_ADDED,
        ChangeKind.CHOICE_REMOVED,
    ]


def test_what_was_added_and_removed_again_is_no_change():
    detour = remove_question(add_question(OLD, question(Kind.CES)), "q5")
    assert changes_between(OLD, detour) == []
    assert is_same(OLD, detour)


def test_trends_go_on_for_the_ratings_that_keep_their_key():
    new = edited("q1", kind=Kind.CES)
    assert [q.key for q in continuing_ratings(OLD, new)] == ["q2"]


def test_another_scale_and_a_mere_copy_are_told_apart():
    (other_scale,) = change_lines(changes_between(OLD, edited("q1", kind=Kind.CES)), "vi")
    copied = remove_question(add_question(OLD, OLD.question("q1"), after="q1"), "q1")
    (copy,) = change_lines(changes_between(OLD, copied), "vi")
    assert (other_scale.before, other_scale.after) == ("Satisfaction (CSAT)", "Ease (CES)")
    assert "scale changed" in str(other_scale.note)
    assert "counted anew" in str(copy.note)


def test_languages_that_come_and_go_are_changes_too():
    came, went = language_changes(["vi", "en"], ["vi", "zh"])
    assert (came.kind, came.language) == (ChangeKind.LANGUAGE_ADDED, "zh")
    assert (went.kind, went.language) == (ChangeKind.LANGUAGE_REMOVED, "en")


@pytest.mark.parametrize(
    ("kind", "rule", "words"),
    [
        (Kind.CSAT, ScoreRule(4, 2), "% choosing level 4 and 5"),
        (Kind.CSAT, ScoreRule(5, 2), "% choosing level 5"),
        (Kind.CES, ScoreRule(5, 4), "% choosing level 5–7"),
        (Kind.NPS, ScoreRule(9, 6), "% choosing 9–10 minus % choosing 0–6"),
        (Kind.TEXT, None, ""),
    ],
)
def test_a_score_rule_reads_as_words(kind, rule, words):
    assert score_words(replace(question(kind), score_rule=rule)) == words


def test_another_size_is_told_as_another_scale_and_not_as_other_pages():
    paged = break_page(OLD, "q2")
    sized = replace_question(paged, replace(paged.question("q1"), size=4))
    (line,) = change_lines(changes_between(paged, sized), "vi")
    assert str(line.words) == "Question 1 is asked on another scale"
    assert (line.before, line.after) == ("5 levels", "4 levels")
    assert "scale changed" in str(line.note)


def test_the_main_language_is_told_first():
    new = edited("q1", text={"en": "How was it?", "vi": "Bạn thấy sao?"})
    changes = changes_between(OLD, new, "vi")
    assert [change.language for change in changes] == ["vi", "en"]
    added = edited("q3", choices=(*OLD.question("q3").choices, Choice(0, {"en": "A", "vi": "B"})))
    (change,) = changes_between(OLD, added, "vi")
    assert change.after == "B"
