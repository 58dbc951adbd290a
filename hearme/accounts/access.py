"""Who may do what: the only role check there is."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase

from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest

P = ParamSpec("P")
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def requires(role: Role) -> Callable[[MemberView[P]], MemberView[P]]:
    """Let members of at least this role in; 403 for the others."""

    def decorate(view: MemberView[P]) -> MemberView[P]:
        @wraps(view)
        def checked(
            request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.membership.role < role:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


def may_rule_over(mine: int, theirs: int) -> bool:
    """Owners decide about everybody, others only about roles below their own."""
    return mine == Role.OWNER or theirs < mine


def roles_to_give(mine: int) -> list[Role]:
    """Return the roles that somebody of this role may hand out, lowest first."""
    return [role for role in Role if may_rule_over(mine, role)]
