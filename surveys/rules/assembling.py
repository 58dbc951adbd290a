"""A content put together from another tool's file: pages, questions, then conditions and pipes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from surveys.rules.content import Content, Page, Question
from surveys.rules.editing import add_question, put_rule
from surveys.rules.expressions import (
    SUFFIX,
    ExpressionError,
    Variable,
    clauses_of,
    conditions_of,
)
from surveys.rules.flow import Action, Rule
from surveys.rules.imported import Imported, Note, NoteKind, excerpt, refuse_size, tidy
from surveys.rules.kinds import MAX_QUESTIONS
from surveys.rules.texts import Texts
from surveys.rules.translations import reworded

BRACES: Final = re.compile(r"\{([^{}|]{1,100})\}")
AROUND: Final = frozenset({"intro", "thanks", "apology", "help"})
LAST: Final = frozenset({"thanks", "apology"})
NO_CODES: Final[Mapping[str, int]] = MappingProxyType({})


class Assembly:
    """A survey in the making, and the notes on what is lost on the way."""

    def __init__(self, default: str, languages: Sequence[str]) -> None:
        self.default, self.languages = default, tuple(languages)
        self.content = Content(title={})
        self.notes: list[Note] = []
        self.variables: dict[str, Variable] = {}
        self._waiting: list[tuple[str, str, str]] = []

    # -------------------------------------------------------------- what importers tell
    def note(self, kind: NoteKind, where: str = "", detail: object = "") -> None:
        """Remember that something is lost. The same is said once."""
        note = Note(kind, excerpt(where), excerpt(str(detail), 200))
        if note not in self.notes:
            self.notes.append(note)

    def frame(self, *, title: Texts, intro: Texts, thanks: Texts) -> None:
        """Say what stands around the questions."""
        self.content = replace(self.content, title=title, intro=intro, thanks=thanks)

    def page(self, title: Texts) -> str:
        """Begin a page; what is asked next comes onto it."""
        number = self.content.next_page
        fresh = Page(f"p{number}", title)
        pages = (*self.content.pages, fresh)
        self.content = replace(self.content, pages=pages, next_page=number + 1)
        return fresh.key

    def ask(
        self,
        question: Question,
        name: str,
        *,
        codes: Mapping[str, int] = NO_CODES,
        rows: Mapping[str, int] = NO_CODES,
    ) -> str:
        """Add a question known to the file by this name; `rows`: name of a row -> its number."""
        if len(self.content.questions) == MAX_QUESTIONS:
            refuse_size(MAX_QUESTIONS + 1)
        pages = self.content.pages
        placed = replace(question, page=pages[-1].key if pages else "")
        self.content = add_question(self.content, placed)
        key = self.content.newest_key
        if rows:
            for row, number in rows.items():
                self.variables[row.lower()] = Variable(f"{key}.{number}", codes)
        else:
            self.variables[name.lower()] = Variable(key, codes)
        return key

    def when(self, target: str, where: str, *expressions: str) -> None:
        """Show a question or page only when all these expressions hold."""
        told = [expression.strip() for expression in expressions if expression.strip()]
        if told:
            joined = told[0] if len(told) == 1 else " and ".join(f"({each})" for each in told)
            self._waiting.append((target, where, joined))

    # -------------------------------------------------------------- the end
    def finished(self) -> Imported:
        """The whole. Raises FileError if nothing is asked."""
        refuse_size(len(self.content.questions))
        self._tidy_pages()
        for target, where, expression in self._waiting:
            self._add_rules(target, where, expression)
        self.content = reworded(self.content, self._cleaned)
        return Imported(self.content, self.default, self.languages, tuple(self.notes))

    def _tidy_pages(self) -> None:
        used = [page for page in self.content.pages if self.content.questions_on(page.key)]
        empty = {page.key for page in self.content.pages} - {page.key for page in used}
        self._waiting = [told for told in self._waiting if told[0] not in empty]
        if len(used) == 1 and not used[0].title:
            loose = tuple(replace(question, page="") for question in self.content.questions)
            used, self.content = [], replace(self.content, questions=loose)
        self.content = replace(self.content, pages=tuple(used))

    def _add_rules(self, target: str, where: str, expression: str) -> None:
        try:
            conditions = conditions_of(clauses_of(expression), self.variables, self.content)
        except ExpressionError:
            self.note(NoteKind.CONDITION_DROPPED, where, expression)
            return
        keys = [target] if self._is_known(target) else [q.key for q in self.content.questions]
        rules = [Rule(0, Action.SHOW, each, key) for key in keys for each in conditions]
        if not all(self._is_earlier(rule) for rule in rules):
            self.note(NoteKind.CONDITION_DROPPED, where, expression)
            return
        for rule in rules:
            self.content = put_rule(self.content, rule)

    def _is_known(self, target: str) -> bool:
        """Whether a question or a page is still there; the only page is not."""
        return bool(self.content.place(target)) or self.content.page(target) is not None

    def _is_earlier(self, rule: Rule) -> bool:
        on_page = self.content.questions_on(rule.target) if self.content.pages else ()
        first = on_page[0].key if on_page else rule.target
        place = self.content.place(first)
        return all(self.content.place(source) < place for source in rule.sources)

    # -------------------------------------------------------------- texts
    def _cleaned(self, path: str, texts: Texts) -> Texts:
        is_line = path.rpartition(".")[2] not in AROUND
        cleaned = {
            language: tidy(self._piped(path, text), is_line=is_line)
            for language, text in texts.items()
        }
        return {language: text for language, text in cleaned.items() if text}

    def _piped(self, path: str, text: str) -> str:
        """Earlier answers inside a text, by our names; what is unknown leaves an ellipsis."""
        place = MAX_QUESTIONS + 1 if path in LAST else self.content.place(path.partition(".")[0])

        def source(found: re.Match[str]) -> str:
            name = SUFFIX.sub("", found[1].strip()).lower()
            variable = self.variables.get(name)
            if variable and self.content.place(variable.source.partition(".")[0]) < place:
                return f"{{{variable.source}}}"
            self.note(NoteKind.PIPE_DROPPED, text, found[0])
            return "…"

        return BRACES.sub(source, text)
