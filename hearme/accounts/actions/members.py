"""Writes: members, their roles, and invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hearme.accounts.access import may_rule_over
from hearme.accounts.actions.locks import lock_organization
from hearme.accounts.models import (
    Invitation,
    Location,
    Membership,
    Organization,
    Role,
    User,
)
from hearme.accounts.rules import (
    INVITATION_DAYS,
    OPEN_INVITATIONS,
    digest_of,
    new_token,
)


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
def limit_member(member: Membership, locations: Sequence[Location], by: Membership) -> None:
    """Let a member see only these places and what is inside them; none: everywhere.

    Raises PermissionDenied as `change_role` does. Of editors and above it has no effect until
    their role is lower.
    """
    _decide_about(member, by)
    member.locations.set(locations)


@transaction.atomic
def remove_member(member: Membership, by: Membership) -> None:
    """End a membership. Raises as `change_role` does."""
    if _decide_about(member, by) == Role.OWNER:
        _check_other_owner(member)
    Membership.objects.filter(pk=member.pk).delete()


def _decide_about(member: Membership, by: Membership) -> int:
    """Return the member's role now. Raises PermissionDenied unless `by` may decide about it."""
    lock_organization(member.organization)
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
def invite(
    by: Membership, email: str, role: Role, locations: Sequence[Location] = ()
) -> SentInvitation:
    """Offer somebody a role, perhaps only at some places; a waiting invitation is replaced.

    Raises PermissionDenied for a role that `by` may not give, ValidationError for a member.
    """
    organization = by.organization
    lock_organization(organization)
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
    invitation.locations.set(locations)
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
    lock_organization(invitation.organization)
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
    member = Membership.objects.create(
        organization=locked.organization, user=user, role=locked.role
    )
    member.locations.set(locked.locations.all())
    return member
