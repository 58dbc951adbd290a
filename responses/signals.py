"""News this app announces."""

from django.dispatch import Signal

responses_changed = Signal()
"""Responses were committed that are not counted yet. Arguments: survey_id (int)."""

demo_seeded = Signal()
"""An empty site got an invented organization. Arguments: organization, now (datetime)."""

posters_ordered = Signal()
"""Posters were ordered and can be made. Arguments: order_id (int)."""
