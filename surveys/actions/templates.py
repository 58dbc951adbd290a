"""Writes: a survey from the library, with the touchpoints it asks about."""

from django.db import transaction

from hearme.accounts.models import Organization, User
from surveys.actions.catalogue import add_touchpoint
from surveys.actions.drafts import create_survey
from surveys.models import Survey, Touchpoint
from surveys.rules import PlannedTouchpoint, at_touchpoints, library, pick
from surveys.rules.templates import LANGUAGES


@transaction.atomic
def start_from_template(organization: Organization, slug: str, *, by: User | None = None) -> Survey:
    """Create a draft like a template, and the touchpoints it asks about that are not there yet.

    Raises KeyError for a slug that is not in the library.
    """
    template = library()[slug]
    ids = [_touchpoint_id(organization, planned) for planned in template.touchpoints]
    return create_survey(
        organization,
        at_touchpoints(template.content, ids),
        default_language=organization.language,
        languages=LANGUAGES,
        by=by,
    )


def _touchpoint_id(organization: Organization, planned: PlannedTouchpoint) -> int:
    """The touchpoint of that name in either language, or a new one; 0 if it was closed."""
    known = (
        Touchpoint.objects.of(organization)
        .filter(stage=planned.stage, name__in=planned.name.values())
        .first()
    )
    if known:
        return 0 if known.closed_at else known.pk
    name = pick(planned.name, organization.language, LANGUAGES[0])
    return add_touchpoint(organization, stage=planned.stage, about=planned.about, name=name).pk
