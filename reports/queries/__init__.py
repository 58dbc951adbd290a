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
from reports.queries.export_orders import export_orders_of, get_export_order, written_so_far
from reports.queries.exporting import asks_contacts, exported_count
from reports.queries.goals import (
    annotations_during,
    annotations_of,
    day_notes,
    get_annotation,
    get_goal,
    goal_for,
    goals_by_place,
    goals_of,
    goals_of_kinds,
    survey_goals,
)
from reports.queries.journey import Board, Said, journey_board, said_at
from reports.queries.overview import (
    Headlines,
    has_answers,
    has_collectors,
    headlines,
    opened_anywhere,
)
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
    "Board",
    "Choices",
    "CollectorLine",
    "Comment",
    "Headlines",
    "Said",
    "Silence",
    "SurveyLine",
    "annotations_during",
    "annotations_of",
    "asks_contacts",
    "channel_counts",
    "choices_of",
    "collector_lines",
    "counted_days",
    "day_notes",
    "days_asked",
    "export_orders_of",
    "exported_count",
    "get_annotation",
    "get_export_order",
    "get_goal",
    "goal_for",
    "goals_by_place",
    "goals_of",
    "goals_of_kinds",
    "has_answers",
    "has_collectors",
    "headlines",
    "journey_board",
    "latest_comments",
    "opened_and_finished",
    "opened_anywhere",
    "said_at",
    "silences",
    "survey_goals",
    "survey_lines",
    "survey_report",
    "tallies_of",
    "today_of",
    "waiting_changes",
    "written_so_far",
]
