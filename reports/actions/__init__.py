"""Writes: fold waiting changes into the counts, each exactly once; check and repair them."""

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
    "repair_counts",
    "surveys_to_repair",
    "surveys_without_segments",
]
