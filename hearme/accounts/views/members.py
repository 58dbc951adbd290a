"""Members and invitations."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts import actions
from hearme.accounts.access import may_rule_over, requires
from hearme.accounts.adapter import send_invitation
from hearme.accounts.forms import (
    InvitationForm,
    LimitForm,
    RoleForm,
)
from hearme.accounts.models import Membership, Role
from hearme.accounts.queries import (
    find_invitation,
    get_invitation,
    get_member,
    invitations_of,
    members_of,
)
from hearme.accounts.requests import MemberRequest
from hearme.accounts.views.forms_and_actions import accepted, attempt, page_with_form


@require_safe
@requires(Role.ADMIN)
def members(request: MemberRequest) -> HttpResponse:
    return _members_page(request, InvitationForm(request.membership))


def _members_page(request: MemberRequest, form: InvitationForm, **invited: Any) -> HttpResponse:
    """Members with the form to change each one's role, where it may be changed."""
    me = request.membership
    everybody = members_of(request.organization)
    only_owner = [member for member in everybody if member.role == Role.OWNER][1:] == []
    rows = [
        (member, RoleForm(me, initial={"role": member.role}, auto_id=f"role-{member.pk}-%s"))
        if may_rule_over(me.role, member.role) and not (only_owner and member.role == Role.OWNER)
        else (member, None)
        for member in everybody
    ]
    waiting = [
        (invitation, may_rule_over(me.role, invitation.role))
        for invitation in invitations_of(request.organization)
    ]
    details = {"rows": rows, "waiting": waiting, "form": form}
    return render(request, "accounts/members.html", details | invited)


@never_cache
@page_with_form
@requires(Role.ADMIN)
def member_invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody. The answer shows the link: this is the only time that it is known."""
    if request.method != "POST":
        return redirect("accounts:members", request.organization.slug)
    form = InvitationForm(request.membership, request.POST)
    sent = accepted(form, partial(actions.invite, request.membership), "email")
    if sent is None:
        return _members_page(request, form)
    link, is_mailed = send_invitation(request, sent)
    fresh = InvitationForm(request.membership)
    details = {"invitation": sent.invitation, "link": link, "is_mailed": is_mailed}
    return _members_page(request, fresh, **details)


@require_POST
@requires(Role.ADMIN)
def member_withdraw(request: MemberRequest, invitation_id: int) -> HttpResponse:
    invitation = get_invitation(request.organization, invitation_id)
    done = _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email}
    withdraw = partial(actions.withdraw_invitation, invitation, by=request.membership)
    attempt(request, done, withdraw)
    return redirect("accounts:members", request.organization.slug)


@require_POST
@requires(Role.ADMIN)
def member_role(request: MemberRequest, member_id: int) -> HttpResponse:
    member = get_member(request.organization, member_id)
    form = RoleForm(request.membership, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role that you may give."))
        return redirect("accounts:members", request.organization.slug)
    role = form.cleaned_data["role"]
    done = _("%(person)s is now: %(role)s.") % {"person": member.user, "role": role.label}
    attempt(request, done, partial(actions.change_role, member, role, by=request.membership))
    return redirect("accounts:members", request.organization.slug)


@page_with_form
@requires(Role.ADMIN)
def member_places(request: MemberRequest, member_id: int) -> HttpResponse:
    """Which places a member is limited to."""
    member = get_member(request.organization, member_id)
    if not may_rule_over(request.membership.role, member.role):
        raise PermissionDenied
    if request.method != "POST":
        form = LimitForm(request.organization, initial={"locations": member.locations.all()})
        return render(request, "accounts/member_places.html", {"member": member, "form": form})
    form = LimitForm(request.organization, request.POST)
    save = partial(actions.limit_member, member, by=request.membership)
    accepted(form, save, "locations")
    if form.errors:
        return render(request, "accounts/member_places.html", {"member": member, "form": form})
    messages.success(request, _limit_words(member))
    return redirect("accounts:members", request.organization.slug)


def _limit_words(member: Membership) -> str:
    many = member.locations.count()
    if not many:
        return _("%(person)s sees all places.") % {"person": member.user}
    words = ngettext("%(person)s sees %(many)d place.", "%(person)s sees %(many)d places.", many)
    return words % {"person": member.user, "many": many}


@require_POST
@requires(Role.ADMIN)
def member_remove(request: MemberRequest, member_id: int) -> HttpResponse:
    member = get_member(request.organization, member_id)
    done = _("%(person)s is removed.") % {"person": member.user}
    is_gone = attempt(request, done, partial(actions.remove_member, member, by=request.membership))
    if is_gone and member.user == request.user:
        return redirect("home")
    return redirect("accounts:members", request.organization.slug)


@login_not_required
@never_cache
@page_with_form
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation's link leads: say what it is; accept by POST once signed in."""
    found = find_invitation(token)
    if found.accepted_at or found.is_expired:
        return render(request, "accounts/invitation_over.html", {"invitation": found}, status=410)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(reverse("account_login", query={"next": request.path}))
        done = _("Welcome to %(organization)s.") % {"organization": found.organization}
        if attempt(request, done, partial(actions.accept_invitation, found, request.user)):
            return redirect("accounts:organization", found.organization.slug)
        return redirect("home")
    return render(request, "accounts/invitation.html", {"invitation": found})
