"""What a share link and a screen on the wall are made of."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearme.accounts.models import Membership, Organization
from hearme.accounts.queries import Place, places_of, reach_of
from reports.actions.sharing import BoardPlan
from reports.models import Wallboard
from reports.rules.sharing import MOST_DAYS
from reports.rules.wallboard import MOST_TILES, USUAL_TILES, Tile, tiles_from
from surveys.models import Survey
from surveys.queries import surveys_of

BY_DATE: Final = "date"
SHORTEST_PASSWORD: Final = 8
INDENT: Final = "– "


class ShareForm(forms.Form):
    """A new share link: how long it holds, and who may open it."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        required=False,
        help_text=_("Only you and your admins see it. For example: meeting in December."),
    )
    lasts = forms.ChoiceField(
        label=_("It works for"),
        widget=forms.RadioSelect,
        initial="30",
        choices=[
            ("7", _("7 days")),
            ("30", _("30 days")),
            ("90", _("90 days")),
            (BY_DATE, _("Until a date…")),
        ],
    )
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=SHORTEST_PASSWORD,
        max_length=128,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("From 8 characters. Tell it to your readers another way than the link."),
    )

    def __init__(self, organization: Organization, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        self.zone = ZoneInfo(organization.time_zone)
        self.today = timezone.localdate(timezone=self.zone)

    def clean(self) -> dict[str, Any]:
        """Ask for a day that is neither over nor too far away."""
        given = super().clean() or {}
        is_dated = given.get("lasts") == BY_DATE and "until" not in self.errors
        if is_dated and (problem := self._problem_with(given.get("until"))):
            self.add_error("until", ValidationError(problem))
        return given

    def _problem_with(self, day: date | None) -> Any:
        if day is None:
            return _("Please choose the last day.")
        if day < self.today:
            return _("This day is over already.")
        if day > self.today + timedelta(days=MOST_DAYS):
            return _("A link works for a year at most.")
        return None

    @property
    def expires_at(self) -> datetime:
        """The end of the last day, by the organization's clock; only of a form that is valid."""
        lasts = self.cleaned_data["lasts"]
        is_dated = lasts == BY_DATE
        last = self.cleaned_data["until"] if is_dated else self.today + timedelta(days=int(lasts))
        return datetime.combine(last + timedelta(days=1), time(), tzinfo=self.zone)


TILE_WORDS: Final = {
    Tile.SATISFIED: _("Satisfied customers today"),
    Tile.WEEK: _("NPS or main score, 7 days"),
    Tile.LOWS: _("Low ratings today"),
    Tile.HOURS: _("Today by the hour"),
    Tile.ANSWERS: _("Answers today"),
    Tile.GOAL: _("Goal, 7 days"),
    Tile.WEAKEST: _("Weakest contact, 7 days"),
}
PLACES: Final = (_("Largest tile"), _("Tile 2"), _("Tile 3"), _("Tile 4"), _("Tile 5"))


class WallboardForm(forms.Form):
    """A screen: whose figures, and which tiles in which order."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("It stands on the screen of all places. For example: all branches."),
    )

    def __init__(
        self, membership: Membership, sent: QueryDict | None = None, board: Wallboard | None = None
    ) -> None:
        super().__init__(sent, initial=_initial(board, membership.organization))
        organization = membership.organization
        self.surveys = _usable(organization, board)
        self.places = _within(membership, board)
        self.has_everywhere = reach_of(membership) is None
        self.fields["survey"] = forms.ChoiceField(
            label=_("Survey"), choices=[(code, each.title) for code, each in self.surveys.items()]
        )
        self.fields["location"] = self._location_field()
        for number, label in enumerate(PLACES, start=1):
            self.fields[f"tile{number}"] = forms.ChoiceField(
                label=label, required=False, choices=[("", _("nothing")), *TILE_WORDS.items()]
            )
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def _location_field(self) -> forms.ChoiceField:
        places = [
            (str(each.location.pk), INDENT * each.depth + each.location.name)
            for each in self.places
        ]
        everywhere = [("", _("All locations"))] if self.has_everywhere else []
        return forms.ChoiceField(
            label=_("Location"),
            choices=[*everywhere, *places],
            required=not self.has_everywhere,
            help_text=_("A place counts with all that is inside it."),
        )

    @property
    def tile_fields(self) -> Iterator[forms.BoundField]:
        return (self[f"tile{number}"] for number in range(1, MOST_TILES + 1))

    def clean(self) -> dict[str, Any]:
        """At least one tile, and none twice."""
        given = super().clean() or {}
        chosen = [name for name in self._names(given) if name]
        if not chosen and "tile1" not in self.errors:
            self.add_error("tile1", _("Please choose at least one tile."))
        for number, name in enumerate(self._names(given), start=1):
            if name and name in self._names(given)[: number - 1]:
                self.add_error(f"tile{number}", _("This tile is there already."))
        return given

    @staticmethod
    def _names(given: dict[str, Any]) -> list[str]:
        return [given.get(f"tile{number}") or "" for number in range(1, MOST_TILES + 1)]

    @property
    def plan(self) -> BoardPlan:
        """What is wanted; only of a form that is valid."""
        given = self.cleaned_data
        chosen = {str(each.location.pk): each.location for each in self.places}
        return BoardPlan(
            name=given["name"],
            survey=self.surveys[given["survey"]],
            location=chosen.get(given["location"]),
            tiles=[str(tile) for tile in tiles_from(self._names(given))],
            language=given["language"],
        )


def _initial(board: Wallboard | None, organization: Organization) -> dict[str, Any]:
    tiles: Sequence[Tile] = tiles_from(board.tiles) if board else USUAL_TILES
    chosen = {f"tile{number}": tile.value for number, tile in enumerate(tiles, start=1)}
    if board is None:
        return {**chosen, "language": organization.language}
    own = {"name": board.name, "survey": board.survey.code, "language": board.language}
    return {**chosen, **own, "location": str(board.location_id or "")}


def _usable(organization: Organization, board: Wallboard | None) -> dict[str, Survey]:
    """Code -> the surveys that were ever published, and that of the board."""
    kept = board.survey_id if board else None
    found = (each for each in surveys_of(organization) if each.live_version_id or each.pk == kept)
    return {each.code: each for each in found}


def _within(membership: Membership, board: Wallboard | None) -> list[Place]:
    """The open places that the member may see, and that of the board."""
    kept = board.location_id if board else None
    reach = reach_of(membership)
    places: list[Place] = places_of(membership.organization)
    return [
        each
        for each in places
        if (each.location.closed_at is None or each.location.pk == kept)
        and (reach is None or each.location.pk in reach)
    ]
