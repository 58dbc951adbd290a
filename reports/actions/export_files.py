"""Writing files of responses and of figures, row by row: none is ever in memory as a whole."""

import csv
import io
import json
import marshal
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format as Look
from xlsxwriter.worksheet import Worksheet

from hearme.common.formulas import harmless
from hearme.common.sav import WIDEST, Cell, Variable, seconds_of, write_sav
from reports.actions.export_summaries import Figure, as_document, figures_in, headings
from reports.actions.export_words import Wording, kind_of, words_for_people
from reports.queries import survey_report
from reports.queries.exporting import Export, copy_documents, copy_lines, export_rows
from reports.rules.codebook import Column, Take
from reports.rules.exporting import Format, Scope
from reports.rules.summary import Span

Progress = Callable[[int], None]
STEP: Final = 5_000
"""After how many responses progress is told."""
MARK: Final = b"\xef\xbb\xbf"
ROWS_AT_ONCE: Final = 500
WIDTH: Final = 18


def no_progress(_done: int) -> None:
    """Nobody waits."""


def write_export(export: Export, file: BinaryIO, progress: Progress = no_progress) -> int:
    """Write what is wanted; return how many responses, or figures, the file holds."""
    wording = Wording(export.survey.default_language)
    if export.wanted.scope is Scope.SUMMARY:
        return _write_summary(export, wording, file)
    return _RAW[export.wanted.format](export, wording, file, progress)


def _write_summary(export: Export, wording: Wording, file: BinaryIO) -> int:
    wanted = export.wanted
    span = Span(wanted.period)
    report = survey_report(export.organization, export.survey, span, filters=wanted.filters)
    figures = list(figures_in(report, wording))
    _SUMMARIES[wanted.format](export, figures, file)
    return len(figures)


# ------------------------------------------------------------------ lines
class _Counting:
    """Passes lines on and counts them; PostgreSQL hands over one at a time."""

    def __init__(self, file: BinaryIO, progress: Progress) -> None:
        self.file = file
        self.progress = progress
        self.done = 0

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.done += 1
        if self.done % STEP == 0:
            self.progress(self.done)


def _write_csv(export: Export, wording: Wording, file: BinaryIO, progress: Progress) -> int:
    counting = _Counting(file, progress)
    _write_lines(export, [[wording.heading(column) for column in export.columns]], file)
    copy_lines(export, words_for_people(export.columns, wording), counting)
    return counting.done


def _write_lines(export: Export, rows: Iterable[Iterable[object]], file: BinaryIO) -> None:
    lines = io.StringIO()
    writer = csv.writer(lines, delimiter=export.wanted.separator, lineterminator="\n")
    for row in rows:
        writer.writerow([_in_line(cell, export.wanted.separator) for cell in row])
    file.write((MARK if export.wanted.has_mark else b"") + lines.getvalue().encode())


def _in_line(cell: object, separator: str) -> object:
    if isinstance(cell, str):
        return harmless(cell)
    # Where semicolons part the cells, Excel expects a comma in a number.
    has_comma = isinstance(cell, float) and separator == ";"
    return str(cell).replace(".", ",") if has_comma else cell


def _write_figures(export: Export, figures: Sequence[Figure], file: BinaryIO) -> None:
    _write_lines(export, [headings().values(), *figures], file)


def _write_jsonl(export: Export, _wording: Wording, file: BinaryIO, progress: Progress) -> int:
    counting = _Counting(file, progress)
    copy_documents(export, counting)
    return counting.done


def _write_figure_documents(_export: Export, figures: Sequence[Figure], file: BinaryIO) -> None:
    for figure in figures:
        file.write(json.dumps(as_document(figure), ensure_ascii=False).encode() + b"\n")


# ------------------------------------------------------------------ sheets
class _Book:
    """An Excel file that is written row by row. Nothing in it is taken for a formula or a link."""

    def __init__(self, file: BinaryIO) -> None:
        self.book = Workbook(file, {"constant_memory": True})
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def sheet(self, name: str, heads: Sequence[str]) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(heads) - 1, WIDTH)
        for at, words in enumerate(heads):
            sheet.write_string(0, at, words, self.head)
        return sheet

    def write(self, sheet: Worksheet, row: int, cells: Iterable[Any]) -> None:
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, at, cell)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, at, cell, self._look(cell))
            elif cell is not None:
                sheet.write_number(row, at, cell)

    def _look(self, moment: datetime) -> Look:
        return self.moment if moment.time() != datetime.min.time() else self.day


def _write_xlsx(export: Export, wording: Wording, file: BinaryIO, progress: Progress) -> int:
    out = _Book(file)
    sheet = out.sheet(_("Responses"), [wording.heading(column) for column in export.columns])
    words = words_for_people(export.columns, wording)
    typed = [_in_sheet(column) for column in export.columns]
    done = 0
    for done, row in enumerate(export_rows(export, words), start=1):
        out.write(sheet, done, _typed(typed, row))
        if done % STEP == 0:
            progress(done)
    _write_codebook(out, export, wording)
    out.book.close()
    return done


def _typed(types: Sequence[Callable[[Any], Any]], row: Sequence[Any]) -> list[Any]:
    return [None if cell is None else of(cell) for of, cell in zip(types, row, strict=True)]


def _in_sheet(column: Column) -> Callable[[Any], Any]:
    """How a cell of a column is typed; one choice stands in words."""
    if column.is_moment:
        return _as_it_is
    if column.take is Take.DATE:
        return _date_of
    return _number_of if column.is_number and column.take is not Take.CHOICE else str


def _as_it_is(cell: Any) -> Any:
    return cell


def _number_of(cell: Any) -> float | str:
    if isinstance(cell, int):
        return cell
    try:
        return float(cell) if "." in cell or "e" in cell else int(cell)
    except ValueError:
        return str(cell)


def _date_of(cell: str) -> datetime | str:
    """A day or a moment; an hour alone stays a text, and so does what Excel has no day for."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return cell
    return moment if moment.year >= 1900 else cell


def _write_codebook(out: _Book, export: Export, wording: Wording) -> None:
    """What every column holds, and what its numbers mean: one line for each."""
    heads = [_("Column"), _("Heading"), _("What it holds"), _("Number"), _("Meaning")]
    sheet = out.sheet(_("Code book"), heads)
    at = 0
    for column in export.columns:
        about = (column.name, wording.heading(column), kind_of(column))
        for number, meaning in wording.meanings(column).items() or [(None, None)]:
            at += 1
            out.write(sheet, at, (*about, number, meaning))


def _write_figure_sheet(_export: Export, figures: Sequence[Figure], file: BinaryIO) -> None:
    out = _Book(file)
    sheet = out.sheet(_("Figures"), list(headings().values()))
    for at, figure in enumerate(figures, start=1):
        out.write(sheet, at, figure)
    out.book.close()


# ------------------------------------------------------------------ SPSS
def _write_sav(export: Export, wording: Wording, file: BinaryIO, progress: Progress) -> int:
    """Rows lie on the disk first: a text's width stands before all rows in the file."""
    columns = export.columns
    typed = [_in_sav(column) for column in columns]
    widths = [0] * len(columns)
    texts = [at for at, column in enumerate(columns) if _is_text(column)]
    done = 0
    with tempfile.TemporaryFile() as spool:
        rows = iter(export_rows(export, {}))
        while batch := [_typed(typed, row) for row in islice(rows, ROWS_AT_ONCE)]:
            marshal.dump(batch, spool)
            for at in texts:
                longest = max(len(row[at].encode()) if row[at] else 0 for row in batch)
                widths[at] = max(widths[at], longest)
            done += len(batch)
            progress(done)
        spool.seek(0)
        variables = _variables(columns, widths, wording)
        write_sav(file, variables, _spooled(spool, partial(progress, done)), done)
    return done


def _spooled(spool: Any, sign_of_life: Callable[[], None]) -> Iterator[Sequence[Cell]]:
    while True:
        sign_of_life()
        try:
            yield from marshal.load(spool)  # noqa: S302 - we wrote it a moment ago
        except EOFError:
            return


def _is_text(column: Column) -> bool:
    return not column.is_number and not column.is_moment


def _in_sav(column: Column) -> Callable[[Any], Cell]:
    if column.is_moment:
        return seconds_of
    return str if _is_text(column) else _number_or_nothing


def _number_or_nothing(cell: Any) -> Cell:
    number = _number_of(cell)
    return None if isinstance(number, str) else number


def _variables(
    columns: Sequence[Column], widths: Sequence[int], wording: Wording
) -> list[Variable]:
    return [
        Variable(
            _variable_name(column.name),
            wording.label(column),
            min(max(width, 1), WIDEST) if _is_text(column) else 0,
            wording.meanings(column),
            is_moment=column.is_moment,
            decimals=2 if column.take is Take.NUMBER and not wording.meanings(column) else 0,
        )
        for column, width in zip(columns, widths, strict=True)
    ]


def _variable_name(name: str) -> str:
    """A name as SPSS allows it: letters, digits and lines below, no dot."""
    return re.sub(r"\W", "_", name, flags=re.ASCII)[:64]


_RAW: Final[Mapping[Format, Callable[[Export, Wording, BinaryIO, Progress], int]]] = {
    Format.CSV: _write_csv,
    Format.XLSX: _write_xlsx,
    Format.JSONL: _write_jsonl,
    Format.SAV: _write_sav,
}
_SUMMARIES: Final[Mapping[Format, Callable[[Export, Sequence[Figure], BinaryIO], None]]] = {
    Format.CSV: _write_figures,
    Format.XLSX: _write_figure_sheet,
    Format.JSONL: _write_figure_documents,
}
