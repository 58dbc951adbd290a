"""Writes: touchpoints and subjects."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hearme.accounts.actions.locks import lock_organization
from hearme.accounts.models import Organization
from surveys.models import Subject, Survey, SurveyVersion, Touchpoint
from surveys.rules import usual_touchpoints
from surveys.signals import catalogue_entry_leaves


# ------------------------------------------------------------------ touchpoints
@transaction.atomic
def add_touchpoint(organization: Organization, *, stage: str, about: str, name: str) -> Touchpoint:
    """Add a contact point after the others. Raises ValidationError for a name taken there."""
    lock_organization(organization)
    touchpoint = Touchpoint(
        organization=organization,
        stage=stage,
        about=about,
        name=name,
        position=_next_position(organization),
    )
    touchpoint.full_clean()
    touchpoint.save()
    return touchpoint


def _next_position(organization: Organization) -> int:
    last = Touchpoint.objects.of(organization).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def edit_touchpoint(touchpoint: Touchpoint, *, stage: str, about: str, name: str) -> Touchpoint:
    """Rename a contact point or move it in the journey; answers given there move with it.

    Raises ValidationError for a name that is taken there.
    """
    lock_organization(touchpoint.organization)
    edited = Touchpoint.objects.select_related("organization").get(pk=touchpoint.pk)
    edited.stage, edited.about, edited.name = stage, about, name
    edited.full_clean()
    edited.save()
    return edited


@transaction.atomic
def move_touchpoint(touchpoint: Touchpoint, by: int) -> None:
    """Move a contact point among those of its stage and kind, as far as they go."""
    lock_organization(touchpoint.organization)
    cell = list(
        Touchpoint.objects.of(touchpoint.organization)
        .filter(stage=touchpoint.stage, about=touchpoint.about)
        .only("position")
    )
    positions = [each.position for each in cell]
    at = cell.index(touchpoint)
    cell.insert(max(0, min(len(cell) - 1, at + by)), cell.pop(at))
    for place, each in enumerate(cell):
        each.position = max(positions[place], positions[0] + place)
    Touchpoint.objects.bulk_update(cell, ["position"])


@transaction.atomic
def close_touchpoint(touchpoint: Touchpoint) -> None:
    """Offer a contact point no more; reports keep it. Raises ValidationError if it is closed."""
    if not Touchpoint.objects.open().filter(pk=touchpoint.pk).update(closed_at=Now()):
        raise ValidationError(_("This touchpoint is already closed."))


@transaction.atomic
def reopen_touchpoint(touchpoint: Touchpoint) -> None:
    """Offer a contact point again. Raises ValidationError if it is open."""
    closed = Touchpoint.objects.filter(pk=touchpoint.pk, closed_at__isnull=False)
    if not closed.update(closed_at=None):
        raise ValidationError(_("This touchpoint is open."))


@transaction.atomic
def delete_touchpoint(touchpoint: Touchpoint) -> None:
    """Delete a contact point that nothing ever used. Raises ValidationError otherwise."""
    lock_organization(touchpoint.organization)
    if _is_asked_about(touchpoint) or touchpoint.collectors.exists():
        raise ValidationError(_("This touchpoint is in use. Close it instead: reports keep it."))
    catalogue_entry_leaves.send(sender=Touchpoint, entry=touchpoint)
    touchpoint.delete()


def _is_asked_about(touchpoint: Touchpoint) -> bool:
    """Whether a question, of a draft or of a version that was published, belongs to it."""
    organization = touchpoint.organization
    wanted = [{"touchpoint": touchpoint.pk}]
    drafts = Survey.objects.of(organization).filter(draft__questions__contains=wanted)
    versions = SurveyVersion.objects.filter(
        organization=organization, document__questions__contains=wanted
    )
    return drafts.exists() or versions.exists()


@transaction.atomic
def add_usual_touchpoints(organization: Organization) -> int:
    """Add what businesses of this field usually have and is not there yet; return how many."""
    lock_organization(organization)
    known = set(Touchpoint.objects.of(organization).values_list("stage", "name"))
    position = _next_position(organization)
    fresh = [
        Touchpoint(
            organization=organization,
            stage=usual.stage,
            about=usual.about,
            name=usual.name[organization.language],
            position=position + place,
        )
        for place, usual in enumerate(usual_touchpoints(organization.field))
        if (usual.stage, usual.name[organization.language]) not in known
    ]
    Touchpoint.objects.bulk_create(fresh)
    return len(fresh)


# ------------------------------------------------------------------ subjects
@transaction.atomic
def add_subject(organization: Organization, **fields: Any) -> Subject:
    """Add a person, product or service. Raises ValidationError for what does not fit."""
    return _checked(Subject(organization=organization, **fields))


@transaction.atomic
def edit_subject(subject: Subject, **fields: Any) -> Subject:
    """Change what is known of a subject. Raises ValidationError for what does not fit."""
    edited = Subject.objects.select_for_update(of=["self"]).get(pk=subject.pk)
    for name, value in fields.items():
        setattr(edited, name, value)
    return _checked(edited)


def _checked(subject: Subject) -> Subject:
    for part in (subject.location, subject.photo):
        if part and part.organization_id != subject.organization_id:
            raise ValidationError(_("The place or the picture belongs to another organization."))
    subject.full_clean()
    subject.save()
    return subject


@transaction.atomic
def end_subject(subject: Subject, today: date) -> None:
    """Let nobody rate a subject from today on. Raises ValidationError if it has ended."""
    if subject.ends_on and subject.ends_on < today:
        raise ValidationError(_("This has already ended."))
    yesterday = today - timedelta(days=1)
    starts_on = subject.starts_on and min(subject.starts_on, yesterday)
    Subject.objects.filter(pk=subject.pk).update(starts_on=starts_on, ends_on=yesterday)


@transaction.atomic
def reactivate_subject(subject: Subject, today: date) -> None:
    """Let people rate a subject again from today on. Raises ValidationError if they can."""
    if not subject.ends_on or subject.ends_on >= today:
        raise ValidationError(_("This has not ended."))
    Subject.objects.filter(pk=subject.pk).update(ends_on=None)


@transaction.atomic
def delete_subject(subject: Subject) -> None:
    """Delete a subject that nothing ever used. Raises ValidationError otherwise."""
    if subject.collectors.exists():
        raise ValidationError(_("This is in use. End it instead: reports keep it."))
    catalogue_entry_leaves.send(sender=Subject, entry=subject)
    subject.delete()
