"""Who asks for a page: a person, or a program that only looks at links."""

from functools import lru_cache
from typing import Final

BROWSERS: Final = ("mozilla/", "opera/", "ucweb/", "nokia", "samsung")
"""What the names of browsers start with that people hold in their hands."""

PROGRAMS: Final = (
    "bot", "crawl", "spider", "slurp", "preview", "headless", "lighthouse", "archive",
    "facebookexternalhit", "facebookcatalog", "meta-external", "google-", "googleimageproxy",
    "mediapartners", "embedly", "iframely", "bitlybot", "vkshare", "validator", "pingdom",
    "uptime", "monitor", "statuscake", "safelinks", "ms-office", "microsoft office", "barracuda",
    "mimecast", "proofpoint", "symantec", "trendmicro", "forcepoint", "zscaler", "urlscan",
    "phantomjs", "curl", "wget", "python", "http-client", "httpclient", "okhttp", "node-fetch",
    "axios", "libwww",
)  # fmt: skip
"""What robots, scanners of mail and makers of link previews have in their names."""

AHEAD: Final = ("prefetch", "prerender", "preview")


@lru_cache(maxsize=4096)
def is_program(user_agent: str) -> bool:
    """Whether this name is none of a browser that a person uses.

    Browsers inside apps such as Zalo or Facebook are people's; Cubot is a maker of phones.
    """
    name = user_agent.lower().replace("cubot", "")
    return not name.startswith(BROWSERS) or any(word in name for word in PROGRAMS)


def is_ahead(purpose: str) -> bool:
    """Whether a browser fetches a page that nobody has asked for yet."""
    return any(word in purpose.lower() for word in AHEAD)
