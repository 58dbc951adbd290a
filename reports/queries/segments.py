"""What the segments of a survey have in common."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from django.db import connection

from hearme.accounts.models import Organization
from surveys.models import Survey

Facets: TypeAlias = Mapping[str, Any]
"""Channel, language, version, touchpoint, subject and so on, as in Segment."""

ROWS = """
SELECT id, facets::text FROM reports_segment
WHERE organization_id = %(organization)s AND survey_id = %(survey)s
"""


def facets_of(organization: Organization, survey: Survey) -> dict[int, Facets]:
    """Segment -> what its responses have in common."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"organization": organization.pk, "survey": survey.pk})
        return {pk: _parsed(text) for pk, text in cursor.fetchall()}


# A large chain has thousands, and every page reads them: to understand them costs more than that.
@lru_cache(maxsize=20_000)
def _parsed(text: str) -> Facets:
    parsed: Facets = json.loads(text)
    return parsed
