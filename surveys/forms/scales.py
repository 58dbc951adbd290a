"""A scale as its author may shape it: its size, its levels, the words at its ends, its score."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.forms.parts import Part, Trouble
from surveys.forms.pictures import Slot
from surveys.forms.words import BROKEN, TOO_LONG, tidy
from surveys.pages import LOOKS, faces_of, in_language, language_name, usual_ends, usual_levels
from surveys.rules import (
    MAX_CHOICE_TEXT,
    SIZES,
    Kind,
    Level,
    Question,
    ScoreRule,
    overlay,
    usual_rule,
)


@dataclass(slots=True)
class LevelRow:
    """A level as it is typed: its texts, its picture, and how it looks without one."""

    number: int
    texts: dict[str, str]
    slot: Slot
    face: int = 0
    error: str = ""
    usual: dict[str, str] = field(default_factory=dict)
    """What customers read where its text is empty."""

    @property
    def cells(self) -> list[tuple[str, str, str, str]]:
        """Language code, its name, the text, the usual text."""
        return [
            (code, language_name(code), text, self.usual.get(code, ""))
            for code, text in self.texts.items()
        ]


class LevelsPart(Part):
    """A label and a picture for every level."""

    template = "surveys/_editor_levels.html"
    rows: list[LevelRow]

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind.has_levels

    def read(self, data: QueryDict | None) -> None:
        self.rows = [self._row(at, number, data) for at, number in enumerate(self.question.scale)]

    def _row(self, at: int, number: int, data: QueryDict | None) -> LevelRow:
        stored = self.question.levels[at] if at < len(self.question.levels) else Level()
        texts = {code: stored.text.get(code, "") for code in self.survey.languages}
        picture = stored.picture
        if data is not None:
            texts = {code: tidy(_nth(data, f"level_{code}", at)) for code in texts}
            picture = _nth(data, "level_picture", at)
        labels = usual_levels(self.question)
        faces = faces_of(self.question)
        return LevelRow(
            number,
            texts,
            Slot(f"level-{number}", "level_picture", picture),
            faces[at] if faces else 0,
            usual={code: in_language(labels[at], code) for code in texts} if labels else {},
        )

    @property
    def is_list(self) -> bool:
        """Whether the levels stand below each other: labels without a face are longer."""
        return self.question.kind is not Kind.CSAT

    @property
    def has_pictures(self) -> bool:
        return any(slot.key or slot.error for slot in self.slots)

    @property
    def slots(self) -> list[Slot]:
        return [row.slot for row in self.rows]

    def clean(self) -> None:
        for row in self.rows:
            longest = max(len(text) for text in row.texts.values())
            if any("\x00" in text for text in row.texts.values()):
                row.error = str(BROKEN)
            elif longest > MAX_CHOICE_TEXT:
                row.error = TOO_LONG % {"limit_value": MAX_CHOICE_TEXT, "show_value": longest}
        if any(row.error for row in self.rows):
            self.form.add_error(None, _("Look at the labels of the levels once more."))

    def troubles(self) -> Iterator[Trouble]:
        yield from super().troubles()
        name = f"level_{self.survey.default_language}"
        for at, row in enumerate(self.rows):
            if row.error:
                yield Trouble(name, row.error, at)

    def onto(self, question: Question) -> Question:
        old = [*question.levels, *[Level()] * len(self.rows)]
        levels = tuple(
            Level(overlay(stored.text, row.texts), row.slot.key)
            for stored, row in zip(old, self.rows, strict=False)
        )
        is_used = any(level.text or level.picture for level in levels)
        return replace(question, levels=levels if is_used else ())

    def take_over(self, other: Part) -> None:
        if isinstance(other, LevelsPart):
            self.rows = other.rows


def _nth(data: QueryDict, name: str, at: int) -> str:
    values = data.getlist(name)
    return values[at] if at < len(values) else ""


class SizePart(Part):
    """How many levels a scale has, and which of them is shown first."""

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind in SIZES

    def read(self, data: QueryDict | None) -> None:
        kind, now = self.question.kind, len(self.question.scale)
        label = _("Set of faces") if kind is Kind.CSAT else _("Levels")
        sizes = [(size, self._words(size)) for size in SIZES[kind]]
        widget = forms.Select(attrs={"data-stored": str(now)})
        field = forms.TypedChoiceField(
            label=label,
            coerce=int,
            required=False,
            empty_value=None,
            choices=sizes,
            widget=widget,
        )
        self.add("size", field, now)
        if kind is Kind.SCALE:
            switch = forms.CheckboxInput(attrs={"role": "switch"})
            label = _("Highest level first")
            reverse = forms.BooleanField(label=label, required=False, widget=switch)
            self.add("is_reversed", reverse, self.question.is_reversed)

    def _words(self, size: int) -> str:
        if self.question.kind is Kind.CSAT:
            return _("5 faces") if size == 5 else _("4 faces, none in the middle")
        return ngettext("%d level", "%d levels", size) % size

    @property
    def row_fields(self) -> list[str]:
        return ["size"]

    def onto(self, question: Question) -> Question:
        size = self.form.cleaned_data["size"] or len(question.scale)
        turned = self.form.cleaned_data.get("is_reversed", question.is_reversed)
        if size == len(question.scale):
            size = question.size
        return replace(question, size=size, is_reversed=turned)


class EndsPart(Part):
    """The words at the two ends of a scale."""

    template = "surveys/_editor_ends.html"

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind in {Kind.NPS, Kind.CES, Kind.SCALE}

    def read(self, data: QueryDict | None) -> None:
        low, high = usual_ends(self.question.kind)
        self._add_end("low", low)
        self._add_end("high", high)

    def _add_end(self, name: str, usual: object) -> None:
        self.form.add_texts(name, getattr(self.question, name), max_length=MAX_CHOICE_TEXT)
        for code in self.survey.languages:
            attrs = self.form.fields[f"{name}_{code}"].widget.attrs
            attrs["placeholder"] = in_language(usual, code)

    @property
    def low_fields(self) -> list[forms.BoundField]:
        return self.form.fields_of("low")

    @property
    def high_fields(self) -> list[forms.BoundField]:
        return self.form.fields_of("high")

    def onto(self, question: Question) -> Question:
        return replace(
            question,
            low=overlay(question.low, self.form.texts_of("low")),
            high=overlay(question.high, self.form.texts_of("high")),
        )


class ScorePart(Part):
    """Which ratings are good and which are bad."""

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind.is_rating or kind.has_rows

    def read(self, data: QueryDict | None) -> None:
        rule = self.question.score_rule
        if rule is None:
            return
        scale = [(number, str(number)) for number in self.question.scale]
        for name, label, choices, now in (
            ("good_from", _("Good from"), scale[1:], rule.good_from),
            ("bad_to", _("Bad up to"), scale[:-1], rule.bad_to),
        ):
            self.add(name, forms.TypedChoiceField(label=label, coerce=int, choices=choices), now)

    @property
    def row_fields(self) -> list[str]:
        return ["good_from", "bad_to"] if self.question.score_rule else []

    @property
    def usual(self) -> str:
        """Which cut-offs most people use for this kind."""
        rule = usual_rule(self.question.kind, self.question.scale)
        look = LOOKS[self.question.kind]
        return _("Usual for %(measure)s: good from %(good)d, bad up to %(bad)d.") % {
            "measure": look.measure or look.name,
            "good": rule.good_from if rule else 0,
            "bad": rule.bad_to if rule else 0,
        }

    def clean(self) -> None:
        rule = self._rule
        if rule and self._stays and not rule.fits(self.question.scale):
            self.form.add_error("bad_to", _("Bad levels must lie below the good ones."))

    def onto(self, question: Question) -> Question:
        return replace(question, score_rule=self._rule or question.score_rule)

    @property
    def _stays(self) -> bool:
        """Whether the scale is still the one that these cut-offs are for."""
        cleaned = self.form.cleaned_data
        now = len(self.question.scale)
        return cleaned.get("kind") == self.question.kind and (cleaned.get("size") or now) == now

    @property
    def _rule(self) -> ScoreRule | None:
        cleaned = self.form.cleaned_data
        if not {"good_from", "bad_to"} <= cleaned.keys():
            return None
        return ScoreRule(cleaned["good_from"], cleaned["bad_to"])
