"""When responses were stored, changed or deleted: count them soon."""

from typing import Any

from django.conf import settings
from django.dispatch import receiver

from hearme.common.nudge import Nudge
from reports.tasks import count_waiting_responses
from responses.signals import responses_changed

soon = Nudge(count_waiting_responses, settings.COUNT_AFTER_SECONDS)


@receiver(responses_changed)
def count_soon(sender: object, survey_id: int, **_: Any) -> None:
    soon(survey_id)
