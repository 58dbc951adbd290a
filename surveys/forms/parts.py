"""The parts of a question's editor: each knows the settings of some kinds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from django import forms
from django.http import QueryDict

from surveys.forms.draft import DraftForm
from surveys.forms.pictures import Slot
from surveys.rules import Kind, Question

FieldT = TypeVar("FieldT", bound=forms.Field)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with the n-th control of a name; shown beside it by the script, too."""

    name: str
    text: str
    index: int = 0


class Part:
    """Some settings of a question: they add fields, check them and put them onto the question."""

    template: ClassVar[str] = ""
    """What shows it; empty if all its fields stand in the row of settings."""

    def __init__(self, form: DraftForm, question: Question, data: QueryDict | None) -> None:
        self.form = form
        self.question = question
        self.survey = form.survey
        self.read(data)

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        """Whether questions of this kind have these settings; a bare part fits none."""
        return False

    def read(self, data: QueryDict | None) -> None:
        """Add the fields, filled from the question or from what was sent."""

    def clean(self) -> None:
        """Say beside each field what is wrong with it."""

    def onto(self, question: Question) -> Question:
        """The question with what was typed here."""
        return question

    def take_over(self, other: "Part") -> None:
        """Show what the same part of a form that was sent shows."""

    @property
    def row_fields(self) -> list[str]:
        """The names of its fields that stand in the row of settings."""
        return []

    @property
    def slots(self) -> list[Slot]:
        """Its pictures."""
        return []

    def troubles(self) -> Iterator[Trouble]:
        """What is wrong with controls that are no fields of the form."""
        yield from (Trouble(f"file-{slot.token}", slot.error) for slot in self.slots if slot.error)

    def add(self, name: str, field: FieldT, initial: object = None) -> FieldT:
        """Add a field to the form."""
        self.form.fields[name] = field
        self.form.initial[name] = initial
        return field

    def value(self, name: str) -> str:
        """What was chosen, or an empty text."""
        return str(self.form.cleaned_data.get(name, ""))
