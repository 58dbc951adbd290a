"""The script of a page walks through a survey exactly as the server does."""

import json
import random
from collections.abc import Mapping, Sequence

import pytest

from responses.pages.script import page_script
from surveys.rules import (
    HIDDEN,
    Action,
    Choice,
    Circumstances,
    Condition,
    Content,
    Fact,
    Kind,
    Match,
    Operator,
    Page,
    Question,
    Rule,
    ScoreRule,
    Test,
    facts_of,
    plan_of,
    walk,
)

pytestmark = pytest.mark.browser

FLOW = frozenset({"flow"})
EXAMPLES = 2_000
WORDS = ("đợi LÂU", "Ngon", "ngon lắm", "TRÀ", "trà", "Ế", "e\u0302\u0301", "10", "", "ß", "ΟΔΟΣ")
"""Vietnamese in capitals and small, composed and in pieces, and what looks like a number."""
KINDS = (
    Kind.NPS, Kind.CSAT, Kind.CHOICES, Kind.STARS, Kind.RANKING, Kind.TEXT, Kind.NUMBER,
    Kind.CONTACT, Kind.STATEMENT,
)  # fmt: skip
CHOICES = tuple(Choice(number, {"vi": f"Mục {number}"}) for number in range(1, 5))
SCORE_RULES = (None, ScoreRule(4, 2), ScoreRule(9, 6))
FIELDS = ("order", "table")
PAGES = ("", "p1", "p2", "p3")


class Chance:
    """Surveys with rules, answers and circumstances by chance: the same at every run."""

    def __init__(self) -> None:
        self.random = random.Random(20261122)

    def case(self) -> tuple[Content, dict, Circumstances]:
        content = self.content()
        keys = [question.key for question in content.questions]
        answers = {key: self.answer() for key in keys if self.random.random() < 0.7}
        return content, answers, self.circumstances()

    def content(self) -> Content:
        pages = sorted(self.some(PAGES, most=10) or [""])
        questions = tuple(
            Question(
                f"q{place}", self.one(KINDS), {"vi": "?"},
                choices=CHOICES, score_rule=self.one(SCORE_RULES), page=page,
            )
            for place, page in enumerate(pages, start=1)
        )  # fmt: skip
        rules = tuple(self.rule(number, len(questions)) for number in range(1, self.number() + 1))
        pages = tuple(Page(key) for key in PAGES[1:])
        return Content({"vi": "?"}, questions, pages=pages, rules=rules, hidden_fields=FIELDS)

    def rule(self, number: int, count: int) -> Rule:
        tests = tuple(self.test(count) for _ in range(self.one((0, 1, 1, 1, 2, 3))))
        targets = [*(f"q{place}" for place in range(1, count + 2)), *PAGES, "p9"]
        words = self.one(({}, {"vi": f"Lời {number}"}, {"en": f"Words {number}"}))
        condition = Condition(tests, self.one(tuple(Match)))
        return Rule(number, self.one(tuple(Action)), condition, self.one(targets), words)

    def test(self, count: int) -> Test:
        key = f"q{self.random.randint(1, count + 1)}"
        elsewhere = [*(HIDDEN + name for name in FIELDS), *(fact.value for fact in Fact)]
        source = self.one(
            [key, key, f"{key}.{self.one('1234')}", f"{key}.name", self.one(elsewhere)]
        )
        operator = self.one(tuple(Operator))
        values = {
            Operator.CLASS: (self.one(("good", "neutral", "bad")),),
            Operator.BETWEEN: (self.number(), self.number())[: self.one((1, 2, 2, 2))],
        }.get(operator, tuple(self.some((*range(12), *WORDS), most=3)))
        return Test(source, operator, values, self.random.random() < 0.3)

    def answer(self) -> object:
        parts = {part: self.one((self.number(), self.one(WORDS))) for part in self.some("1234")}
        return self.one(
            (
                self.number(), self.number() + 0.25, self.one(WORDS), self.some(range(12)), parts,
                parts | {"name": self.one(WORDS)},
            )
        )  # fmt: skip

    def circumstances(self) -> Circumstances:
        return Circumstances(
            language=self.one(("", "vi", "en")),
            channel=self.one(("", "link")),
            locations=tuple(self.some(range(12), most=2)),
            touchpoint=self.one(range(3)),
            hidden={name: self.one(WORDS) for name in self.some(FIELDS, most=2)},
        )

    def number(self) -> int:
        return self.random.randint(0, 10)

    def one(self, of: Sequence) -> object:
        return self.random.choice(of)

    def some(self, of: Sequence, most: int = 3) -> list:
        return self.random.choices(of, k=self.random.randint(0, most))


def plan(content: Content, answers: Mapping, circumstances: Circumstances) -> dict:
    return {**plan_of(content, "vi", "en"), "facts": facts_of(circumstances)}


def test_python_and_the_script_ask_the_same_questions_in_the_same_words(page):
    chance = Chance()
    batch = [chance.case() for _ in range(EXAMPLES)]
    page.set_content("<!doctype html><title>?</title>")
    page.add_script_tag(content=page_script(FLOW))
    sent = [[plan(*case), case[1]] for case in batch]
    walked = page.evaluate(
        """(cases) => JSON.parse(cases).map(([plan, answers]) => {
            const { asked, reworded } = hearmeWalk(plan, answers);
            return [asked, reworded];
        })""",
        json.dumps(sent),
    )
    expected = []
    for content, answers, circumstances in batch:
        right = walk(content, answers, circumstances)
        words = {
            key: text.get("vi") or text.get("en") or "" for key, text in right.reworded.items()
        }
        expected.append([list(right.asked), words])
    wrong = [place for place, both in enumerate(zip(walked, expected, strict=True))
             if both[0] != both[1]]  # fmt: skip
    assert not wrong, (len(wrong), batch[wrong[0]], walked[wrong[0]], expected[wrong[0]])
    assert len({json.dumps(one) for one in expected}) > 300, "the cases differ too little"
    assert sum(bool(words) for _asked, words in expected) > 100, "hardly anything is reworded"


def test_the_script_is_small_enough_for_every_page():
    assert len(page_script(FLOW)) < 5_000
    assert "//" not in page_script(FLOW)
