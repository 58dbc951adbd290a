"""What this app keeps: counts, comments, goals, and what leads out of the reports."""

from reports.models.comments import Comment, CommentChange, CommentTag
from reports.models.counts import (
    DAY_COLUMNS,
    HOUR_COLUMNS,
    HourCount,
    MonthCount,
    RecountChunk,
    Segment,
    SegmentCount,
    TouchpointCount,
)
from reports.models.exports import ExportOrder, ExportOrderQuerySet, export_path
from reports.models.goals import Annotation, Goal
from reports.models.mails import ReportMail, ReportSchedule
from reports.models.sharing import ShareLink, Wallboard

__all__ = [
    "DAY_COLUMNS",
    "HOUR_COLUMNS",
    "Annotation",
    "Comment",
    "CommentChange",
    "CommentTag",
    "ExportOrder",
    "ExportOrderQuerySet",
    "Goal",
    "HourCount",
    "MonthCount",
    "RecountChunk",
    "ReportMail",
    "ReportSchedule",
    "Segment",
    "SegmentCount",
    "ShareLink",
    "TouchpointCount",
    "Wallboard",
    "export_path",
]
