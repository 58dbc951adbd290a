"""What is said about imported files: why one cannot be read, and what was left behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from surveys.models import Survey
from surveys.pages.looks import LOOKS, Look, language_name
from surveys.rules import MAX_QUESTIONS, pick
from surveys.rules.imported import BadPart, FileError, FileProblem, Note, NoteKind, PartProblem

FILE_PROBLEMS: Mapping[FileProblem, Promise] = {
    FileProblem.EMPTY: gettext_lazy("This file is empty."),
    FileProblem.TOO_LARGE: gettext_lazy("This file is too large: %(size)s MB is the most."),
    FileProblem.BINARY: gettext_lazy(
        "This is not a text file. If it is a ZIP or Excel file, save or unpack it first."
    ),
    FileProblem.NOT_UTF8: gettext_lazy(
        "The letters of this file cannot be read. Save it with the encoding UTF-8."
    ),
    FileProblem.BROKEN_JSON: gettext_lazy("This file is damaged: its JSON cannot be read."),
    FileProblem.BROKEN_XML: gettext_lazy("This file is damaged: its XML cannot be read."),
    FileProblem.BROKEN_CSV: gettext_lazy("This file is damaged: its table cannot be read."),
    FileProblem.FORBIDDEN_XML: gettext_lazy(
        "This file defines XML entities. For safety such files are not read."
    ),
    FileProblem.UNKNOWN_FORMAT: gettext_lazy("We do not know this kind of file."),
    FileProblem.NEWER: gettext_lazy(
        "This file comes from a newer Hearme (version %(detail)s). Here version 2 is read."
    ),
    FileProblem.UNKNOWN_PARTS: gettext_lazy(
        "This file has parts that we do not know. Nothing was imported."
    ),
    FileProblem.NO_QUESTIONS: gettext_lazy("There is no question in it."),
    FileProblem.TOO_MANY_QUESTIONS: gettext_lazy(
        "That is too many questions: %(questions)d is the most."
    ),
    FileProblem.NO_COLUMNS: gettext_lazy(
        "The table needs the columns %(detail)s in its first line."
    ),
    FileProblem.OTHER_LANGUAGE: gettext_lazy(
        "This file is in another language (%(detail)s). Choose that language first."
    ),
}
PART_PROBLEMS: Mapping[PartProblem, Promise] = {
    PartProblem.UNKNOWN: gettext_lazy("unknown part"),
    PartProblem.MISSING: gettext_lazy("missing"),
    PartProblem.TYPE: gettext_lazy("wrong type"),
    PartProblem.VALUE: gettext_lazy("value not allowed"),
    PartProblem.SIZE: gettext_lazy("too long"),
    PartProblem.REFERENCE: gettext_lazy("there twice, or refers to nothing"),
}
NOTES: Mapping[NoteKind, Promise] = {
    NoteKind.QUESTION_DROPPED: gettext_lazy("Question left out, we have no such kind: %(detail)s"),
    NoteKind.QUESTION_CHANGED: gettext_lazy("Question asked in another way here: %(detail)s"),
    NoteKind.SETTING_DROPPED: gettext_lazy("Setting left out: %(detail)s"),
    NoteKind.CONDITION_DROPPED: gettext_lazy("Condition left out, always shown now: %(detail)s"),
    NoteKind.PICTURE_DROPPED: gettext_lazy("Picture left out, please upload it: %(detail)s"),
    NoteKind.LANGUAGE_DROPPED: gettext_lazy("Language left out, we do not offer it: %(detail)s"),
    NoteKind.LANGUAGE_TAKEN: gettext_lazy(
        "We do not offer its main language (%(detail)s); its texts were entered as this language"
    ),
    NoteKind.TOUCHPOINT_DROPPED: gettext_lazy("You have no such touchpoint: %(detail)s"),
    NoteKind.RULE_DROPPED: gettext_lazy(
        "Rule left out, it refers to what you do not have: %(detail)s"
    ),
    NoteKind.PIPE_DROPPED: gettext_lazy("Inserted answer left out: %(detail)s"),
    NoteKind.SCALE_ASSUMED: gettext_lazy(
        "We took the first level as the lowest. Check that the order is right"
    ),
    NoteKind.PART_DROPPED: gettext_lazy("Part of the file left out: %(detail)s"),
}
PLACES: Mapping[NoteKind, Promise] = {
    NoteKind.TOUCHPOINT_DROPPED: gettext_lazy("Question %(where)s"),
    NoteKind.RULE_DROPPED: gettext_lazy("Rule %(where)s"),
}


def file_problem(error: FileError, size: int) -> str:
    """Why a file cannot be read; `size` is the limit in MB."""
    words = {"size": size, "detail": error.detail, "questions": MAX_QUESTIONS}
    return str(FILE_PROBLEMS[error.problem]) % words


@dataclass(frozen=True, slots=True)
class PartLine:
    """One wrong part of a file, and where."""

    path: str
    words: str | Promise


def part_lines(parts: Sequence[BadPart]) -> list[PartLine]:
    """The wrong parts of a file in words."""
    return [PartLine(part.path, PART_PROBLEMS[part.problem]) for part in parts]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One thing that was left behind: where it stood, and what."""

    where: str
    words: str


def note_lines(notes: Sequence[Note]) -> list[NoteLine]:
    """What was left behind, in words."""
    return [_note_line(note) for note in notes]


def _note_line(note: Note) -> NoteLine:
    place = PLACES.get(note.kind)
    where = str(place) % {"where": note.where} if place else note.where
    if note.kind is NoteKind.LANGUAGE_TAKEN:
        where = language_name(note.where)
    return NoteLine(where, str(NOTES[note.kind]) % {"detail": note.detail})


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was understood."""

    place: int
    look: Look
    text: str
    choices: int


def understood(survey: Survey) -> list[Understood]:
    """The questions of an imported draft, each with the kind it got."""
    return [
        Understood(
            place,
            LOOKS[question.kind],
            pick(question.text, survey.default_language, ""),
            len(question.choices),
        )
        for place, question in enumerate(survey.content.questions, start=1)
    ]
