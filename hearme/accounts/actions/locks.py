"""One writer of an organization's people and places at a time."""

from hearme.accounts.models import (
    Organization,
)


def lock_organization(organization: Organization) -> None:
    """Let nobody else change members or the tree until the transaction ends.

    Foreign keys may still point here meanwhile: customers' answers do not wait.
    """
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
