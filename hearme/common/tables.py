"""Tables that people upload: CSV in any usual form, or the first sheet of an XLSX file."""

import csv
import io
import zipfile
from typing import BinaryIO, Final

from python_calamine import CalamineError, CalamineWorkbook

LARGEST_BYTES: Final = 2 * 1024 * 1024
LARGEST_UNPACKED: Final = 40 * 1024 * 1024
SEPARATORS: Final = ",;\t"


class TableError(ValueError):
    """The file is no table. `kind` says why: `large`, `encoding`, `broken`, `empty`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def read_table(file: BinaryIO, *, most: int = LARGEST_BYTES) -> list[list[str]]:
    """Read all cells of at most so many bytes as texts, row by row. Raises TableError."""
    data = file.read(most + 1)
    if len(data) > most:
        raise TableError("large")
    rows = _sheet(data) if data.startswith(b"PK") else _lines(data)
    if not rows:
        raise TableError("empty")
    return rows


def _sheet(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            # A small file may unpack to gigabytes: the sizes are known before anything is read.
            if sum(member.file_size for member in packed.infolist()) > LARGEST_UNPACKED:
                raise TableError("large")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError) as error:
        raise TableError("broken") from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _lines(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError("encoding") from error
    if "\x00" in text:
        raise TableError("broken")
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        return [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise TableError("broken") from error
