"""What somebody may do with answers of their own: go on with them, or have them deleted."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation

from responses.pages.setting import Setting, chrome_language
from responses.pages.styles import style_for
from responses.pages.survey import Page, render_page

Addresses = Mapping[str, str]
"""Language -> where the page is in it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The choice of somebody whose phone has begun this survey."""

    onward: str
    """The page where the answers were left."""
    anew: str
    """Where a button forgets them."""
    is_fresh: bool = True
    """Whether it is most likely the same person who comes back."""


def resume_page(offer: Offer, setting: Setting, addresses: Addresses) -> Page:
    """Ask whether to go on or to begin anew. It shows none of the answers."""
    return _page("resume", {"offer": offer}, setting, addresses)


def delete_page(address: str, back: str, setting: Setting, addresses: Addresses) -> Page:
    """Ask whether the answers shall really be deleted."""
    return _page("delete", {"address": address, "back": back}, setting, addresses)


def deleted_page(setting: Setting, addresses: Addresses) -> Page:
    """Say that the answers are gone, however often it is asked for."""
    return _page("deleted", {}, setting, addresses)


def _page(name: str, context: Mapping[str, object], setting: Setting, addresses: Addresses) -> Page:
    chrome = chrome_language(setting.language)
    with translation.override(chrome):
        frame = {
            "chrome": chrome if chrome != setting.language else "",
            "languages": [
                (code, language, addresses.get(code, ""))
                for code, language in setting.language_names
            ],
        }
        template, style = f"responses/public/{name}.html", style_for((), "message", "own")
        return render_page(template, setting, {**context, **frame}, style)
