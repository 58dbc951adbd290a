"""Goals and notes in charts: nothing overlaps, nothing runs out of the frame, all is escaped."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import charts
from reports.charts import Aim, Axis, Event, Extras, Mark, Name, Rail, Size, TrendWords, Whisker
from reports.charts.control import ControlWords, Sample, control_chart
from reports.charts.drawing import scale
from reports.charts.events import Strip, strip_of

NAME = Name("chart", "title", "description")
WORDS = TrendWords(write=lambda value: f"{value:.0f}", gap=lambda days: f"{days} empty")
WIDE, NARROW = Size(640, 264), Size(340, 220)
MARKS = [Mark("x", 40 + at, 30 + at, 50 + at) for at in range(30)]


def event(at: int, words: str = "14/11 · Thêm ca tối", number: int = 1) -> Event:
    return Event(at, words, str(number))


def many(count: int) -> tuple[Event, ...]:
    return tuple(event(at % 30, f"{at} · chuyện gì đó", at + 1) for at in range(count))


def laid(events, size: Size = WIDE) -> Strip:
    return strip_of(events, scale(0, 29, 34, size.width - 52), (2, size.width - 2))


def draw(extras: Extras, size: Size = WIDE, aim: float | None = None) -> str:
    axis = charts.axis_for(MARKS, -100, 100, aim)
    return charts.trend(MARKS, axis, size, WORDS, NAME, extras)


# ------------------------------------------------------------------ notes
def overlap(strip: Strip) -> bool:
    return any(
        a.row == b.row and a.left < b.left + b.width and b.left < a.left + a.width
        for a, b in combinations(strip.pills, 2)
    )


@given(
    st.lists(st.tuples(st.integers(0, 29), st.text(max_size=90)), max_size=40),
    st.sampled_from([WIDE, NARROW]),
)
def test_labels_never_touch_nor_leave_the_chart(notes, size):
    events = [event(at, words, n) for n, (at, words) in enumerate(sorted(notes), start=1)]
    strip = laid(events, size)

    assert not overlap(strip)
    assert all(pill.left >= 2 for pill in strip.pills)
    assert all(pill.left + pill.width <= size.width - 2 + 0.01 for pill in strip.pills)
    assert {x for x, _row in strip.lines} == {
        scale(0, 29, 34, size.width - 52)(each.at) for each in events
    }


def test_one_note_is_written_out_on_a_desk_and_a_number_on_a_phone():
    assert [pill.words for pill in laid([event(3)]).pills] == ["14/11 · Thêm ca tối"]
    assert [pill.words for pill in laid([event(3)], NARROW).pills] == ["1"]


def test_a_long_note_is_shortened_only_where_it_must_be_and_then_listed():
    long = "14/11 · " + "chuyện rất dài " * 5
    alone, crowded = laid([event(3, long)]), laid([event(at, long, at) for at in (0, 8, 16, 24)])

    assert (alone.pills[0].words, alone.is_numbered) == (long, False)
    assert crowded.pills[0].words.endswith("…")
    assert crowded.is_numbered


def test_many_notes_are_numbered():
    strip = laid(many(12))

    assert [pill.words for pill in strip.pills] == [str(at) for at in range(1, 13)]
    assert strip.is_numbered


def test_notes_without_room_share_a_label():
    words = [pill.words for pill in laid(many(90), NARROW).pills]

    assert any("–" in each for each in words)


@pytest.mark.parametrize("at", [0, 29])
def test_a_note_on_the_first_or_last_day_stands_inside(at):
    (pill,) = laid([event(at)]).pills

    assert pill.left >= 2
    assert pill.left + pill.width <= 638


def test_the_chart_grows_by_its_labels_so_that_none_covers_the_line():
    bare, noted = ET.fromstring(draw(Extras())), ET.fromstring(draw(Extras(None, many(12))))  # noqa: S314

    assert bare.attrib["viewBox"] == "0 0 640 264"
    assert noted.attrib["viewBox"] == "0 0 640 308"
    labels = [
        float(each.attrib["y"])
        for each in noted.find(".//{*}g[@class='event']")
        if each.tag == "rect"
    ]
    lowest = max(labels) + 19
    spots = re.findall(r'class="now" d="M[\d.]+ ([\d.]+)', draw(Extras(None, many(12))))
    assert all(float(y) > lowest for y in spots)


def test_hostile_words_are_escaped():
    hostile = "</text><script>alert(1)</script>"
    svg = draw(Extras(Aim(45, hostile), (event(3, hostile),)))

    assert "<script" not in svg
    ET.fromstring(svg)  # noqa: S314 - our own drawing


# ------------------------------------------------------------------ goals
def test_a_goal_is_a_line_at_its_value():
    svg = draw(Extras(Aim(50, "Goal +50")))
    y = re.search(r'class="target" x1="34" x2="588" y1="([\d.]+)"', svg).group(1)

    axis = charts.axis_for(MARKS, -100, 100)
    assert float(y) == pytest.approx(scale(axis.low, axis.high, 238, 12)(50), abs=0.06)
    assert ">Goal +50<" in svg


def test_the_axis_grows_to_a_goal_that_is_near_and_not_to_one_far_away():
    assert charts.axis_for(MARKS, -100, 100, 95).high >= 95
    assert charts.axis_for(MARKS, -100, 100, -100) == charts.axis_for(MARKS, -100, 100)


@pytest.mark.parametrize(("goal", "arrow"), [(-100, "▼ Goal"), (150, "▲ Goal")])
def test_a_goal_beyond_the_axis_is_an_arrow_at_its_edge(goal, arrow):
    svg = draw(Extras(Aim(goal, "Goal")), aim=goal)

    assert f">{arrow}<" in svg
    assert 'class="target"' not in svg


def test_a_goal_of_zero_is_drawn():
    marks = [Mark("x", value, value - 5, value + 5) for value in (-5, 5)]
    svg = charts.trend(
        marks, charts.axis_for(marks, -100, 100, 0), WIDE, WORDS, NAME, Extras(Aim(0, "Goal 0"))
    )

    assert 'class="target"' in svg


def test_the_goal_is_written_where_it_covers_the_line_least():
    flat = [Mark("x", 52, 45, 75) for _ in range(30)]
    svg = charts.trend(flat, Axis(40, 80, 10), WIDE, WORDS, NAME, Extras(Aim(50, "Goal 50")))

    goal = float(re.search(r'class="target" .*? y1="([\d.]+)"', svg).group(1))
    assert float(re.search(r'y="([\d.]+)">Goal 50<', svg).group(1)) > goal


def test_a_control_chart_has_its_goal_apart_from_its_limits():
    samples = [Sample("x", 50 + at % 3, 40, 60) for at in range(20)]
    words = ControlWords(str, "Mean 51", ("+3σ", "−3σ"), Extras(Aim(45, "Goal 45"), (event(3),)))
    svg = control_chart(samples, 51, Axis(40, 60, 5), Size(960, 320), words, NAME)

    assert svg.count('class="target"') == 1
    assert svg.count('class="lim"') == 1
    assert "14/11 · Thêm ca tối" in svg
    assert 'viewBox="0 0 960 342"' in svg


@pytest.mark.parametrize(("goal", "is_drawn"), [(10, True), (None, False), (90, False)])
def test_a_whisker_marks_a_goal_on_its_rail(goal, is_drawn):
    svg = charts.whisker(Whisker(10, 5, 15, goal=goal), Rail(0, 20))

    assert ('class="aim"' in svg) == is_drawn
