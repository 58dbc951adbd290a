"""The five faces as pictures, for e-mail programs, which show no drawings."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

import typst

from hearme.common.icons import face_svg

PIXELS: Final = 96
"""The side of a picture: sharp on any screen at half of it."""
PAGE: Final = """
#set page(width: 48pt, height: 48pt, margin: 0pt, fill: none)
#image("face.svg", width: 48pt)
"""


@cache
def face_png(level: int) -> bytes:
    """A face on nothing, 1 very bad to 5 very good, drawn once by each process."""
    with tempfile.TemporaryDirectory(prefix="faces-") as folder:
        Path(folder, "face.svg").write_text(face_svg(level), encoding="utf-8")
        Path(folder, "face.typ").write_text(PAGE, encoding="utf-8")
        made = typst.compile(
            str(Path(folder, "face.typ")),
            root=folder,
            ignore_system_fonts=True,
            format="png",
            ppi=72.0 * PIXELS / 48,
        )
    return made if isinstance(made, bytes) else made[0]
