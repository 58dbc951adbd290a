"""What the middleware adds to a request, said in types."""

from django.http import HttpRequest

from hearme.accounts.models import Membership, Organization, User


class MemberRequest(HttpRequest):
    """A request below /<org>/ by one of its members."""

    user: User
    organization: Organization
    membership: Membership
