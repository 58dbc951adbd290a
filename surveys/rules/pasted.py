"""A pasted list of questions: one a line, choices below, a scale in brackets at the end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from surveys.rules.content import Choice, Content, Question
from surveys.rules.editing import add_question
from surveys.rules.imported import Imported, refuse_size, text_of, tidy
from surveys.rules.kinds import LARGEST_SCALE, Kind

NUMBERED: Final = re.compile(
    r"^\s*(?:(?:câu(?:\s+hỏi)?|question|q)\s*\.?\s*\d{1,3}\s*[.:)/-]|\d{1,3}\s*[.:)/])\s*", re.I
)
TICK: Final = re.compile(r"^\s*(?:[-*•–]\s*)?(?:\[[ xX]?\]|☐|□)\s*")
RADIO: Final = re.compile(r"^\s*(?:[-*•–]\s*)?(?:\([ xX]?\)|○|◯)\s*")
BULLET: Final = re.compile(r"^\s*(?:[-•–]\s+|\*\s+|[a-hA-H][.)]\s+)")
INDENTED: Final = re.compile(r"^(?:\t| {2,})\s*\S")
SPAN: Final = re.compile(
    r"\s*[(\[]\s*(\d{1,2})\s*(?:[-–—]|đến|to|\.\.)\s*(\d{1,2})\s*[)\]]\s*$", re.I
)
REQUIRED: Final = re.compile(r"\s*(?:\*|\(bắt buộc\)|\(required\))\s*$", re.I)
BLANK: Final = re.compile(r"\s*(?:…+|\.{3,}|_{2,})\s*$")
TITLE: Final = re.compile(r"^#+\s*")
KNOWN_SPANS: Final = {(0, 10): Kind.NPS, (1, 5): Kind.CSAT, (1, 7): Kind.CES}


@dataclass(slots=True)
class _Item:
    """A question's line and the choices below it."""

    line: str
    choices: list[str] = field(default_factory=list)
    is_many: bool = False


def from_pasted(text: str, language: str, languages: Sequence[str] = ()) -> Imported:
    """Read a list. Raises FileError if it asks nothing or more than a survey may."""
    lines = text_of(text.encode(errors="replace")).splitlines()
    title = ""
    if heading := next((line for line in lines if line.strip()), ""):
        title = tidy(TITLE.sub("", heading)) if TITLE.match(heading) else ""
    items = list(_items(line for line in lines if not TITLE.match(line)))
    refuse_size(len(items))
    content = Content(title={language: title} if title else {})
    for item in items:
        content = add_question(content, _question(item, language))
    return Imported(content, language, tuple(dict.fromkeys((language, *languages))))


# ------------------------------------------------------------------ lines
def _items(lines: Iterator[str]) -> Iterator[_Item]:
    item: _Item | None = None
    for line in lines:
        if not line.strip():
            continue
        choice, is_many = _choice(line)
        if choice and item:
            item.choices.append(choice)
            item.is_many |= is_many
        elif words := NUMBERED.sub("", line).strip():
            if item:
                yield item
            item = _Item(BULLET.sub("", words) if item is None else words)
    if item:
        yield item


def _choice(line: str) -> tuple[str, bool]:
    """The words of a choice and whether several may be ticked; empty for a question."""
    for mark, is_many in ((TICK, True), (RADIO, False), (BULLET, False)):
        if found := mark.match(line):
            return line[found.end() :].strip(), is_many
    if INDENTED.match(line) and not NUMBERED.match(line):
        return line.strip(), False
    return "", False


def _question(item: _Item, language: str) -> Question:
    words, is_required = _without(REQUIRED, item.line)
    words, span = _without_span(words)
    if not is_required:
        words, is_required = _without(REQUIRED, words)
    words, is_open = _without(BLANK, words)
    asked = _kind(Question("", Kind.TEXT, {language: tidy(words)}), item, span, is_open=is_open)
    choices = tuple(_written_choice(text, language) for text in item.choices)
    return replace(asked, choices=choices, is_required=is_required)


def _kind(
    question: Question, item: _Item, span: tuple[int, int] | None, *, is_open: bool
) -> Question:
    if span and item.choices:
        kind = Kind.STARS if span == (1, 5) else Kind.MATRIX
        return replace(question, kind=kind, size=0 if kind is Kind.STARS else span[1])
    if span in KNOWN_SPANS:
        return replace(question, kind=KNOWN_SPANS[span])
    if span:
        return replace(question, kind=Kind.SCALE, size=span[1] - span[0] + 1)
    if item.choices and not is_open:
        return replace(question, kind=Kind.CHOICES if item.is_many else Kind.CHOICE)
    return question


def _without_span(words: str) -> tuple[str, tuple[int, int] | None]:
    found = SPAN.search(words)
    if found is None:
        return words, None
    low, high = int(found[1]), int(found[2])
    is_scale = (low, high) in KNOWN_SPANS or (low == 1 and 2 <= high <= LARGEST_SCALE)
    return (words[: found.start()], (low, high)) if is_scale else (words, None)


def _without(mark: re.Pattern[str], words: str) -> tuple[str, bool]:
    found = mark.search(words)
    if found is None or not words[: found.start()].strip():
        return words, False
    return words[: found.start()], True


def _written_choice(text: str, language: str) -> Choice:
    """A choice that ends in a gap to fill is the customer's own."""
    words, is_other = _without(BLANK, text)
    return Choice(0, {language: tidy(words.rstrip(" :") if is_other else words)}, is_other=is_other)
