"""News this app announces."""

from django.dispatch import Signal

responses_changed = Signal()
"""Responses were committed that are not counted yet. Arguments: survey_id (int)."""
