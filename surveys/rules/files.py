"""Surveys as files: our own documented JSON, and which reader takes a file of another tool."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from surveys.rules.content import Content, Page, Question
from surveys.rules.documents import content_from, document_of
from surveys.rules.editing import add_question, put_rule
from surveys.rules.flow import Fact, Rule, Test
from surveys.rules.imported import (
    BadPart,
    FileError,
    FileProblem,
    Imported,
    Note,
    NoteKind,
    PartProblem,
    excerpt,
    refuse_size,
    storable,
    text_of,
)
from surveys.rules.lime import from_lime
from surveys.rules.piping import PIPE
from surveys.rules.surveyjs import from_surveyjs, is_surveyjs
from surveys.rules.texts import Texts, pick
from surveys.rules.translations import reworded

FORMAT: Final = "hearme-survey"
VERSION: Final = 2
SCHEMA_FILE: Final = Path(__file__).parent.parent / "schema" / "survey-2.json"
MOST_BAD_PARTS: Final = 20
OURS_ALONE: Final = frozenset({"schema", "next_number", "next_page", "next_rule", "next_choices"})
"""What a document keeps for its own survey only."""
NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


# ------------------------------------------------------------------ writing
@dataclass(frozen=True, slots=True)
class Belongings:
    """What a content refers to by keys and ids."""

    pictures: Mapping[str, tuple[str, bytes]]
    """Key -> content type and data."""
    touchpoints: Mapping[int, str]
    locations: Mapping[int, str]
    """Id -> name."""


def file_of(
    content: Content, default: str, languages: Sequence[str], belongings: Belongings
) -> dict[str, Any]:
    """The file of a survey, as `schema/survey-2.json` describes it."""
    document = document_of(content)
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": pick(content.title, default, ""),
        "default_language": default,
        "languages": list(languages),
        "survey": {name: value for name, value in document.items() if name not in OURS_ALONE},
        "pictures": {
            key: {"type": kind, "data": base64.b64encode(data).decode()}
            for key, (kind, data) in sorted(belongings.pictures.items())
        },
        "touchpoints": {str(pk): name for pk, name in sorted(belongings.touchpoints.items())},
        "locations": {str(pk): name for pk, name in sorted(belongings.locations.items())},
    }


def ids_in(content: Content, fact: Fact) -> frozenset[int]:
    """The ids of touchpoints or locations that a content refers to."""
    tests = (test for rule in content.rules for test in rule.condition.tests)
    found = {
        value
        for test in tests
        if test.source == fact
        for value in test.values
        if isinstance(value, int)
    }
    if fact is Fact.TOUCHPOINT:
        found |= {question.touchpoint for question in content.questions if question.touchpoint}
    return frozenset(found)


# ------------------------------------------------------------------ reading
def read_survey(data: bytes, languages: Sequence[str], fallback: str) -> Imported:
    """Read a file of ours, of LimeSurvey or of SurveyJS, whatever its name. Raises FileError."""
    text = text_of(data).lstrip()
    if text.startswith("<"):
        return from_lime(data, languages, fallback)
    if not text.startswith(("{", "[")):
        raise FileError(FileProblem.UNKNOWN_FORMAT)
    raw = _json(text)
    if isinstance(raw, dict) and raw.get("format") == FORMAT:
        return from_file(raw, languages, fallback)
    if is_surveyjs(raw):
        return from_surveyjs(raw, languages, fallback)
    raise FileError(FileProblem.UNKNOWN_FORMAT)


def _json(text: str) -> Any:
    try:
        raw = json.loads(text)
        dumped = json.dumps(raw, ensure_ascii=False)
        dumped.encode()
    except (ValueError, RecursionError) as error:
        raise FileError(FileProblem.BROKEN_JSON, str(error)[:200]) from error
    if NUL.search(dumped):
        raise FileError(FileProblem.BROKEN_JSON, "\\u0000")
    return raw


def from_file(raw: Mapping[str, Any], languages: Sequence[str], fallback: str) -> Imported:
    """Read a file of ours; keys, pages and rules are numbered anew. Raises FileError."""
    version = raw.get("version")
    if isinstance(version, int) and version > VERSION:
        raise FileError(FileProblem.NEWER, str(version))
    if bad := [*_schema_problems(raw)][:MOST_BAD_PARTS]:
        raise FileError(FileProblem.UNKNOWN_PARTS, parts=bad)
    refuse_size(len(raw["survey"]["questions"]))
    if bad := [*_reference_problems(raw["survey"])][:MOST_BAD_PARTS]:
        raise FileError(FileProblem.UNKNOWN_PARTS, parts=bad)
    pictures = {key: _picture(key, each["data"]) for key, each in raw.get("pictures", {}).items()}
    content, notes = _renumbered(content_from(raw["survey"]))
    content, lost = _with_known_pictures(content, frozenset(pictures))
    found = Imported(
        content,
        raw["default_language"],
        tuple(raw["languages"]),
        (*notes, *lost),
        MappingProxyType({key: pictures[key] for key in sorted(content.pictures)}),
        {int(pk): name for pk, name in raw.get("touchpoints", {}).items()},
        {int(pk): name for pk, name in raw.get("locations", {}).items()},
    )
    return _in_known_languages(found, languages, fallback)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


PROBLEMS: Final = {
    "additionalProperties": PartProblem.UNKNOWN,
    "required": PartProblem.MISSING,
    "type": PartProblem.TYPE,
    "maxLength": PartProblem.SIZE,
    "maxItems": PartProblem.SIZE,
    "maxProperties": PartProblem.SIZE,
}


def _schema_problems(raw: Mapping[str, Any]) -> Iterator[BadPart]:
    for error in _validator().iter_errors(raw):
        rule = str(error.validator)
        problem = PROBLEMS.get(rule, PartProblem.VALUE)
        names = _named_parts(error) if problem in NAMING else [""]
        for name in names:
            yield BadPart(_path(error) + name, problem)


NAMING: Final = {PartProblem.UNKNOWN, PartProblem.MISSING}


def _named_parts(error: ValidationError) -> list[str]:
    """The members that an object has too many of, or that it lacks."""
    present = error.instance if isinstance(error.instance, dict) else {}
    if error.validator == "required":
        return [f".{name}" for name in error.validator_value if name not in present]  # type: ignore[union-attr]
    known = error.schema.get("properties", {})  # type: ignore[union-attr]
    patterns = error.schema.get("patternProperties", {})  # type: ignore[union-attr]
    return [
        f".{excerpt(name, 40)}"
        for name in present
        if name not in known and not any(re.search(each, name) for each in patterns)
    ]


def _path(error: ValidationError) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return "$" + "".join(steps)


def _reference_problems(survey: Mapping[str, Any]) -> Iterator[BadPart]:
    """Keys that come twice, and pages that are not there: the schema cannot tell."""
    pages = [page["key"] for page in survey.get("pages", [])]
    seen: set[str] = set()
    for index, question in enumerate(survey["questions"]):
        at = f"$.survey.questions[{index}]"
        page = question.get("page", "")
        if question["key"] in seen:
            yield BadPart(f"{at}.key", PartProblem.REFERENCE)
        if (page or pages) and page not in pages:
            yield BadPart(f"{at}.page", PartProblem.REFERENCE)
        numbers = [choice["number"] for choice in question.get("choices", [])]
        if len(set(numbers)) < len(numbers):
            yield BadPart(f"{at}.choices", PartProblem.REFERENCE)
        seen.add(question["key"])
    if len(set(pages)) < len(pages):
        yield BadPart("$.survey.pages", PartProblem.REFERENCE)
    if not set(survey.get("reportable_fields", ())) <= set(survey.get("hidden_fields", ())):
        yield BadPart("$.survey.reportable_fields", PartProblem.REFERENCE)


def _picture(key: str, data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        bad = BadPart(f"$.pictures.{key}.data", PartProblem.VALUE)
        raise FileError(FileProblem.UNKNOWN_PARTS, parts=[bad]) from error


# ------------------------------------------------------------------ numbering anew
def _renumbered(old: Content) -> tuple[Content, list[Note]]:
    """The same content with keys from 1 on, and what referred to nothing."""
    pages = {page.key: f"p{place}" for place, page in enumerate(old.pages, start=1)}
    ordered = sorted(old.questions, key=lambda q: [*pages].index(q.page) if pages else 0)
    keys = {question.key: f"q{place}" for place, question in enumerate(ordered, start=1)}
    notes: list[Note] = []
    new = replace(
        old,
        questions=(),
        rules=(),
        pages=tuple(Page(pages[page.key], page.title) for page in old.pages),
        next_number=1,
        next_page=len(pages) + 1,
        next_rule=1,
        next_choices={},
    )
    for question in ordered:
        new = add_question(new, replace(question, page=pages.get(question.page, "")))
    for place, rule in enumerate(old.rules, start=1):
        if (moved := _rule_with(rule, {**keys, **pages})) is None:
            notes.append(Note(NoteKind.RULE_DROPPED, str(place), rule.target))
        else:
            new = put_rule(new, replace(moved, number=0))
    return reworded(new, lambda _path, texts: _repiped(texts, keys, notes)), notes


def _rule_with(rule: Rule, keys: Mapping[str, str]) -> Rule | None:
    if (rule.target and rule.target not in keys) or not rule.sources <= keys.keys():
        return None
    tests = tuple(_test_with(test, keys) for test in rule.condition.tests)
    condition = replace(rule.condition, tests=tests)
    return replace(rule, target=keys.get(rule.target, ""), condition=condition)


def _test_with(test: Test, keys: Mapping[str, str]) -> Test:
    if not test.question:
        return test
    _key, dot, row = test.source.partition(".")
    return replace(test, source=f"{keys[test.question]}{dot}{row}")


def _repiped(texts: Texts, keys: Mapping[str, str], notes: list[Note]) -> Texts:
    def moved(found: re.Match[str]) -> str:
        key, dot, row = found[1].partition(".")
        if not key.startswith("q"):
            return found[0]
        if key not in keys:
            notes.append(Note(NoteKind.PIPE_DROPPED, excerpt(found.string), found[0]))
            return found[2] or "…"
        fallback = f"|{found[2]}" if found[2] is not None else ""
        return f"{{{keys[key]}{dot}{row}{fallback}}}"

    return {language: storable(PIPE.sub(moved, text)).strip() for language, text in texts.items()}


def _with_known_pictures(
    content: Content, known: frozenset[str]
) -> tuple[Content, tuple[Note, ...]]:
    missing = sorted(content.pictures - known)
    notes = tuple(Note(NoteKind.PICTURE_DROPPED, detail=key) for key in missing)
    return with_pictures(content, {key: key for key in known}), notes


def with_pictures(content: Content, keys: Mapping[str, str]) -> Content:
    """The content with its pictures under other keys; those without one go."""

    def moved(question: Question) -> Question:
        return replace(
            question,
            picture=keys.get(question.picture, ""),
            choices=tuple(replace(c, picture=keys.get(c.picture, "")) for c in question.choices),
            levels=tuple(replace(v, picture=keys.get(v.picture, "")) for v in question.levels),
        )

    return replace(content, questions=tuple(moved(question) for question in content.questions))


def _in_known_languages(found: Imported, known: Sequence[str], fallback: str) -> Imported:
    """Leave out languages that this site does not offer; a foreign main language is renamed."""
    notes = list(found.notes)
    default = found.default_language
    if default not in known:
        notes.append(Note(NoteKind.LANGUAGE_TAKEN, fallback, default))
    notes += [
        Note(NoteKind.LANGUAGE_DROPPED, detail=code)
        for code in found.languages
        if code not in {*known, default}
    ]

    def kept(_path: str, texts: Texts) -> Texts:
        here = {code: text for code, text in texts.items() if code in known}
        return here if default in known else {**here, fallback: texts.get(default, "")}

    return replace(
        found,
        content=reworded(found.content, kept),
        default_language=default if default in known else fallback,
        languages=tuple(code for code in found.languages if code in known),
        notes=tuple(notes),
    )
