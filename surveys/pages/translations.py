"""The translation page: languages with what is missing, passages in words, reports on files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.models import Survey
from surveys.pages.looks import LOOKS, language_name
from surveys.rules import Content
from surveys.rules.translations import Line, Part, Passage, Taken, passages

NAMED_IN_A_REPORT = 10


@dataclass(frozen=True, slots=True)
class LanguageCard:
    """A language of a survey and how many of its passages exist in it."""

    code: str
    name: str
    done: int
    total: int
    is_main: bool

    @property
    def missing(self) -> int:
        return self.total - self.done

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 100


def language_cards(survey: Survey, content: Content) -> list[LanguageCard]:
    """The languages of a survey, its main language first."""
    asked = [passage.texts for passage in to_translate(content, survey.default_language)]
    return [
        LanguageCard(
            code,
            language_name(code),
            sum(bool(texts.get(code)) for texts in asked),
            len(asked),
            code == survey.default_language,
        )
        for code in survey.languages
    ]


def languages_to_add(survey: Survey) -> list[tuple[str, str]]:
    """The languages that this survey does not have yet."""
    offered = settings.SURVEY_LANGUAGES.items()
    return [(code, name) for code, name in offered if code not in survey.languages]


def to_translate(content: Content, default: str) -> list[Passage]:
    """The passages that exist in the main language."""
    return [passage for passage in passages(content) if passage.texts.get(default)]


# ------------------------------------------------------------------ where a passage stands
@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage in the table. `heading` begins a new question or part; empty below it."""

    passage: Passage
    heading: str
    words: str
    source: str

    @property
    def field(self) -> str:
        return field_name(self.passage.path)


def field_name(path: str) -> str:
    """The name of the form field of a passage."""
    return f"t-{path}"


def passage_rows(content: Content, shown: Sequence[Passage], default: str) -> list[PassageRow]:
    """Rows of the table; each question is named once."""
    rows: list[PassageRow] = []
    before = ""
    for passage in shown:
        heading = heading_of(content, passage)
        is_new = heading != before or not rows
        source = passage.texts.get(default, "")
        rows.append(
            PassageRow(passage, heading if is_new else "", part_words(content, passage), source)
        )
        before = heading
    return rows


def heading_of(content: Content, passage: Passage) -> str:
    """The question with its place and kind, or what else a passage belongs to."""
    if question := content.question(passage.key):
        return f"{content.place(question.key)} · {LOOKS[question.kind].name}"
    if passage.part is Part.PAGE:
        return _("Pages")
    return _("Rules") if passage.part is Part.RULE else _("Around the questions")


def part_words(content: Content, passage: Passage) -> str:
    """What a passage is: "Question", "Choice 2"."""
    question = content.question(passage.key)
    if passage.part is Part.CHOICE and question and question.kind.has_rows:
        return _("Row %(place)d") % {"place": passage.place}
    return str(PARTS[passage.part]) % {"place": passage.place}


PARTS: Mapping[Part, str | Promise] = {
    Part.TITLE: gettext_lazy("Title"),
    Part.INTRO: gettext_lazy("Introduction"),
    Part.THANKS: gettext_lazy("Thanks"),
    Part.APOLOGY: gettext_lazy("Apology"),
    Part.PAGE: gettext_lazy("Title of page %(place)d"),
    Part.TEXT: gettext_lazy("Wording"),
    Part.HELP: gettext_lazy("Explanation"),
    Part.CHOICE: gettext_lazy("Choice %(place)d"),
    Part.LEVEL: gettext_lazy("Level %(place)d"),
    Part.LOW: gettext_lazy("Low end"),
    Part.HIGH: gettext_lazy("High end"),
    Part.EXTRA: gettext_lazy("Name of the free field"),
    Part.RULE: gettext_lazy("Other words, rule %(place)d"),
}


# ------------------------------------------------------------------ files for translators
def file_lines(content: Content, default: str, language: str) -> list[Line]:
    """The passages as they are written into a file."""
    return [
        Line(
            passage.path,
            f"{heading_of(content, passage)} – {part_words(content, passage)}",
            passage.texts[default],
            passage.texts.get(language, ""),
            passage.longest,
        )
        for passage in to_translate(content, default)
    ]


def taken_words(taken: Taken) -> str:
    """How many texts were taken from a file."""
    number = len(taken.words)
    if not number:
        return _("The file brought no new text.")
    return ngettext("%d text was taken over.", "%d texts were taken over.", number) % number


def left_words(content: Content, taken: Taken) -> Iterator[str]:
    """What of a file was not taken, and what should be looked at."""
    if taken.changed:
        number = len(taken.changed)
        yield ngettext(
            "%(number)d text has changed in the main language since the file was made. "
            "Check its translation: %(names)s.",
            "%(number)d texts have changed in the main language since the file was made. "
            "Check their translations: %(names)s.",
            number,
        ) % {"number": number, "names": _names(content, taken.changed)}
    if taken.too_long:
        number = len(taken.too_long)
        yield ngettext(
            "%(number)d text is too long and was left out: %(names)s.",
            "%(number)d texts are too long and were left out: %(names)s.",
            number,
        ) % {"number": number, "names": _names(content, taken.too_long)}
    if taken.unknown:
        number = len(taken.unknown)
        names = ", ".join(Truncator(path).chars(40) for path in taken.unknown[:NAMED_IN_A_REPORT])
        yield ngettext(
            "%(number)d line belongs to no text of this survey: %(names)s.",
            "%(number)d lines belong to no text of this survey: %(names)s.",
            number,
        ) % {"number": number, "names": names}
    if taken.empty:
        yield (
            ngettext(
                "%d line is empty; nothing changed there.",
                "%d lines are empty; nothing changed there.",
                taken.empty,
            )
            % taken.empty
        )


def _names(content: Content, paths: Sequence[str]) -> str:
    """The first passages of a list, in words."""
    known = {passage.path: passage for passage in passages(content)}
    named = [known[path] for path in paths[:NAMED_IN_A_REPORT] if path in known]
    words = [f"{heading_of(content, each)} – {part_words(content, each)}" for each in named]
    return ", ".join(words) + ("…" if len(paths) > NAMED_IN_A_REPORT else "")
