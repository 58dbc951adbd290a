"""The newest responses: what is not counted apart is counted from these, so that reading ends."""

from typing import Any, Final

from hearme.accounts.models import Organization
from reports.queries.comments import conditions_of
from reports.rules.filters import Filters
from reports.rules.periods import DAY, Period
from surveys.models import Survey

MOST_READ: Final = 200_000
"""More responses than these are not read: the newest are."""

NEWEST: Final = """
    SELECT * FROM responses_response r
    WHERE r.organization_id = %(organization)s AND r.survey_id = %(survey)s
      AND r.answered_at >= %(since)s AND r.answered_at < %(until)s
      AND r.day BETWEEN %(first)s AND %(last)s
      AND (%(everywhere)s OR r.location_id = ANY(%(places)s))
      {more}
    ORDER BY r.answered_at DESC, r.id DESC LIMIT %(most)s
"""


def newest_responses(
    organization: Organization, survey: Survey, period: Period, filters: Filters, more: str = ""
) -> tuple[str, dict[str, Any]]:
    """SQL: the newest responses of a period, with its values; `more` must be true of each."""
    conditions, values = conditions_of(organization, filters)
    values |= {
        "organization": organization.pk,
        "survey": survey.pk,
        "first": period.first,
        "last": period.last,
        # A local day starts and ends within a day of the same day in UTC.
        "since": period.first - DAY,
        "until": period.last + 2 * DAY,
        "everywhere": filters.places is None,
        "places": sorted(filters.places or ()),
        "most": MOST_READ,
    }
    return NEWEST.format(more=f"{conditions} {more}"), values
