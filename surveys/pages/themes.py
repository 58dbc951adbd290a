"""What the pages say about themes: the two colours, the swatches, one card each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Organization
from surveys.models import Theme
from surveys.pages.pictures import picture_url
from surveys.rules import contrast, readable, readable_dark

WHITE: Final = "#ffffff"
READABLE: Final = 4.5
SWATCHES: Final = (
    ("#0d5c4a", _("Tea green")),
    ("#7a3e12", _("Tea brown")),
    ("#8a2d3b", _("Plum red")),
    ("#28507a", _("Blue")),
    ("#5b3f8c", _("Purple")),
    ("#b4451f", _("Brick")),
)
OUTCOME_FACES: Final = {"good": 5, "neutral": 3, "bad": 1, "": 4}
OUTCOMES: Final[Sequence[tuple[str, str | Promise]]] = (
    ("good", _("When satisfied")),
    ("neutral", _("When neither")),
    ("bad", _("When the rating is low")),
    ("", _("For everybody")),
)


@dataclass(frozen=True, slots=True)
class BrandLook:
    """A brand colour as chosen, and what the pages make of it so that text can be read."""

    chosen: str
    used: str
    dark: str
    chosen_contrast: float
    used_contrast: float

    @property
    def is_readable(self) -> bool:
        return self.chosen_contrast >= READABLE


def brand_look(brand: str) -> BrandLook:
    """Both colours of a brand, with the contrast of white text on each."""
    used = readable(brand)
    return BrandLook(
        brand, used, readable_dark(brand), contrast(brand, WHITE), contrast(used, WHITE)
    )


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """A theme as lists show it."""

    theme: Theme
    brand: BrandLook
    logo: str
    messages: int
    surveys: int

    @property
    def may_be_deleted(self) -> bool:
        return not self.theme.is_usual and not self.surveys


def theme_cards(themes: Iterable[Theme]) -> list[ThemeCard]:
    """One card for each theme, which brings its count of surveys along as `chosen`."""
    return [
        ThemeCard(
            theme=theme,
            brand=brand_look(theme.brand),
            logo=picture_url(theme.logo),
            messages=len(theme.messages),
            surveys=getattr(theme, "chosen", 0),
        )
        for theme in themes
    ]


def first_theme(organization: Organization, name: str) -> Theme:
    """What holds while an organization has no theme, to begin the first one with."""
    return Theme(organization=organization, name=name, display_name=organization.name)
