"""Writes: organizations, their places, members, invitations and keys."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from hearme.accounts.access import may_rule_over
from hearme.accounts.models import (
    ApiKey,
    Invitation,
    Location,
    Membership,
    Organization,
    Role,
    User,
)
from hearme.accounts.queries import HOME_ZONE
from hearme.accounts.rules import (
    INVITATION_DAYS,
    OPEN_INVITATIONS,
    RESERVED_SLUGS,
    digest_of,
    new_key,
    new_token,
    places_inside,
    slug_of,
)


@transaction.atomic
def found_organization(
    founder: User,
    name: str,
    *,
    field: str = Organization.Field.OTHER,
    time_zone: str = HOME_ZONE,
    language: str = "vi",
    place: str | None = None,
) -> Organization:
    """Create an organization with its founder as owner.

    With `place` it gets its first place, named like the organization if `place` is empty.
    """
    organization = Organization(
        name=name.strip(), field=field, time_zone=time_zone, language=language
    )
    _save_with_free_slug(organization)
    Membership.objects.create(organization=organization, user=founder, role=Role.OWNER)
    if place is not None:
        add_location(organization, place.strip() or organization.name)
    return organization


def _save_with_free_slug(organization: Organization) -> None:
    """Save; when somebody else takes the slug in the same moment, look for another."""
    while True:
        organization.slug = _free_slug(organization.name)
        organization.full_clean(validate_unique=False)
        try:
            with transaction.atomic():
                organization.save()
        except IntegrityError:
            if not Organization.objects.filter(slug=organization.slug).exists():
                raise
        else:
            return


def _free_slug(name: str) -> str:
    wanted = slug_of(name) or "org"
    taken = set(Organization.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    if wanted not in taken:
        return wanted
    return next(slug for n in range(2, 10_000) if (slug := f"{wanted}-{n}") not in taken)


@transaction.atomic
def edit_organization(
    organization: Organization, *, name: str, field: str, time_zone: str, language: str
) -> None:
    """Change what an organization says about itself; its address stays, and so do its places."""
    organization.name = name.strip()
    organization.field = field
    organization.time_zone = time_zone
    organization.language = language
    organization.full_clean()
    organization.save()


def _lock(organization: Organization) -> None:
    """Let nobody else change members or the tree until the transaction ends.

    Foreign keys may still point here meanwhile: customers' answers do not wait.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


@transaction.atomic
def add_location(
    organization: Organization, name: str, *, parent: Location | None = None, time_zone: str = ""
) -> Location:
    """Add a place below `parent`, last among its siblings.

    Without a zone of its own it keeps its parent's, or the organization's.
    Raises ValidationError for a name that is taken there.
    """
    inherited = parent.time_zone if parent else organization.time_zone
    last = Location.objects.of(organization).aggregate(last=Max("position"))["last"] or 0
    location = Location(
        organization=organization,
        parent=parent,
        name=name.strip(),
        time_zone=time_zone or inherited,
        position=last + 1,
    )
    location.full_clean()
    location.save()
    return location


@transaction.atomic
def edit_location(
    location: Location, *, name: str, parent: Location | None, time_zone: str
) -> Location:
    """Rename a place, move it or change its time zone; answers already counted stay where they are.

    Raises ValidationError for a name that is taken there, or if the place would be inside itself.
    """
    _lock(location.organization)
    edited = Location.objects.select_related("organization").get(pk=location.pk)
    edited.name = name.strip()
    edited.parent = parent
    edited.time_zone = time_zone or (parent or edited.organization).time_zone
    if parent and parent.pk in _family(edited):
        raise ValidationError({"parent": _("A place cannot be inside itself.")})
    edited.full_clean()
    edited.save()
    return edited


def _family(location: Location) -> set[int]:
    """The place itself and everything inside it."""
    everything = Location.objects.filter(organization_id=location.organization_id)
    parents = dict(everything.values_list("pk", "parent_id"))
    return {location.pk} | places_inside(parents, location.pk)


@transaction.atomic
def close_location(location: Location) -> None:
    """Close a place and what is still open inside it. Raises ValidationError if it is closed."""
    _lock(location.organization)
    closed = Location.objects.open().filter(pk__in=_family(location)).update(closed_at=Now())
    if not closed:
        raise ValidationError(_("This place is already closed."))


@transaction.atomic
def reopen_location(location: Location) -> None:
    """Reopen a place and what was closed together with it.

    Raises ValidationError if it is open, or inside a place that is closed.
    """
    _lock(location.organization)
    location.refresh_from_db()
    if location.closed_at is None:
        raise ValidationError(_("This place is already open."))
    if location.parent and location.parent.closed_at:
        raise ValidationError(_("Reopen %(place)s first.") % {"place": location.parent})
    together = Location.objects.filter(pk__in=_family(location), closed_at=location.closed_at)
    together.update(closed_at=None)


@transaction.atomic
def change_role(member: Membership, role: Role, by: Membership) -> None:
    """Give a member another role.

    Raises PermissionDenied beyond what the role of `by` allows, ValidationError for the last owner.
    """
    theirs = _decide_about(member, by)
    if not may_rule_over(_role_of(by), role):
        raise PermissionDenied
    if theirs == Role.OWNER and role != Role.OWNER:
        _check_other_owner(member)
    Membership.objects.filter(pk=member.pk).update(role=role)


@transaction.atomic
def remove_member(member: Membership, by: Membership) -> None:
    """End a membership. Raises as `change_role` does."""
    if _decide_about(member, by) == Role.OWNER:
        _check_other_owner(member)
    Membership.objects.filter(pk=member.pk).delete()


def _decide_about(member: Membership, by: Membership) -> int:
    """Return the member's role now. Raises PermissionDenied unless `by` may decide about it."""
    _lock(member.organization)
    theirs = _role_of(member)
    if not may_rule_over(_role_of(by), theirs):
        raise PermissionDenied
    return theirs


def _role_of(member: Membership) -> int:
    """Read the role again: it may have changed since the page was opened; 0 for nobody any more."""
    roles = Membership.objects.filter(pk=member.pk).values_list("role", flat=True)
    return roles.first() or 0


def _check_other_owner(member: Membership) -> None:
    owners = Membership.objects.filter(organization=member.organization, role=Role.OWNER)
    if not owners.exclude(pk=member.pk).exists():
        raise ValidationError(_("An organization needs at least one owner."))


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """A stored invitation together with the token that only its link carries."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(by: Membership, email: str, role: Role) -> SentInvitation:
    """Offer somebody a role; a waiting invitation of that address is replaced.

    Raises PermissionDenied for a role that `by` may not give, ValidationError for a member.
    """
    organization = by.organization
    _lock(organization)
    if not may_rule_over(_role_of(by), role):
        raise PermissionDenied
    _check_may_invite(organization, email)
    _replace_waiting(by, email)
    token = new_token()
    invitation = Invitation.objects.create(
        organization=organization,
        email=email.lower(),
        role=role,
        digest=digest_of(token),
        invited_by=by.user,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    return SentInvitation(invitation, token)


def _check_may_invite(organization: Organization, email: str) -> None:
    members = Membership.objects.filter(organization=organization)
    if members.filter(user__email__iexact=email).exists():
        raise ValidationError({"email": _("This person is already a member.")})
    waiting = Invitation.objects.filter(organization=organization, accepted_at=None)
    if waiting.exclude(email__iexact=email).count() >= OPEN_INVITATIONS:
        raise ValidationError(
            _("Too many invitations are waiting. Withdraw some that are not needed any more.")
        )


def _replace_waiting(by: Membership, email: str) -> None:
    waiting = Invitation.objects.filter(
        organization=by.organization, email__iexact=email, accepted_at=None
    )
    if any(not may_rule_over(by.role, invitation.role) for invitation in waiting):
        raise ValidationError({"email": _("An owner has already invited this person.")})
    waiting.delete()


@transaction.atomic
def withdraw_invitation(invitation: Invitation, by: Membership) -> None:
    """Make an invitation's link worthless.

    Raises PermissionDenied for a role that `by` may not give, ValidationError if it was accepted.
    """
    if not may_rule_over(_role_of(by), invitation.role):
        raise PermissionDenied
    gone, _details = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()
    if not gone:
        raise ValidationError(_("This invitation has already been accepted."))


@transaction.atomic
def accept_invitation(invitation: Invitation, user: User) -> Membership:
    """Make the user a member. Raises ValidationError if the invitation is used up or expired."""
    _lock(invitation.organization)
    locked = Invitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if locked is None or locked.accepted_at or locked.is_expired:
        raise ValidationError(_("This invitation is no longer valid. Please ask for a new one."))
    if Membership.objects.filter(organization=locked.organization, user=user).exists():
        raise ValidationError(
            _("You are already a member of %(organization)s.")
            % {"organization": locked.organization}
        )
    locked.accepted_at = timezone.now()
    locked.save(update_fields=["accepted_at"])
    return Membership.objects.create(organization=locked.organization, user=user, role=locked.role)


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A stored key together with the text that is shown once."""

    key: ApiKey
    text: str


@transaction.atomic
def issue_api_key(organization: Organization, by: User | None, name: str, scope: str) -> IssuedKey:
    """Make a key for a program; the secret leaves only in the returned text."""
    fresh = new_key()
    key = ApiKey(
        organization=organization,
        name=name.strip(),
        prefix=fresh.prefix,
        digest=fresh.digest,
        scope=scope,
        created_by=by,
    )
    key.full_clean(exclude=["created_by"])
    key.save()
    return IssuedKey(key, fresh.text)


@transaction.atomic
def revoke_api_key(key: ApiKey) -> None:
    """Refuse the key from now on. Raises ValidationError if it was revoked before."""
    changed = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=Now())
    if not changed:
        raise ValidationError(_("This key is already revoked."))


def note_key_used(key: ApiKey) -> None:
    """Remember when a key was last used, to the minute."""
    ApiKey.objects.filter(pk=key.pk).exclude(last_used_at__gte=Now() - timedelta(minutes=1)).update(
        last_used_at=Now()
    )
