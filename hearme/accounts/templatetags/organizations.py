"""What the frame of every page asks: where does this user work?"""

from django import template

from hearme.accounts.models import Membership, User
from hearme.accounts.queries import memberships_of

register = template.Library()


@register.simple_tag
def organizations_of(user: User) -> list[Membership]:
    """The memberships to choose from in the account menu."""
    return memberships_of(user)
