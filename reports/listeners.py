"""What was stored, changed or deleted is counted soon; files are written; upgrades recount."""

import contextlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from hearme.accounts.models import Organization
from hearme.common.nudge import Nudge
from reports.actions import (
    begin_repair,
    count_waiting_everywhere,
    end_repair,
    list_all_comments_again,
    repair_chunk,
)
from reports.actions.demo import aim_demo
from reports.signals import export_ordered
from reports.tasks import (
    count_waiting_responses,
    list_changed_comments,
    make_ordered_export,
)
from responses.signals import demo_seeded, responses_changed

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


@receiver(demo_seeded)
def give_demo_aims(sender: object, organization: Organization, now: datetime, **_: Any) -> None:
    aim_demo(organization, now)


TABLES = "0013_touchpoint_counts"
"""The migration since which all tables of counts are what they are now."""


@receiver(post_migrate)
def count_anew(sender: Any, plan: Any = (), **_: Any) -> None:
    """Make the counts anew right after their tables changed; `recount --fix` goes on with it."""
    arrived = {step.name for step, is_undone in plan if not is_undone}
    if sender.name != "reports" or TABLES not in arrived:
        return
    # What waits was written as the counts were then: folded first, it is set right as well.
    count_waiting_everywhere()
    repair = begin_repair()
    for chunk in repair.chunks:
        repair_chunk(chunk)
    end_repair(repair)


COMMENTS = "0005_comments"
"""The migration since which comments are kept apart from responses."""


@receiver(post_migrate)
def list_old_comments(sender: Any, plan: Any = (), **_: Any) -> None:
    """Let the comments that were there before be listed, by the next sweeps."""
    arrived = {step.name for step, is_undone in plan if not is_undone}
    if sender.name == "reports" and COMMENTS in arrived:
        list_all_comments_again()
