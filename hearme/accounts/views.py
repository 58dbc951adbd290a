"""Pages around the organization: founding it, its places, members, settings and keys."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.conf import settings as site
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts import actions
from hearme.accounts.access import may_rule_over, requires
from hearme.accounts.adapter import send_invitation
from hearme.accounts.forms import (
    ApiKeyForm,
    InvitationForm,
    LocationForm,
    OrganizationForm,
    RoleForm,
    StartForm,
    add_problem,
)
from hearme.accounts.models import Location, Role
from hearme.accounts.queries import (
    api_keys_of,
    find_invitation,
    get_api_key,
    get_invitation,
    get_location,
    get_member,
    invitations_of,
    members_of,
    memberships_of,
    places_of,
)
from hearme.accounts.requests import MemberRequest, SignedInRequest

T = TypeVar("T")
page_with_form = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: the first organization's surveys, or the way to one."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    memberships = memberships_of(request.user)
    if not memberships:
        return redirect("accounts:start")
    return redirect("accounts:organization", memberships[0].organization.slug)


@page_with_form
def start(request: SignedInRequest) -> HttpResponse:
    """Found an organization: the first thing after signing up, possible at any time later."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organization = actions.found_organization(request.user, **form.cleaned_data)
        response = redirect("surveys:create", organization.slug)
        return _speak(organization.language, response)
    mine = memberships_of(request.user)
    return render(request, "accounts/start.html", {"form": form, "memberships": mine})


def _speak(language: str, response: HttpResponse) -> HttpResponse:
    """Show the following pages in this language."""
    response.set_cookie(
        site.LANGUAGE_COOKIE_NAME,
        language,
        max_age=site.LANGUAGE_COOKIE_AGE,
        secure=site.LANGUAGE_COOKIE_SECURE,
        samesite=site.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


@require_safe
def organization_home(request: MemberRequest) -> HttpResponse:
    return redirect("surveys:list", request.organization.slug)


def _attempt(request: HttpRequest, done: str, action: Callable[[], object]) -> bool:
    """Run an action, tell how it went in a message, and return whether it worked."""
    try:
        action()
    except ValidationError as problem:
        for text in problem.messages:
            messages.error(request, text)
        return False
    messages.success(request, done)
    return True


def _accepted(form: BaseForm, action: Callable[..., T], field: str) -> T | None:
    """Give a form's values to an action; None, with the problem said in the form, if refused."""
    if not form.is_valid():
        return None
    try:
        return action(**form.cleaned_data)
    except ValidationError as problem:
        add_problem(form, problem, field)
        return None


# ---------------------------------------------------------------- Places


@require_safe
@requires(Role.VIEWER)
def locations(request: MemberRequest) -> HttpResponse:
    return _locations_page(request)


def _locations_page(
    request: MemberRequest, form: LocationForm | None = None, location: Location | None = None
) -> HttpResponse:
    """The tree; beside it, for who may edit, a form: to add a place, or to edit `location`."""
    details = {
        "places": places_of(request.organization),
        "may_edit": request.membership.role >= Role.EDITOR,
        "form": form,
        "location": location,
    }
    return render(request, "accounts/locations.html", details)


@page_with_form
@requires(Role.EDITOR)
def location_add(request: MemberRequest) -> HttpResponse:
    wanted = {"parent": request.GET.get("parent")}
    form = LocationForm(request.organization, request.POST or None, initial=wanted)
    add = partial(actions.add_location, request.organization)
    if request.method == "POST" and (location := _accepted(form, add, "name")):
        messages.success(request, _("%(place)s is added.") % {"place": location})
        return redirect("accounts:locations", request.organization.slug)
    return _locations_page(request, form)


@page_with_form
@requires(Role.EDITOR)
def location_edit(request: MemberRequest, location_id: int) -> HttpResponse:
    location = get_location(request.organization, location_id)
    form = LocationForm(request.organization, request.POST or None, location=location)
    edit = partial(actions.edit_location, location)
    if request.method == "POST" and (edited := _accepted(form, edit, "name")):
        messages.success(request, _("%(place)s is saved.") % {"place": edited})
        return redirect("accounts:locations", request.organization.slug)
    return _locations_page(request, form, location)


@require_POST
@requires(Role.EDITOR)
def location_close(request: MemberRequest, location_id: int) -> HttpResponse:
    location = get_location(request.organization, location_id)
    done = _("%(place)s is closed.") % {"place": location}
    _attempt(request, done, partial(actions.close_location, location))
    return redirect("accounts:locations", request.organization.slug)


@require_POST
@requires(Role.EDITOR)
def location_reopen(request: MemberRequest, location_id: int) -> HttpResponse:
    location = get_location(request.organization, location_id)
    done = _("%(place)s is open again.") % {"place": location}
    _attempt(request, done, partial(actions.reopen_location, location))
    return redirect("accounts:locations", request.organization.slug)


# ---------------------------------------------------------------- Members


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
    sent = _accepted(form, partial(actions.invite, request.membership), "email")
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
    _attempt(request, done, withdraw)
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
    _attempt(request, done, partial(actions.change_role, member, role, by=request.membership))
    return redirect("accounts:members", request.organization.slug)


@require_POST
@requires(Role.ADMIN)
def member_remove(request: MemberRequest, member_id: int) -> HttpResponse:
    member = get_member(request.organization, member_id)
    done = _("%(person)s is removed.") % {"person": member.user}
    is_gone = _attempt(request, done, partial(actions.remove_member, member, by=request.membership))
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
        if _attempt(request, done, partial(actions.accept_invitation, found, request.user)):
            return redirect("accounts:organization", found.organization.slug)
        return redirect("home")
    return render(request, "accounts/invitation.html", {"invitation": found})


# ---------------------------------------------------------------- Settings and keys


@page_with_form
@requires(Role.ADMIN)
def settings(request: MemberRequest) -> HttpResponse:
    organization = request.organization
    fields = OrganizationForm.Meta.fields
    now = {name: getattr(organization, name) for name in fields}
    form = OrganizationForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.edit_organization(organization, **form.cleaned_data)
        messages.success(request, _("The settings are saved."))
        response = redirect("accounts:settings", organization.slug)
        return (
            _speak(organization.language, response) if "language" in form.changed_data else response
        )
    mine = memberships_of(request.user)
    return render(request, "accounts/settings.html", {"form": form, "memberships": mine})


@require_safe
@requires(Role.ADMIN)
def keys(request: MemberRequest) -> HttpResponse:
    return _keys_page(request, ApiKeyForm())


def _keys_page(
    request: MemberRequest, form: ApiKeyForm, issued: actions.IssuedKey | None = None
) -> HttpResponse:
    details = {"keys": api_keys_of(request.organization), "form": form, "issued": issued}
    return render(request, "accounts/keys.html", details)


@never_cache
@page_with_form
@requires(Role.ADMIN)
def key_issue(request: MemberRequest) -> HttpResponse:
    """Make a key. The answer shows its secret: this is the only time that it is known."""
    if request.method != "POST":
        return redirect("accounts:keys", request.organization.slug)
    form = ApiKeyForm(request.POST)
    if not form.is_valid():
        return _keys_page(request, form)
    issued = actions.issue_api_key(request.organization, request.user, **form.cleaned_data)
    return _keys_page(request, ApiKeyForm(), issued)


@require_POST
@requires(Role.ADMIN)
def key_revoke(request: MemberRequest, key_id: int) -> HttpResponse:
    key = get_api_key(request.organization, key_id)
    done = _("The key “%(name)s” is revoked.") % {"name": key.name}
    _attempt(request, done, partial(actions.revoke_api_key, key))
    return redirect("accounts:keys", request.organization.slug)
