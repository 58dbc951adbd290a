"""What a screen on the wall is made of: a few reads of counts, none of an answer."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

from hearme.accounts.queries import places_of
from reports.models import HOUR_COLUMNS, Wallboard
from reports.queries.counts import tallies_of
from reports.queries.goals import goal_for
from reports.queries.journey import journey_board
from reports.queries.veils import veil_of
from reports.rules.filters import Filters
from reports.rules.outline import Asked, asked_in, main_of
from reports.rules.periods import DAY, Period
from reports.rules.summary import Span
from reports.rules.wallboard import WEEKS_BACK, Ground, Hourly, Tile, pleased_question
from responses.queries import ids_within
from responses.rules import WHOLE_RESPONSE

HOURLY = f"""
SELECT day, question_key, rating,
       ARRAY[{", ".join(f"sum({column})" for column in HOUR_COLUMNS)}]
FROM reports_hourcount
WHERE organization_id = %(organization)s AND survey_id = %(survey)s
  AND question_key = ANY(%(keys)s) AND day = ANY(%(days)s)
  AND (%(everywhere)s OR location_id = ANY(%(places)s))
GROUP BY 1, 2, 3
"""  # noqa: S608 - only our own column names


OF_TODAY: Final = (Tile.SATISFIED, Tile.LOWS, Tile.HOURS)
OF_WEEK: Final = (Tile.WEEK, Tile.GOAL)


def zone_of(board: Wallboard) -> ZoneInfo:
    """The clock that the board goes by: that of its place, else the organization's."""
    place = board.location
    return ZoneInfo(place.time_zone if place else board.organization.time_zone)


def ground_of(board: Wallboard, tiles: Collection[Tile], moment: datetime) -> Ground:
    """The counts that these tiles of a board need."""
    local = moment.astimezone(zone_of(board))
    today, filters = local.date(), Filters(places=_places(board))
    asked = _asked(board)
    pleased = pleased_question(asked)
    days = Span(Period(today - 7 * WEEKS_BACK * DAY, today))
    week = Span(Period(today - 6 * DAY, today))
    organization, survey = board.organization, board.survey
    return Ground(
        today=today,
        hour=local.hour + local.minute / 60,
        asked=asked,
        tallies=tallies_of(organization, survey, days, filters),
        hourly=_hourly(board, filters, today, asked),
        goal=goal_for(organization, survey, pleased.key, filters.places)
        if pleased and Tile.GOAL in tiles
        else None,
        journey=journey_board(organization, week, filters).journey
        if Tile.WEAKEST in tiles
        else None,
        withheld=frozenset(_withheld(board, filters, today, asked)),
    )


def _places(board: Wallboard) -> frozenset[int] | None:
    """The place of the board and all inside it."""
    if board.location_id is None:
        return None
    return ids_within(places_of(board.organization), board.location_id)


def _asked(board: Wallboard) -> list[Asked]:
    """What the survey asks now: a wall shows nothing that is no longer asked."""
    live = board.survey.live_version
    return asked_in([live.content]) if live else []


def _withheld(
    board: Wallboard, filters: Filters, today: date, asked: Sequence[Asked]
) -> Iterator[tuple[Tile, str]]:
    """Which tiles of a board of some places would give away few people at others."""
    keys = {each.key for each in asked if each.question.score_rule}
    week = Period(today - 6 * DAY, today)
    before = Period(week.first - 7 * DAY, week.first - DAY)
    day = Period(today, today)
    for span, tiles in ((Span(day), OF_TODAY), (Span(week, before), OF_WEEK)):
        veil = veil_of(board.organization, board.survey, span, filters, keys=keys)
        yield from ((tile, key) for tile in tiles for key in veil.now | veil.before)


def _hourly(board: Wallboard, filters: Filters, today: date, asked: Sequence[Asked]) -> Hourly:
    main, pleased = main_of(asked), pleased_question(asked)
    wanted: dict[str, Any] = {
        "organization": board.organization_id,
        "survey": board.survey_id,
        "days": [today - 7 * weeks * DAY for weeks in range(WEEKS_BACK + 1)],
        "keys": sorted({each.key for each in (main, pleased) if each} | {WHOLE_RESPONSE}),
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
    }
    found: dict[tuple[date, int], dict[str, dict[int, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    with connection.cursor() as cursor:
        cursor.execute(HOURLY, wanted)
        for day, key, rating, hours in cursor.fetchall():
            for hour, people in enumerate(hours):
                if people:
                    found[day, hour][key][rating] = int(people)
    return found
