"""Rules while questions and pages change around them, and the list of changes that tells it."""

from dataclasses import replace

from surveys.rules import (
    Action,
    ChangeKind,
    Condition,
    Kind,
    Operator,
    ProblemKind,
    Rule,
    break_page,
    changes_between,
    continuing_ratings,
    duplicate_rule,
    is_same,
    join_page,
    move_rule,
    problems_before_publishing,
    put_rule,
    remove_question,
    remove_rule,
    replace_question,
    restarting_ratings,
    title_page,
)
from tests import build
from tests.surveys.contents import reworked, ruled, when

FOUR = (Kind.SCALE, Kind.CSAT, Kind.TEXT, Kind.CES)


def numbers(content):
    return [rule.number for rule in content.rules]


def changed(before, after):
    return [change.kind for change in changes_between(before, after)]


def two_rules():
    content = ruled(build.content(FOUR), Action.SKIP, "q3", when("q1", Operator.CLASS, "good"))
    return ruled(content, Action.SHOW, "q4", when("q2", Operator.ANSWERED))


# ------------------------------------------------------------------ rules by themselves
def test_rules_are_numbered_once_for_ever():
    content = remove_rule(two_rules(), 2)

    assert numbers(duplicate_rule(content, 1)) == [1, 3]


def test_an_edited_rule_keeps_its_place_and_number():
    content = two_rules()
    edited = put_rule(content, replace(content.rules[0], action=Action.SHOW))

    assert [(rule.number, rule.action) for rule in edited.rules] == [(1, "show"), (2, "show")]


def test_a_rule_that_somebody_removed_meanwhile_is_saved_as_a_new_one():
    content = two_rules()
    saved = put_rule(remove_rule(content, 2), content.rules[1])

    assert numbers(saved) == [1, 3]


def test_rules_move_as_far_as_the_list_goes():
    assert numbers(move_rule(two_rules(), 1, 5)) == [2, 1]
    assert numbers(move_rule(two_rules(), 1, -5)) == [1, 2]
    assert move_rule(two_rules(), 9, 1) == two_rules()


# ------------------------------------------------------------------ what happens around them
def test_a_rule_goes_with_the_question_it_acts_on():
    assert numbers(remove_question(two_rules(), "q3")) == [2]


def test_a_rule_on_a_removed_answer_is_named_before_publishing():
    content = remove_question(two_rules(), "q1")
    found = problems_before_publishing(content, "vi")

    assert [(each.kind, each.rule) for each in found] == [(ProblemKind.UNKNOWN_SOURCE, 1)]


def test_a_rule_follows_its_target_to_another_size():
    content = two_rules()
    content = replace_question(content, replace(content.question("q3"), kind=Kind.NUMBER))

    assert [rule.target for rule in content.rules] == ["q5", "q4"]


def test_a_rule_on_good_and_bad_follows_its_source_to_another_size():
    content = two_rules()
    content = replace_question(content, replace(content.question("q1"), size=10))

    assert content.rules[0].condition.tests == (when("q5", Operator.CLASS, "good"),)
    assert problems_before_publishing(content, "vi") == []


def test_a_rule_on_one_level_does_not_follow_to_another_scale_but_is_named():
    content = ruled(build.content(FOUR), Action.SKIP, "q3", when("q1", Operator.IS, 5))
    content = replace_question(content, replace(content.question("q1"), size=10))
    found = problems_before_publishing(content, "vi")

    assert [each.kind for each in found] == [ProblemKind.UNKNOWN_SOURCE]


def test_a_rule_goes_with_the_page_it_acts_on():
    content = break_page(build.content(FOUR), "q3")
    content = ruled(content, Action.SKIP, "p2", when("q1", Operator.CLASS, "good"))

    assert join_page(content, "p2").rules == ()


def test_rules_on_other_pages_stay():
    content = break_page(break_page(build.content(FOUR), "q3"), "q4")
    content = ruled(content, Action.SKIP, "p3", when("q1", Operator.CLASS, "good"))

    assert numbers(join_page(content, "p2")) == [1]


# ------------------------------------------------------------------ the list of changes
def test_nothing_changed_is_no_change():
    content = two_rules()

    assert changed(content, content) == []
    assert is_same(content, replace(content, next_rule=99, next_page=99))


def test_rules_that_came_went_changed_and_moved_are_told():
    content = two_rules()
    other = put_rule(content, replace(content.rules[0], target="q4"))

    assert changed(content, remove_rule(content, 1)) == [ChangeKind.RULE_REMOVED]
    assert changed(content, duplicate_rule(content, 1)) == [ChangeKind.RULE_ADDED]
    assert changed(content, other) == [ChangeKind.RULE_CHANGED]
    assert changed(content, move_rule(content, 1, 1)) == [ChangeKind.RULES_MOVED]


def test_pages_that_part_or_join_are_one_change():
    content = build.content(FOUR)
    paged = break_page(content, "q3")

    assert changed(content, paged) == [ChangeKind.PAGES]
    assert changed(paged, content) == [ChangeKind.PAGES]
    assert changed(paged, title_page(paged, "p2", {"vi": "Về bạn"})) == [ChangeKind.PAGES]


def test_labels_limits_tags_and_alerts_are_told_apart():
    content = build.content(FOUR)

    assert changed(content, reworked(content, "q1", low={"vi": "Dở"})) == [ChangeKind.LABELS]
    assert changed(content, reworked(content, "q1", is_reversed=True)) == [ChangeKind.SETTINGS]
    assert changed(content, reworked(content, "q1", tags=("món",))) == [ChangeKind.TAGS]
    assert changed(content, reworked(content, "q1", touchpoint=3)) == [ChangeKind.TOUCHPOINT]
    assert changed(content, reworked(content, "q1", picture="x")) == [ChangeKind.PICTURE]
    alert = reworked(content, "q1", raises_alert=True)
    assert changed(content, alert) == [ChangeKind.ALERT_ON]
    assert changed(alert, content) == [ChangeKind.ALERT_OFF]


def test_hidden_fields_that_came_are_told_with_their_names():
    content = build.content(FOUR)
    (change,) = changes_between(content, replace(content, hidden_fields=("order",)))

    assert (change.kind, change.before, change.after) == (ChangeKind.HIDDEN_FIELDS, "", "order")


def test_a_field_that_filters_reports_now_is_told_with_its_name():
    content = replace(build.content(FOUR), hidden_fields=("order",))
    (change,) = changes_between(content, replace(content, reportable_fields=("order",)))

    assert (change.kind, change.after) == (ChangeKind.REPORTABLE_FIELDS, "order")


def test_a_trend_starts_anew_when_the_size_of_its_scale_changes():
    content = build.content(FOUR)
    sized = replace_question(content, replace(content.question("q1"), size=10))

    assert changed(content, sized) == [ChangeKind.OTHER_KIND]
    assert [q.key for q in restarting_ratings(content, sized)] == ["q5"]
    assert [q.key for q in continuing_ratings(content, sized)] == ["q2", "q4"]


def test_trends_go_on_over_new_words_labels_and_rules():
    content = build.content(FOUR)
    reworded = reworked(content, "q1", text={"vi": "Ngon không?"}, low={"vi": "Dở"})
    ruled_too = ruled(reworded, Action.END, "", when("q2", Operator.CLASS, "bad"))

    assert restarting_ratings(content, ruled_too) == []
    assert [q.key for q in continuing_ratings(content, ruled_too)] == ["q1", "q2", "q4"]


def test_a_rule_without_words_for_its_question_is_named():
    content = put_rule(build.content(FOUR), Rule(0, Action.REWORD, Condition(), "q1"))
    found = problems_before_publishing(content, "vi")

    assert [(each.kind, each.rule) for each in found] == [(ProblemKind.NO_WORDS, 1)]
