"""A contact block: what it asks for, and what its free field is called."""

from dataclasses import replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.forms.parts import Part
from surveys.pages import CONTACT_WORDS
from surveys.rules import CONTACT_FIELDS, MAX_CHOICE_TEXT, Kind, Question, overlay


class ContactPart(Part):
    """Each field hidden, shown or required."""

    template = "surveys/_editor_contact.html"

    @classmethod
    def fits(cls, kind: Kind) -> bool:
        return kind is Kind.CONTACT

    def read(self, data: QueryDict | None) -> None:
        ways = [("hidden", _("Hidden")), ("shown", _("Shown")), ("required", _("Required"))]
        for name in CONTACT_FIELDS:
            field = forms.ChoiceField(label=str(CONTACT_WORDS[name]), choices=ways)
            self.add(f"contact_{name}", field, self.question.fields.get(name, "hidden"))
        self.form.add_texts("extra", self.question.extra, max_length=MAX_CHOICE_TEXT)

    @property
    def fields(self) -> list[forms.BoundField]:
        return [self.form[f"contact_{name}"] for name in CONTACT_FIELDS]

    @property
    def extra_fields(self) -> list[forms.BoundField]:
        return self.form.fields_of("extra")

    def clean(self) -> None:
        ways = self._ways
        if self.form.cleaned_data.get("kind") != Kind.CONTACT or len(ways) < len(CONTACT_FIELDS):
            return
        if set(ways.values()) == {"hidden"}:
            self.form.add_error("contact_name", _("Ask for at least one thing."))
        label = f"extra_{self.survey.default_language}"
        if ways["extra"] != "hidden" and self.form.cleaned_data.get(label) == "":
            self.form.add_error(label, _("Say what the field of your own asks for."))

    @property
    def _ways(self) -> dict[str, str]:
        """Field -> hidden, shown or required, as far as it was understood."""
        chosen = {name: self.value(f"contact_{name}") for name in CONTACT_FIELDS}
        return {name: way for name, way in chosen.items() if way}

    def onto(self, question: Question) -> Question:
        fields = {name: way for name, way in self._ways.items() if way != "hidden"}
        extra = overlay(question.extra, self.form.texts_of("extra"))
        return replace(question, fields=fields, extra=extra)
