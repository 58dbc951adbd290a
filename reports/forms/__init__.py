"""Forms: a report's filters, and what leads out of it."""

from reports.forms.export import ExportForm
from reports.forms.mails import ScheduleForm
from reports.forms.report import ReportForm

__all__ = ["ExportForm", "ReportForm", "ScheduleForm"]
