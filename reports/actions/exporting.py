"""Orders of large files: placed, written in the background, and swept away."""

import io
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import BinaryIO, Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from hearme.accounts.models import Organization, User
from reports.actions.export_files import write_export
from reports.models import ExportOrder, export_path
from reports.queries.export_orders import is_alive, note_progress
from reports.queries.exporting import export_of
from reports.rules.exporting import (
    DAYS_KEPT,
    MOST_IN_SHEET,
    Format,
    Wanted,
    document_of,
    wanted_from,
)
from reports.signals import export_ordered
from surveys.models import Survey

MOST_OPEN: Final = 3
"""How many files of one organization may wait or be written at once."""
MOST_TRIES: Final = 3
EXPORT_LOCK: Final = 7_003
"""The advisory lock under which an order is claimed."""
OPEN: Final = (ExportOrder.State.WAITING, ExportOrder.State.WRITING)


def made_at_once(organization: Organization, survey: Survey, wanted: Wanted) -> BinaryIO:
    """A small file, to be sent now."""
    file = io.BytesIO()
    write_export(export_of(organization, survey, wanted), file)
    file.seek(0)
    return file


@transaction.atomic
def order_export(
    organization: Organization, survey: Survey, wanted: Wanted, total: int, by: User
) -> ExportOrder:
    """Let a file be written soon. Raises ValidationError for too many lines, or too many files."""
    if wanted.format is Format.XLSX and total > MOST_IN_SHEET:
        raise ValidationError(
            _("Excel holds a million lines at most. Choose CSV, or fewer days or locations.")
        )
    Organization.objects.select_for_update().get(pk=organization.pk)
    if ExportOrder.objects.of(organization).filter(state__in=OPEN).count() >= MOST_OPEN:
        raise ValidationError(
            _("Three files are being written already. Wait until one of them is ready.")
        )
    order = ExportOrder.objects.create(
        organization=organization,
        survey=survey,
        wanted=document_of(wanted),
        has_contacts=wanted.has_contacts,
        total=total,
        ordered_by=by,
    )
    announce = partial(export_ordered.send, sender=ExportOrder, order_id=order.pk)
    transaction.on_commit(announce)
    return order


def make_export(order_id: int) -> int:
    """Write the file of an order that waits; return how many responses it holds.

    Nothing happens while another file is written: the other workers are for counting.
    """
    if not _take(order_id):
        return 0
    order = ExportOrder.objects.select_related("organization", "survey").get(pk=order_id)
    try:
        done = _write(order)
    except Exception:
        ExportOrder.objects.filter(pk=order_id).update(state=ExportOrder.State.FAILED)
        raise
    order.state, order.done = ExportOrder.State.READY, done
    order.save(update_fields=["file", "state", "done"])
    return done


@transaction.atomic
def _take(order_id: int) -> bool:
    """Claim an order, one in the whole installation at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [EXPORT_LOCK])
    writing = ExportOrder.objects.filter(state=ExportOrder.State.WRITING)
    waiting = ExportOrder.objects.filter(pk=order_id, state=ExportOrder.State.WAITING)
    if any(is_alive(order) for order in writing) or not waiting:
        return False
    note_progress(order_id, 0)
    return bool(waiting.update(state=ExportOrder.State.WRITING, tries=F("tries") + 1))


def _write(order: ExportOrder) -> int:
    wanted = wanted_from(order.wanted)
    progress = partial(note_progress, order.pk)
    with tempfile.TemporaryFile() as file, translation.override(wanted.language):
        export = export_of(order.organization, order.survey, wanted)
        done = write_export(export, file, progress)
        file.seek(0)
        # A worker that was thought dead may have left one.
        order.file.storage.delete(export_path(order, ""))
        order.file.save("", File(file), save=False)
    return done


def revive_exports() -> list[int]:
    """Let files whose worker died be written again, a few times; return those that wait."""
    writing = ExportOrder.objects.filter(state=ExportOrder.State.WRITING)
    for order in writing:
        if not is_alive(order):
            is_over = order.tries >= MOST_TRIES
            state = ExportOrder.State.FAILED if is_over else ExportOrder.State.WAITING
            writing.filter(pk=order.pk).update(state=state)
    return waiting_exports()


def waiting_exports() -> list[int]:
    """The orders that wait, the oldest first."""
    waiting = ExportOrder.objects.filter(state=ExportOrder.State.WAITING).order_by("pk")
    return list(waiting.values_list("pk", flat=True))


def sweep_exports() -> int:
    """Take away the files of old orders; return how many there were."""
    before = datetime.now(UTC) - timedelta(days=DAYS_KEPT)
    old = list(ExportOrder.objects.filter(created_at__lt=before)[:200])
    for order in old:
        # The file first: if this stops between the two, the row still tells that it must go.
        if order.file:
            order.file.storage.delete(str(order.file.name))
        order.delete()
    return len(old)
