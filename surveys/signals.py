"""News this app announces."""

from django.dispatch import Signal

catalogue_entry_leaves = Signal()
"""A touchpoint or a subject is to be deleted. Arguments: entry.

A receiver that still needs it raises ValidationError.
"""

survey_goes_live = Signal()
"""A draft is about to become the next version. Arguments: survey.

A receiver that cannot show it to customers raises ValidationError.
"""
