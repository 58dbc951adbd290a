"""Collectors and responses for programs."""
