"""Reads. Every function starts from the organization, so nothing can leak across tenants."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from surveys.models import (
    DraftRevision,
    Picture,
    Subject,
    SubjectQuerySet,
    Survey,
    SurveyQuerySet,
    SurveyVersion,
    Theme,
    ThemeQuerySet,
    Touchpoint,
    TouchpointQuerySet,
    WithoutMarks,
)
from surveys.rules import Change, Content, changes_between, language_changes, without_marks


def surveys_of(organization: Organization) -> SurveyQuerySet:
    """The survey list: newest first, with the version that is live."""
    return Survey.objects.of(organization).select_related("live_version")


def find_surveys(organization: Organization, *, words: str = "", state: str = "") -> SurveyQuerySet:
    """Surveys whose title has these words, marks ignored, and that are in this state."""
    surveys = surveys_of(organization).titled_like(words)
    match state:
        case Survey.State.DRAFT:
            return surveys.draft()
        case Survey.State.LIVE:
            return surveys.live()
        case Survey.State.CLOSED:
            return surveys.closed()
    return surveys


def count_by_state(organization: Organization) -> Mapping[str, int]:
    """State -> number of surveys."""
    counts: dict[str, int] = Survey.objects.of(organization).aggregate(
        draft=Count("pk", filter=Q(live_version=None)),
        live=Count("pk", filter=Q(live_version__isnull=False, closed_at=None)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
    )
    return counts


def count_open_collectors(
    organization: Organization, surveys: Sequence[Survey]
) -> Mapping[int, int]:
    """Survey id -> number of its collectors that take answers."""
    chosen = Survey.objects.of(organization).filter(pk__in=[survey.pk for survey in surveys])
    counted = chosen.order_by().annotate(
        open_ones=Count("collectors", filter=Q(collectors__closed_at=None))
    )
    return dict(counted.values_list("pk", "open_ones"))


def get_survey(organization: Organization, code: str) -> Survey:
    """One survey of the organization by its code, or 404."""
    return get_object_or_404(surveys_of(organization), code=code.upper())


def versions_of(organization: Organization, survey: Survey) -> QuerySet[SurveyVersion]:
    """The history of a survey, newest first."""
    return SurveyVersion.objects.filter(organization=organization, survey=survey).select_related(
        "published_by"
    )


def version_before(organization: Organization, survey: Survey, number: int) -> SurveyVersion | None:
    """The version that was published before this number."""
    return versions_of(organization, survey).filter(number__lt=number).first()


def last_number(organization: Organization, survey: Survey) -> int:
    """The number of the newest version; 0 before the first."""
    newest = versions_of(organization, survey).values_list("number", flat=True).first()
    return newest or 0


def get_version(organization: Organization, survey: Survey, number: int) -> SurveyVersion:
    """One published version of a survey, or 404."""
    return get_object_or_404(SurveyVersion, organization=organization, survey=survey, number=number)


def find_survey(code: str) -> Survey | None:
    """A survey by its code whatever the organization: for the operator's commands only."""
    return (
        Survey.objects.select_related("organization", "live_version")
        .filter(code=code.upper())
        .first()
    )


def touchpoints_of(organization: Organization) -> TouchpointQuerySet:
    """All contact points of an organization, in their order."""
    return Touchpoint.objects.of(organization)


# ------------------------------------------------------------------ the draft's past
@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What became of a draft since somebody opened it."""

    revision: int
    people: tuple[str, ...] = ()
    saved_at: datetime | None = None
    changes: tuple[Change, ...] = ()


def changes_since(organization: Organization, survey: Survey, revision: int) -> Meanwhile:
    """Who saved the draft after that revision, when last, and what is different now.

    What is different is not known if the old revision is no longer kept: it may have grown.
    """
    rows = DraftRevision.objects.filter(organization=organization, survey=survey)
    later = list(rows.filter(number__gt=revision).select_related("saved_by"))
    if not later:
        return Meanwhile(survey.draft_revision)
    newest = later[0]
    names = dict.fromkeys(str(row.saved_by) for row in later if row.saved_by)
    opened = rows.filter(number=revision).first()
    changes = _changes(opened, newest, survey.default_language) if opened else []
    return Meanwhile(newest.number, tuple(names), newest.saved_at, tuple(changes))


def _changes(opened: DraftRevision, newest: DraftRevision, main: str) -> list[Change]:
    return [
        *changes_between(opened.content, newest.content, main),
        *language_changes(opened.languages, newest.languages),
    ]


def draft_at(organization: Organization, survey: Survey, revision: int) -> Content | None:
    """The draft as it was at a revision, or shortly before; None if that is no longer kept."""
    row = DraftRevision.objects.filter(
        organization=organization, survey=survey, number__lte=revision
    ).first()
    return row.content if row else None


def can_undo(organization: Organization, survey: Survey) -> bool:
    """Whether there is a save of the draft that can be taken back."""
    kept = DraftRevision.objects.filter(organization=organization, survey=survey)
    last = kept.filter(number=survey.draft_revision).only("number", "same_as").first()
    return last is not None and kept.filter(number=last.original - 1).exists()


# ------------------------------------------------------------------ what an editor chooses from
def known_pictures(organization: Organization, keys: Iterable[str]) -> frozenset[str]:
    """Which of these keys are pictures of the organization."""
    asked = {key for key in keys if key.isascii() and key.isalnum()}
    known = Picture.objects.of(organization).filter(key__in=asked)
    return frozenset(known.values_list("key", flat=True)) if asked else frozenset()


def pictures_by_key(
    organization: Organization, keys: Iterable[str]
) -> Mapping[str, tuple[str, bytes]]:
    """Key -> content type and data of these pictures of the organization."""
    rows = Picture.objects.of(organization).filter(key__in=list(keys))
    return {row.key: (row.content_type, bytes(row.data)) for row in rows}


def touchpoints_to_pick(organization: Organization, kept: int = 0) -> list[Touchpoint]:
    """The open contact points, and the one that is chosen already though it may be closed."""
    every = Touchpoint.objects.of(organization)
    return list(every.filter(Q(closed_at=None) | Q(pk=kept)))


# ------------------------------------------------------------------ looks
def themes_of(organization: Organization) -> ThemeQuerySet:
    """All themes of an organization, the usual one first."""
    themes = Theme.objects.of(organization).select_related("logo", "background_picture")
    return themes.defer("logo__data", "background_picture__data")


def themes_in_use(organization: Organization) -> list[Theme]:
    """All themes, each with `chosen`: how many surveys chose it themselves."""
    counted = themes_of(organization).annotate(chosen=Count("surveys"))
    # Django leaves out a model's usual order where it groups.
    return list(counted.order_by("-is_usual", "name", "id"))


def get_theme(organization: Organization, theme_id: int) -> Theme:
    """One theme of the organization, or 404."""
    return get_object_or_404(themes_of(organization), pk=theme_id)


def find_picture(organization: Organization, key: str) -> Picture | None:
    """A picture of the organization by its key, without its data."""
    return Picture.objects.of(organization).filter(key=key).defer("data").first()


def languages_in_use(organization: Organization) -> list[str]:
    """The languages of an organization's surveys, its own first."""
    rows = Survey.objects.of(organization).order_by().values_list("languages", flat=True)
    used = {code for codes in rows.distinct() for code in codes} or {"vi", "en"}
    known = [code for code in settings.SURVEY_LANGUAGES if code in used]
    return list(dict.fromkeys([organization.language, *known]))


# ------------------------------------------------------------------ touchpoints and subjects
def get_touchpoint(organization: Organization, touchpoint_id: int) -> Touchpoint:
    """One contact point of the organization, or 404."""
    return get_object_or_404(touchpoints_of(organization), pk=touchpoint_id)


def collectors_by_touchpoint(organization: Organization) -> Mapping[int, int]:
    """Touchpoint id -> how many collectors stand there."""
    counted = touchpoints_of(organization).order_by().annotate(doors=Count("collectors"))
    return dict(counted.values_list("pk", "doors"))


def questions_by_touchpoint(organization: Organization) -> Mapping[int, int]:
    """Touchpoint id -> how many questions of drafts belong to it."""
    drafts = Survey.objects.of(organization).order_by().values_list("draft__questions", flat=True)
    return Counter(
        question["touchpoint"]
        for questions in drafts.iterator()
        for question in questions
        if question.get("touchpoint")
    )


def subjects_of(organization: Organization) -> SubjectQuerySet:
    """All that is rated: people, products and services, with place and photo."""
    subjects = Subject.objects.of(organization).select_related("location", "photo")
    return subjects.defer("photo__data")


def find_subjects(
    organization: Organization, today: date, *, words: str = "", about: str = "", state: str = ""
) -> SubjectQuerySet:
    """Subjects with these words in name or unit, marks ignored, of this kind and state."""
    found = subjects_of(organization).alias(
        plain=Lower(WithoutMarks(Concat("name", Value(" "), "unit")))
    )
    for word in without_marks(words).split():
        found = found.filter(plain__contains=word)
    if about:
        found = found.filter(about=about)
    if state == "active":
        return active_on(found, today)
    return found.exclude(pk__in=active_on(found, today)) if state else found


def active_on(subjects: SubjectQuerySet, day: date) -> SubjectQuerySet:
    """Those that may be rated on this day."""
    return subjects.filter(
        Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day)
    )


def get_subject(organization: Organization, subject_id: int) -> Subject:
    """One subject of the organization, or 404."""
    return get_object_or_404(subjects_of(organization), pk=subject_id)
