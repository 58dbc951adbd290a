"""The words of an export: headings, and what the numbers in its cells mean."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from reports.rules.codebook import Column, Fact, Take
from responses.models import Response
from responses.pages.words import contact_label, end_words, face_labels
from surveys.rules import Kind, Question, Texts, pick

FACTS: Final[Mapping[Fact, str | Promise]] = {
    Fact.ID: gettext_lazy("Response"),
    Fact.LOCAL: gettext_lazy("Answered at, by the clock of the place"),
    Fact.ZONE: gettext_lazy("Time zone"),
    Fact.UTC: format_lazy("{} (UTC)", gettext_lazy("Answered at")),
    Fact.PLACE: gettext_lazy("Location"),
    Fact.CODE: gettext_lazy("Code"),
    Fact.SPOT: gettext_lazy("Collector"),
    Fact.TOUCHPOINT: gettext_lazy("Touchpoint"),
    Fact.SUBJECT: gettext_lazy("Person, product or service"),
    Fact.CHANNEL: gettext_lazy("Channel"),
    Fact.LANGUAGE: gettext_lazy("Language"),
    Fact.VERSION: gettext_lazy("Version"),
    Fact.COMPLETE: gettext_lazy("Finished"),
    Fact.COUNTED: gettext_lazy("Counted"),
    Fact.SECONDS: gettext_lazy("Seconds taken"),
}
"""What each column beside the answers is called."""
YES_NO_FACTS: Final = (Fact.COMPLETE, Fact.COUNTED)


class Wording:
    """A survey's own words in the language of the reader, else in the survey's."""

    def __init__(self, fallback: str) -> None:
        self.fallback = fallback
        self.language = get_language() or fallback

    def of(self, texts: Texts) -> str:
        return pick(texts, self.language, self.fallback)

    def label(self, column: Column) -> str:
        """What a column holds, in words alone."""
        if column.question is None:
            return _fact(column)
        asked, part = self.of(column.question.text), self._part(column)
        return f"{asked}: {part}" if part else asked

    def heading(self, column: Column) -> str:
        """The heading of a column: its name too, so that no two are alike."""
        if column.question is None:
            return _fact(column)
        return f"{column.name} · {self.label(column)}"

    def _part(self, column: Column) -> str:
        if column.choice:
            return self.of(column.choice.text)
        if column.take is Take.FIELD:
            own = self.of(column.question.extra) if column.question else ""
            return own if column.part == "extra" and own else contact_label(column.part)
        return {Take.OTHER: _("in their own words"), Take.AGREED: _("agreed to be contacted")}.get(
            column.take, ""
        )

    def meanings(self, column: Column) -> dict[int, str]:
        """Number in a cell -> what it means; empty where it means itself."""
        if column.take is Take.CHOICE:
            return self._choices(column)
        if column.take in {Take.NUMBER, Take.ROW}:
            return self._rated(column)
        is_yes_no = column.take in {Take.PICK, Take.AGREED} or column.part in YES_NO_FACTS
        return yes_no() if is_yes_no else {}

    def _choices(self, column: Column) -> dict[int, str]:
        choices = column.question.choices if column.question else ()
        return {choice.number: self.of(choice.text) for choice in choices}

    def _rated(self, column: Column) -> dict[int, str]:
        question = column.question
        is_rated = question and (question.is_rating or question.kind.has_rows)
        return self.levels(question) if question and is_rated else {}

    def levels(self, question: Question) -> dict[int, str]:
        """Rating -> what it means: the author's words, else the usual ones."""
        own = {
            rating: self.of(level.text)
            for rating, level in zip(question.scale, question.levels, strict=False)
        }
        return {rating: words for rating, words in (self._usual(question) | own).items() if words}

    def _usual(self, question: Question) -> dict[int, str]:
        """What the levels mean that the author gave no words: those of faces, and the two ends."""
        scale = question.scale
        if question.kind is Kind.CSAT:
            return dict(zip(scale, face_labels(len(scale)), strict=True))
        low, high = end_words(question.kind)
        ends = {scale[0]: self.of(question.low) or low, scale[-1]: self.of(question.high) or high}
        return {rating: words for rating, words in ends.items() if words}


def yes_no() -> dict[int, str]:
    return {0: _("No"), 1: _("Yes")}


def _fact(column: Column) -> str:
    if column.take is Take.HIDDEN:
        return _("Hidden field: %(name)s") % {"name": column.part}
    return str(FACTS[Fact(column.part)])


def kind_of(column: Column) -> str:
    """What stands in a column, for the code book."""
    return str(
        {
            Take.PICK: _("1 if chosen, 0 if not, empty if nothing was chosen"),
            Take.RANK: _("the rank, 1 is first"),
            Take.CHOICE: _("one choice"),
            Take.FILES: _("names of files"),
            Take.DATE: _("a date or time"),
        }.get(column.take)
        or (_("a date or time") if column.is_moment else "")
        or (_("a number") if column.is_number else _("a text"))
    )


def words_for_people(columns: Sequence[Column], wording: Wording) -> dict[str, dict[str, str]]:
    """Column -> what is stored -> what people read instead: choices and channels by their words."""
    words: dict[str, dict[str, str]] = {
        column.name: {str(number): text for number, text in wording.meanings(column).items()}
        for column in columns
        if column.take is Take.CHOICE
    }
    channels = {value: str(label) for value, label in Response.Channel.choices}
    return words | {Fact.CHANNEL.value: channels}
