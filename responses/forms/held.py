"""Responses that are held back: the list's filters, decisions about them, and rules of trust."""

from dataclasses import replace

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Membership
from responses.forms.fields import Sent
from responses.forms.filters import LEFT_OUT, FilterSelect, ResponseFilterForm
from responses.pages.held import SUSPICIONS
from responses.queries import ResponseFilter, collectors_of, find_responses
from responses.rules import Suspicion

MOST_AT_ONCE = 2_000


class InboxFilterForm(ResponseFilterForm):
    """Filters of the list of responses, among them what is held back, why, and at which code."""

    held = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        choices=[("", _("All")), *((each.value, SUSPICIONS[each]) for each in Suspicion)],
        label=_("Reason"),
        required=False,
        widget=FilterSelect,
        error_messages=LEFT_OUT,
    )
    code = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)

    @property
    def is_held(self) -> bool:
        """Whether only what is held back is wanted."""
        return bool(self.cleaned_data.get("held"))

    @property
    def is_used(self) -> bool:
        """Whether any filter narrows the list, beyond what is held back."""
        return any(value for name, value in self.cleaned_data.items() if name != "held")

    @property
    def wanted(self) -> ResponseFilter:
        clean = self.cleaned_data
        code = clean.get("code", "").upper()
        collector = collectors_of(self.organization).filter(code=code).first() if code else None
        return replace(
            super().wanted,
            collector=collector,
            is_held=self.is_held,
            suspicion=clean.get("reason", ""),
        )


class DecisionForm(forms.Form):
    """Which responses are decided about, and how."""

    verdict = forms.ChoiceField(choices=[("count", ""), ("hold", "")])
    only = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    every = forms.BooleanField(required=False)

    def __init__(
        self, membership: Membership, sent: "MultiValueDict[str, str]", filters: Sent
    ) -> None:
        # The button of one row says both: whom it is about, and what becomes of it.
        verdict, _colon, only = sent.get("one", "").partition(":")
        one = {"verdict": verdict, "only": only} if only else {}
        super().__init__({**sent.dict(), **one})
        self.membership, self.filters = membership, filters
        self.ticked = [int(text) for text in sent.getlist("response") if _is_id(text)]

    @property
    def is_excluded(self) -> bool:
        return bool(self.cleaned_data["verdict"] == "hold")

    @property
    def response_ids(self) -> list[int]:
        """One, all that match the filters, or those that are ticked."""
        if only := self.cleaned_data.get("only"):
            return [only]
        if not self.cleaned_data["every"]:
            return self.ticked[:MOST_AT_ONCE]
        wanted = InboxFilterForm(self.membership, self.filters).wanted
        found = find_responses(self.membership.organization, wanted)
        found = found.filter(suspicions__isnull=False)
        return list(found.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


class TrustForm(forms.Form):
    """Which suspicion is trusted, and at which code; none for all of them."""

    suspicion = forms.ChoiceField(choices=[(each.value, "") for each in Suspicion])
    code = forms.CharField(required=False, max_length=8)
