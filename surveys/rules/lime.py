"""LimeSurvey's structure files (`.lss`): groups become pages, relevance becomes rules."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element

from surveys.rules.assembling import Assembly
from surveys.rules.content import Choice, Level, Question
from surveys.rules.expressions import Variable
from surveys.rules.imported import (
    MAX_FILE,
    FileError,
    FileProblem,
    Imported,
    NoteKind,
    filled,
    plain,
)
from surveys.rules.kinds import LARGEST_SCALE, MAX_ANSWER_TEXT, MAX_FILES, MAX_TEXT, Kind
from surveys.rules.lime_tables import Entry, LimeFile, number
from surveys.rules.texts import Texts, pick
from surveys.rules.words import (
    FEMALE,
    LESS,
    MALE,
    MORE,
    NO,
    OTHER,
    SAME,
    UNSURE,
    YES,
    in_languages,
)
from surveys.rules.xliff import child, name_of, tree_of

YES_NO: Final = (("Y", YES), ("N", NO))
GENDERS: Final = (("F", FEMALE), ("M", MALE))
FIXED_SCALES: Final = {
    "C": (("N", NO), ("U", UNSURE), ("Y", YES)),
    "E": (("D", LESS), ("S", SAME), ("I", MORE)),
}
OTHER_CODE: Final = "-oth-"
UNKNOWN_TYPES: Final = {
    ":": "Array (Numbers)",
    ";": "Array (Texts)",
    "*": "Equation",
    "I": "Language switch",
}
LOST_SETTINGS: Final = (
    "hidden",
    "array_filter",
    "array_filter_exclude",
    "random_order",
    "em_validation_q",
    "em_validation_sq",
)
LOST_PARTS: Final = ("quota", "assessments", "conditions", "survey_url_parameters")
SGQA: Final = re.compile(r"\b\d+X\d+X(\d+)([A-Za-z]\w*)?")


# ------------------------------------------------------------------ from file to content
def is_lime(root: Element) -> bool:
    """Whether XML is a LimeSurvey structure."""
    kind = child(root, "LimeSurveyDocType")
    return name_of(root) == "document" and kind is not None and kind.text == "Survey"


def from_lime(data: bytes, languages: Sequence[str], fallback: str) -> Imported:
    """Read a `.lss` file. Raises FileError if it is broken or not one."""
    root = tree_of(data, most=MAX_FILE)
    if not is_lime(root):
        raise FileError(FileProblem.UNKNOWN_FORMAT)
    return _Import(LimeFile(root, languages, fallback)).run()


class _Import:
    """One file on its way into an assembly."""

    def __init__(self, file: LimeFile) -> None:
        self.file = file
        known = dict.fromkeys(language for language in file.tags.values() if language)
        self.survey = Assembly(file.default, tuple(known))
        self.names = {each.get("qid"): each.get("title") for each in file.questions}

    def run(self) -> Imported:
        self._tell_losses()
        self._set_frame()
        by_order = sorted(self.file.groups, key=lambda each: number(each.get("group_order")))
        for group in by_order:
            self._add_group(group)
        return self.survey.finished()

    def _tell_losses(self) -> None:
        for tag, language in self.file.tags.items():
            if not language:
                self.survey.note(NoteKind.LANGUAGE_DROPPED, detail=tag)
        if self.file.is_foreign:
            tag = next(iter(self.file.tags))
            self.survey.note(NoteKind.LANGUAGE_TAKEN, self.file.default, tag)
        for part in LOST_PARTS:
            if self.file.rows(part):
                self.survey.note(NoteKind.PART_DROPPED, detail=part)

    def _set_frame(self) -> None:
        lines: dict[str, dict[str, str]] = {"title": {}, "intro": {}, "thanks": {}}
        for row in self.file.rows("surveys_languagesettings"):
            language = self.file.tags.get(row.get("surveyls_language", ""), "")
            if not language:
                continue
            welcome = [row.get(f"surveyls_{name}", "") for name in ("description", "welcometext")]
            lines["title"][language] = plain(row.get("surveyls_title", ""))
            parts = [plain(text, is_line=False) for text in welcome if text]
            lines["intro"][language] = "\n\n".join(dict.fromkeys(parts))
            lines["thanks"][language] = plain(row.get("surveyls_endtext", ""), is_line=False)
        self.survey.frame(**{name: filled(texts) for name, texts in lines.items()})

    def _add_group(self, group: Entry) -> None:
        page = self.survey.page(group.text("group_name"))
        self._condition(page, group.get("grelevance"), pick(group.text("group_name"), "", ""))
        mine = [each for each in self.file.questions if each.get("gid") == group.get("gid")]
        for entry in sorted(mine, key=lambda each: number(each.get("question_order"))):
            read = READERS.get(entry.get("type"))
            if read is None:
                kind = entry.get("type")
                lost = UNKNOWN_TYPES.get(kind, kind)
                self.survey.note(NoteKind.QUESTION_DROPPED, entry.get("title"), lost)
                continue
            asked = _Asked(self, entry, self.file.attributes_of(entry.get("qid")))
            for key in read(asked):
                self._condition(key, entry.get("relevance"), entry.get("title"))

    def _condition(self, target: str, relevance: str, where: str) -> None:
        if relevance.strip() not in {"", "1"}:
            self.survey.when(target, where, SGQA.sub(self._named, relevance))

    def _named(self, found: re.Match[str]) -> str:
        name = self.names.get(found[1], found[0])
        return f"{name}_{found[2]}" if found[2] else name


# ------------------------------------------------------------------ one question
@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of the file, with what its reader needs."""

    run: _Import
    entry: Entry
    attributes: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.entry.get("title")

    @property
    def subs(self) -> list[Entry]:
        return self.run.file.subs_of(self.entry.get("qid"))

    def limit(self, attribute: str, most: int | None = None) -> int | None:
        """A number of the question's settings."""
        text = self.attributes.get(attribute, "")
        if not text.lstrip("-").isdigit() or len(text) > 9:
            return None
        return int(text) if most is None else max(1, min(int(text), most))

    def question(self, kind: Kind, **settings: object) -> Question:
        for name in LOST_SETTINGS:
            if self.attributes.get(name) not in {None, "", "0"}:
                self.run.survey.note(NoteKind.SETTING_DROPPED, self.name, name)
        has_marks = kind is Kind.STATEMENT
        made = {
            "text": self.entry.text("question"),
            "help": self.entry.text("help", is_line=False, has_marks=has_marks),
            "is_required": self.entry.get("mandatory") in {"Y", "S"},
        }
        return Question(key="", kind=kind, **{**made, **settings})  # type: ignore[arg-type]

    def ask(self, question: Question, codes: Mapping[str, int] | None = None) -> str:
        return self.run.survey.ask(question, self.name, codes=codes or {})

    def ready(self, words: Sequence[tuple[str, Texts]]) -> list[tuple[str, Texts]]:
        """Words of our own, in the languages of the file."""
        known = self.run.survey.languages
        return [(code, in_languages(texts, known)) for code, texts in words]

    def other(self) -> Choice:
        """The choice with which a text of the customer's own goes."""
        known = self.run.survey.languages
        named = self.attributes.get("other_replace_text", "")
        text = {self.run.file.default: plain(named)} if named else {}
        return Choice(0, {**in_languages(OTHER, known), **text}, is_other=True)


Keys: TypeAlias = Iterator[str]


def _list(asked: _Asked) -> Keys:
    answers = asked.run.file.answers_of(asked.entry.get("qid"))
    yield _choice(asked, [(each.get("code"), each.text("answer")) for each in answers])
    if asked.entry.get("type") == "O":
        asked.run.survey.note(NoteKind.SETTING_DROPPED, asked.name, "comment")


def _choice(asked: _Asked, answers: Sequence[tuple[str, Texts]]) -> str:
    choices = [Choice(0, texts) for _code, texts in answers]
    codes = {code: number for number, (code, _texts) in enumerate(answers, start=1)}
    if asked.entry.get("other") == "Y":
        choices.append(asked.other())
        codes[OTHER_CODE] = len(choices)
    return asked.ask(asked.question(Kind.CHOICE, choices=tuple(choices)), codes)


def _yes_no(asked: _Asked) -> Keys:
    yield _choice(asked, asked.ready(YES_NO))


def _gender(asked: _Asked) -> Keys:
    yield _choice(asked, asked.ready(GENDERS))


def _many(asked: _Asked) -> Keys:
    alone = set(asked.attributes.get("exclude_all_others", "").split(";"))
    subs = asked.subs
    choices = [
        Choice(0, each.text("question"), is_exclusive=each.get("title") in alone) for each in subs
    ]
    if asked.entry.get("other") == "Y":
        choices.append(asked.other())
    question = asked.question(
        Kind.CHOICES,
        choices=tuple(choices),
        least=asked.limit("min_answers", len(choices)),
        most=asked.limit("max_answers", len(choices)),
    )
    key = asked.ask(question)
    for place, sub in enumerate(subs, start=1):
        name = f"{asked.name}_{sub.get('title')}".lower()
        asked.run.survey.variables[name] = Variable(key, {"Y": place})
    if asked.entry.get("type") == "P":
        asked.run.survey.note(NoteKind.SETTING_DROPPED, asked.name, "comment")
    yield key


def _array(asked: _Asked) -> Keys:
    kind, note = asked.entry.get("type"), asked.run.survey.note
    if kind in FIXED_SCALES:
        levels, size = asked.ready(FIXED_SCALES[kind]), len(FIXED_SCALES[kind])
    elif kind in {"A", "B"}:
        levels, size = [], {"A": 5, "B": 10}[kind]
    else:
        answers = asked.run.file.answers_of(asked.entry.get("qid"))
        levels = [(each.get("code"), each.text("answer")) for each in answers]
        size = len(levels)
        note(NoteKind.SCALE_ASSUMED, asked.name)
    if not 2 <= size <= LARGEST_SCALE:
        note(NoteKind.QUESTION_DROPPED, asked.name, f"Array, {size}")
        return
    if kind == "1":
        note(NoteKind.SETTING_DROPPED, asked.name, "dual scale")
    yield _matrix(asked, size, levels)


def _matrix(asked: _Asked, size: int, levels: Sequence[tuple[str, Texts]]) -> str:
    subs = asked.subs
    question = asked.question(
        Kind.MATRIX,
        choices=tuple(Choice(0, each.text("question")) for each in subs),
        size=size,
        levels=tuple(Level(texts) for _code, texts in levels),
    )
    rows = {f"{asked.name}_{sub.get('title')}": place for place, sub in enumerate(subs, start=1)}
    codes = {code: place for place, (code, _texts) in enumerate(levels, start=1)}
    return asked.run.survey.ask(question, asked.name, codes=codes, rows=rows)


def _five_points(asked: _Asked) -> Keys:
    yield asked.ask(asked.question(Kind.SCALE, size=5))


def _number_question(asked: _Asked) -> Keys:
    least, most = asked.limit("min_num_value_n"), asked.limit("max_num_value_n")
    yield asked.ask(asked.question(Kind.NUMBER, least=least, most=most))


def _text(asked: _Asked) -> Keys:
    style = "short" if asked.entry.get("type") == "S" else "long"
    most = asked.limit("maximum_chars", MAX_ANSWER_TEXT)
    yield asked.ask(asked.question(Kind.TEXT, style=style, most=most))


def _each_alone(kind: Kind, **settings: object) -> Callable[[_Asked], Keys]:
    """Several fields under one heading become a question each."""

    def read(asked: _Asked) -> Keys:
        heading = asked.entry.text("question")
        for sub in asked.subs:
            own = sub.text("question")
            text = {
                lang: f"{heading.get(lang, '')} {own.get(lang, '')}".strip()
                for lang in {**heading, **own}
            }
            question = asked.question(kind, text=text, **settings)
            name = f"{asked.name}_{sub.get('title')}"
            yield asked.run.survey.ask(question, name)
        asked.run.survey.note(NoteKind.QUESTION_CHANGED, asked.name, f"{len(asked.subs)}")

    return read


def _ranking(asked: _Asked) -> Keys:
    file = asked.run.file
    texts = [each.text("answer") for each in file.answers_of(asked.entry.get("qid"))]
    texts = texts or [each.text("question") for each in asked.subs]
    choices = tuple(Choice(0, each) for each in texts)
    most = asked.limit("max_answers", len(choices))
    yield asked.ask(asked.question(Kind.RANKING, choices=choices, most=most))


def _statement(asked: _Asked) -> Keys:
    """A long text is a heading and what follows it."""
    text: dict[str, str] = {}
    rest: dict[str, str] = dict(asked.entry.text("help", is_line=False, has_marks=True))
    whole = asked.entry.text("question", is_line=False, has_marks=True)
    for language, words in whole.items():
        first, _break, more = words.partition("\n")
        is_short = len(words) <= MAX_TEXT and not more
        text[language] = plain(words) if is_short else first.strip("*")
        if not is_short:
            rest[language] = "\n\n".join(filter(None, (more.strip(), rest.get(language))))
    yield asked.ask(asked.question(Kind.STATEMENT, text=text, help=rest))


def _date(asked: _Asked) -> Keys:
    style = "both" if "H" in asked.attributes.get("date_format", "") else "date"
    yield asked.ask(asked.question(Kind.DATE, style=style))


def _attachment(asked: _Asked) -> Keys:
    most = asked.limit("max_num_of_files", MAX_FILES)
    yield asked.ask(asked.question(Kind.ATTACHMENT, style="file", most=most))


READERS: Final[Mapping[str, Callable[[_Asked], Keys]]] = {
    "5": _five_points, "L": _list, "!": _list, "O": _list, "Y": _yes_no, "G": _gender,
    "M": _many, "P": _many,
    "A": _array, "B": _array, "C": _array, "E": _array, "F": _array, "H": _array, "1": _array,
    "N": _number_question, "K": _each_alone(Kind.NUMBER),
    "S": _text, "T": _text, "U": _text, "Q": _each_alone(Kind.TEXT, style="short"),
    "R": _ranking, "X": _statement, "D": _date, "|": _attachment,
}  # fmt: skip
