"""Charts: nothing drawn that was not measured, every text escaped, words for those who listen."""

import re
from xml.etree import ElementTree as ET

import pytest

from reports import charts
from reports.charts import Axis, Bar, Mark, Name, Rail, Segment, Size, TrendWords, Whisker

NAME = Name("chart", 'A <b>title</b> & "more"', "from 1 to 2 <script>")
WORDS = TrendWords(write=lambda value: f"{value:.0f}", gap=lambda days: f"{days} empty")
SIZE = Size(640, 240)


def mark(value: float | None, **kwargs: object) -> Mark:
    if value is None:
        return Mark("x", is_empty=True, **kwargs)
    return Mark("x", value, value - 10, value + 10, **kwargs)


def draw(values: list[float | None], **kwargs: object) -> str:
    marks = [mark(value, **kwargs) for value in values]
    return charts.trend(marks, charts.axis_for(marks, -100, 100), SIZE, WORDS, NAME)


def lines(svg: str, css: str) -> list[str]:
    return re.findall(rf'class="{css}" d="([^"]+)"', svg)


EVERY_CHART = [
    draw([10, 20, None, 30]),
    draw([None, None]),
    draw([5]),
    charts.split_bar([Segment("d", "<i>", 3), Segment("p", "b", 7)], str, NAME),
    charts.histogram([Bar("d", "<0>", 0), Bar("p", "1", 9)], str, NAME),
]


@pytest.mark.parametrize("svg", EVERY_CHART)
def test_a_chart_is_an_image_with_a_title_a_description_and_no_style(svg):
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    title, description = root[0], root[1]

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert title.text == NAME.title
    assert description.text == NAME.description
    assert not any("style" in element.attrib for element in root.iter())


def test_ornaments_are_hidden_from_those_who_listen():
    ornaments = [
        charts.sparkline([1, 2, None, 3]),
        charts.share_bar(40, 30, 50),
        charts.whisker(Whisker(10, 5, 15, was=3, everywhere=8), Rail(0, 20)),
        charts.whisker_axis(Rail(0, 40), str),
    ]

    assert all(re.match(r'<svg [^>]*aria-hidden="true"', svg) for svg in ornaments)


def test_a_gap_is_never_joined_by_ink():
    svg = draw([10, 20, None, None, 30, 40])

    assert len(lines(svg, "now")) == 2
    assert svg.count('class="ci"') == 2
    assert svg.count('class="vgap"') == 1


def test_a_gap_says_how_many_points_are_empty_where_there_is_room():
    assert "2 empty" in draw([10, None, None, 30])
    assert "empty" not in draw([10, *[20] * 60, None, 30])


def test_too_few_answers_are_a_gap_that_is_not_called_empty():
    marks = [mark(10), Mark("x"), Mark("x"), mark(30)]
    svg = charts.trend(marks, Axis(0, 100, 20), SIZE, WORDS, NAME)

    assert 'class="vgap"' in svg
    assert "empty" not in svg


def test_a_point_alone_is_a_dot():
    alone = draw([None, 12, None, 14, 15])

    assert alone.count('class="dot"') == 2, "the one that is alone, and the last of the line"


def test_no_value_falls_off_its_axis():
    axis = charts.axis_for([mark(-100), mark(100)], -100, 100)

    assert (axis.low, axis.high) == (-100, 100)
    assert len(list(axis.lines)) <= 7


@pytest.mark.parametrize("value", [-100, -99, 0, 48, 100])
def test_a_flat_line_does_not_become_a_mountain(value):
    axis = charts.axis_for([Mark("x", value, value, value)] * 5, -100, 100)

    assert axis.high - axis.low >= 20
    assert axis.low <= value <= axis.high


def test_bands_of_few_answers_do_not_stretch_the_axis_unless_most_are_like_that():
    firm = [mark(50) for _ in range(9)]
    wild = Mark("x", 50, -80, 95, is_low=True)

    assert charts.axis_for([*firm, wild], -100, 100).low == 40
    assert charts.axis_for([wild], -100, 100).low == -100


def test_a_survey_nobody_answered_has_an_axis():
    assert charts.axis_for([mark(None)], 0, 100) == Axis(0, 100, 20)


def test_a_chart_that_rests_on_few_answers_is_grey():
    assert 'class="trend small"' in draw([1, 2, 3], is_low=True)
    assert 'class="trend"' in draw([1, 2, 3])


def test_a_sparkline_needs_three_values():
    assert charts.sparkline([None, 1, 2]) == ""
    assert charts.sparkline([4, 4, 4])


def test_every_bar_of_a_histogram_wears_its_number():
    svg = charts.histogram([Bar("d", "0", 0), Bar("p", "1", 1234)], lambda n: f"{n:,}", NAME)

    assert ">0</text>" in svg
    assert ">1,234</text>" in svg


def test_a_split_bar_writes_a_share_only_where_it_fits():
    parts = [Segment("d", "bad", 1), Segment("a", "middle", 0), Segment("p", "good", 99)]
    svg = charts.split_bar(parts, lambda share: f"{share:.0f}%", NAME)

    assert ">99%<" in svg
    assert ">1%<" not in svg
    assert 'class="a"' not in svg


def test_a_rail_holds_all_its_intervals_between_round_ends():
    assert Rail.around([31, 58], 0, 100) == Rail(20, 60)
    assert Rail.around([-99, 99], -100, 100) == Rail(-100, 100)
    assert Rail.around([], 0, 100) == Rail(0, 100)
    assert Rail(0, 100).ticks == [0, 20, 40, 60, 80, 100]


def test_table_rows_are_escaped():
    assert charts.table_rows([["<a>", '"&"']]) == (
        '<tr><th scope="row">&lt;a&gt;</th><td>&quot;&amp;&quot;</td></tr>'
    )
