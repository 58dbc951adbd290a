"""What was stored, changed or deleted is counted soon; files are written; upgrades recount."""

import contextlib
from typing import Any

from django.conf import settings
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from hearme.common.nudge import Nudge
from reports.actions import (
    count_waiting,
    list_all_comments_again,
    repair_counts,
    surveys_without_segments,
)
from reports.signals import export_ordered
from reports.tasks import (
    count_waiting_responses,
    list_changed_comments,
    make_ordered_export,
)
from responses.signals import responses_changed

comments_soon = Nudge(list_changed_comments, settings.COUNT_AFTER_SECONDS)
soon = Nudge(count_waiting_responses, settings.COUNT_AFTER_SECONDS)


@receiver(responses_changed)
def count_soon(sender: object, survey_id: int, **_: Any) -> None:
    soon(survey_id)
    comments_soon(0)


@receiver(export_ordered)
def write_soon(sender: object, order_id: int, **_: Any) -> None:
    """Let a worker write it; while the broker is away the sweep finds the order."""
    with contextlib.suppress(OperationalError):
        make_ordered_export.apply_async((order_id,), retry=False)


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


COMMENTS = "0005_comments"
"""The migration since which comments are kept apart from responses."""


@receiver(post_migrate)
def list_old_comments(sender: Any, plan: Any = (), **_: Any) -> None:
    """Let the comments that were there before be listed, by the next sweeps."""
    arrived = {step.name for step, is_undone in plan if not is_undone}
    if sender.name == "reports" and COMMENTS in arrived:
        list_all_comments_again()
