"""News this app announces."""

from django.dispatch import Signal

export_ordered = Signal()
"""A file was ordered and can be written. Arguments: order_id (int)."""
