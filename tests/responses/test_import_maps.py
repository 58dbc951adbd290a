"""The map of an import is checked before a single row is read."""

import json
import re
from pathlib import Path

import pytest

from responses.rules.import_maps import MapError, load_map, read_map
from surveys.rules import Kind
from tests import build
from tests.responses.importing import SAMPLE_MAP, small_map

CONTENT = build.content(build.SIX_KINDS)


def problems(raw):
    with pytest.raises(MapError) as refused:
        read_map(raw, CONTENT, ["vi", "en"])
    return list(refused.value.problems)


def test_the_sample_names_the_columns_it_needs():
    recipe = read_map(json.loads(SAMPLE_MAP.read_text()), CONTENT, ["vi", "en"])
    assert recipe.columns == {
        "Mã", "Chi nhánh", "Ngày", "Giờ", "Giới thiệu", "Hài lòng", "Dễ dàng", "Đi cùng", "Lý do",
        "Ghi chú",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"source": None}, "source: must be a text"),
        ({"id": "id"}, "id: must be a list of texts"),
        ({"languages": "vi"}, "languages: unknown; known here: source, id, encoding,"),
        ({"language": "ko"}, "language: the survey is not asked in it, but in vi, en"),
        ({"encoding": "utf-9"}, 'encoding: "utf-9" is no known encoding'),
        ({"delimiter": "::"}, "delimiter: must be one character"),
        ({"time": None}, "time: must be an object"),
        (
            {"time": {"text": "{when}", "formats": ["%d/%m"]}},
            'time.formats[0]: "%d/%m" needs a year',
        ),
        ({"time": {"text": "{when}", "formats": ["%Q"]}}, 'time.formats[0]: "%Q" cannot be used'),
        ({"time": {"text": "x", "time_zone": "Hanoi"}}, 'time.time_zone: "Hanoi" is no known'),
        (
            {"location": {"column": "place"}},
            "location.codes: must say which codes mean",
        ),
        ({"location": {"name": "X", "codes": ["X"]}}, "location.codes: unknown; known here: name,"),
        ({"questions": {}}, "questions: name at least one question"),
        ({"questions": {"q9": {}}}, "questions.q9: unknown; known here: q1, q2,"),
        ({"questions": {"q2": 5}}, "questions.q2: must be an object"),
        (
            {"questions": {"q2": {"column": "rating", "codes": [1, 6]}}},
            "questions.q2.codes: 6 is no answer of q2; these are: 1, 2, 3, 4, 5",
        ),
        (
            {"questions": {"q2": {"column": "rating", "codes": {"yes": True}}}},
            "questions.q2.codes: must say which codes mean which numbers",
        ),
        (
            {"questions": {"q2": {"column": "rating", "codes": [1], "separator": ","}}},
            "questions.q2.separator: unknown; known here: column, codes",
        ),
        (
            {"questions": {"q5": {"ticks": {"a": 4}, "ticked": ["1"]}}},
            "questions.q5.ticks: 4 is no answer of q5; these are: 1, 2, 3",
        ),
        ({"questions": {"q6": {"column": "c", "codes": [1]}}}, "questions.q6.codes: unknown"),
    ],
)
def test_what_is_wrong_with_a_map_is_said(changes, problem):
    assert any(problem in found for found in problems(small_map(**changes)))


def test_everything_wrong_is_said_at_once():
    assert problems({"questions": {"q2": {}}}) == [
        "source: must be a text",
        "time: must be an object",
        "location: must be an object",
        "questions.q2.column: must be a text",
        "questions.q2.codes: must say which codes mean which numbers",
    ]
    assert problems([]) == ["the map: must be an object"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"source": "a",}', "line 1: not JSON"),
        ('{"codes": {"4": 4, "4": 5}}', '"4" is there twice in one object'),
    ],
)
def test_a_map_that_is_no_plain_json_is_refused(text, problem):
    with pytest.raises(MapError, match=problem):
        load_map(text)


def test_the_map_in_the_documentation_is_a_good_one():
    text = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
    raw = load_map(text.split("```json\n")[1].split("```")[0])
    recipe = read_map(raw, build.content((Kind.CSAT, Kind.CHOICES, Kind.TEXT)), ["vi", "en"])
    assert recipe.columns == {
        "Form number", "Date", "Time", "Branch", "Satisfied", "Reasons", "Comment",
    }  # fmt: skip
    assert raw.keys() | {"encoding", "delimiter", "note"} == set(
        re.findall(r"^\| `(\w+)`", text, re.M)
    )
