"""Who may do what: the only role check there is."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest

P = ParamSpec("P")
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponse]


def requires(role: Role) -> Callable[[MemberView[P]], MemberView[P]]:
    """Let members of at least this role in; 403 for the others."""

    def decorate(view: MemberView[P]) -> MemberView[P]:
        @wraps(view)
        def checked(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.membership.role < role:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate
