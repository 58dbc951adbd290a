"""Drawings as SVG: how many opened a page, began and came to the end."""

from responses.charts.funnel import Steps, bars_of, funnel_of

__all__ = ["Steps", "bars_of", "funnel_of"]
