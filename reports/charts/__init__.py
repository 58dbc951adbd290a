"""Charts as pure functions: typed figures in, SVG out. No Django: words and number formats come in.

Every function keeps to this:
- no style attributes: geometry is SVG attributes, colour is a class of the style sheet;
- nothing is drawn that was not measured: a gap stays a gap and is never joined by ink;
- a number stands beside the ink, or a data table beside the chart;
- a chart is role="img" with a title and a description, or hidden beside the same numbers as text;
- whatever text comes in is escaped.
"""

from reports.charts.bars import Bar, Segment, day_bars, histogram, share_bar, split_bar
from reports.charts.drawing import Name, Size
from reports.charts.events import Aim, Event, Extras
from reports.charts.intervals import Rail, Whisker, whisker, whisker_axis
from reports.charts.journey import (
    Curve,
    CurveWords,
    Square,
    Step,
    emotion_curve,
    emotion_thread,
    mini_board,
)
from reports.charts.lines import (
    Axis,
    Mark,
    TrendWords,
    axis_for,
    is_trend_numbered,
    sparkline,
    trend,
)
from reports.charts.tables import table_rows

__all__ = [
    "Aim",
    "Axis",
    "Bar",
    "Curve",
    "CurveWords",
    "Event",
    "Extras",
    "Mark",
    "Name",
    "Rail",
    "Segment",
    "Size",
    "Square",
    "Step",
    "TrendWords",
    "Whisker",
    "axis_for",
    "day_bars",
    "emotion_curve",
    "emotion_thread",
    "histogram",
    "is_trend_numbered",
    "mini_board",
    "share_bar",
    "sparkline",
    "split_bar",
    "table_rows",
    "trend",
    "whisker",
    "whisker_axis",
]
