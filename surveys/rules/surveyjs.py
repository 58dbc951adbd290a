"""SurveyJS definitions: panels are flattened, `visibleIf` becomes rules."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from surveys.rules.assembling import Assembly
from surveys.rules.imported import Imported, NoteKind, filled, language_of, plain
from surveys.rules.surveyjs_elements import READERS, Asked, dicts_in
from surveys.rules.texts import Texts

LANGUAGE_KEY: Final = re.compile(r"default|[a-z]{2}(?:-[A-Za-z]{2,8})?")
DEEPEST: Final = 20
LOST_PARTS: Final = (
    "triggers", "calculatedValues", "completedHtmlOnCondition", "navigateToUrl", "logo",
    "timeLimit", "maxTimeToFinish", "startSurveyText", "completedBeforeHtml",
)  # fmt: skip


def is_surveyjs(raw: Any) -> bool:
    """Whether JSON looks like a SurveyJS definition."""
    if not isinstance(raw, dict):
        return False
    return any(isinstance(raw.get(name), list) for name in ("pages", "elements", "questions"))


def from_surveyjs(raw: Mapping[str, Any], languages: Sequence[str], fallback: str) -> Imported:
    """Read a definition; texts without a language are in its locale, else in `fallback`."""
    return _Import(raw, languages, fallback).run()


class _Import:
    """One definition on its way into an assembly."""

    def __init__(self, raw: Mapping[str, Any], languages: Sequence[str], fallback: str) -> None:
        self.raw, self.known = raw, tuple(languages)
        locale = str(raw.get("locale") or "")
        self.default = language_of(locale, languages) or fallback
        tags = sorted(_tags_in(raw) - {"default"})
        used = {self.default, *(language_of(tag, languages) for tag in tags)} - {""}
        self.survey = Assembly(self.default, [code for code in languages if code in used])
        if locale and not language_of(locale, languages):
            self.survey.note(NoteKind.LANGUAGE_TAKEN, self.default, locale)
        for tag in tags:
            if not language_of(tag, languages):
                self.survey.note(NoteKind.LANGUAGE_DROPPED, detail=tag)

    def run(self) -> Imported:
        self.survey.frame(
            title=self.texts(self.raw.get("title")),
            intro=self.texts(self.raw.get("description"), is_line=False),
            thanks=self.texts(self.raw.get("completedHtml"), is_line=False),
        )
        for part in LOST_PARTS:
            if self.raw.get(part):
                self.survey.note(NoteKind.PART_DROPPED, detail=part)
        pages = dicts_in(self.raw.get("pages"))
        for page in pages or [self.raw]:
            self._add_page(page, is_page=bool(pages))
        return self.survey.finished()

    def texts(self, raw: Any, *, is_line: bool = True, has_marks: bool = False) -> Texts:
        """A text that may be one, or one in each language, as plain text."""
        given = raw if isinstance(raw, dict) else {"default": raw}
        found: dict[str, str] = {}
        for tag, text in given.items():
            language = self.default if tag == "default" else language_of(str(tag), self.known)
            if language and isinstance(text, str | int | float):
                found.setdefault(language, plain(str(text), is_line=is_line, has_marks=has_marks))
        return filled(found)

    def _add_page(self, page: Mapping[str, Any], *, is_page: bool) -> None:
        name = str(page.get("name") or "")
        key = self.survey.page(self.texts(page.get("title")) if is_page else {})
        self.survey.when(key, name, str(page.get("visibleIf") or ""))
        if is_page and page.get("description"):
            self.survey.note(NoteKind.SETTING_DROPPED, name, "description")
        elements = dicts_in(page.get("elements")) or dicts_in(page.get("questions"))
        self._add(elements, (), 0)

    def _add(
        self, elements: Sequence[Mapping[str, Any]], shown_if: tuple[str, ...], depth: int
    ) -> None:
        for element in elements:
            conditions = (*shown_if, str(element.get("visibleIf") or ""))
            asked = Asked(self.survey, self.texts, element)
            read = READERS.get(asked.type)
            if asked.type == "panel" and depth < DEEPEST:
                if element.get("title"):
                    asked.note(NoteKind.SETTING_DROPPED, "title")
                self._add(dicts_in(element.get("elements")), conditions, depth + 1)
            elif read is None:
                asked.note(NoteKind.QUESTION_DROPPED, asked.type or "?")
            else:
                for key in read(asked):
                    self.survey.when(key, asked.name, *conditions)


def _tags_in(raw: Any) -> set[str]:
    """The languages of all texts that have several."""
    found: set[str] = set()
    waiting = [raw]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            is_text = all(isinstance(text, str) for text in node.values())
            if is_text and node and all(LANGUAGE_KEY.fullmatch(str(key)) for key in node):
                found |= set(node)
            else:
                waiting += node.values()
    return found
