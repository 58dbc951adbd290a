"""What is wrong with rules: found where it is, and never where it is not."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.rules import Action, Circumstances, Kind, Operator, break_page, walk
from surveys.rules.flow_checks import FlowProblem, flow_problems
from tests import build
from tests.surveys.contents import answers, contents, ruled, when

FOUR = (Kind.NPS, Kind.CSAT, Kind.TEXT, Kind.CES)


def kinds(content):
    return [problem.kind for problem in flow_problems(content)]


def unreachable(content):
    return [found.key for found in flow_problems(content) if found.kind == "unreachable"]


def test_a_survey_without_rules_has_no_such_problems():
    assert flow_problems(build.content(FOUR)) == []


def test_a_jump_back_or_in_place_is_a_loop():
    for target in ("q1", "q2"):
        content = ruled(build.content(FOUR), Action.JUMP, target, when("q2", Operator.ANSWERED))
        assert flow_problems(content) == [FlowProblem("loop", rule=1)]


def test_a_jump_to_the_page_it_stands_on_is_a_loop():
    content = break_page(build.content(FOUR), "q3")
    content = ruled(content, Action.JUMP, "p2", when("q3", Operator.ANSWERED))

    assert kinds(content) == ["loop"]


@pytest.mark.parametrize("action", [Action.SHOW, Action.SKIP, Action.REWORD])
def test_a_rule_on_a_later_answer_comes_too_late(action):
    content = ruled(build.content(FOUR), action, "q2", when("q3", Operator.ANSWERED))

    assert kinds(content) == ["late_source"]


def test_a_page_cannot_depend_on_its_own_questions():
    content = break_page(build.content(FOUR), "q3")
    content = ruled(content, Action.SKIP, "p2", when("q3", Operator.ANSWERED))

    assert kinds(content) == ["late_source"]


@pytest.mark.parametrize("source", ["q9", "q1.2", "field:table", "weather", "q1.other"])
def test_a_source_that_is_not_there_is_unknown(source):
    content = ruled(build.content(FOUR), Action.SKIP, "q4", when(source, Operator.ANSWERED))

    assert flow_problems(content) == [FlowProblem("unknown_source", rule=1)]


@pytest.mark.parametrize("target", ["q9", "p1", ""])
def test_a_target_that_is_not_there_is_unknown(target):
    content = ruled(build.content(FOUR), Action.JUMP, target, when("q1", Operator.ANSWERED))

    assert kinds(content) == ["unknown_target"]


@pytest.mark.parametrize(
    "test",
    [
        when("q1", Operator.IS),
        when("q1", Operator.IS, 11),
        when("q1", Operator.CLASS, "great"),
        when("q1", Operator.CLASS, "good", "bad"),
        when("q3", Operator.CLASS, "good"),
        when("q3", Operator.BETWEEN, 1, 2),
        when("q1", Operator.BETWEEN, 5, 2),
        when("q1", Operator.BETWEEN, 5),
        when("language", Operator.BETWEEN, 1, 2),
    ],
)
def test_a_test_that_can_never_fit_its_source_is_named(test):
    content = ruled(build.content(FOUR), Action.SKIP, "q4", test)

    assert kinds(content) == ["misfit_test"]


def test_each_problem_names_the_place_of_its_rule():
    content = ruled(build.content(FOUR), Action.SKIP, "q4", when("q1", Operator.ANSWERED))
    content = ruled(content, Action.SKIP, "q9", when("q1", Operator.ANSWERED))

    assert flow_problems(content) == [FlowProblem("unknown_target", rule=2)]


# ------------------------------------------------------------------ unreachable
def test_what_lies_behind_a_certain_end_is_unreachable():
    content = ruled(build.content(FOUR), Action.END, "", when("q2", Operator.CLASS, "good"))
    content = ruled(content, Action.END, "", when("q2", Operator.CLASS, "good", is_not=True))

    assert unreachable(content) == ["q3", "q4"]


def test_what_every_walk_jumps_over_is_unreachable():
    content = ruled(build.content(FOUR), Action.JUMP, "q4")

    assert unreachable(content) == ["q1", "q2", "q3"]


def test_conditions_that_contradict_each_other_lead_nowhere():
    content = ruled(
        build.content(FOUR),
        Action.SHOW,
        "q3",
        when("q1", Operator.CLASS, "good"),
        when("q1", Operator.CLASS, "bad"),
    )

    assert flow_problems(content) == [FlowProblem("unreachable", 3, "q3")]


def test_a_question_behind_one_that_is_never_asked_is_unreachable_too():
    content = ruled(build.content(FOUR), Action.SHOW, "q2", when("language", Operator.ANSWERED),
                    when("language", Operator.ANSWERED, is_not=True))  # fmt: skip
    content = ruled(content, Action.SHOW, "q3", when("q2", Operator.ANSWERED))

    assert unreachable(content) == ["q2", "q3"]


@pytest.mark.parametrize("kind", [Kind.CHOICES, Kind.PICTURES, Kind.CONSENT, Kind.RANKING])
def test_two_choices_may_be_wanted_together(kind):
    content = ruled(
        build.content((kind, Kind.TEXT)),
        Action.SHOW,
        "q2",
        when("q1", Operator.CONTAINS, 1),
        when("q1", Operator.CONTAINS, 3),
    )

    assert flow_problems(content) == []


def test_two_words_may_be_wanted_in_one_text():
    content = ruled(
        build.content((Kind.TEXT, Kind.NPS)),
        Action.SHOW,
        "q2",
        when("q1", Operator.CONTAINS, "giá"),
        when("q1", Operator.CONTAINS, "chậm"),
    )

    assert flow_problems(content) == []


def test_a_place_and_the_one_above_it_may_be_wanted_together():
    content = ruled(
        build.content((Kind.TEXT, Kind.NPS)),
        Action.SHOW,
        "q2",
        when("location", Operator.IS, 1),
        when("location", Operator.IS, 2),
    )

    assert flow_problems(content) == []


def test_rules_may_look_at_a_question_and_at_its_rows():
    content = ruled(build.content((Kind.STARS, Kind.TEXT, Kind.NPS)), Action.SHOW, "q2",
                    when("q1", Operator.CLASS, "bad"))  # fmt: skip
    content = ruled(content, Action.SHOW, "q3", when("q1.2", Operator.CLASS, "good"),
                    when("q1.1", Operator.CLASS, "bad"))  # fmt: skip

    assert flow_problems(content) == []


def test_a_choice_that_no_rule_names_may_be_the_way():
    content = ruled(
        build.content((Kind.CHOICE, Kind.TEXT)),
        Action.SHOW,
        "q2",
        when("q1", Operator.ANSWERED),
        when("q1", Operator.IS, 1, 3, is_not=True),
    )

    assert flow_problems(content) == []


def test_one_combination_among_thousands_is_no_false_alarm():
    content = build.content((*[Kind.NPS] * 8, Kind.TEXT))
    for number in range(1, 9):
        wanted = when(f"q{number}", Operator.IS, number, is_not=True)
        content = ruled(content, Action.SKIP, "q9", wanted)
    for rating in (2, 5, 7):
        for number in range(1, 9):
            content = ruled(content, Action.REWORD, "q9", when(f"q{number}", Operator.IS, rating),
                            text={"vi": "?"})  # fmt: skip

    assert unreachable(content) == []


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=40)
@given(contents(most_questions=5), st.data())
def test_a_question_that_somebody_is_asked_is_never_called_unreachable(content, data):
    named = unreachable(content)
    for _again in range(4):
        given_answers = data.draw(answers(content))
        hidden = data.draw(st.sampled_from([{}, {"order": "a"}, {"order": "vi"}]))
        known = Circumstances(language=data.draw(st.sampled_from(["vi", "en"])), hidden=hidden)

        assert not set(walk(content, given_answers, known).asked) & set(named)


def test_the_largest_survey_with_the_most_rules_is_checked_in_a_moment():
    content = build.content([Kind.NPS] * 100)
    for number in range(1, 100):
        test = when(f"q{number}", Operator.CLASS, "bad")
        content = ruled(content, Action.SHOW, f"q{number + 1}", test)
    start = time.process_time()

    assert flow_problems(content) == []
    assert time.process_time() - start < 5
