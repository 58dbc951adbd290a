"""Posters as PDF, SVG and PNG: the codes are drawn by us, the pages by Typst."""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import typst

from hearme.common import qr
from hearme.common.icons import face_svg
from hearme.common.poster_kinds import Design, Format, Poster, is_scannable

FOLDER: Final = Path(__file__).resolve().parent / "typst"
BATCH: Final = 25
"""So many pages are set at a time: progress is seen, and memory stays small."""
Drawing: TypeAlias = Literal["pdf", "svg", "png"]
DRAWINGS: Final[Mapping[Format, Drawing]] = MappingProxyType(
    {Format.ZIP_SVG: "svg", Format.ZIP_PNG: "png"}
)
"""What is drawn for a format; PDF for all others."""
Progress = Callable[[int], None]
"""Is told how many posters are drawn so far."""


def no_progress(_done: int) -> None:
    """For those who wait for the file itself."""


class TooSmallError(ValueError):
    """The code would be too fine for scanners at this size."""


def poster_file(
    posters: Sequence[Poster], design: Design, kind: Format, progress: Progress = no_progress
) -> bytes:
    """All posters in one file: a PDF with a page for each, or a ZIP. Raises TooSmallError."""
    if kind is Format.PDF:
        return _one_pdf(posters, design, progress)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for done, poster in enumerate(posters, start=1):
            packed.writestr(f"{poster.code}.{kind.value[4:]}", drawn([poster], design, kind))
            progress(done)
    return out.getvalue()


def _one_pdf(posters: Sequence[Poster], design: Design, progress: Progress) -> bytes:
    written = []
    for done, poster in enumerate(posters, start=1):
        written.append(_written(poster, design))
        if done % BATCH == 0:
            progress(done)
    pdf = _compiled(written, design, "pdf")
    progress(len(posters))
    return pdf


def drawn(posters: Sequence[Poster], design: Design, kind: Format, *, dpi: int = 150) -> bytes:
    """The posters as PDF, or the first of them as SVG or PNG. Raises TooSmallError."""
    written = [_written(poster, design) for poster in posters]
    return _compiled(written, design, DRAWINGS.get(kind, "pdf"), dpi)


def _written(poster: Poster, design: Design) -> dict[str, str]:
    ink = "#000000" if design.size.is_plain else qr.INK
    matrix = qr.matrix_of(poster.url)
    if not is_scannable(design.size, len(matrix)):
        raise TooSmallError(poster.url)
    return {
        "place": poster.place,
        "title": poster.title,
        "scan": poster.scan,
        "hint": poster.hint,
        "foot": poster.foot,
        "code": qr.svg_of(poster.url, ink=ink),
    }


def _compiled(
    posters: list[dict[str, str]], design: Design, name: Drawing, dpi: int = 150
) -> bytes:
    given = {
        "size": design.size.value,
        "brand": design.brand,
        "language": design.language,
        "faces": design.has_faces and not design.size.is_plain,
        "logo": bool(design.logo),
        "posters": posters,
    }
    with tempfile.TemporaryDirectory(prefix="posters-") as folder:
        for file, data in _files(design):
            Path(folder, file).write_bytes(data)
        made = typst.compile(
            str(Path(folder, "posters.typ")),
            root=folder,
            font_paths=[str(FOLDER / "fonts")],
            ignore_system_fonts=True,
            format=name,
            sys_inputs={"posters": json.dumps(given, ensure_ascii=False)},
            ppi=float(dpi) if name == "png" else None,
        )
    return made if isinstance(made, bytes) else made[0]


def _files(design: Design) -> Iterator[tuple[str, bytes]]:
    yield "posters.typ", (FOLDER / "posters.typ").read_bytes()
    for number in range(1, 6):
        yield f"face{number}.svg", face_svg(number).encode()
    if design.logo:
        yield "logo.png", design.logo
