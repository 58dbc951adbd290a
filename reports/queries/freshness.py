"""Up to when answers are counted."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from hearme.accounts.models import Organization

USUAL_WAIT: Final = timedelta(seconds=60)
"""How long an answer may wait before its figures are called stale."""

# One step into the index for each survey, however many changes wait.
OLDEST = """
SELECT min(waiting.created_at)
FROM surveys_survey s
CROSS JOIN LATERAL (
    SELECT created_at FROM responses_countchange
    WHERE organization_id = s.organization_id AND survey_id = s.id
    ORDER BY id LIMIT 1
) AS waiting
WHERE s.organization_id = %s
"""


def counted_until(organization: Organization) -> datetime:
    """The moment up to which all answers are in the counts; now if none waits."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST, [organization.pk])
        oldest: datetime | None = cursor.fetchone()[0]
    now = timezone.now()
    return min(oldest, now) if oldest else now


def is_stale(moment: datetime) -> bool:
    """Whether figures that are counted up to then miss answers that should be in them."""
    return timezone.now() - moment > USUAL_WAIT
