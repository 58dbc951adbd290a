"""Writes: fold waiting changes into the counts, each exactly once; check and repair them."""

from reports.actions.comments import (
    MOST_AT_ONCE,
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
from reports.actions.goals import (
    DayText,
    Metric,
    change_goal,
    change_note,
    delete_note,
    remove_goal,
    set_goals,
    write_note,
)
from reports.actions.mails import deliver, mails_to_send
from reports.actions.recounting import (
    Days,
    Difference,
    OneSurvey,
    Recount,
    check_counts,
    check_days,
    days_to_recount,
    repair_counts,
    together,
)
from reports.actions.repairing import (
    Repair,
    begin_repair,
    end_repair,
    repair_chunk,
    side_by_side,
)

__all__ = [
    "MOST_AT_ONCE",
    "DayText",
    "Days",
    "Difference",
    "Metric",
    "OneSurvey",
    "Recount",
    "Repair",
    "begin_repair",
    "change_goal",
    "change_note",
    "check_counts",
    "check_days",
    "count_waiting",
    "count_waiting_everywhere",
    "days_to_recount",
    "delete_note",
    "deliver",
    "end_repair",
    "list_all_comments_again",
    "list_waiting_comments",
    "made_at_once",
    "mails_to_send",
    "make_export",
    "order_export",
    "remove_goal",
    "repair_chunk",
    "repair_counts",
    "revive_exports",
    "set_goals",
    "side_by_side",
    "sweep_exports",
    "tag_comment",
    "together",
    "untag_comment",
    "waiting_exports",
    "write_note",
]
