"""Orders of posters: placed, made in the background, and swept away."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from hearme.accounts.models import Organization, User
from hearme.common.poster_kinds import DAYS_KEPT, MAX_POSTERS, Design, Format, Size
from hearme.common.posters import Progress, drawn, no_progress, poster_file
from responses.actions.poster_words import Words, poster_of
from responses.models import Collector, PosterOrder
from responses.queries import collectors_by_id
from responses.signals import posters_ordered
from surveys.models import Picture, Theme
from surveys.rules import readable


@transaction.atomic
def order_posters(
    organization: Organization, collectors: Sequence[int], design: dict[str, Any], by: User
) -> PosterOrder:
    """Let posters be made soon. Raises ValidationError for none, or for too many."""
    if not collectors:
        raise ValidationError(_("Choose at least one collector."))
    if len(collectors) > MAX_POSTERS:
        raise ValidationError(_("That is too many posters: %d is the most.") % MAX_POSTERS)
    order = PosterOrder.objects.create(
        organization=organization, collectors=list(collectors), design=design, ordered_by=by
    )
    announce = partial(posters_ordered.send, sender=PosterOrder, order_id=order.pk)
    transaction.on_commit(announce)
    return order


def make_posters(order_id: int) -> int:
    """Draw the posters of an order that waits; return how many were made."""
    waiting = PosterOrder.objects.filter(pk=order_id, state=PosterOrder.State.WAITING)
    if not waiting.update(state=PosterOrder.State.DRAWING, done=0):
        return 0
    order = PosterOrder.objects.select_related("organization").get(pk=order_id)
    chosen = collectors_by_id(order.organization, order.collectors)
    found = [chosen[pk] for pk in order.collectors if pk in chosen]
    try:
        data = draw_posters(order.organization, found, order.design, partial(_note, order_id))
    except Exception:
        PosterOrder.objects.filter(pk=order_id).update(state=PosterOrder.State.FAILED)
        raise
    order.file.save("", ContentFile(data), save=False)
    order.state, order.done = PosterOrder.State.READY, len(found)
    order.save(update_fields=["file", "state", "done"])
    return len(found)


def _note(order_id: int, done: int) -> None:
    PosterOrder.objects.filter(pk=order_id).update(done=done)


def draw_posters(
    organization: Organization,
    collectors: Sequence[Collector],
    design: Mapping[str, Any],
    progress: Progress = no_progress,
) -> bytes:
    """All posters in one file, as the cleaned form `design` says. Raises TooSmallError."""
    words = _words(design)
    posters = [poster_of(organization, collector, words) for collector in collectors]
    return poster_file(posters, design_of(organization, design), Format(design["format"]), progress)


def preview_poster(
    organization: Organization, collector: Collector, design: Mapping[str, Any]
) -> bytes:
    """One poster as a PNG for the screen. Raises TooSmallError."""
    poster = poster_of(organization, collector, _words(design))
    return drawn([poster], design_of(organization, design), Format.ZIP_PNG, dpi=110)


def _words(design: Mapping[str, Any]) -> Words:
    return Words(
        design["language"], design["title"], has_place=design["has_place"],
        has_code=design["has_code"],
    )  # fmt: skip


def design_of(organization: Organization, design: Mapping[str, Any]) -> Design:
    """What all posters of an order have in common; the colour is darkened until white is read."""
    return Design(
        size=Size(design["size"]),
        brand=readable(design["brand"]),
        language=design["language"],
        has_faces=design["has_faces"],
        logo=logo_of(organization) if design["has_logo"] else b"",
    )


def revive_orders() -> list[int]:
    """Let orders whose worker died be made again; return those that wait."""
    before = datetime.now(UTC) - timedelta(minutes=10)
    stuck = PosterOrder.objects.filter(state=PosterOrder.State.DRAWING, created_at__lt=before)
    stuck.update(state=PosterOrder.State.WAITING)
    waiting = PosterOrder.objects.filter(state=PosterOrder.State.WAITING)
    return list(waiting.values_list("pk", flat=True))


def sweep_orders() -> int:
    """Take away the files of old orders; return how many there were."""
    before = datetime.now(UTC) - timedelta(days=DAYS_KEPT)
    old = list(PosterOrder.objects.filter(created_at__lt=before)[:200])
    for order in old:
        # The file first: if this stops between the two, the row still tells that it must go.
        if order.file:
            order.file.storage.delete(str(order.file.name))
        order.delete()
    return len(old)


def logo_of(organization: Organization) -> bytes:
    """The logo of the organization's usual theme as PNG; empty if it has none."""
    theme = Theme.objects.of(organization).filter(is_usual=True).select_related("logo").first()
    return _png(theme.logo) if theme and theme.logo else b""


def _png(picture: Picture) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(bytes(picture.data)), formats=["WEBP"]) as opened:
        opened.convert("RGBA").save(out, "PNG")
    return out.getvalue()
