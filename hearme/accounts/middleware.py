"""The first door: /<org>/… exists only for members of that organization."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from hearme.accounts.queries import membership_in
from hearme.accounts.requests import MemberRequest


class OrganizationMiddleware:
    """Turns the slug in the path into request.organization and request.membership, or 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> None:
        """Swap the `org` argument for the membership it names."""
        slug = kwargs.pop("org", None)
        # LoginRequiredMiddleware ran before, so a visitor who is not signed in never gets here.
        if slug is not None and request.user.is_authenticated:
            member = cast("MemberRequest", request)
            member.membership = membership_in(member.user, slug)
            member.organization = member.membership.organization
