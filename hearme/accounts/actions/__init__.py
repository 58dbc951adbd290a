"""Writes: organizations, their places, members, invitations and keys."""

from hearme.accounts.actions.keys import (
    IssuedKey,
    issue_api_key,
    note_key_used,
    revoke_api_key,
)
from hearme.accounts.actions.locations import (
    PlaceDetails,
    add_location,
    close_location,
    edit_location,
    import_locations,
    merge_location,
    move_location,
    reopen_location,
)
from hearme.accounts.actions.members import (
    SentInvitation,
    accept_invitation,
    change_role,
    invite,
    limit_member,
    remove_member,
    withdraw_invitation,
)
from hearme.accounts.actions.organizations import (
    edit_organization,
    found_organization,
)

__all__ = [
    "IssuedKey",
    "PlaceDetails",
    "SentInvitation",
    "accept_invitation",
    "add_location",
    "change_role",
    "close_location",
    "edit_location",
    "edit_organization",
    "found_organization",
    "import_locations",
    "invite",
    "issue_api_key",
    "limit_member",
    "merge_location",
    "move_location",
    "note_key_used",
    "remove_member",
    "reopen_location",
    "revoke_api_key",
    "withdraw_invitation",
]
