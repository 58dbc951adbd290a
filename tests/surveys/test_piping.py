"""Earlier answers inside later texts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules import (
    Action,
    Choice,
    Circumstances,
    Condition,
    Kind,
    Level,
    Operator,
    ProblemKind,
    Rule,
    Test,
    piped,
    problems_before_publishing,
    put_rule,
    segments,
    sources_in,
    values_for,
)
from tests import build
from tests.surveys.contents import reworked

KNOWN = Circumstances(hidden={"order": "A7"})


def values(content, given, language="vi"):
    return values_for(content, given, KNOWN, language, "vi")


def problems(content):
    return [(each.kind, each.place) for each in problems_before_publishing(content, "vi")]


def asking(text, kinds=(Kind.NPS, Kind.CONTACT, Kind.TEXT)):
    """A survey whose last question says this."""
    content = build.content(kinds)
    return reworked(content, content.newest_key, text={"vi": text})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Chào {name|bạn}!", "Chào Lan!"),
        ("Bạn cho {q1} điểm", "Bạn cho 9 điểm"),
        ("Đơn {field:order}", "Đơn A7"),
        ("{q2.3|chưa rõ}", "chưa rõ"),
        ("{q9}", ""),
        ("{name|}", "Lan"),
        ("{ name }", "{ name }"),
        ("{q}{Q1}{field:Order}{}", "{q}{Q1}{field:Order}{}"),
        ("{{q1}}", "{9}"),
    ],
)
def test_a_pipe_stands_for_its_value_or_its_fallback(text, shown):
    assert piped(text, {"name": "Lan", "q1": "9", "field:order": "A7"}) == shown


def test_markup_in_answers_stays_text_for_the_page_to_escape():
    assert piped("Chào {name}", {"name": "<b>&"}) == "Chào <b>&"
    assert [part.text for part in segments("Chào {name}", {"name": "<b>"})] == ["Chào ", "<b>"]


def test_a_value_is_never_read_as_a_pipe():
    assert piped("{name}", {"name": "{q1}", "q1": "9"}) == "{q1}"


@given(st.text())
def test_any_text_is_cut_and_put_together_without_loss(text):
    marks = {source: f"{{{source}}}" for source in sources_in(text)}
    whole = "".join(part.text for part in segments(text, marks))

    assert "|" in text or whole == text


def test_what_each_kind_stands_for():
    content = build.content((Kind.CHOICE, Kind.CHOICES, Kind.STARS, Kind.NUMBER, Kind.CONTACT))
    given = {"q1": 2, "q2": [1, 3], "q3": {"2": 4}, "q4": 2.5, "q5": {"name": "Lan"}}

    assert values(content, given) == {
        "field:order": "A7",
        "q1": "Nhân viên",
        "q2": "Đồ uống, Thời gian chờ",
        "q3.2": "4",
        "q4": "2.5",
        "name": "Lan",
    }
    assert values(content, given, "en")["q1"] == "Staff"


def test_a_level_stands_for_its_label():
    levels = (Level({"vi": "Nhạt"}), Level({"vi": "Đậm"}))
    content = reworked(build.content((Kind.SCALE,)), "q1", levels=levels)

    assert values(content, {"q1": 2})["q1"] == "Đậm"
    assert values(content, {"q1": 3})["q1"] == "3"


def test_files_and_removed_choices_stand_for_nothing():
    content = reworked(
        build.content((Kind.CHOICE, Kind.ATTACHMENT)), "q1", choices=(Choice(1, {"vi": "A"}),)
    )
    found = values(content, {"q1": 2, "q2": ["f"]})

    assert found.get("q1", "") == ""
    assert "q2" not in found


def test_pipes_of_earlier_answers_and_known_fields_are_in_order():
    content = replace(asking("{q1} {name|bạn} {field:order}"), hidden_fields=("order",))

    assert problems(content) == []


@pytest.mark.parametrize("text", ["{q9}", "{q1.2}", "{field:order}"])
def test_a_pipe_from_nowhere_is_named_with_its_place(text):
    assert problems(asking(text)) == [(ProblemKind.UNKNOWN_PIPE, 3)]


def test_a_pipe_of_its_own_or_a_later_answer_comes_too_late():
    assert problems(asking("{q3}")) == [(ProblemKind.LATE_PIPE, 3)]
    content = reworked(build.content((Kind.TEXT, Kind.CONTACT)), "q1", text={"vi": "{name}?"})
    assert problems(content) == [(ProblemKind.LATE_PIPE, 1)]


def test_a_name_without_a_contact_question_is_unknown():
    assert problems(asking("{name}", (Kind.NPS, Kind.TEXT))) == [(ProblemKind.UNKNOWN_PIPE, 2)]


def test_pipes_around_the_questions_are_checked_too():
    asked = build.content((Kind.NPS, Kind.TEXT))
    wrong = replace(asked, intro={"vi": "Chào {name|bạn}"}, thanks={"vi": "Bạn chấm {q9}"})
    late = replace(asked, intro={"vi": "Bạn chấm {q1}"})
    fine = replace(asked, thanks={"vi": "Bạn chấm {q1|cao}"})

    assert ProblemKind.UNKNOWN_PIPE in {p.kind for p in problems_before_publishing(wrong, "vi")}
    assert ProblemKind.LATE_PIPE in {p.kind for p in problems_before_publishing(late, "vi")}
    assert problems_before_publishing(fine, "vi") == []


def test_the_words_of_a_rule_take_in_only_what_is_answered_before():
    asked = build.content((Kind.NPS, Kind.TEXT))
    condition = Condition((Test("q1", Operator.CLASS, ("bad",)),))
    late = put_rule(asked, Rule(0, Action.REWORD, condition, "q2", {"vi": "Vì sao {q2}?"}))
    fine = put_rule(asked, Rule(0, Action.REWORD, condition, "q2", {"vi": "Vì sao {q1}?"}))

    found = {(p.kind, p.rule) for p in problems_before_publishing(late, "vi")}
    assert (ProblemKind.LATE_PIPE, 1) in found
    assert problems_before_publishing(fine, "vi") == []
