"""Tables: the numbers behind a chart, row by row."""

from collections.abc import Iterable, Sequence
from html import escape


def table_rows(rows: Iterable[Sequence[str]]) -> str:
    """The rows of a table body; the first cell of each is its heading."""
    return "".join(_row(cells) for cells in rows)


def _row(cells: Sequence[str]) -> str:
    first, *others = (escape(cell) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
