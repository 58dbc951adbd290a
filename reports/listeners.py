"""When responses were stored, changed or deleted: count them soon. After an upgrade: recount."""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from hearme.common.nudge import Nudge
from reports.actions import count_waiting, repair_counts, surveys_without_segments
from reports.tasks import count_waiting_responses
from responses.signals import responses_changed

soon = Nudge(count_waiting_responses, settings.COUNT_AFTER_SECONDS)


@receiver(responses_changed)
def count_soon(sender: object, survey_id: int, **_: Any) -> None:
    soon(survey_id)


SEGMENTS = "0004_segments"
"""The migration since which counts are kept apart by segment."""


@receiver(post_migrate)
def count_by_segment(sender: Any, plan: Any = (), **_: Any) -> None:
    """Count anew what was counted before there were segments, right after they came."""
    arrived = [
        step.name for step, is_undone in plan if step.app_label == "reports" and not is_undone
    ]
    if sender.name != "reports" or SEGMENTS not in arrived:
        return
    for survey in surveys_without_segments():
        # What waits was written without its segment: folded first, it is set right as well.
        count_waiting(survey.survey_id)
        repair_counts(survey)
