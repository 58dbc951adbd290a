"""The script of survey pages on which one answer changes what is asked next."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

FILE: Final = Path(settings.BASE_DIR, "static", "js", "public", "flow.js")
COMMENTS: Final = re.compile(r"^\s*//.*\n", re.MULTILINE)
LITERAL: Final = r"""("[^"]*"|/(?:\\.|\[(?:\\.|[^\]])*\]|[^/\\\n])+/\w*)"""
"""A text or a regular expression: the script divides nothing."""
SPACES: Final = re.compile(rf"{LITERAL}|\s*([^\w\s$])\s*")


@cache
def flow_script() -> str:
    """The text of flow.js without comments and needless spaces, to be written into the page."""
    text = COMMENTS.sub("", FILE.read_text(encoding="utf-8"))
    return SPACES.sub(lambda found: found[1] or found[2], text).strip()
