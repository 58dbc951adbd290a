"""The paper of the hours: hour × weekday as a table, with the hours that really stand out."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hearme.accounts.models import Organization
from reports.pages.papers.parts import Frame, Page, interval_words
from reports.rules.hours import SHOWN_FROM, HourMap
from reports.rules.hours import Cell as Hour
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Figure,
    Figures,
    Finding,
    Findings,
    Key,
    Paper,
    Prose,
    Section,
    Table,
    Tone,
)
from reports.templatetags.control import cell_css, hour_words, hours_title, weekday_short
from reports.templatetags.figures import UP, in_words, points, rule_words, unit, with_unit, write
from surveys.rules import Question

DOWN_MARK, UP_MARK = "▼", UP
HEATS: Final = 7


def when_paper(organization: Organization, page: Page) -> Paper:
    """Which hours really differ, the week as a table, and how few answers are read."""
    frame = Frame(organization, page, _("Hours"), is_compared=False)
    found: HourMap | None = page.get("map")
    if found is None:
        return frame.nothing()
    question = found.question
    note = f"{rule_words(question)} · {_('local time')}{_cut_words(page)}"
    sections = [
        Section("", (_figures(found),)),
        Section(_("Score by hour and weekday"), _week(found), note),
        _named(found),
        Section(_("How hours with few answers are read"), (Prose(_few_words()),)),
    ]
    asked = in_words(question.text, page["survey"].default_language)
    return frame.paper(hours_title(found), sections, f"{asked} · {rule_words(question)}")


def _cut_words(page: Page) -> str:
    if not page["is_cut"]:
        return ""
    cut = _("Counted from the newest %(n)s responses of these days.")
    return f". {cut % {'n': write(page['most_read'])}}"


def _figures(found: HourMap) -> Figures:
    question, busiest = found.question, found.busiest
    whole = found.whole
    items = [_figure(_("All week"), whole, question)]
    items.append(
        Figure(
            _("Busiest hour"),
            _("%(hour)s h") % {"hour": busiest.hour},
            details=_hour_details(busiest, question),
        )
    )
    items += [_figure(hour_words(cell), cell, question) for cell in found.worst[:1]]
    items += [_figure(hour_words(cell), cell, question) for cell in found.best[:1]]
    return Figures(tuple(items))


def _figure(label: str, cell: Hour, question: Question) -> Figure:
    n = f"n = {write(cell.n)}"
    if cell.value is None or cell.score is None:
        return Figure(label, "–", details=(n,))
    details = (interval_words(cell.score, question), n)
    return Figure(label, points(cell.value, question), unit(question), details=details)


def _hour_details(cell: Hour, question: Question) -> tuple[str, ...]:
    n = f"n = {write(cell.n)}"
    return (n,) if cell.value is None else (with_unit(cell.value, question), n)


# ------------------------------------------------------------------ the week
def _week(found: HourMap) -> tuple[Block, ...]:
    columns = (
        Column("", share=2),
        *(Column(str(hour), is_number=True) for hour in found.hours),
        Column(_("All day"), is_number=True, share=2),
    )
    rows = [
        (Cell(weekday_short(at + 1), is_bold=True), *(_hour(cell, found) for cell in row), whole)
        for at, row in enumerate(found.rows)
        if (whole := _margin(found.days[at], is_bold=True))
    ]
    rows.append(
        (
            Cell(_("All week"), is_bold=True),
            *(_margin(cell) for cell in found.across),
            _margin(found.whole, is_bold=True),
        )
    )
    rows.append((Cell("n", Tone.DIM), *_volumes([*found.across, found.whole])))
    return Table(columns, tuple(rows)), _key(found), Prose(_legend(found), is_note=True)


def _hour(cell: Hour, found: HourMap) -> Cell:
    if not cell.n:
        return Cell()
    if cell.value is None:
        return Cell("·", Tone.DIM)
    shade = cell_css(cell, found).split()[0]
    sign = {1: UP_MARK, -1: DOWN_MARK}.get(cell.side, "")
    text = sign + points(cell.value, cell.question)
    return Cell(
        f"({text})" if cell.is_drawn else text,
        shade=shade,
        is_bold=bool(cell.side),
    )


def _margin(cell: Hour, *, is_bold: bool = False) -> Cell:
    if cell.value is None:
        return Cell("–", Tone.DIM)
    return Cell(points(cell.value, cell.question), is_bold=is_bold)


def _volumes(cells: Sequence[Hour]) -> list[Cell]:
    return [Cell(write(cell.n), Tone.DIM) for cell in cells]


def _key(found: HourMap) -> Key:
    low, high = (with_unit(end, found.question) for end in found.ends)
    words = [low, *("" for _each in range(HEATS - 2)), high]
    return Key(tuple((f"h{at}", word) for at, word in enumerate(words)))


def _legend(found: HourMap) -> str:
    marks = [
        _("·: fewer than %(least)s answers") % {"least": SHOWN_FROM},
        _("empty: nobody answered"),
        _("▲ ▼: really different"),
        _("(12): few answers, adjusted"),
    ]
    return "; ".join(marks) + f". {busy_words(found)}"


def busy_words(found: HourMap) -> str:
    """When most answers come, and how they differ from the week."""
    busiest, question = found.busiest, found.question
    words = {"hour": busiest.hour, "n": write(busiest.n)}
    said = _("Most answers come at %(hour)s h (n = %(n)s).") % words
    if busiest.score is None or found.whole.value is None:
        return said
    scores = {
        "score": with_unit(busiest.score.value, question),
        "all": with_unit(found.whole.value, question),
    }
    return f"{said} " + _("Their score is %(score)s, that of the whole week %(all)s.") % scores


# ------------------------------------------------------------------ the hours that stand out
def _named(found: HourMap) -> Section:
    if not found.worst and not found.best:
        words = _(
            "What differs between hours is no more than chance makes of it. More answers may tell"
            " more."
        )
        return Section(_("No hour stands out"), (Prose(words),))
    title = _("Hours that need more hands") if found.worst else _("Hours that go best")
    if found.worst and found.best:
        title = _("Hours that stand out")
    cells = [*found.worst, *found.best]
    return Section(title, (Findings(tuple(_finding(cell) for cell in cells)),))


def _finding(cell: Hour) -> Finding:
    is_good = cell.side > 0
    score = cell.score
    text = f"{interval_words(score, cell.question)} · n = {write(score.n)}" if score else ""
    value = with_unit(score.value, cell.question) if score else ""
    return Finding(
        UP_MARK if is_good else DOWN_MARK,
        pgettext("an hour", "higher") if is_good else pgettext("an hour", "lower"),
        f"{hour_words(cell)}: {value}",
        text,
        Tone.GOOD if is_good else Tone.BAD,
    )


def _few_words() -> str:
    said = _(
        "Below 10 answers an hour shows only a dot. From 10 to 19 it is drawn towards what its"
        " weekday and its hour let expect, so one cross customer does not paint it red."
    )
    judged = _(
        "An hour is called better or worse only where chance is ruled out, all hours judged at"
        " once (Benjamini–Hochberg, 5%%)."
    )
    return f"{said} {judged % {}}"
