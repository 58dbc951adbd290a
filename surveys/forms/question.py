"""One question: its words in every language, its choices, its score rule."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.choices import FEWEST_ROWS, ChoiceRow, blank_row, check_rows, rows_of, sent_rows
from surveys.forms.draft import DraftForm
from surveys.models import Survey
from surveys.pages import LOOKS
from surveys.rules import (
    MAX_CHOICES,
    MAX_TEXT,
    SCORE_RULES,
    Choice,
    Content,
    Kind,
    Question,
    ScoreRule,
    Texts,
    overlay,
    put_question,
)


class QuestionForm(DraftForm):
    """Everything about one question, in every language of the survey side by side."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of question"),
        choices=[(kind.value, look.title) for kind, look in LOOKS.items()],
    )
    is_required = forms.BooleanField(
        label=gettext_lazy("Required"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, survey: Survey, question: Question
    ) -> None:
        initial = {"kind": question.kind.value, "is_required": question.is_required}
        super().__init__(data, survey=survey, initial=initial)
        self.question = question
        needed = _("Write the question.")
        self.add_texts("text", question.text, max_length=MAX_TEXT, rows=2, needed=needed)
        self.add_texts("help", question.help, max_length=MAX_TEXT, rows=2)
        if question.score_rule:
            self._add_score_rule(question.score_rule)
        self.rows = sent_rows(data, survey) if data is not None else rows_of(question, survey)
        self.choices_error = ""

    def _add_score_rule(self, rule: ScoreRule) -> None:
        scale = [(number, str(number)) for number in self.question.scale]
        self.fields["good_from"] = forms.TypedChoiceField(
            label=_("Good from"), coerce=int, choices=scale[1:], initial=rule.good_from
        )
        self.fields["bad_to"] = forms.TypedChoiceField(
            label=_("Bad up to"), coerce=int, choices=scale[:-1], initial=rule.bad_to
        )

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return self.fields_of("text")

    @property
    def help_fields(self) -> list[forms.BoundField]:
        return self.fields_of("help")

    @property
    def has_help(self) -> bool:
        """Whether the explanation is worth showing at once."""
        return any(field.value() or field.errors for field in self.help_fields)

    @property
    def most_choices(self) -> int:
        return MAX_CHOICES

    @property
    def usual_rule(self) -> str:
        """Which cut-offs most people use for this kind."""
        rule = SCORE_RULES[self.question.kind]
        return _("Usual for %(measure)s: good from %(good)d, bad up to %(bad)d.") % {
            "measure": LOOKS[self.question.kind].measure,
            "good": rule.good_from,
            "bad": rule.bad_to,
        }

    def rearranged(self) -> "QuestionForm | None":
        """The form as a row's button asks, nothing judged yet; None if it is to be saved."""
        order, _colon, at = str(self.data.get("do", "")).partition(":")
        rows = self._rows_after(order, int(at) if at.isascii() and at.isdigit() else -1)
        if rows is None:
            return None
        form = QuestionForm(survey=self.survey, question=self.question)
        form.initial = {name: self[name].value() for name in self.fields}
        form.rows = rows
        return form

    def _rows_after(self, order: str, index: int) -> list[ChoiceRow] | None:
        if order == "add":
            return [*self.rows, blank_row(self.survey)]
        if order not in {"up", "down", "remove"} or not 0 <= index < len(self.rows):
            return None
        rows = [row for at, row in enumerate(self.rows) if at != index]
        if order != "remove":
            rows.insert(max(0, index + (1 if order == "down" else -1)), self.rows[index])
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        stays = cleaned.get("kind") == self.question.kind
        if stays and {"good_from", "bad_to"} <= cleaned.keys():
            rule = ScoreRule(cleaned["good_from"], cleaned["bad_to"])
            if not rule.fits(self.question.scale):
                self.add_error("bad_to", _("Bad levels must lie below the good ones."))
        if self.question.kind.has_choices and Kind(cleaned.get("kind", Kind.CHOICE)).has_choices:
            self._clean_rows()
        return cleaned

    def _clean_rows(self) -> None:
        filled = [row for row in self.rows if not row.is_blank]
        self.rows = filled or self.rows[:FEWEST_ROWS]
        if len(filled) > MAX_CHOICES:
            numbers = {"most": MAX_CHOICES, "now": len(filled)}
            self.choices_error = _("At most %(most)d choices; now there are %(now)d.") % numbers
        if not check_rows(filled, self.survey.default_language) or self.choices_error:
            # What is wrong stands beside the choices; this keeps the form from being saved.
            self.add_error(None, _("Look at the choices once more."))

    def edited(self, content: Content) -> Content:
        """The draft with this question as it was typed."""
        cleaned = self.cleaned_data
        old = content.question(self.question.key) or self.question
        rule = old.score_rule
        if "good_from" in cleaned:
            rule = ScoreRule(cleaned["good_from"], cleaned["bad_to"])
        return put_question(
            content,
            replace(
                old,
                kind=Kind(cleaned["kind"]),
                text=overlay(old.text, self.texts_of("text")),
                help=overlay(old.help, self.texts_of("help")),
                is_required=cleaned["is_required"],
                choices=tuple(self._choices(old)),
                score_rule=rule,
            ),
        )

    def _choices(self, old: Question) -> Iterator[Choice]:
        # Texts in languages that the survey no longer has are kept with their choice.
        known: Mapping[int, Texts] = {choice.number: choice.text for choice in old.choices}
        for row in self.rows:
            if not row.is_blank:
                yield Choice(row.number, overlay(known.get(row.number, {}), row.texts))

    def key_in(self, content: Content) -> str:
        """The question's key after saving: another if its kind changed or it had been removed."""
        return self.question.key if content.place(self.question.key) else content.newest_key
