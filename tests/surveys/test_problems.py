"""What has to be mended before a survey is kept, and before it is published."""

from dataclasses import replace

import pytest

from surveys.rules import (
    MAX_CHOICES,
    MAX_QUESTIONS,
    MAX_TEXT,
    MAX_TITLE,
    Choice,
    Content,
    Kind,
    ProblemKind,
    add_question,
    completeness,
    missing_texts,
    problems_before_publishing,
    problems_before_saving,
    replace_question,
)
from tests.build import content


def kinds(problems):
    return [problem.kind for problem in problems]


def with_choices(*texts):
    before = content([Kind.CHOICE])
    choices = tuple(Choice(0, {"vi": text} if text else {"en": "x"}) for text in texts)
    return replace_question(before, replace(before.questions[0], choices=choices))


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (Content(title={}), [ProblemKind.NO_TITLE, ProblemKind.NO_QUESTIONS]),
        (replace(content(), title={"en": "Feedback"}), [ProblemKind.NO_TITLE]),
        (with_choices("Một"), [ProblemKind.TOO_FEW_CHOICES]),
        (with_choices("Một", ""), [ProblemKind.EMPTY_CHOICE]),
        (with_choices("Một", "", ""), [ProblemKind.EMPTY_CHOICE]),
        (with_choices("Một", "Một"), [ProblemKind.SAME_CHOICE]),
        (with_choices("Một", "Hai"), []),
    ],
)
def test_what_stops_publishing(broken, expected):
    assert kinds(problems_before_publishing(broken, "vi")) == expected


def test_a_problem_says_where_it_is():
    two = content([Kind.NPS, Kind.TEXT])
    silent = replace_question(two, replace(two.questions[1], text={"en": "Anything else?"}))
    (problem,) = problems_before_publishing(silent, "vi")
    assert (problem.kind, problem.place, problem.key) == (ProblemKind.NO_TEXT, 2, "q2")


@pytest.mark.parametrize(
    ("too_much", "expected"),
    [
        (content([Kind.TEXT] * (MAX_QUESTIONS + 1)), ProblemKind.TOO_MANY_QUESTIONS),
        (
            with_choices(*(str(n) for n in range(MAX_CHOICES + 1))),
            ProblemKind.TOO_MANY_CHOICES,
        ),
        (replace(content(), title={"vi": "a" * (MAX_TITLE + 1)}), ProblemKind.TOO_LONG),
        (replace(content(), thanks={"vi": "a" * (MAX_TEXT + 1)}), ProblemKind.TOO_LONG),
        (with_choices("a" * 201, "b"), ProblemKind.TOO_LONG),
        (replace(content(), intro={"vi": "a\x00b"}), ProblemKind.BROKEN_TEXT),
    ],
)
def test_what_may_not_even_be_kept(too_much, expected):
    assert kinds(problems_before_saving(too_much)) == [expected]


def test_a_translation_is_as_complete_as_the_texts_it_has():
    vi_only = replace(content([Kind.CHOICE]), title={"vi": "Góp ý"}, thanks={"vi": "Cảm ơn"})
    assert completeness(vi_only, "vi", "vi") == 1.0
    assert missing_texts(vi_only.texts, "en", "vi") == 2
    assert completeness(vi_only, "en", "vi") == pytest.approx(4 / 6)
    assert completeness(Content(title={}), "en", "vi") == 1.0


def test_adding_one_too_many_is_noticed_only_when_it_is_saved():
    full = content([Kind.TEXT] * MAX_QUESTIONS)
    assert problems_before_saving(full) == []
    assert problems_before_saving(add_question(full, full.questions[0])) != []
