"""Collecting: the doors customers come through, and what they answered."""
