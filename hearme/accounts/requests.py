"""What the middleware adds to a request, said in types."""

from django.http import HttpRequest

from hearme.accounts.models import Membership, Organization, User


class SignedInRequest(HttpRequest):
    """A request by somebody who is signed in."""

    user: User


class MemberRequest(SignedInRequest):
    """A request below /<org>/ by one of its members."""

    organization: Organization
    membership: Membership
