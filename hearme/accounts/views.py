"""Pages around the organization: where to go first, founding it, its places, settings and keys."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hearme.accounts.queries import memberships_of
from hearme.accounts.requests import MemberRequest


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The front door: the first organization's surveys, or the way to one."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    memberships = memberships_of(request.user)
    if not memberships:
        return redirect("accounts:start")
    return redirect("accounts:organization", memberships[0].organization.slug)


def start(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/start.html")


def organization_home(request: MemberRequest) -> HttpResponse:
    return redirect("surveys:list", request.organization.slug)
