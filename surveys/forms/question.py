"""One question: its words in every language, and the parts that its kind has."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.choices import ChoiceRow, ChoicesPart
from surveys.forms.contact import ContactPart
from surveys.forms.draft import DraftForm
from surveys.forms.limits import LimitsPart, StylePart
from surveys.forms.parts import Part, Trouble
from surveys.forms.pictures import Slot, take_pictures
from surveys.forms.scales import EndsPart, LevelsPart, ScorePart, SizePart
from surveys.forms.words import TagsField
from surveys.models import Stage, Survey
from surveys.pages import LOOKS, Pipe, pipes_for
from surveys.queries import touchpoints_to_pick
from surveys.rules import (
    MAX_STATEMENT,
    MAX_TEXT,
    Content,
    Kind,
    Question,
    is_ready_made,
    overlay,
    put_question,
    without_stale_words,
)

PARTS: Final[tuple[type[Part], ...]] = (
    LevelsPart,
    EndsPart,
    ChoicesPart,
    ContactPart,
    SizePart,
    StylePart,
    LimitsPart,
    ScorePart,
)
SWITCH: Final = {"role": "switch"}


class QuestionForm(DraftForm):
    """Everything about one question, in every language of the survey side by side."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of question"),
        choices=[(kind.value, look.title) for kind, look in LOOKS.items()],
    )
    is_required = forms.BooleanField(
        label=gettext_lazy("Required"),
        required=False,
        widget=forms.CheckboxInput(attrs=SWITCH),
    )
    raises_alert = forms.BooleanField(
        label=gettext_lazy("Raise an alert when the rating is bad"),
        required=False,
        widget=forms.CheckboxInput(attrs=SWITCH),
    )
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("For your reports; put commas between them."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
        *,
        survey: Survey,
        question: Question,
    ) -> None:
        super().__init__(data, survey=survey, initial=_initial(question))
        self.files = files or MultiValueDict()
        self.question = question
        # The script leaves the kind alone until somebody presses the button.
        self.fields["kind"].widget.attrs["data-stored"] = question.kind.value
        self._add_words()
        self._add_touchpoint()
        kind = question.kind
        if not kind.is_asked:
            del self.fields["is_required"]
        if not kind.is_rating and not kind.has_rows:
            del self.fields["raises_alert"]
        sent = data.get("picture", "") if data is not None else question.picture
        self.picture = Slot("question", "picture", sent)
        self.parts = [part(self, question, data) for part in PARTS if part.fits(kind)]

    def _add_words(self) -> None:
        question = self.question
        is_told = question.kind is Kind.STATEMENT
        needed = _("Write the question.")
        self.add_texts("text", question.text, max_length=MAX_TEXT, rows=2, needed=needed)
        if is_ready_made(question.text, self.survey.default_language):
            for code in self.survey.languages:
                self.fields[f"text_{code}"].widget.attrs["data-ready"] = True
        longest, rows = (MAX_STATEMENT, 6) if is_told else (MAX_TEXT, 2)
        self.add_texts("help", question.help, max_length=longest, rows=rows)

    def _add_touchpoint(self) -> None:
        kept = self.question.touchpoint
        stages: dict[str, list[tuple[int, str]]] = {}
        for touchpoint in touchpoints_to_pick(self.survey.organization, kept):
            stages.setdefault(touchpoint.stage, []).append((touchpoint.pk, touchpoint.name))
        if not stages:
            return
        groups = [(Stage(stage).label, points) for stage, points in stages.items()]
        self.fields["touchpoint"] = forms.TypedChoiceField(
            label=_("Touchpoint"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("That of the collector")), *groups],
            initial=kept or "",
        )

    # -------------------------------------------------------------- what templates show
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
    def shown_parts(self) -> list[Part]:
        return [part for part in self.parts if part.template]

    @property
    def switches(self) -> list[forms.BoundField]:
        names = ("is_required", "raises_alert", "is_reversed")
        return [self[name] for name in names if name in self.fields]

    @property
    def row_fields(self) -> list[forms.BoundField]:
        names = ["kind", *(name for part in self.parts for name in part.row_fields)]
        return [self[name] for name in names]

    @property
    def score(self) -> ScorePart | None:
        has_rule = "good_from" in self.fields
        return next((p for p in self.parts if isinstance(p, ScorePart) and has_rule), None)

    @property
    def choices(self) -> ChoicesPart | None:
        return next((part for part in self.parts if isinstance(part, ChoicesPart)), None)

    @property
    def rows(self) -> list[ChoiceRow]:
        return self.choices.rows if self.choices else []

    @property
    def has_extras(self) -> bool:
        """Whether a tag, a picture or a touchpoint is worth showing at once."""
        fields = [self[name] for name in ("tags", "touchpoint") if name in self.fields]
        is_used = any(field.value() or field.errors for field in fields)
        return is_used or bool(self.picture.key or self.picture.error)

    @property
    def pipes(self) -> list[Pipe]:
        return pipes_for(self.survey.content, self.question, self.survey.default_language)

    # -------------------------------------------------------------- reading what was sent
    def rearranged(self) -> "QuestionForm | None":
        """The form as a row's button asks, nothing judged yet; None if it is to be saved."""
        order, _colon, at = str(self.data.get("do", "")).partition(":")
        index = int(at) if at.isascii() and at.isdigit() and len(at) < 6 else -1
        if self.choices is None or not self.choices.rearrange(order, index):
            return None
        self._take_pictures()
        form = QuestionForm(survey=self.survey, question=self.question)
        form.initial = {name: self[name].value() for name in self.fields}
        form.picture = self.picture
        for mine, theirs in zip(form.parts, self.parts, strict=True):
            mine.take_over(theirs)
        return form

    def clean(self) -> dict[str, Any]:
        for part in self.parts:
            part.clean()
        if not self._take_pictures():
            self.add_error(None, _("Look at the pictures once more."))
        return self.cleaned_data

    @property
    def slots(self) -> list[Slot]:
        """All pictures of the question."""
        return [self.picture, *(slot for part in self.parts for slot in part.slots)]

    def _take_pictures(self) -> bool:
        data = self.data if isinstance(self.data, QueryDict) else QueryDict()
        return take_pictures(self.survey.organization, self.slots, data, self.files)

    def troubles(self) -> Iterator[Trouble]:
        """Everything that is wrong, and beside which control; without one only if nothing has."""
        found = [
            Trouble(name, str(errors[0]))
            for name, errors in self.errors.items()
            if name in self.fields
        ]
        if self.picture.error:
            found.append(Trouble(f"file-{self.picture.token}", self.picture.error))
        found += [trouble for part in self.parts for trouble in part.troubles()]
        yield from found or [Trouble("", str(error)) for error in self.non_field_errors()]

    # -------------------------------------------------------------- what comes of it
    def edited(self, content: Content) -> Content:
        """The draft with this question as it was typed."""
        cleaned = self.cleaned_data
        old = content.question(self.question.key) or self.question
        question = replace(
            old,
            kind=Kind(cleaned["kind"]),
            text=overlay(old.text, self.texts_of("text")),
            help=overlay(old.help, self.texts_of("help")),
            is_required=cleaned.get("is_required", old.is_required),
            raises_alert=cleaned.get("raises_alert", old.raises_alert),
            tags=cleaned["tags"],
            touchpoint=cleaned.get("touchpoint") or 0
            if "touchpoint" in self.fields
            else old.touchpoint,
            picture=self.picture.key,
        )
        for part in self.parts:
            question = part.onto(question)
        question = without_stale_words(old, question, self.survey.default_language)
        return put_question(content, question)

    def key_in(self, content: Content) -> str:
        """The question's key after saving: another if its kind changed or it had been removed."""
        return self.question.key if content.place(self.question.key) else content.newest_key


def _initial(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind.value,
        "is_required": question.is_required,
        "raises_alert": question.raises_alert,
        "tags": ", ".join(question.tags),
    }
