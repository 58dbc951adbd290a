"""Reads. Every function starts from the organization, so nothing can leak across tenants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from surveys.models import DraftRevision, Survey, SurveyQuerySet, SurveyVersion
from surveys.rules import Change, Content, changes_between, language_changes


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

    Nothing but the present revision is known if the old one is no longer kept.
    """
    rows = DraftRevision.objects.filter(
        organization=organization, survey=survey, number__gte=revision
    )
    later = list(rows.select_related("saved_by"))
    if len(later) < 2 or later[-1].number != revision:
        return Meanwhile(survey.draft_revision)
    newest, opened = later[0], later[-1]
    names = dict.fromkeys(str(row.saved_by) for row in later[:-1] if row.saved_by)
    changes = [
        *changes_between(opened.content, newest.content),
        *language_changes(opened.languages, newest.languages),
    ]
    return Meanwhile(newest.number, tuple(names), newest.saved_at, tuple(changes))


def draft_at(organization: Organization, survey: Survey, revision: int) -> Content | None:
    """The draft as it was at a revision, if that is still kept."""
    row = DraftRevision.objects.filter(
        organization=organization, survey=survey, number=revision
    ).first()
    return row.content if row else None


def can_undo(organization: Organization, survey: Survey) -> bool:
    """Whether there is a save of the draft that can be taken back."""
    kept = DraftRevision.objects.filter(organization=organization, survey=survey)
    last = kept.filter(number=survey.draft_revision).only("number", "same_as").first()
    return last is not None and kept.filter(number=last.original - 1).exists()
