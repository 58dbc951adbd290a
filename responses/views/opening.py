"""Opened forms: which survey a token opens, at which page, and for how long."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from responses.queries import published
from responses.rules import FormToken, TokenError, read_token
from responses.views.visiting import Visit, token_secret
from surveys.models import SurveyVersion


def opened(visit: Visit, text: str) -> tuple[FormToken, SurveyVersion]:
    """The token and its version. Raises LookupError if it was not made for this door."""
    try:
        token = read_token(text, token_secret())
        version = published(token.version_id)
    except (TokenError, SurveyVersion.DoesNotExist) as error:
        raise LookupError from error
    door = visit.door
    if (token.collector_id, version.organization_id) != (door.collector_id, door.organization_id):
        raise LookupError
    return token, version


def number_in(version: SurveyVersion, text: str) -> int | None:
    """The number of a page of this version; None if it has no such page."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 4
    number = int(text) if is_number else 0
    return number if 1 <= number <= len(version.content.sheets) else None


def is_old(token: FormToken) -> bool:
    """Whether the form was opened too long ago to be sent."""
    age = datetime.now(UTC) - token.issued_at
    return age > timedelta(hours=settings.FORM_TOKEN_HOURS)
