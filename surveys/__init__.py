"""Authoring: what is asked, and the versions that were published."""
