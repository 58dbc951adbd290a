"""Programs' keys."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts import actions
from hearme.accounts.access import requires
from hearme.accounts.forms import (
    ApiKeyForm,
)
from hearme.accounts.models import Role
from hearme.accounts.queries import (
    api_keys_of,
    get_api_key,
)
from hearme.accounts.requests import MemberRequest
from hearme.accounts.views.forms_and_actions import attempt, page_with_form


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
    attempt(request, done, partial(actions.revoke_api_key, key))
    return redirect("accounts:keys", request.organization.slug)
