"""Cells of files that spreadsheet programs open."""

from typing import Final

STARTERS: Final = ("=", "+", "-", "@", "\t", "\r")
DIGITS: Final = frozenset("0123456789 .,-+()")


def harmless(cell: str) -> str:
    """The cell so that no spreadsheet program takes it for a formula.

    Numbers and phone numbers such as +84 912 345 678 stay as they are: nothing in them can be run.
    """
    if not cell.startswith(STARTERS) or (set(cell) <= DIGITS and any(map(str.isdigit, cell))):
        return cell
    return f"'{cell}"
