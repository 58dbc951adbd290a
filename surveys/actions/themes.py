"""Writes: themes, and which one a survey has."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hearme.accounts.actions.locks import lock_organization
from hearme.accounts.models import Organization
from surveys.models import Survey, Theme

COPIED = (
    "display_name",
    "logo",
    "brand",
    "background",
    "background_picture",
    "corners",
    "font_size",
    "welcome",
    "messages",
    "closing_label",
    "closing_url",
)

MAY_BE_EMPTY = ("welcome", "messages", "closing_label")


class ThemeConflictError(Exception):
    """Somebody else saved the theme after this author opened it."""


@transaction.atomic
def add_theme(organization: Organization, **fields: Any) -> Theme:
    """Add a theme; the first of an organization is its usual one.

    Raises ValidationError for a name that is taken.
    """
    lock_organization(organization)
    is_first = not Theme.objects.of(organization).exists()
    return _checked(Theme(organization=organization, is_usual=is_first, **fields))


@transaction.atomic
def edit_theme(theme: Theme, *, revision: int, **fields: Any) -> Theme:
    """Change a theme that was opened at this revision; pages with it change at once.

    Raises ThemeConflictError if it was saved since, ValidationError for a name that is taken.
    """
    lock_organization(theme.organization)
    edited = Theme.objects.select_related("organization").get(pk=theme.pk)
    if edited.revision != revision:
        raise ThemeConflictError
    for name, value in fields.items():
        setattr(edited, name, value)
    edited.revision += 1
    return _checked(edited)


@transaction.atomic
def copy_theme(theme: Theme) -> Theme:
    """Add another theme with the same looks and words under a name that is free."""
    lock_organization(theme.organization)
    names = set(Theme.objects.of(theme.organization).values_list("name", flat=True))
    copy = Theme(organization=theme.organization, name=_free_name(theme.name, names))
    for field in COPIED:
        setattr(copy, field, getattr(theme, field))
    return _checked(copy)


def _free_name(name: str, taken: set[str]) -> str:
    number = 2
    while (fresh := f"{name[:74]} ({number})") in taken:
        number += 1
    return fresh


def _checked(theme: Theme) -> Theme:
    pictures = [picture for picture in (theme.logo, theme.background_picture) if picture]
    if any(picture.organization_id != theme.organization_id for picture in pictures):
        raise ValidationError(_("This picture belongs to another organization."))
    theme.full_clean(exclude=MAY_BE_EMPTY)
    theme.save()
    return theme


@transaction.atomic
def make_usual(theme: Theme) -> None:
    """Give this theme to every survey that chooses none."""
    lock_organization(theme.organization)
    Theme.objects.of(theme.organization).filter(is_usual=True).update(is_usual=False)
    Theme.objects.filter(pk=theme.pk).update(is_usual=True)


@transaction.atomic
def delete_theme(theme: Theme) -> None:
    """Delete a theme. Raises ValidationError if it is the usual one or a survey has it."""
    lock_organization(theme.organization)
    theme.refresh_from_db()
    if theme.is_usual:
        raise ValidationError(_("This is the usual theme. Make another one usual first."))
    if theme.surveys.exists():
        raise ValidationError(_("Surveys use this theme. Give them another one first."))
    theme.delete()


@transaction.atomic
def set_theme(survey: Survey, theme: Theme | None) -> None:
    """Let a survey look like this theme, or like the usual one; its page changes at once."""
    if theme and theme.organization_id != survey.organization_id:
        raise ValidationError(_("This theme belongs to another organization."))
    Survey.objects.filter(pk=survey.pk).update(theme=theme)
