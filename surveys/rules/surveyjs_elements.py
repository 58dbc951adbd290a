"""The elements of a SurveyJS definition: one reader for each type."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from surveys.rules.assembling import Assembly
from surveys.rules.content import Choice, Level, Question
from surveys.rules.imported import NoteKind, filled, plain
from surveys.rules.kinds import LARGEST_SCALE, MAX_ANSWER_TEXT, MAX_FILES, MAX_TEXT, Kind
from surveys.rules.texts import Texts
from surveys.rules.words import NO, NONE, OTHER, YES, in_languages

LOST_SETTINGS: Final = (
    "validators", "enableIf", "requiredIf", "defaultValue", "defaultValueExpression",
    "choicesByUrl", "choicesFromQuestion", "choicesVisibleIf", "rowsVisibleIf", "setValueIf",
    "resetValueIf", "imageLink", "showSelectAllItem", "hasSelectAll", "showCommentArea",
    "hasComment",
)  # fmt: skip


def dicts_in(raw: Any) -> list[Mapping[str, Any]]:
    """Those members of a list that are objects; nothing if it is no list."""
    return [each for each in raw if isinstance(each, dict)] if isinstance(raw, list) else []


class Reading(Protocol):
    """Reads a text that may be one, or one in each language."""

    def __call__(self, raw: Any, *, is_line: bool = True, has_marks: bool = False) -> Texts: ...


@dataclass(frozen=True, slots=True)
class _Item:
    """A choice, row or column: its value in the file and its text."""

    value: str
    text: Texts
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """An element of the definition."""

    survey: Assembly
    texts: "Reading"
    raw: Mapping[str, Any]

    @property
    def type(self) -> str:
        return str(self.raw.get("type") or "")

    @property
    def name(self) -> str:
        return str(self.raw.get("name") or "")

    def note(self, kind: NoteKind, detail: object = "") -> None:
        self.survey.note(kind, self.name, detail)

    def number(self, name: str) -> int | None:
        """A whole number of the element's settings."""
        value = self.raw.get(name)
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value):
            return int(value)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return int(value) if is_number and abs(value) < 1e9 else None  # type: ignore[arg-type]

    def items(self, name: str) -> list[_Item]:
        """A list of choices, rows or columns: values, or values with texts."""
        raw = self.raw.get(name)
        found = []
        for each in raw if isinstance(raw, list) else []:
            item = each if isinstance(each, dict) else {"value": each}
            value = _code(item.get("value"))
            text = self.texts(item.get("text") or item.get("title") or value)
            found.append(_Item(value, text, item))
        return found

    def question(self, kind: Kind, **settings: object) -> Question:
        for name in LOST_SETTINGS:
            if self.raw.get(name):
                self.note(NoteKind.SETTING_DROPPED, name)
        made = {
            "text": self.texts(self.raw.get("title") or self.name),
            "help": self.texts(self.raw.get("description"), is_line=False),
            "is_required": bool(self.raw.get("isRequired")),
        }
        return Question(key="", kind=kind, **{**made, **settings})  # type: ignore[arg-type]

    def ask(self, question: Question, codes: Mapping[str, int] | None = None) -> str:
        return self.survey.ask(question, self.name, codes=codes or {})

    def own(self, name: str, usual: Texts) -> Texts:
        """A text of the file, or else our own words for it."""
        own = in_languages(usual, self.survey.languages)
        return {**own, **self.texts(self.raw.get(name))}


def _code(value: Any) -> str:
    return (
        str("" if value is None else value) if not isinstance(value, bool) else str(value).lower()
    )


Keys: TypeAlias = Iterator[str]
Reader: TypeAlias = Callable[[Asked], Keys]


def _choosing(kind: Kind) -> Reader:
    def read(asked: Asked) -> Keys:
        choices, codes = [], {}
        for item in asked.items("choices"):
            choices.append(Choice(0, item.text))
            codes[item.value] = len(choices)
            if item.raw.get("imageLink"):
                asked.note(NoteKind.PICTURE_DROPPED, item.raw["imageLink"])
            if item.raw.get("visibleIf") or item.raw.get("enableIf"):
                asked.note(NoteKind.SETTING_DROPPED, f"{item.value}: visibleIf")
        for names, text_name, usual, is_other in EXTRAS:
            if any(asked.raw.get(name) for name in names):
                text = asked.own(text_name, usual)
                extra = Choice(0, text, is_exclusive=not is_other, is_other=is_other)
                choices.append(extra)
                codes[text_name.removesuffix("Text")] = len(choices)
        is_single = asked.type == "imagepicker" and not asked.raw.get("multiSelect")
        question = asked.question(
            kind,
            choices=tuple(choices),
            least=asked.number("minSelectedChoices") or None,
            most=1 if is_single else asked.number("maxSelectedChoices") or None,
        )
        yield asked.ask(question, codes)

    return read


EXTRAS: Final[Sequence[tuple[tuple[str, ...], str, Texts, bool]]] = (
    (("hasNone", "showNoneItem"), "noneText", NONE, False),
    (("hasOther", "showOtherItem"), "otherText", OTHER, True),
)


def _boolean(asked: Asked) -> Keys:
    choices = (
        Choice(0, asked.own("labelTrue", YES)),
        Choice(0, asked.own("labelFalse", NO)),
    )
    codes = {"true": 1, "false": 2}
    codes |= {_code(asked.raw.get("valueTrue", True)): 1}
    codes |= {_code(asked.raw.get("valueFalse", False)): 2}
    yield asked.ask(asked.question(Kind.CHOICE, choices=choices), codes)


def _rating(asked: Asked) -> Keys:
    items = asked.items("rateValues") or [
        _Item(str(value), {}, {}) for value in _rates(asked)[: 2 * LARGEST_SCALE]
    ]
    values = [item.value for item in items]
    look = asked.raw.get("rateType") or asked.raw.get("rateDisplayMode")
    ends = {
        "low": asked.texts(asked.raw.get("minRateDescription")),
        "high": asked.texts(asked.raw.get("maxRateDescription")),
    }
    if values == [str(number) for number in range(11)]:
        yield asked.ask(asked.question(Kind.NPS, **ends))
    elif look == "stars" and len(values) == 5:
        yield _stars(asked, values)
    elif not 2 <= len(values) <= LARGEST_SCALE:
        asked.note(NoteKind.QUESTION_CHANGED, f"rating, {len(values)}")
        span = _rates(asked)
        yield asked.ask(asked.question(Kind.NUMBER, least=span.start, most=span.stop - 1))
    else:
        is_faces = look == "smileys" and len(values) in {4, 5}
        yield _scale(asked, Kind.CSAT if is_faces else Kind.SCALE, items, ends)


def _rates(asked: Asked) -> range:
    least = asked.number("rateMin")
    least = 1 if least is None else least
    most = asked.number("rateMax") or least + (asked.number("rateCount") or 5) - 1
    return range(least, max(least, most) + 1)


def _stars(asked: Asked, values: Sequence[str]) -> str:
    question = asked.question(Kind.STARS)
    criterion = Choice(0, question.text)
    codes = {value: place for place, value in enumerate(values, start=1)}
    asked_one = asked.question(Kind.STARS, choices=(criterion,))
    return asked.survey.ask(asked_one, asked.name, codes=codes, rows={asked.name: 1})


def _scale(asked: Asked, kind: Kind, items: Sequence[_Item], ends: Mapping[str, Texts]) -> str:
    """Levels without a text of their own are called by their value, unless that is their place."""
    codes = {item.value: place for place, item in enumerate(items, start=1)}
    plain_values = [str(place) for place in codes.values()]
    levels = [item.text or asked.texts(item.value) for item in items]
    if all(item.text in ({}, asked.texts(item.value)) for item in items) and (
        list(codes) == plain_values
    ):
        levels = []
    question = asked.question(
        kind, size=len(items), levels=tuple(Level(text) for text in levels), **ends
    )
    return asked.ask(question, codes)


def _matrix(asked: Asked) -> Keys:
    rows, columns = asked.items("rows"), asked.items("columns")
    if not 2 <= len(columns) <= LARGEST_SCALE or not rows:
        asked.note(NoteKind.QUESTION_DROPPED, f"matrix, {len(rows)} × {len(columns)}")
        return
    asked.note(NoteKind.SCALE_ASSUMED)
    question = asked.question(
        Kind.MATRIX,
        choices=tuple(Choice(0, row.text) for row in rows),
        size=len(columns),
        levels=tuple(Level(column.text) for column in columns),
        is_required=bool(asked.raw.get("isRequired") or asked.raw.get("isAllRowRequired")),
    )
    names = {f"{asked.name}.{row.value}": place for place, row in enumerate(rows, start=1)}
    codes = {column.value: place for place, column in enumerate(columns, start=1)}
    yield asked.survey.ask(question, asked.name, codes=codes, rows=names)


def _text(asked: Asked) -> Keys:
    kind = str(asked.raw.get("inputType") or "text")
    if kind in {"number", "range"}:
        least, most = asked.number("min"), asked.number("max")
        yield asked.ask(asked.question(Kind.NUMBER, least=least, most=most))
    elif kind in DATES:
        yield asked.ask(asked.question(Kind.DATE, style=DATES[kind]))
    elif kind in CONTACTS:
        how = "required" if asked.raw.get("isRequired") else "shown"
        yield asked.ask(asked.question(Kind.CONTACT, fields={CONTACTS[kind]: how}))
    else:
        yield _written(asked, "short")


DATES: Final = {
    "date": "date",
    "datetime": "both",
    "datetime-local": "both",
    "time": "time",
}
CONTACTS: Final = {"email": "email", "tel": "phone"}


def _written(asked: Asked, style: str) -> str:
    most = asked.number("maxLength") or 0
    limit = min(most, MAX_ANSWER_TEXT) if most > 0 else None
    return asked.ask(asked.question(Kind.TEXT, style=style, most=limit))


def _comment(asked: Asked) -> Keys:
    yield _written(asked, "long")


def _several_texts(asked: Asked) -> Keys:
    heading = asked.question(Kind.TEXT).text
    items = asked.raw.get("items")
    for item in dicts_in(items):
        own = asked.texts(item.get("title") or item.get("name"))
        text = {
            code: f"{heading.get(code, '')} {own.get(code, '')}".strip()
            for code in {**heading, **own}
        }
        name = f"{asked.name}.{item.get('name')}"
        is_required = bool(item.get("isRequired"))
        question = Question("", Kind.TEXT, text, is_required=is_required, style="short")
        yield asked.survey.ask(question, name)
    asked.note(NoteKind.QUESTION_CHANGED, "multipletext")


def _statement(asked: Asked) -> Keys:
    """A long text is a heading and what follows it."""
    whole = asked.texts(asked.raw.get("html"), is_line=False, has_marks=True)
    text: dict[str, str] = {}
    rest: dict[str, str] = {}
    for language, words in whole.items():
        first, _break, more = words.partition("\n")
        text[language] = first.strip("*# ")[:MAX_TEXT] if more else plain(words)
        rest[language] = more.strip()
    if asked.type == "expression":
        text = dict(asked.texts(asked.raw.get("title") or asked.name))
        asked.note(NoteKind.QUESTION_CHANGED, f"expression: {asked.raw.get('expression') or ''}")
    yield asked.ask(asked.question(Kind.STATEMENT, text=text, help=filled(rest)))


def _ranking(asked: Asked) -> Keys:
    items = asked.items("choices")
    codes = {item.value: place for place, item in enumerate(items, start=1)}
    choices = tuple(Choice(0, item.text) for item in items)
    yield asked.ask(asked.question(Kind.RANKING, choices=choices), codes)


def _attachment(asked: Asked) -> Keys:
    accepted = str(asked.raw.get("acceptedTypes") or "")
    style = "photo" if accepted.startswith("image/") else "file"
    most = MAX_FILES if asked.raw.get("allowMultiple") else 1
    yield asked.ask(asked.question(Kind.ATTACHMENT, style=style, most=most))


READERS: Final[Mapping[str, Reader]] = {
    "radiogroup": _choosing(Kind.CHOICE), "dropdown": _choosing(Kind.CHOICE),
    "buttongroup": _choosing(Kind.CHOICE), "checkbox": _choosing(Kind.CHOICES),
    "tagbox": _choosing(Kind.CHOICES), "imagepicker": _choosing(Kind.PICTURES),
    "boolean": _boolean, "rating": _rating, "matrix": _matrix, "ranking": _ranking,
    "text": _text, "comment": _comment, "multipletext": _several_texts, "file": _attachment,
    "html": _statement, "expression": _statement,
}  # fmt: skip
