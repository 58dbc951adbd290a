"""Answers as programs send them: their forms in JSON, and the form fields that say the same."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from responses.rules import FIELD, OTHER, AnswerProblem, number_words
from surveys.rules import (
    CONTACT_FIELDS,
    MAX_ANSWER_TEXT,
    MAX_CHOICES,
    MAX_QUESTIONS,
    Content,
    Kind,
    Question,
)

Sent: TypeAlias = float | str | list[int] | dict[str, int] | dict[str, str]
"""What stands for one answer: a number, a text, choice numbers, ratings by row, contact fields."""

LARGEST: Final = 9999
LARGEST_NUMBER: Final = 10**12
MOST: Final = 2 * MAX_QUESTIONS
"""Each question may have a text beside its answer."""

NO_NUL: Final = {"pattern": "^[^\\u0000]*$"}
"""Said here, refused by the parser: PostgreSQL stores no NUL."""
INTEGER: Final = {"type": "integer", "minimum": 0, "maximum": LARGEST}
TEXT: Final = {"type": "string", "minLength": 1, "maxLength": MAX_ANSWER_TEXT, **NO_NUL}
ROW: Final = "^[1-9][0-9]{0,3}$"

FAULTS: Final[Mapping[AnswerProblem, str]] = {
    AnswerProblem.REQUIRED: "This question needs an answer.",
    AnswerProblem.OFF_SCALE: "This is none of the answers to choose from.",
    AnswerProblem.TOO_MANY: "These are more answers than the question takes.",
    AnswerProblem.TOO_FEW: "These are fewer answers than the question takes.",
    AnswerProblem.EXCLUSIVE: "One of these choices goes with no other.",
    AnswerProblem.NOT_DISTINCT: "Each item has a rank of its own.",
    AnswerProblem.TOO_LONG: "This text is longer than the question takes.",
    AnswerProblem.BROKEN_TEXT: "The text holds a broken character.",
    AnswerProblem.NOT_A_NUMBER: "This is no number.",
    AnswerProblem.OUT_OF_RANGE: "This number is outside of what the question takes.",
    AnswerProblem.NOT_A_DATE: "Send a date, a time or both in ISO 8601, as the question asks.",
    AnswerProblem.NOT_A_PHONE: "This is no phone number.",
    AnswerProblem.NOT_AN_EMAIL: "This is no e-mail address.",
    AnswerProblem.FILE_TYPE: "Files are not taken here.",
    AnswerProblem.FILE_SIZE: "Files are not taken here.",
    AnswerProblem.NOT_AGREED: "Contact details need the customer's agreement.",
}


@extend_schema_field(
    {
        "type": "object",
        "description": "Question key -> its answer: a rating, or the number of a choice (`nps`, "
        "`csat`, `ces`, `scale`, `choice`); a number (`number`); numbers of choices (`choices`, "
        "`pictures`, `consent`) or of items from the first rank on (`ranking`); row number -> "
        "rating (`stars`, `matrix`); a text (`text`), a date or time in ISO 8601 (`date`); contact "
        'field -> text (`contact`). The customer\'s own words for an "other" choice stand under '
        "the key of the question and `.other`. Leave out what was not answered.",
        "minProperties": 1,
        "maxProperties": MOST,
        "propertyNames": NO_NUL,
        "additionalProperties": {
            "oneOf": [
                {"type": "number", "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER},
                {"type": "array", "items": INTEGER, "minItems": 1, "maxItems": MAX_CHOICES},
                TEXT,
                {
                    "type": "object",
                    "propertyNames": {"pattern": ROW},
                    "additionalProperties": INTEGER,
                    "minProperties": 1,
                    "maxProperties": MAX_CHOICES,
                },
                {
                    "type": "object",
                    "properties": dict.fromkeys(CONTACT_FIELDS, TEXT),
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        },
    }
)
class AnswersField(serializers.Field[dict[str, Sent], Any, Any, Any]):
    """Question key -> answer, of the right form; whether they fit the survey is asked later."""

    default_error_messages = {
        "form": "Send an object: question key -> answer.",
        "size": f"Send 1 to {MOST} answers.",
        "answer": (
            f"Send a number, a text of 1 to {MAX_ANSWER_TEXT} characters, a list of 1 to "
            f"{MAX_CHOICES} whole numbers from 0 to {LARGEST}, or an object: row -> rating, or "
            "contact field -> text."
        ),
    }

    def to_internal_value(self, data: Any) -> dict[str, Sent]:
        if not isinstance(data, dict):
            self.fail("form")
        if not 1 <= len(data) <= MOST:
            self.fail("size")
        answers = {key: _read(answer) for key, answer in data.items()}
        if wrong := [key for key, answer in answers.items() if answer is None]:
            words = self.error_messages["answer"]
            raise ValidationError({key: [words] for key in wrong}, code="answer")
        return answers  # type: ignore[return-value]


def _read(sent: object) -> Sent | None:
    """An answer of one of the forms; None for anything else."""
    match sent:
        case str():
            return sent if 1 <= len(sent) <= MAX_ANSWER_TEXT else None
        case list():
            numbers = [number for one in sent if (number := _integer(one)) is not None]
            return numbers if len(numbers) == len(sent) and 1 <= len(sent) <= MAX_CHOICES else None
        case dict():
            return _read_parts(sent) if 1 <= len(sent) <= MAX_CHOICES else None
        case bool():
            return None
        case int() | float() if abs(sent) <= LARGEST_NUMBER:
            return int(sent) if sent == int(sent) else sent
    return None


def _read_parts(sent: Mapping[str, object]) -> Sent | None:
    rows = {key: _integer(value) for key, value in sent.items()}
    if all(_is_row(key) and value is not None for key, value in rows.items()):
        return rows  # type: ignore[return-value]
    texts = {key: _read(value) for key, value in sent.items() if isinstance(value, str)}
    is_contact = texts.keys() == sent.keys() and texts.keys() <= set(CONTACT_FIELDS)
    return texts if is_contact and all(texts.values()) else None  # type: ignore[return-value]


def _is_row(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 5 and not key.startswith("0")


def _integer(sent: object) -> int | None:
    """To JSON 9.0 is the same number as 9; true is none."""
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        return None
    return int(sent) if 0 <= sent <= LARGEST and sent == int(sent) else None


# ------------------------------------------------------------------ as form fields
FORMS: Final[Mapping[Kind, type | tuple[type, ...]]] = {
    Kind.TEXT: str,
    Kind.DATE: str,
    Kind.NUMBER: (int, float),
    Kind.CONTACT: dict,
    Kind.STARS: dict,
    Kind.MATRIX: dict,
    Kind.CHOICES: list,
    Kind.PICTURES: list,
    Kind.CONSENT: list,
    Kind.RANKING: list,
    Kind.ATTACHMENT: (),
    Kind.STATEMENT: (),
}
"""What stands for an answer of a kind; for all others it is a whole number."""


def misfit(content: Content, key: str, sent: Sent) -> tuple[str, str]:
    """Why what was sent cannot be an answer to this question, and a code; empty if it can."""
    question, part = _asked(content, key)
    if question is None or question.kind is Kind.STATEMENT:
        return "The survey does not ask this.", "unknown"
    if question.kind is Kind.ATTACHMENT:
        return "Files are not taken here: customers add them on the survey's page.", "file"
    if part:
        return ("", "") if isinstance(sent, str) else ("Send the customer's words.", "kind")
    if not isinstance(sent, FORMS.get(question.kind, int)) or _is_other_object(question, sent):
        return f"Not how {question.kind} is answered.", "kind"
    return "", ""


def _asked(content: Content, key: str) -> tuple[Question | None, str]:
    """The question to which a key belongs, and `other` if it is that of an own text."""
    name, dot, part = key.partition(".")
    question = content.question(name)
    if dot and (part != OTHER or question is None or question.other is None):
        return None, ""
    return question, part


def _is_other_object(question: Question, sent: Sent) -> bool:
    """Rows where contact fields belong, or the other way round."""
    has_rows = isinstance(sent, dict) and all(isinstance(value, int) for value in sent.values())
    return isinstance(sent, dict) and has_rows is not question.kind.has_rows


def fields_for(sent: Mapping[str, Sent]) -> dict[str, list[str]]:
    """The fields of a form that sends the same answers."""
    return {
        FIELD + name: values
        for key, answer in sent.items()
        for name, values in _fields(key, answer)
    }


def _fields(key: str, answer: Sent) -> Iterator[tuple[str, list[str]]]:
    match answer:
        case dict():
            yield from ((f"{key}.{part}", [str(value)]) for part, value in answer.items())
        case list():
            yield key, [str(number) for number in answer]
        case str():
            yield key, [answer]
        case _:
            yield key, [number_words(answer)]
