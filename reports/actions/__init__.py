"""Writes: fold waiting changes into the counts, each exactly once; check and repair them."""

from reports.actions.comments import (
    list_all_comments_again,
    list_waiting_comments,
    tag_comment,
    untag_comment,
)
from reports.actions.exporting import (
    made_at_once,
    make_export,
    order_export,
    revive_exports,
    sweep_exports,
    waiting_exports,
)
from reports.actions.folding import (
    count_waiting,
    count_waiting_everywhere,
)
from reports.actions.recounting import (
    Difference,
    OneSurvey,
    Recount,
    check_counts,
    repair_counts,
    surveys_to_repair,
    surveys_without_segments,
)

__all__ = [
    "Difference",
    "OneSurvey",
    "Recount",
    "check_counts",
    "count_waiting",
    "count_waiting_everywhere",
    "list_all_comments_again",
    "list_waiting_comments",
    "made_at_once",
    "make_export",
    "order_export",
    "repair_counts",
    "revive_exports",
    "surveys_to_repair",
    "surveys_without_segments",
    "sweep_exports",
    "tag_comment",
    "untag_comment",
    "waiting_exports",
]
