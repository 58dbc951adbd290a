"""The API's door: an organization's key in the Authorization header."""

from typing import TYPE_CHECKING, Final

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hearme.accounts.actions import note_key_used
from hearme.accounts.models import ApiKey, Organization
from hearme.accounts.queries import find_api_key

if TYPE_CHECKING:
    # The module loads this one while it is loading itself.
    from rest_framework.views import APIView

READING: Final = frozenset({"GET", "HEAD"})


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer hm_…`. A key in the address is never read."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        """The key that was sent, or None. Raises AuthenticationFailed for a bad one."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        key = find_api_key(words[1].decode("latin-1")) if len(words) == 2 else None
        if key is None:
            raise AuthenticationFailed("This key is unknown or revoked.")
        note_key_used(key)
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Hearme API"'


class HasKey(BasePermission):
    """A key of the organization; for anything but reading, one that may write."""

    message = "This key may only read."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        key = request.auth
        if not isinstance(key, ApiKey):
            return False
        return request.method in READING or key.scope == ApiKey.Scope.WRITE


def organization_of(request: Request) -> Organization:
    """The organization whose key was sent."""
    assert isinstance(request.auth, ApiKey)  # noqa: S101 - HasKey let nothing else in
    return request.auth.organization
