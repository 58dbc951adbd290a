"""SPSS system files (.sav), written row by row: no more than some hundred rows are in memory.

The format is described in PSPP's developer guide ("System File Format"). Libraries that write it
hold the whole table; this holds none of it, so it asks for the widths of texts beforehand.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final, TypeAlias

Cell: TypeAlias = int | float | str | None
"""A number, a text, or nothing. Moments are numbers: see `seconds_of`."""

LONGEST_STRING: Final = 255
"""Longer texts are stored in segments of this many bytes."""
SEGMENT: Final = 252
"""How many bytes of the declared width each segment stands for."""
WIDEST: Final = 32_767
LONGEST_LABEL: Final = 255
LONGEST_VALUE_LABEL: Final = 120
NUMBER: Final = 5 << 16
MOMENT: Final = (22 << 16) | (20 << 8)
TEXT: Final = 1 << 16
MISSING: Final = struct.pack("<d", -1.7976931348623157e308)
BIAS: Final = 100
# How a cell of eight bytes is packed: as one byte that is the number itself, or one of these.
LITERAL, BLANK, NOTHING = b"\xfd", b"\xfe", b"\xff"
SPSS_EPOCH: Final = datetime(1582, 10, 14)  # noqa: DTZ001 - the file knows no zones


@dataclass(frozen=True, slots=True)
class Variable:
    """One column: a number, or a text of at most `width` bytes."""

    name: str
    label: str = ""
    width: int = 0
    """0 for a number."""
    values: Mapping[int, str] = field(default_factory=dict)
    """Number -> what it means."""
    is_moment: bool = False
    decimals: int = 0

    @property
    def segments(self) -> list[int]:
        """The widths of the parts in which a text is stored; one 0 for a number."""
        if self.width <= LONGEST_STRING:
            return [self.width]
        full = -(-self.width // SEGMENT) - 1
        return [LONGEST_STRING] * full + [self.width - full * SEGMENT]

    @property
    def slots(self) -> int:
        """How many times eight bytes a cell takes."""
        return sum(max(1, -(-width // 8)) for width in self.segments)


def seconds_of(moment: datetime) -> float:
    """A moment of a wall clock as SPSS counts it."""
    return (moment - SPSS_EPOCH).total_seconds()


def cut(text: str, most: int) -> bytes:
    """The text in UTF-8, at most so many bytes long, no letter torn apart."""
    data = text.encode()
    return data if len(data) <= most else data[:most].decode(errors="ignore").encode()


def write_sav(
    file: BinaryIO, variables: Sequence[Variable], rows: Iterable[Sequence[Cell]], count: int
) -> None:
    """Write a whole file with so many rows."""
    file.write(b"".join(_dictionary(variables, count)))
    pending, literals = bytearray(), bytearray()
    for number, row in enumerate(rows, start=1):
        for variable, cell in zip(variables, row, strict=True):
            _pack(variable, cell, pending, literals)
        if number % 200 == 0:
            file.write(_interleaved(pending, literals))
    pending += b"\x00" * (-len(pending) % 8)
    file.write(_interleaved(pending, literals))


# ------------------------------------------------------------------ rows
def _pack(variable: Variable, cell: Cell, codes: bytearray, literals: bytearray) -> None:
    """Add the codes of one cell, and its bytes where a code does not say all."""
    if variable.width:
        _pack_text(variable, cell, codes, literals)
    elif cell is None or isinstance(cell, str):
        codes += NOTHING
    elif isinstance(cell, int) and -BIAS < cell <= 251 - BIAS:
        codes.append(cell + BIAS)
    else:
        codes += LITERAL
        literals += struct.pack("<d", cell)


def _pack_text(variable: Variable, cell: Cell, codes: bytearray, literals: bytearray) -> None:
    data = b"" if cell is None else cut(str(cell), variable.width)
    if len(data) > LONGEST_STRING:
        # A full segment is 255 bytes of text and one of nothing.
        starts = range(0, len(data), LONGEST_STRING)
        data = b" ".join(data[start : start + LONGEST_STRING] for start in starts)
    used = -(-len(data) // 8)
    codes += LITERAL * used + BLANK * (variable.slots - used)
    literals += data.ljust(used * 8)


def _interleaved(codes: bytearray, literals: bytearray) -> bytes:
    """Eight codes, then the bytes that they announce; codes that do not fill eight are kept."""
    out, taken = [], 0
    whole = len(codes) - len(codes) % 8
    for start in range(0, whole, 8):
        group = bytes(codes[start : start + 8])
        announced = 8 * group.count(LITERAL)
        out += [group, bytes(literals[taken : taken + announced])]
        taken += announced
    del codes[:whole], literals[:taken]
    return b"".join(out)


# ------------------------------------------------------------------ what stands before the rows
def _dictionary(variables: Sequence[Variable], count: int) -> Iterator[bytes]:
    yield _header(variables, count)
    for at, variable in enumerate(variables):
        yield from _variable(variable, _short_names(at, len(variable.segments)))
    yield from _value_labels(variables)
    yield _extension(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001))
    yield _extension(4, 8, MISSING + struct.pack("<d", 1.7976931348623157e308) + LOWEST)
    measures = (_measure(each) for each in variables for _segment in each.segments)
    yield _extension(11, 4, b"".join(struct.pack("<3i", *three) for three in measures))
    names = (f"{_short_name(at)}={each.name}" for at, each in enumerate(variables))
    yield _extension(13, 1, "\t".join(names).encode())
    if long := _long_strings(variables):
        yield _extension(14, 1, long)
    yield _extension(16, 8, struct.pack("<2q", 1, count))
    yield _extension(20, 1, b"UTF-8")
    yield struct.pack("<2i", 999, 0)


LOWEST: Final = struct.pack("<d", -1.7976931348623155e308)


def _header(variables: Sequence[Variable], count: int) -> bytes:
    slots = sum(each.slots for each in variables)
    program = b"@(#) SPSS DATA FILE Hearme".ljust(60)
    numbers = struct.pack("<5id", 2, slots, 1, 0, min(count, 2**31 - 1), BIAS)
    return b"$FL2" + program + numbers + b"01 Jan 00" + b"00:00:00" + b" " * 64 + b"\0" * 3


def _short_name(at: int) -> str:
    return f"V{at:05d}"


def _short_names(at: int, segments: int) -> list[str]:
    """The inner names of a variable and of its further segments; none occurs twice."""
    return [_short_name(at), *(f"S{at:04d}{_letters(n)}" for n in range(1, segments))]


def _letters(number: int) -> str:
    """Three letters for each number below 17,576."""
    return "".join(chr(65 + number // 26**power % 26) for power in (2, 1, 0))


def _variable(variable: Variable, names: Sequence[str]) -> Iterator[bytes]:
    for name, width in zip(names, variable.segments, strict=True):
        label = cut(variable.label, LONGEST_LABEL) if name == names[0] else b""
        shown = TEXT | (width << 8) if width else _format(variable)
        head = struct.pack("<6i", 2, width, int(bool(label)), 0, shown, shown)
        yield head + name.encode().ljust(8)
        if label:
            yield struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4)
        # The further eight bytes of a text are variables of no name.
        rest = struct.pack("<6i", 2, -1, 0, 0, 0, 0) + b" " * 8
        yield rest * (max(1, -(-width // 8)) - 1)


def _format(variable: Variable) -> int:
    return MOMENT if variable.is_moment else NUMBER | (12 << 8) | variable.decimals


def _measure(variable: Variable) -> tuple[int, int, int]:
    """Nominal or scale, how wide a column is shown, and on which side."""
    is_scale = not variable.width and not variable.values
    return 3 if is_scale else 1, 20 if variable.width or variable.is_moment else 8, 1


def _value_labels(variables: Sequence[Variable]) -> Iterator[bytes]:
    place = 1
    for variable in variables:
        if variable.values:
            yield struct.pack("<2i", 3, len(variable.values))
            for number, words in variable.values.items():
                label = cut(words, LONGEST_VALUE_LABEL)
                size = -(-(len(label) + 1) // 8) * 8
                yield struct.pack("<dB", number, len(label)) + label.ljust(size - 1)
            yield struct.pack("<3i", 4, 1, place)
        place += variable.slots


def _long_strings(variables: Sequence[Variable]) -> bytes:
    return b"".join(
        f"{_short_name(at)}={each.width:05d}".encode() + b"\0\t"
        for at, each in enumerate(variables)
        if each.width > LONGEST_STRING
    )


def _extension(kind: int, size: int, data: bytes) -> bytes:
    return struct.pack("<4i", 7, kind, size, len(data) // size) + data
