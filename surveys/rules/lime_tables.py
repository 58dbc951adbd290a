"""The tables of a LimeSurvey structure file (`.lss`), joined: XML rows, words in many languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree.ElementTree import Element

from surveys.rules.imported import filled, language_of, plain
from surveys.rules.texts import Texts
from surveys.rules.xliff import child, name_of

Row: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, subquestion, group or answer with its words in every language of ours."""

    row: Row
    words: Mapping[str, Texts]
    """Column -> its texts, still with their HTML."""

    def get(self, name: str) -> str:
        return self.row.get(name, "")

    def text(self, name: str, *, is_line: bool = True, has_marks: bool = False) -> Texts:
        """A column as plain text."""
        texts = self.words.get(name, {})
        return filled(
            {
                language: plain(text, is_line=is_line, has_marks=has_marks)
                for language, text in texts.items()
            }
        )


class LimeFile:
    """The tables of a structure file, joined."""

    def __init__(self, root: Element, languages: Sequence[str], fallback: str) -> None:
        self.root = root
        survey = next(iter(self.rows("surveys")), {})
        tags = [survey.get("language", ""), *survey.get("additional_languages", "").split()]
        listed = child(root, "languages")
        tags += [(each.text or "").strip() for each in (listed if listed is not None else ())]
        self.tags = {tag: language_of(tag, languages) for tag in tags if tag}
        first = next(iter(self.tags), "")
        self.is_foreign = not self.tags.get(first)
        if self.is_foreign:
            self.tags[first] = fallback
        self.default = self.tags[first]
        self.groups = self.entries("groups", "group_l10ns", "gid", ("group_name",))
        words = ("question", "help")
        self.questions = self.entries("questions", "question_l10ns", "qid", words)
        self.subquestions = self.entries("subquestions", "question_l10ns", "qid", words)
        self.answers = self.entries("answers", "answer_l10ns", "aid", ("answer",))

    def rows(self, section: str) -> list[Row]:
        table = child(self.root, section)
        rows = child(table, "rows") if table is not None else None
        found = rows if rows is not None else ()
        return [{name_of(cell): cell.text or "" for cell in row} for row in found]

    def entries(self, section: str, local: str, key: str, columns: tuple[str, ...]) -> list[Entry]:
        """Rows with their words, which stand beside them (LimeSurvey 4) or in a row each (3)."""
        found: dict[str, Row] = {}
        words: dict[str, dict[str, dict[str, str]]] = {}
        beside = [row for row in self.rows(local) if row.get(key)]
        rows = self.rows(section)
        for row in [*rows, *beside]:
            name = self._name(row, key)
            language = self.tags.get(row.get("language", next(iter(self.tags))), "")
            for column in columns:
                if language and row.get(column):
                    words.setdefault(name, {}).setdefault(column, {})[language] = row[column]
        for row in rows:
            found.setdefault(self._name(row, key), row)
        return [Entry(row, words.get(name, {})) for name, row in found.items()]

    def _name(self, row: Row, key: str) -> str:
        """What makes a row the same in several languages; answers of old files have no id."""
        if row.get(key):
            return row[key]
        return "/".join((row.get("qid", ""), row.get("scale_id", ""), row.get("code", "")))

    def subs_of(self, qid: str) -> list[Entry]:
        mine = [each for each in self.subquestions if each.get("parent_qid") == qid]
        first = [each for each in mine if each.get("scale_id") in {"", "0"}]
        return sorted(first, key=lambda each: number(each.get("question_order")))

    def answers_of(self, qid: str) -> list[Entry]:
        mine = [
            each
            for each in self.answers
            if each.get("qid") == qid and each.get("scale_id") in {"", "0"}
        ]
        return sorted(mine, key=lambda each: number(each.get("sortorder")))

    def attributes_of(self, qid: str) -> dict[str, str]:
        return {
            row.get("attribute", ""): row.get("value", "")
            for row in self.rows("question_attributes")
            if row.get("qid") == qid and row.get("value")
        }


def number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else 0
