"""Parse and clean input."""
