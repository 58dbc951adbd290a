"""News this app announces."""

from django.dispatch import Signal

location_merged = Signal()
"""A place was merged into another, in the same transaction. Arguments: location, into."""
