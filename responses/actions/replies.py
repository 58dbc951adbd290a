"""Building replies that did not come through the public page."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from responses.models import Collector
from responses.rules import Answers, Reply, local_hour, ratings_of, score_of
from surveys.models import SurveyVersion


@dataclass(frozen=True, slots=True)
class Given:
    """What one customer answered, when and how."""

    key: uuid.UUID
    answers: Answers
    answered_at: datetime
    language: str
    channel: str
    seconds: int | None = None


def reply_through(door: Collector, version: SurveyVersion, given: Given) -> Reply:
    """Make the reply to a version that goes through a collector, by the clock of its place."""
    day, hour = local_hour(given.answered_at, door.location.time_zone)
    return Reply(
        organization_id=door.organization_id,
        survey_id=version.survey_id,
        version_id=version.pk,
        location_id=door.location_id,
        collector_id=door.pk,
        key=given.key,
        answered_at=given.answered_at,
        day=day,
        hour=hour,
        language=given.language,
        channel=given.channel,
        seconds=given.seconds,
        score=score_of(version.content, given.answers),
        answers=given.answers,
        ratings=ratings_of(version.content, given.answers),
    )
