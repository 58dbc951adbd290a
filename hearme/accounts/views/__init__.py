"""Pages around the organization: founding it, its places, members, settings and keys."""

from hearme.accounts.views.keys import (
    key_issue,
    key_revoke,
    keys,
)
from hearme.accounts.views.locations import (
    location_add,
    location_close,
    location_edit,
    location_merge,
    location_move,
    location_reopen,
    locations,
    locations_import,
)
from hearme.accounts.views.members import (
    invitation,
    member_invite,
    member_places,
    member_remove,
    member_role,
    member_withdraw,
    members,
)
from hearme.accounts.views.organizations import (
    home,
    organization_home,
    settings,
    start,
)

__all__ = [
    "home",
    "invitation",
    "key_issue",
    "key_revoke",
    "keys",
    "location_add",
    "location_close",
    "location_edit",
    "location_merge",
    "location_move",
    "location_reopen",
    "locations",
    "locations_import",
    "member_invite",
    "member_places",
    "member_remove",
    "member_role",
    "member_withdraw",
    "members",
    "organization_home",
    "settings",
    "start",
]
