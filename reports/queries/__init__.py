"""Reads: counts of people by question, day and place. The organization comes first everywhere."""

from reports.queries.choices import Choices, choices_of
from reports.queries.collection import (
    CollectorLine,
    Silence,
    channel_counts,
    collector_lines,
    opened_and_finished,
    silences,
)
from reports.queries.comments import Comment, latest_comments
from reports.queries.counts import tallies_of
from reports.queries.surveys import (
    SurveyLine,
    counted_days,
    days_asked,
    survey_lines,
    survey_report,
    today_of,
    waiting_changes,
)

__all__ = [
    "Choices",
    "CollectorLine",
    "Comment",
    "Silence",
    "SurveyLine",
    "channel_counts",
    "choices_of",
    "collector_lines",
    "counted_days",
    "days_asked",
    "latest_comments",
    "opened_and_finished",
    "silences",
    "survey_lines",
    "survey_report",
    "tallies_of",
    "today_of",
    "waiting_changes",
]
