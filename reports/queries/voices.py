"""Comments as they are read and searched: a page of them, how people feel in them, their tags."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db import connection

from hearme.accounts.models import Organization
from reports.models import CommentTag
from reports.queries.comments import conditions_of
from reports.rules.filters import EVERYTHING, Filters
from reports.rules.periods import DAY, Period
from reports.rules.searching import Search
from responses.rules import Cursor
from surveys.models import Survey, SurveyVersion
from surveys.queries import versions_of
from surveys.rules import Content, Question

MOST_COUNTED: Final = 10_000
"""More comments than these are not counted: their exact number would take seconds."""
MOST_TAGS_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which comments are wanted."""

    period: Period
    filters: Filters = EVERYTHING
    survey: Survey | None = None
    question: str = ""
    feeling: str = ""
    tag: str = ""
    search: Search = field(default_factory=Search)


@dataclass(frozen=True, slots=True)
class Voice:
    """One comment with all that stands beside it."""

    pk: int
    response_id: int
    question_key: str
    text: str
    score: int | None
    feeling: str
    answered_at: datetime
    time_zone: str
    location: str
    collector: str
    touchpoint: str | None
    survey_id: int
    version_id: int
    content: Content | None = None
    tags: tuple[str, ...] = ()

    @property
    def main(self) -> Question | None:
        """The question whose answer the score is."""
        return self.content.main_question if self.content else None

    @property
    def question(self) -> Question | None:
        """The question that was answered."""
        return self.content.part(self.question_key.partition(".")[0]) if self.content else None

    @property
    def place(self) -> Cursor:
        return Cursor(self.answered_at, self.pk)


@dataclass(frozen=True, slots=True)
class VoicePage:
    """Some comments, newest first, and whether there are others on either side."""

    voices: tuple[Voice, ...] = ()
    has_newer: bool = False
    has_older: bool = False


@dataclass(frozen=True, slots=True)
class Feelings:
    """How many comments there are, and how those who wrote them feel."""

    good: int = 0
    neutral: int = 0
    bad: int = 0
    unknown: int = 0

    @property
    def n(self) -> int:
        return self.good + self.neutral + self.bad + self.unknown

    @property
    def rated(self) -> int:
        return self.good + self.neutral + self.bad

    @property
    def is_cut(self) -> bool:
        """Whether there are more than were counted."""
        return self.n > MOST_COUNTED

    @property
    def shown(self) -> int:
        return min(self.n, MOST_COUNTED)


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag with how many of the comments have it, and how people feel in them."""

    word: str
    n: int
    good: int
    bad: int


# ------------------------------------------------------------------ one page
PAGE = """
SELECT r.id, r.response_id, r.question_key, r.text, r.score, r.feeling, r.answered_at, l.time_zone,
       l.name, k.name, t.name, r.survey_id, r.version_id
FROM (
    SELECT * FROM reports_comment r
    WHERE {conditions}
    ORDER BY r.answered_at {order}, r.id {order} LIMIT %(most)s
) AS r
JOIN accounts_location l ON l.id = r.location_id
JOIN responses_collector k ON k.id = r.collector_id
LEFT JOIN surveys_touchpoint t ON t.id = r.touchpoint_id
ORDER BY r.answered_at {order}, r.id {order}
"""
OLDER = " AND (r.answered_at, r.id) < (%(moment)s, %(id)s)"
NEWER = " AND (r.answered_at, r.id) > (%(moment)s, %(id)s)"


def voice_page(
    organization: Organization,
    wanted: Wanted,
    size: int,
    *,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> VoicePage:
    """Up to `size` comments older than `before` or newer than `after`, or the newest of all.

    One more is read than shown, so a page costs the same at any depth.
    """
    conditions, values = _conditions(organization, wanted)
    place = after or before
    if place:
        conditions += NEWER if after else OLDER
        values |= {"moment": place.moment, "id": place.id}
    statement = PAGE.format(conditions=conditions, order="ASC" if after else "DESC")
    with connection.cursor() as cursor:
        cursor.execute(statement, values | {"most": size + 1})
        found = [Voice(*row) for row in cursor.fetchall()]
    voices = _completed(organization, found[:size][::-1] if after else found[:size])
    has_more = len(found) > size
    if after:
        return VoicePage(voices, has_newer=has_more, has_older=True)
    return VoicePage(voices, has_newer=bool(before), has_older=has_more)


def _conditions(organization: Organization, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """SQL: which comments `r` are wanted, and the values for it."""
    period, filters = wanted.period, wanted.filters
    more, values = conditions_of(organization, filters, of_comments=True)
    values |= {
        "organization": organization.pk,
        "first": period.first,
        "last": period.last,
        # A local day starts and ends within a day of the same day in UTC; the index is by moment.
        "since": period.first - DAY,
        "until": period.last + 2 * DAY,
    }
    words = [
        "r.organization_id = %(organization)s",
        "r.answered_at >= %(since)s AND r.answered_at < %(until)s",
        "r.day BETWEEN %(first)s AND %(last)s",
    ]
    asked = {
        "r.survey_id = %(survey)s": ("survey", wanted.survey and wanted.survey.pk),
        "r.question_key = %(question)s": ("question", wanted.question),
        "r.feeling = %(feeling)s": ("feeling", wanted.feeling),
        "r.words @@ %(search)s::tsquery": ("search", wanted.search.tsquery(organization.pk)),
        TAGGED: ("tag", wanted.tag),
    }
    for condition, (name, value) in asked.items():
        if value:
            words.append(condition)
            values[name] = value
    if filters.places is not None:
        words.append("r.location_id = ANY(%(places)s)")
        values["places"] = sorted(filters.places)
    return f"{' AND '.join(words)} {more}", values


TAGGED = """(r.response_id, r.question_key) IN (
    SELECT response_id, question_key FROM reports_commenttag
    WHERE organization_id = %(organization)s AND word = %(tag)s
)"""


def _completed(organization: Organization, voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The comments with their surveys' words and their tags."""
    versions = SurveyVersion.objects.filter(
        organization=organization, pk__in={voice.version_id for voice in voices}
    )
    contents = {version.pk: version.content for version in versions}
    tags: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = CommentTag.objects.filter(
        organization=organization, response__in={voice.response_id for voice in voices}
    )
    for response_id, key, word in rows.values_list("response", "question_key", "word"):
        tags[response_id, key].append(word)
    return tuple(
        replace(
            voice,
            content=contents.get(voice.version_id),
            tags=tuple(tags[voice.response_id, voice.question_key]),
        )
        for voice in voices
    )


# ------------------------------------------------------------------ how many, and of which tags
FEELINGS = """
SELECT feeling, count(*) FROM (
    SELECT r.feeling FROM reports_comment r WHERE {conditions}
    ORDER BY r.answered_at DESC, r.id DESC LIMIT %(most)s
) AS newest GROUP BY feeling
"""


def feelings_in(organization: Organization, wanted: Wanted) -> Feelings:
    """How those feel who wrote these comments, whichever feeling is looked at."""
    conditions, values = _conditions(organization, replace(wanted, feeling=""))
    with connection.cursor() as cursor:
        cursor.execute(FEELINGS.format(conditions=conditions), values | {"most": MOST_COUNTED + 1})
        found = {feeling or "unknown": people for feeling, people in cursor.fetchall()}
    return Feelings(**found)


TAGS = """
SELECT tag.word, count(*), count(*) FILTER (WHERE r.feeling = 'good'),
       count(*) FILTER (WHERE r.feeling = 'bad')
FROM reports_commenttag tag
JOIN reports_comment r ON r.response_id = tag.response_id AND r.question_key = tag.question_key
WHERE tag.organization_id = %(organization)s AND {conditions}
GROUP BY tag.word ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


def tags_in(organization: Organization, wanted: Wanted) -> list[TagLine]:
    """The tags of these comments, the most frequent first, whichever tag is looked at."""
    conditions, values = _conditions(organization, replace(wanted, tag="", feeling=""))
    with connection.cursor() as cursor:
        cursor.execute(TAGS.format(conditions=conditions), values | {"most": MOST_TAGS_SHOWN})
        return [TagLine(*row) for row in cursor.fetchall()]


def tag_words(organization: Organization) -> list[str]:
    """Every tag of the organization, by letters."""
    rows = CommentTag.objects.filter(organization=organization).order_by("word")
    return list(rows.values_list("word", flat=True).distinct())


def contents_of(organization: Organization, survey: Survey) -> list[Content]:
    """What a survey asked in each version, newest first."""
    return [version.content for version in versions_of(organization, survey)]
