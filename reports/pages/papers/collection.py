"""The paper of collecting: from opened to finished, the mix of channels, codes that fell silent."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hearme.accounts.models import Organization
from reports.pages.collection import Line
from reports.pages.collection import Table as Funnels
from reports.pages.papers.parts import NONE, Frame, Page, numbers
from reports.queries.collection import Silence
from reports.rules.collection import ChannelShare, Finished
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Figure,
    Figures,
    Finding,
    Findings,
    Paper,
    Prose,
    Section,
    Table,
    Tone,
)
from reports.templatetags.drawings import opening_bars
from reports.templatetags.figures import as_percent, channel_name, seconds_words, write

MOST_LINES: Final = 16
MOST_SILENT: Final = 8


def collection_paper(organization: Organization, page: Page) -> Paper:
    """How many finish, where, and whether the mix of channels moved."""
    frame = Frame(organization, page, _("Collection"))
    table: Funnels = page["table"]
    channels: Sequence[ChannelShare] = page["channels"]
    silences: Sequence[Silence] = page["silences"]
    if not table.lines and not channels and not silences:
        return frame.told(
            _("Nobody came in these days"),
            _("Choose other days or locations, or put up a code where customers see it."),
        )
    has_before = page["span"].before is not None
    sections = [
        Section("", (_figures(table),)),
        Section(_("By collector"), _collectors(table, page["names"])),
        Section(_("Where answers come from"), _mix(channels, has_before=has_before), is_half=True),
        Section(_silent_title(silences), _silent(silences), is_half=True),
    ]
    return frame.paper(_title(table), sections)


def _title(table: Funnels) -> str:
    if table.finished is None:
        return ""
    words = {"share": as_percent(table.finished.share)}
    return _("%(share)s of those who opened it finished") % words


def _figures(table: Funnels) -> Figures:
    total, finished = table.total, table.finished
    items = [
        Figure(_("Opened"), write(total.opened)),
        Figure(_("Tapped"), write(total.started)),
        Figure(_("Finished"), write(total.finished)),
    ]
    if finished:
        share = Figure(_("Share"), as_percent(finished.share), details=(_interval(finished),))
        items.insert(0, share)
    return Figures(tuple(items))


def _interval(finished: Finished) -> str:
    if finished.interval is None:
        return ""
    ends = {"low": as_percent(finished.interval.low), "high": as_percent(finished.interval.high)}
    return _("95%%: %(low)s to %(high)s") % ends


# ------------------------------------------------------------------ collectors
def _collectors(table: Funnels, names: Mapping[int, tuple[str, str]]) -> tuple[Block, ...]:
    if not table.lines:
        return (Prose(_("No page was opened in these days.")),)
    columns = (
        Column(_("Collector"), share=4),
        Column(_("Share"), is_number=True),
        Column("95%", is_number=True, share=2),
        *numbers(_("before"), _("Opened"), _("Tapped"), _("Finished")),
        Column(pgettext("to finish", "Time"), is_number=True, share=2),
        *numbers(_("Held back")),
    )
    rows = tuple(_row(line, names) for line in table.lines[:MOST_LINES])
    left = len(table.lines) - MOST_LINES
    more = ngettext("%d more collector", "%d more collectors", left) % left if left > 0 else ""
    note = _(
        "Opened: the page was shown to a person; robots and link previews do not count. Tapped: a"
        " first answer was kept. Share: of those who opened it, with its 95%% interval. Time: the"
        " median of those who finished."
    )
    return Table(columns, rows, more), Prose(note % {}, is_note=True)


def _row(line: Line, names: Mapping[int, tuple[str, str]]) -> tuple[Cell, ...]:
    door, funnel = line.collector, line.funnel
    place = names.get(door.location_id, ("", ""))[0]
    known = line.finished
    before = line.finished_before
    return (
        Cell(" · ".join(filter(None, [door.name or door.code, place]))),
        Cell(as_percent(known.share), is_bold=True) if known else NONE,
        Cell(_ends(known), Tone.DIM) if known else NONE,
        Cell(as_percent(before.share), Tone.DIM) if before else NONE,
        Cell(write(funnel.opened)) if funnel.opened else NONE,
        Cell(write(funnel.started)),
        Cell(write(funnel.finished)),
        Cell(seconds_words(funnel.seconds)) if funnel.seconds else NONE,
        Cell(write(funnel.excluded), Tone.DIM),
    )


def _ends(finished: Finished) -> str:
    if finished.interval is None:
        return ""
    ends = {"low": as_percent(finished.interval.low), "high": as_percent(finished.interval.high)}
    return _("%(low)s to %(high)s") % ends


# ------------------------------------------------------------------ channels
def _mix(channels: Sequence[ChannelShare], *, has_before: bool) -> tuple[Block, ...]:
    if not channels:
        return (Prose(_("No answers in these days")),)
    moved = tuple(_moved(each) for each in channels if each.has_moved)
    columns = (
        Column(_("Channel"), share=3),
        *numbers(_("Answers"), _("Share"), *([_("before")] if has_before else [])),
    )
    rows = tuple(_channel(each, has_before=has_before) for each in channels)
    table = Table(columns, rows)
    return (Findings(moved), table) if moved else (table,)


def _moved(each: ChannelShare) -> Finding:
    words = {
        "name": channel_name(each.channel),
        "before": as_percent(each.before or 0.0),
        "now": as_percent(each.share),
    }
    said = _(
        "%(name)s went from %(before)s to %(now)s of the answers. A change of scores may come"
        " from that alone."
    )
    return Finding("!", _("Mind"), said % words, tone=Tone.BAD)


def _channel(each: ChannelShare, *, has_before: bool) -> tuple[Cell, ...]:
    before = NONE if each.before is None else Cell(as_percent(each.before), Tone.DIM)
    return (
        Cell(channel_name(each.channel)),
        Cell(write(each.people)),
        Cell(as_percent(each.share), is_bold=True),
        *((before,) if has_before else ()),
    )


# ------------------------------------------------------------------ silent codes
def _silent_title(silences: Sequence[Silence]) -> str:
    many = len(silences)
    if not many:
        return _("No code fell silent")
    words = ngettext("%(codes)s code fell silent", "%(codes)s codes fell silent", many)
    return words % {"codes": many}


def _silent(silences: Sequence[Silence]) -> tuple[Block, ...]:
    if not silences:
        words = _(
            "A code shows up here when it was opened about every day and then not for seven days."
        )
        return (Prose(words),)
    columns = (
        Column(_("Collector"), share=3),
        Column(_("Openings"), share=2),
        Column(_("usually a day"), is_number=True),
        Column(_("last on"), is_number=True),
    )
    rows = tuple(_quiet(each) for each in silences[:MOST_SILENT])
    left = len(silences) - MOST_SILENT
    more = ngettext("%d more code", "%d more codes", left) % left if left > 0 else ""
    note = _(
        "Covered, torn off or moved? These codes were opened every day, and not once in the last"
        " seven days."
    )
    return Table(columns, rows, more), Prose(note, is_note=True)


def _quiet(each: Silence) -> tuple[Cell, ...]:
    door = each.collector
    return (
        Cell(f"{door.name or door.code} · {door.location.name}"),
        Cell(svg=opening_bars(each.code.days)),
        Cell(write(each.code.usual_per_day)),
        Cell(date_format(each.code.last_day, "MONTH_DAY_FORMAT")),
    )
