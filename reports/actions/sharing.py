"""Writes: share links and wallboards, and who knocks at them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from hearme.accounts.models import Location, Membership, User
from hearme.accounts.rules import digest_of
from reports.models import ShareLink, Wallboard
from reports.rules.sharing import FREE_TRIES, Door, token_of, wait_after
from surveys.models import Survey

MOST_LINKS: Final = 500
MOST_BOARDS: Final = 200
"""Of one organization, with those that are revoked."""
SEEN_EVERY: Final = timedelta(minutes=1)
TRIES_KEPT: Final = 3600


def _digest(door: Door, key: uuid.UUID) -> str:
    return digest_of(token_of(door, key, settings.SECRET_KEY))


# ------------------------------------------------------------------ share links
@dataclass(frozen=True, slots=True)
class SharedPage:
    """What a new link shows: a page by the name of its URL, and its filters."""

    page: str
    survey: Survey | None
    query: str


@transaction.atomic
def share(
    maker: Membership, shown: SharedPage, name: str, expires_at: datetime, password: str = ""
) -> ShareLink:
    """Make a link through which anybody sees a page with its maker's eyes."""
    if ShareLink.objects.of(maker.organization).count() >= MOST_LINKS:
        raise ValidationError(_("There are too many links. Please ask your admin to tidy up."))
    link = ShareLink(
        organization=maker.organization,
        made_by=maker,
        name=name,
        page=shown.page,
        survey=shown.survey,
        query=shown.query,
        password=make_password(password) if password else "",
        expires_at=expires_at,
    )
    link.digest = _digest(Door.SHARE, link.key)
    link.save()
    return link


@transaction.atomic
def revoke_link(link: ShareLink) -> None:
    """Switch a link off for good. Raises ValidationError if it is off already."""
    if not ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=Now()):
        raise ValidationError(_("This link is switched off already."))


def note_opened(link: ShareLink) -> None:
    """Count somebody who opened the page."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=Now())


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a password: it fits, it does not, or it was not even looked at."""

    is_right: bool = False
    wait: int = 0
    """How many seconds to wait before it is looked at."""
    is_away: bool = False
    """Whether tries cannot be counted just now, so that none is judged."""


def try_password(link: ShareLink, password: str) -> Tried:
    """Judge a password. Tries are counted by link: who guesses may come from anywhere."""
    key = f"share-tries:{link.pk}"
    try:
        cache.add(key, 0, TRIES_KEPT)
        tries = cache.incr(key)
        if tries > FREE_TRIES and (wait := _pause(link, tries)):
            cache.decr(key)
            return Tried(wait=wait)
        if check_password(password, link.password):
            cache.delete_many([key, _pause_key(link)])
            return Tried(is_right=True)
    except (RedisError, ValueError):
        return Tried(is_away=True)
    return Tried()


def _pause(link: ShareLink, tries: int) -> int:
    """Seconds until the next try is judged; 0 for now, and then the next pause begins."""
    now = int(timezone.now().timestamp())
    pause = wait_after(tries)
    if cache.add(_pause_key(link), now + pause, pause):
        return 0
    return max(1, int(cache.get(_pause_key(link)) or now) - now)


def _pause_key(link: ShareLink) -> str:
    return f"share-pause:{link.pk}"


# ------------------------------------------------------------------ wallboards
@dataclass(frozen=True, slots=True)
class BoardPlan:
    """What a board shows."""

    name: str
    survey: Survey
    location: Location | None
    tiles: Sequence[str]
    language: str


@transaction.atomic
def add_board(maker: Membership, user: User, plan: BoardPlan) -> Wallboard:
    """Make a board; its address works at once."""
    organization = maker.organization
    if Wallboard.objects.of(organization).count() >= MOST_BOARDS:
        raise ValidationError(_("There are too many screens. Please ask your admin to tidy up."))
    board = Wallboard(organization=organization, made_by=user)
    board.digest = _digest(Door.WALLBOARD, board.key)
    return _planned(board, plan)


@transaction.atomic
def edit_board(board: Wallboard, plan: BoardPlan) -> Wallboard:
    """Let a board show something else, at the same address."""
    return _planned(board, plan)


def _planned(board: Wallboard, plan: BoardPlan) -> Wallboard:
    board.name, board.survey, board.location = plan.name, plan.survey, plan.location
    board.tiles, board.language = list(plan.tiles), plan.language
    board.save()
    return board


@transaction.atomic
def revoke_board(board: Wallboard) -> None:
    """Switch a board off. Raises ValidationError if it is off already."""
    if not Wallboard.objects.filter(pk=board.pk, revoked_at=None).update(revoked_at=Now()):
        raise ValidationError(_("This screen is switched off already."))


@transaction.atomic
def renew_board(board: Wallboard) -> Wallboard:
    """Give a board a new address; the old one opens nothing from now on."""
    board.key = uuid.uuid4()
    board.digest = _digest(Door.WALLBOARD, board.key)
    board.revoked_at = board.last_seen_at = None
    board.save(update_fields=["key", "digest", "revoked_at", "last_seen_at"])
    return board


def note_seen(board: Wallboard) -> None:
    """Remember that a screen shows the board, to the minute."""
    now = timezone.now()
    if board.last_seen_at and now - board.last_seen_at < SEEN_EVERY:
        return
    Wallboard.objects.filter(pk=board.pk).exclude(last_seen_at__gte=now - SEEN_EVERY).update(
        last_seen_at=now
    )
