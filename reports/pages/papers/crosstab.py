"""The paper of a cross-tab: the table with its test."""

from typing import Final

from django.utils.translation import gettext as _

from hearme.accounts.models import Organization
from reports import charts
from reports.charts import Rail, Size, Whisker
from reports.pages.papers.parts import Frame, Page, answers_elsewhere, line_of, no_reports
from reports.rules.crosstab import Cell as Share
from reports.rules.crosstab import CrossTab, Row
from reports.rules.paper import Cell, Column, Figure, Figures, Paper, Prose, Section, Table, Tone
from reports.rules.scores import HIDE_BELOW, Score
from reports.templatetags.figures import DOWN, UP, write
from reports.templatetags.voices import (
    crosstab_title,
    good_rail,
    interval,
    p_words,
    strength_words,
)

MOST_ROWS: Final = 24
WHISKER: Final = Size(240, 20)
AXIS: Final = Size(240, 18)
TONES: Final = {"good": Tone.GOOD, "bad": Tone.BAD}


def crosstab_paper(organization: Organization, page: Page) -> Paper:
    """Who answered what, by something else."""
    frame = Frame(organization, page, _("Cross-tab"), is_compared=False)
    if page.get("survey") is None:
        return frame.told(*no_reports())
    table: CrossTab | None = page.get("table")
    if table is None or not table.rows:
        return frame.told(
            _("Nobody answered both in these days"),
            answers_elsewhere(page["counted"])
            if page.get("counted")
            else _("Choose other rows and columns, other days or locations."),
        )
    words = {"row": table.row_axis.label, "column": table.column_axis.label}
    sections = [
        Section("", _unknown(page)),
        Section("", _figures(table)),
        Section(_("%(column)s by %(row)s") % words, (_table(table),), _("Shares of each row")),
        Section(_("How to read this"), tuple(map(Prose, _notes(page, table)))),
    ]
    return frame.paper(crosstab_title(table), sections)


def _unknown(page: Page) -> tuple[Prose, ...]:
    words = _("A row or column of this link is not in this survey; another one was taken.")
    return (Prose(words),) if page["is_unknown"] else ()


def _figures(table: CrossTab) -> tuple[Figures, ...]:
    items = []
    if table.total:
        good = table.total.good
        items.append(Figure(_("People"), write(table.total.n)))
        if good:
            lines = (f"95%: {interval(good)}",)
            items.append(Figure(_("Good ratings"), write(good.value), "%", details=lines))
    if table.test:
        says = _("linked") if table.is_real else _("chance alone")
        items.append(Figure(_("Test"), p_words(table.test), details=(says,)))
        strength = strength_words(table.strength) if table.is_real else "–"
        items.append(Figure("Cramér’s V", write(table.test.v, 2), details=(strength,)))
    return (Figures(tuple(items)),) if items else ()


# ------------------------------------------------------------------ the table
def _table(table: CrossTab) -> Table:
    rail = good_rail(table) if table.column_axis.is_rating else None
    columns = [
        Column(table.row_axis.label, share=3),
        *(Column(level.label, is_number=True, share=2) for level in table.columns),
        *(_good_columns() if rail else ()),
        Column("n", is_number=True),
    ]
    many = len(columns)
    rows = [_axis(rail, many)] if rail else []
    rows += [_row(row, table, rail, many) for row in table.rows[:MOST_ROWS]]
    if table.total and table.total.cells:
        rows.append(_row(table.total, table, None, many, _("The whole table")))
    left = len(table.rows) - MOST_ROWS
    more = _("Left out here: %(rows)s more rows.") % {"rows": write(left)} if left > 0 else ""
    return Table(tuple(columns), tuple(rows), more)


def _axis(rail: Rail, many: int) -> tuple[Cell, ...]:
    axis = Cell(svg=charts.whisker_axis(rail, write, AXIS))
    return (*(Cell() for _each in range(many - 3)), axis, Cell(), Cell())


def _good_columns() -> tuple[Column, Column]:
    return (
        Column(_("Good ratings"), share=4),
        Column("95%", is_number=True, share=3),
    )


def _row(
    row: Row, table: CrossTab, rail: Rail | None, many: int, label: str = ""
) -> tuple[Cell, ...]:
    n = Cell(write(row.n), Tone.DIM)
    if row.is_hidden:
        return *line_of([Cell(row.label, Tone.DIM), Cell(_hidden(row), Tone.DIM)], many - 1), n
    name = f"{row.label} ({_('few answers')})" if row.is_low and not label else row.label
    cells = [Cell(label or name, Tone.DIM if row.is_low and not label else Tone.PLAIN)]
    cells += [_share(cell) for cell in row.cells]
    if rail and row.good:
        everywhere = table.total.good if table.total else None
        cells += _good(row.good, everywhere, rail)
    return *line_of(cells, many - 1), n


def _hidden(row: Row) -> str:
    if row.n < HIDE_BELOW:
        return _("Fewer than five: only n is shown, and it is in no total")
    return _("Left out so that the smaller groups cannot be worked out")


def _share(cell: Share) -> Cell:
    sign = {1: f"{UP} ", -1: f"{DOWN} "}.get(cell.mark, "")
    words = f"{sign}{write(cell.share.value)}%\n{write(cell.people)}"
    return Cell(words, TONES.get(cell.tone, Tone.PLAIN), is_bold=bool(cell.mark))


def _good(good: Score, everywhere: Score | None, rail: Rail) -> list[Cell]:
    middle = everywhere.value if everywhere else None
    mark = Whisker(good.value, good.low, good.high, everywhere=middle)
    words = f"{write(good.value)}%\n{interval(good)}"
    return [Cell(svg=charts.whisker(mark, rail, WHISKER)), Cell(words)]


# ------------------------------------------------------------------ what stands below it
def _notes(page: Page, table: CrossTab) -> list[str]:
    notes = _test_words(table)
    notes += [
        _("The column “%(label)s” is not shown: n = %(n)s.") % {"label": label, "n": write(people)}
        for label, people in table.columns_hidden
    ]
    if table.rows_left_out or table.columns_left_out:
        left = {
            "rows": write(table.rows_left_out),
            "columns": write(table.columns_left_out),
        }
        words = _("Only the largest are shown; left out: %(rows)s rows and %(columns)s columns.")
        notes.append(words % left)
    if page["is_cut"]:
        cut = _("Counted from the newest %(n)s responses of these days.")
        notes.append(cut % {"n": write(page["most_read"])})
    return notes


def _test_words(table: CrossTab) -> list[str]:
    test = table.test
    if test is None and table.has_many:
        words = _(
            "People could choose several and are counted at each of them, so shares may add up to"
            " more than 100%% and there is no test."
        )
        return [words % {}]
    if test is None:
        return [
            _(
                "Too little to test: a test needs at least two rows and two columns that may be"
                " shown."
            )
        ]
    numbers = {
        "chi": write(test.statistic, 1),
        "df": write(test.df),
        "p": p_words(test),
        "v": write(test.v, 2),
    }
    said = _("Chi-square = %(chi)s (%(df)s degrees of freedom), %(p)s, Cramér’s V %(v)s:") % numbers
    linked = _("the two are linked; strength: %(strength)s.")
    strength = {"strength": strength_words(table.strength)}
    verdict = linked % strength if table.is_real else _("chance alone makes such differences.")
    found = [f"{said} {verdict}"]
    if table.has_marks:
        found.append(
            _(
                "▲▼ mark cells more than 2.5 standard errors off what the whole table leads one"
                " to expect."
            )
        )
    if test.is_rough:
        found.append(
            _("Many cells expect fewer than five people, so the test is only a rough guide.")
        )
    return found
