"""Share links and wallboards: those of an organization, and the one that a token opens."""

from collections.abc import Sequence

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils import timezone

from hearme.accounts.models import Membership, Organization, Role
from hearme.accounts.queries import reach_of
from hearme.accounts.rules import digest_of
from reports.models import ShareLink, Wallboard
from reports.rules.sharing import Door, Ended, is_token, token_of


def token_for(row: ShareLink | Wallboard) -> str:
    """The token of a row's address; empty if the site's secret changed since it was made."""
    door = Door.SHARE if isinstance(row, ShareLink) else Door.WALLBOARD
    token = token_of(door, row.key, settings.SECRET_KEY)
    return token if digest_of(token) == row.digest else ""


# ------------------------------------------------------------------ share links
def links_of(membership: Membership) -> Sequence[ShareLink]:
    """The links that a member may see: the own ones, or all of them from admin on."""
    links = ShareLink.objects.of(membership.organization).select_related("made_by__user", "survey")
    return list(links if membership.role >= Role.ADMIN else links.filter(made_by=membership))


def get_link(organization: Organization, link_id: int) -> ShareLink:
    """One link of the organization, or 404."""
    return get_object_or_404(ShareLink.objects.of(organization), pk=link_id)


def find_link(token: str) -> ShareLink | None:
    """The link that a token opens, whatever its state."""
    links = ShareLink.objects.select_related("organization", "made_by__user", "survey")
    return links.filter(digest=digest_of(token)).first() if is_token(token) else None


def ended(link: ShareLink) -> Ended | None:
    """Why a link shows nothing any more; None while it does."""
    maker = link.made_by
    if link.revoked_at:
        return Ended.REVOKED
    if link.expires_at <= timezone.now():
        return Ended.EXPIRED
    if maker.role < Role.MANAGER or not maker.user.is_active:
        return Ended.MAKER
    return None


# ------------------------------------------------------------------ wallboards
def boards_of(membership: Membership) -> Sequence[Wallboard]:
    """The boards that a member may see: where places are limited, only those of these places."""
    boards = Wallboard.objects.of(membership.organization).select_related("survey", "location")
    reach = reach_of(membership)
    return list(boards if reach is None else boards.filter(location__in=reach))


def get_board(membership: Membership, board_id: int) -> Wallboard:
    """One of the boards that a member may see, or 404."""
    boards = Wallboard.objects.of(membership.organization).select_related("survey", "location")
    reach = reach_of(membership)
    return get_object_or_404(
        boards if reach is None else boards.filter(location__in=reach), pk=board_id
    )


def find_board(token: str) -> Wallboard | None:
    """The board that a token opens, whatever its state."""
    boards = Wallboard.objects.select_related("organization", "location", "survey__live_version")
    return boards.filter(digest=digest_of(token)).first() if is_token(token) else None
