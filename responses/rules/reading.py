"""Reading a sent form: which questions it answers, and what is wrong with the answers."""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from responses.rules.answers import (
    BROKEN,
    FIELD,
    OTHER,
    Answer,
    AnswerProblem,
    Answers,
    NotAcceptedError,
    Reading,
)
from responses.rules.consents import AGREED, TICKED
from responses.rules.contacts import email_of, phone_of
from surveys.rules import (
    CONTACT_FIELDS,
    MAX_ANSWER_TEXT,
    MAX_FILES,
    MAX_LINE,
    Circumstances,
    Content,
    Kind,
    Question,
    walk,
)

Fields: TypeAlias = Mapping[str, Sequence[str]]
"""Part of a question ("" for the whole, a row, a contact field, `other`) -> the sent values."""

NOTHING: Final[Fields] = MappingProxyType({})
LARGEST_NUMBER: Final = 10**12
CONTACT_LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {"name": 100, "phone": 30, "email": 254, "address": 300, "extra": MAX_LINE}
)


def read_form(
    content: Content,
    fields: Mapping[str, Sequence[str]],
    *,
    on: Collection[str] | None = None,
    earlier: Answers | None = None,
    circumstances: Circumstances | None = None,
    must_agree: bool = False,
) -> Reading:
    """Read the fields named `q-<key>` of a sent form; other names are not ours to judge.

    `on` names the questions of the page that was sent (None: all), `earlier` holds what is known
    from other pages. Answers to questions that nobody with these answers is asked are dropped,
    whatever is wrong with them. `must_agree`: contact details count only with their box ticked.
    """
    sent = _by_question(fields)
    answers: Answers = dict(earlier or {})
    problems: dict[str, dict[str, AnswerProblem]] = {}
    for question in content.questions:
        if on is not None and question.key not in on:
            continue
        for part in ("", f".{OTHER}", f".{AGREED}"):
            answers.pop(question.key + part, None)
        try:
            answers |= read_answer(question, sent.get(question.key, NOTHING))
            if must_agree and question.kind is Kind.CONTACT and question.key in answers:
                answers |= _agreed(question, sent.get(question.key, NOTHING))
        except NotAcceptedError as refused:
            part = f".{refused.part}" if refused.part else ""
            problems[question.key] = {question.key + part: refused.problem}
    asked = walk(content, answers, circumstances or Circumstances()).asked
    return Reading(
        {key: answer for key, answer in answers.items() if key.partition(".")[0] in asked},
        {name: why for key in asked for name, why in problems.get(key, {}).items()},
        tuple(key for key in sent if content.question(key) is None),
        asked,
    )


def _by_question(fields: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Sequence[str]]]:
    sent: dict[str, dict[str, Sequence[str]]] = {}
    for name, values in fields.items():
        if name.startswith(FIELD):
            key, _dot, part = name.removeprefix(FIELD).partition(".")
            sent.setdefault(key, {})[part] = values
    return sent


def read_answer(question: Question, fields: Fields) -> Answers:
    """One question's answer under its key, with an "other" text beside it; empty if left open.

    Raises NotAcceptedError if the sent values do not fit the question.
    """
    answer = _READERS[question.kind](question, fields)
    if answer is None:
        if question.is_required:
            raise NotAcceptedError(AnswerProblem.REQUIRED)
        return {}
    answers: Answers = {question.key: answer}
    other = question.other
    is_other = other and other.number in (answer if isinstance(answer, list) else [answer])
    if is_other and (words := _line(fields.get(OTHER, ()), MAX_LINE, OTHER)):
        answers[f"{question.key}.{OTHER}"] = words
    return answers


def read_values(question: Question, values: Sequence[str]) -> Answer | None:
    """The answer of a question that is sent as plain values; None if it was left open.

    Raises NotAcceptedError if they do not fit the question.
    """
    return read_answer(question, {"": values}).get(question.key)


# ------------------------------------------------------------------ by kind
def _one_number(question: Question, fields: Fields) -> int | None:
    given = _given(fields.get("", ()))
    if len(given) > 1:
        raise NotAcceptedError(AnswerProblem.TOO_MANY)
    return _number(question, given[0]) if given else None


def _some_numbers(question: Question, fields: Fields) -> list[int] | None:
    given = _given(fields.get("", ()))
    if not given:
        return None
    numbers = sorted({_number(question, value) for value in given})
    exclusive = {choice.number for choice in question.choices if choice.is_exclusive}
    if len(numbers) > 1 and exclusive & set(numbers):
        raise NotAcceptedError(AnswerProblem.EXCLUSIVE)
    if not exclusive & set(numbers):
        _check_how_many(question, len(numbers))
    return numbers


def _check_how_many(question: Question, number: int) -> None:
    if question.most is not None and number > question.most:
        raise NotAcceptedError(AnswerProblem.TOO_MANY)
    if question.least is not None and number < question.least:
        raise NotAcceptedError(AnswerProblem.TOO_FEW)


def _ranks(question: Question, fields: Fields) -> list[int] | None:
    """Ranks are sent item by item (`.3` -> "1"), or as a list of items in their order."""
    if listed := _given(fields.get("", ())):
        order = [_number(question, value) for value in listed]
    else:
        order = _order_of(question, fields)
    if not order:
        return None
    if len(set(order)) < len(order):
        raise NotAcceptedError(AnswerProblem.NOT_DISTINCT)
    _check_how_many(question, len(order))
    return order


def _order_of(question: Question, fields: Fields) -> list[int]:
    ranks: dict[int, int] = {}
    places = range(1, len(question.choices) + 1)
    for choice in question.choices:
        given = _given(fields.get(str(choice.number), ()))
        if not given:
            continue
        rank = _whole(given[0], places)
        if rank in ranks:
            raise NotAcceptedError(AnswerProblem.NOT_DISTINCT)
        ranks[rank] = choice.number
    return [ranks[rank] for rank in sorted(ranks)]


def _rows(question: Question, fields: Fields) -> dict[str, int] | None:
    ratings: dict[str, int] = {}
    for choice in question.choices:
        row = str(choice.number)
        given = _given(fields.get(row, ()))
        if len(given) > 1:
            raise NotAcceptedError(AnswerProblem.TOO_MANY, row)
        if given:
            ratings[row] = _whole(given[0], question.scale, row)
        elif question.is_required:
            raise NotAcceptedError(AnswerProblem.REQUIRED, row)
    if set(fields) - {"", *(str(choice.number) for choice in question.choices)}:
        raise NotAcceptedError(AnswerProblem.OFF_SCALE)
    return ratings or None


def _text(question: Question, fields: Fields) -> str | None:
    most = question.most or (MAX_LINE if question.manner == "short" else MAX_ANSWER_TEXT)
    if question.manner == "short":
        return _line(fields.get("", ()), most) or None
    return _words(fields.get("", ()), most) or None


def _measure(question: Question, fields: Fields) -> int | float | None:
    """A number as people write it: with a point or a comma, or with dots between thousands."""
    text = _words(fields.get("", ()), 40).replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    value = parse_number(text)
    if value is None or abs(value) > LARGEST_NUMBER:
        raise NotAcceptedError(AnswerProblem.NOT_A_NUMBER)
    low, high = question.least, question.most
    if (low is not None and value < low) or (high is not None and value > high):
        raise NotAcceptedError(AnswerProblem.OUT_OF_RANGE)
    return value


def parse_number(text: str) -> int | float | None:
    """Read a number: `1.500.000`, `1,500`, `2,5` and `2.5` all mean what they say here.

    One separator before exactly three digits parts thousands; any other one is the decimal mark.
    """
    plain = text[1:] if text[:1] in {"+", "-"} else text
    if not plain or not all(part.isascii() and part.isdigit() for part in _pieces(plain)):
        return None
    pieces = _pieces(plain)
    marks = [letter for letter in plain if letter in ".,"]
    is_whole = all(len(piece) == 3 for piece in pieces[1:]) and len(set(marks)) < 2
    if len(pieces[0]) > 3 or pieces[0].startswith("0"):
        is_whole = False
    if is_whole or not marks:
        number: int | float = int("".join(pieces))
    elif marks.count(marks[-1]) == 1:
        number = float(f"{''.join(pieces[:-1])}.{pieces[-1]}")
        number = int(number) if number.is_integer() else number
    else:
        return None
    return -number if text.startswith("-") else number


def number_words(number: float) -> str:
    """A number as `parse_number` reads it back, whatever its digits look like."""
    text = f"{Decimal(str(number)):f}"
    # Three digits behind one mark would be thousands.
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _pieces(text: str) -> list[str]:
    return text.replace(",", ".").split(".")


def _date(question: Question, fields: Fields) -> str | None:
    text = _words(fields.get("", ()), 40)
    if not text:
        return None
    try:
        return _DATES[question.manner](text)
    except ValueError as error:
        raise NotAcceptedError(AnswerProblem.NOT_A_DATE) from error


def _an_hour(text: str) -> str:
    return time.fromisoformat(text).replace(tzinfo=None).isoformat(timespec="minutes")


def _a_moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return moment.replace(second=0, microsecond=0, tzinfo=None).isoformat(timespec="minutes")


_DATES: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "date": lambda text: date.fromisoformat(text).isoformat(),
        "time": _an_hour,
        "both": _a_moment,
    }
)


def _contact(question: Question, fields: Fields) -> dict[str, str] | None:
    given: dict[str, str] = {}
    for name in CONTACT_FIELDS:
        how = question.fields.get(name)
        if how is None:
            continue
        text = _line(fields.get(name, ()), CONTACT_LENGTHS[name], name)
        if text:
            given[name] = _contact_value(name, text)
        elif how == "required":
            raise NotAcceptedError(AnswerProblem.REQUIRED, name)
    return given or None


def _agreed(question: Question, fields: Fields) -> Answers:
    """The tick beside contact details. Raises NotAcceptedError without it: silence is none."""
    if TICKED not in fields.get(AGREED, ()):
        raise NotAcceptedError(AnswerProblem.NOT_AGREED, AGREED)
    return {f"{question.key}.{AGREED}": TICKED}


def _contact_value(name: str, text: str) -> str:
    if name == "phone":
        value, problem = phone_of(text), AnswerProblem.NOT_A_PHONE
    elif name == "email":
        value, problem = email_of(text), AnswerProblem.NOT_AN_EMAIL
    else:
        return text
    if value is None:
        raise NotAcceptedError(problem, name)
    return value


def _files(question: Question, fields: Fields) -> list[str] | None:
    """The keys of files that were received before the form is read."""
    keys = list(dict.fromkeys(_given(fields.get("", ()))))
    if len(keys) > (question.most or MAX_FILES):
        raise NotAcceptedError(AnswerProblem.TOO_MANY)
    return keys or None


def _nothing(_question: Question, _fields: Fields) -> None:
    return None


_READERS: Final[Mapping[Kind, Callable[[Question, Fields], Answer | None]]] = MappingProxyType(
    {
        Kind.CSAT: _one_number,
        Kind.NPS: _one_number,
        Kind.CES: _one_number,
        Kind.SCALE: _one_number,
        Kind.STARS: _rows,
        Kind.MATRIX: _rows,
        Kind.CHOICE: _one_number,
        Kind.CHOICES: _some_numbers,
        Kind.PICTURES: _some_numbers,
        Kind.RANKING: _ranks,
        Kind.TEXT: _text,
        Kind.NUMBER: _measure,
        Kind.DATE: _date,
        Kind.CONTACT: _contact,
        Kind.CONSENT: _some_numbers,
        Kind.ATTACHMENT: _files,
        Kind.STATEMENT: _nothing,
    }
)


# ------------------------------------------------------------------ small things
def _given(values: Sequence[str]) -> list[str]:
    return [value.strip() for value in values if value.strip()]


def _number(question: Question, value: str) -> int:
    number = _whole(value, question.numbers)
    if number not in question.numbers:
        raise NotAcceptedError(AnswerProblem.OFF_SCALE)
    return number


def _whole(value: str, allowed: Collection[int], part: str = "") -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 5) or int(value) not in allowed:
        raise NotAcceptedError(AnswerProblem.OFF_SCALE, part)
    return int(value)


def _words(values: Sequence[str], most: int, part: str = "") -> str:
    given = _given(values)
    if len(given) > 1:
        raise NotAcceptedError(AnswerProblem.TOO_MANY, part)
    text = unicodedata.normalize("NFC", given[0].replace("\r\n", "\n")) if given else ""
    if any(letter in text for letter in BROKEN):
        raise NotAcceptedError(AnswerProblem.BROKEN_TEXT, part)
    if len(text) > most:
        raise NotAcceptedError(AnswerProblem.TOO_LONG, part)
    return text


def _line(values: Sequence[str], most: int, part: str = "") -> str:
    return " ".join(_words(values, most, part).split())
