"""Forms: signing in, the organization, its places, members and keys."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hearme.accounts.access import roles_to_give
from hearme.accounts.forms.places import (
    LocationForm,
    MergeForm,
    MoveForm,
    PlacesFileForm,
    time_zone_choices,
)
from hearme.accounts.models import (
    ApiKey,
    Membership,
    Organization,
    Role,
    User,
)
from hearme.accounts.queries import (
    HOME_ZONE,
    Place,
    is_email_taken,
    locations_of,
    places_of,
)

NEW_PASSWORD_HINT = _("From 10 characters. A short sentence is easier to remember than odd signs.")
LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "remember": _("Keep me signed in on this device"),
}


class OurWords(forms.Form):
    """allauth's forms in our words: no placeholders, one password field that can be shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = NEW_PASSWORD_HINT if name == "password1" else ""
            field.error_messages["required"] = _("This field is required.")
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = _(
                    "This e-mail address is not complete. Example: ngocanh@tralame.vn"
                )


class SignupForm(OurWords, allauth.SignupForm):  # type: ignore[misc]
    """A new account: name, e-mail, password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = LABELS["password"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name; allauth calls this once the account exists."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class LoginForm(OurWords, allauth.LoginForm):  # type: ignore[misc]
    """E-mail, password, and whether to stay signed in."""


class ResetPasswordForm(OurWords, allauth.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link for a new password."""


class ResetPasswordKeyForm(OurWords, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, after the link from the e-mail."""


class ChangePasswordForm(OurWords, allauth.ChangePasswordForm):  # type: ignore[misc]
    """The old and the new password."""


class SetPasswordForm(OurWords, allauth.SetPasswordForm):  # type: ignore[misc]
    """A first password, for an account that was made without one."""


class AddEmailForm(OurWords, allauth.AddEmailForm):  # type: ignore[misc]
    """Another e-mail address for this account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail")

    def clean_email(self) -> str:
        """Refuse an address that somebody else signs in with: there it would have to move."""
        email: str = super().clean_email()
        if is_email_taken(email, self.user):
            raise ValidationError(_("This address belongs to another account."))
        return email


class ReauthenticateForm(OurWords, allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something sensitive."""


def add_problem(form: forms.BaseForm, problem: ValidationError, field: str) -> None:
    """Show an action's complaint beside the fields that it names, otherwise beside `field`."""
    problems = problem.message_dict if hasattr(problem, "error_dict") else {field: problem.messages}
    for name, messages in problems.items():
        form.add_error(field if name == NON_FIELD_ERRORS else name, messages)


FIELD_ICONS = {
    Organization.Field.FOOD: "cup",
    Organization.Field.RETAIL: "bag",
    Organization.Field.HEALTH: "health",
    Organization.Field.BANK: "bank",
    Organization.Field.HOTEL: "hotel",
    Organization.Field.PUBLIC: "gov",
    Organization.Field.EDUCATION: "school",
    Organization.Field.OTHER: "more",
}


class PickField(forms.RadioSelect):
    """Radio buttons whose options know their icon."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"icon": FIELD_ICONS[value]}


class OrganizationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an organization says about itself."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        initial=HOME_ZONE,
        help_text=_("Days and hours in reports follow it. A place may have its own."),
    )

    class Meta:
        model = Organization
        fields = ["name", "field", "time_zone", "language"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "field": PickField,
        }


class StartForm(OrganizationForm):
    """The first run: the organization and its first place."""

    place = forms.CharField(
        label=_("First place where you serve customers"),
        max_length=80,
        required=False,
        help_text=_("Empty: the organization's name. More places can be added later."),
    )


class RoleForm(forms.Form):
    """A role for somebody, out of those that `by` may give."""

    def __init__(self, by: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.TypedChoiceField(
            label=_("Role"),
            choices=[(role.value, role.label) for role in roles_to_give(by.role)],
            coerce=lambda value: Role(int(value)),
        )


class PlacesToTick(forms.Form):
    """The places that somebody is limited to, out of the organization's tree."""

    def add_places(self, organization: Organization) -> None:
        """Offer the organization's places."""
        self.places = places_of(organization)
        self.fields["locations"] = forms.ModelMultipleChoiceField(
            locations_of(organization),
            label=_("Places"),
            required=False,
            error_messages={
                "invalid_choice": _("One of these places does not exist any more."),
                "invalid_pk_value": _("One of these places does not exist any more."),
            },
        )

    @property
    def boxes(self) -> list[tuple[Place, bool]]:
        """Every open place in tree order, and whether it is ticked."""
        given = self["locations"].value() or []
        ticked = {str(getattr(each, "pk", each)) for each in given}
        return [
            (place, str(place.location.pk) in ticked)
            for place in self.places
            if place.location.closed_at is None or str(place.location.pk) in ticked
        ]


class LimitForm(PlacesToTick):
    """The places that a member is limited to."""

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_places(organization)


class InvitationForm(PlacesToTick, RoleForm):
    """Whom to invite, as what, and for which places."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, by: Membership, *args: Any, **kwargs: Any) -> None:
        RoleForm.__init__(self, by, *args, **kwargs)
        self.add_places(by.organization)


class ApiKeyForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a new key is for and what it may do."""

    class Meta:
        model = ApiKey
        fields = ["name", "scope"]


__all__ = [
    "AddEmailForm",
    "ApiKeyForm",
    "ChangePasswordForm",
    "InvitationForm",
    "LocationForm",
    "LoginForm",
    "MergeForm",
    "MoveForm",
    "OrganizationForm",
    "OurWords",
    "PickField",
    "PlacesFileForm",
    "ReauthenticateForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "RoleForm",
    "SetPasswordForm",
    "SignupForm",
    "StartForm",
    "add_problem",
]
