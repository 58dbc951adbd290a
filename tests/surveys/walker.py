"""Somebody who answers every question of any survey, in a good or a bad mood. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from surveys.rules import Circumstances, Content, Kind, Question, walk

WORDS = "Nhân viên dễ thương, sẽ quay lại"
CONTACT = {
    "name": "Lan Chi",
    "phone": "+84912345678",
    "email": "lanchi@hearme.test",
    "address": "12 Lý Thường Kiệt, Huế",
    "extra": "305",
}
DATES = {"date": "2026-05-04", "time": "09:30", "both": "2026-05-04T09:30"}


@dataclass(frozen=True)
class Mood:
    """How somebody answers: the best or the worst rating, and which choice of each list."""

    is_good: bool
    choice: int = 0

    def __str__(self) -> str:
        return f"{'good' if self.is_good else 'bad'}, choice {self.choice + 1}"


def moods(content: Content) -> Iterator[Mood]:
    """All good and all bad, with each place in the longest list of choices."""
    most = max((len(q.choices) for q in content.questions if not q.kind.has_rows), default=1)
    for choice in range(max(most, 1)):
        yield Mood(is_good=True, choice=choice)
        yield Mood(is_good=False, choice=choice)


def answers_of(content: Content, mood: Mood, circumstances: Circumstances) -> dict[str, Any]:
    """What somebody in this mood answers to all that they are asked."""
    answers: dict[str, Any] = {}
    for question in content.questions:
        asked = walk(content, answers, circumstances).asked
        if question.key in asked and (answer := answer_to(question, mood)) is not None:
            answers[question.key] = answer
    return answers


def answer_to(question: Question, mood: Mood) -> Any:
    """One answer, as responses store it; None for what only tells."""
    kind = question.kind
    numbers = [choice.number for choice in question.choices]
    if kind.is_rating:
        return question.scale[-1 if mood.is_good else 0]
    if kind.has_rows:
        return {str(number): question.scale[-1 if mood.is_good else 0] for number in numbers}
    if kind is Kind.CHOICE:
        return numbers[mood.choice % len(numbers)]
    if kind.picks_many:
        return _picked(question, mood)
    if kind is Kind.CONTACT:
        return {name: CONTACT[name] for name in CONTACT if name in question.fields}
    return {
        Kind.RANKING: numbers[: question.most],
        Kind.TEXT: WORDS[: question.most],
        Kind.NUMBER: question.least if question.least is not None else 3,
        Kind.DATE: DATES.get(question.manner),
    }.get(kind)


def _picked(question: Question, mood: Mood) -> list[int]:
    """As many as must be, from the place of the mood on; something exclusive only alone."""
    start = mood.choice % len(question.choices)
    turned = (*question.choices[start:], *question.choices[:start])
    if turned[0].is_exclusive:
        return [turned[0].number]
    usable = [choice.number for choice in turned if not choice.is_exclusive]
    return sorted(usable[: max(question.least or 1, 1)])


# ------------------------------------------------------------------ as a form sends it
def fields_of(question: Question, answer: Any) -> dict[str, list[str]]:
    """Form field -> values, as the public page names them."""
    name = f"q-{question.key}"
    if question.kind is Kind.RANKING:
        return {f"{name}.{number}": [str(rank)] for rank, number in enumerate(answer, start=1)}
    if isinstance(answer, dict):
        return {f"{name}.{part}": [str(value)] for part, value in answer.items()}
    values = answer if isinstance(answer, list) else [answer]
    return {name: [str(value) for value in values]}
