"""The drawings of the journey: what is not measured is not drawn, whatever comes in is escaped."""

from reports.charts import Curve, CurveWords, Name, Square, Step, emotion_curve, mini_board
from reports.charts.journey import emotion_thread

WORDS = CurveWords(lambda value: f"{value:.0f}", "TB 80%", "Yếu nhất", "Vui nhất")
NAME = Name("wave", "Đường cảm xúc", "<Mua> 90%")


def step(value: float, half: float = 3, **kwargs: object) -> Step:
    return Step("Mua", value, value - half, value + half, **kwargs)


def drawn(*steps: Step, **kwargs: object) -> str:
    return emotion_curve(Curve(steps, **kwargs), WORDS, NAME)


def test_faces_are_coloured_only_where_the_interval_clears_the_mean():
    curve = Curve([step(90), step(81), step(60), step(70)], mean=80, weak=2)

    assert [curve.mood(at) for at in range(4)] == ["good", "mid", "weak", "low"]


def test_a_gap_is_a_question_mark_and_the_line_stops_before_it():
    svg = drawn(step(90), step(85), Step("Liên hệ", why="chưa đo"), step(70), step(75), mean=80)

    assert svg.count('class="mface none"') == 1
    assert svg.count('class="bridge"') == 1
    assert "chưa đo" in svg
    assert svg.count('class="wave up"') == 2


def test_two_firm_stages_have_no_mean_and_no_hills():
    svg = drawn(step(90), step(60), Step("Mua lại", why="dưới 5"), mean=None)

    assert "TB 80%" not in svg
    assert "hill" not in svg


def test_nothing_measured_is_an_empty_picture_without_nonsense():
    svg = drawn(*[Step("Mua", why="chưa đo")] * 7)

    assert svg.count("chưa đo") == 7
    assert "nan" not in svg
    assert "wave up" not in svg


def test_ends_of_the_scale_fit():
    svg = drawn(step(100, 0), step(0, 0), step(50), mean=50)

    assert "-" not in svg.split('class="mface')[1].split('cy="')[1].split('"')[0]


def test_words_are_escaped_and_nothing_has_a_style():
    svg = drawn(step(90), step(60), step(70), mean=73)

    assert "&lt;Mua&gt; 90%" in svg
    assert "style=" not in svg


def test_the_thread_has_a_face_for_every_stage():
    assert emotion_thread(Curve([step(90), Step("x"), step(60)], 75)).count("mface") == 3


def test_the_small_board_rings_the_weakest_cell():
    svg = mini_board([[Square("h0", "58", is_weak=True), Square("none")]], NAME)

    assert svg.count("ring") == 1
    assert 'class="mb-none"' in svg
