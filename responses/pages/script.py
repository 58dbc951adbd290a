"""The script in a survey page: put together from the parts that the page needs."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

PARTS: Final = ("flow", "proof", "save", "framed")
"""What there is, in the order in which it runs."""
CONNECTING: Final = frozenset({"proof", "save"})
"""The parts that speak with our server on their own."""
FOLDER: Final = Path(settings.BASE_DIR, "static", "js", "public")
COMMENTS: Final = re.compile(r"^\s*//.*\n", re.MULTILINE)
LITERAL: Final = r"""("[^"]*"|/(?:\\.|\[(?:\\.|[^\]])*\]|[^/\\\n])+/\w*)"""
"""A text or a regular expression: the script divides nothing."""
SPACES: Final = re.compile(rf"""\s*{LITERAL}\s*|\s*([^\w\s$"])\s*""")


@cache
def page_script(parts: frozenset[str]) -> str:
    """These parts without comments and needless spaces, to be written into the page."""
    return "".join(_squeezed(part) for part in PARTS if part in parts)


def _squeezed(part: str) -> str:
    text = COMMENTS.sub("", (FOLDER / f"{part}.js").read_text(encoding="utf-8"))
    return SPACES.sub(lambda found: found[1] or found[2], text).strip()
