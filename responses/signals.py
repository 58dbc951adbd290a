"""News this app announces."""

from django.dispatch import Signal

responses_changed = Signal()
"""Responses were committed that are not counted yet. Arguments: survey_id (int)."""

posters_ordered = Signal()
"""Posters were ordered and can be made. Arguments: order_id (int)."""
