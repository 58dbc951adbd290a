"""Surveys inside other sites: which sites may show one, and what a page in a frame must know."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

HERE: Final = frozenset({"localhost", "127.0.0.1"})
"""The author's own machine, the one place where a site may be without encryption."""
PART: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST_NAME: Final = 253


class OriginError(ValueError):
    """Why a line is not the address of a site: scheme, name, port or more."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def origin_of(text: str) -> str:
    """A site as browsers write it: `https://quán.vn/` is `https://xn--qun-fla.vn`.

    Raises OriginError for what is no site, is not encrypted, or names one page of it.
    """
    given = text.strip()
    if "://" not in given:
        is_here = given.partition("/")[0].partition(":")[0].lower() in HERE
        given = f"{'http' if is_here else 'https'}://{given}"
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError as error:
        raise OriginError("name") from error
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None:
        raise OriginError("more")
    host = _host(parts.hostname or "")
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"} or (scheme == "http" and host not in HERE):
        raise OriginError("scheme")
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" if port in {None, usual} else f"{scheme}://{host}:{port}"


def _host(name: str) -> str:
    try:
        host = name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise OriginError("name") from error
    parts = host.split(".")
    is_named = len(host) <= LONGEST_NAME and all(PART.fullmatch(part) for part in parts)
    if not is_named or (len(parts) == 1 and host not in HERE):
        raise OriginError("name")
    return host


# ------------------------------------------------------------------ a page in a frame
@dataclass(frozen=True, slots=True)
class Frame:
    """Whether a page is shown inside another site, and inside which."""

    is_framed: bool = False
    origin: str = ""
    """The site that is told what happens; empty: nobody is told."""
    sites: tuple[str, ...] = ()
    """All sites that may show the page."""

    @property
    def query(self) -> dict[str, str]:
        """What the addresses of all pages of the flow carry along."""
        if not self.is_framed:
            return {}
        return {"frame": "1", "origin": self.origin} if self.origin else {"frame": "1"}


NO_FRAME: Final = Frame()


def frame_of(query: Mapping[str, str], sites: Sequence[str], own: str) -> Frame:
    """The frame that an address asks for with `?frame=1&origin=…`.

    A site that is not named gets no frame; our own may always show its example.
    """
    asked = query.get("origin", "")
    if query.get("frame") != "1" or (asked and asked != own and asked not in sites):
        return NO_FRAME
    return Frame(is_framed=True, origin=asked, sites=tuple(sites))


def ancestors_of(sites: Iterable[str]) -> str:
    """What a Content Security Policy says about the sites that may frame a page."""
    return " ".join(["'self'", *sites])


# ------------------------------------------------------------------ the snippet
WAYS: Final = ("inline", "popup", "tab", "button")
LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"vi": "Góp ý", "en": "Feedback", "zh": "意见反馈", "ru": "Ваш отзыв", "ko": "의견 보내기"}
)
"""Language -> what stands on the tab or button unless somebody says it better."""
CLOSE: Final[Mapping[str, str]] = MappingProxyType(
    {"vi": "Đóng", "en": "Close", "zh": "关闭", "ru": "Закрыть", "ko": "닫기"}
)
"""Language -> what a screen reader says on the button that closes."""


@dataclass(frozen=True, slots=True)
class Embed:
    """How a survey stands on a site: the choices behind the snippet."""

    way: str = "inline"
    label: str = ""
    language: str = ""
    """The language it opens in; empty for that of the visitor."""
    close: str = ""
    seconds: int | None = None
    scroll: int | None = None
    is_on_exit: bool = False
    days: int | None = None
    colour: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """The snippet's data- attributes; what means nothing for its way is left out."""
        is_popup, is_inline = self.way == "popup", self.way == "inline"
        given: Mapping[str, object] = {
            "as": self.way,
            "text": "" if is_inline else self.label,
            "lang": self.language,
            "close": "" if is_inline else self.close,
            "color": "" if is_inline else self.colour,
            "after": self.seconds if is_popup else None,
            "scroll": self.scroll if is_popup else None,
            "exit": "1" if is_popup and self.is_on_exit else "",
            "days": self.days if self.way in {"popup", "tab"} else None,
        }
        return {name: str(value) for name, value in given.items() if value not in (None, "")}
