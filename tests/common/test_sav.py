"""SPSS files: what is written row by row is what a reader of the format finds."""

import io

import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearme.common.sav import Variable, cut, write_sav

VARIABLES = [
    Variable("small", "Điểm", values={0: "Không hề", 10: "Rất sẵn lòng"}),
    Variable("short", "Tên", width=20),
    Variable("number", decimals=2),
    Variable("long", "Nhắn gì thêm?", width=1_000),
]
WORDS = st.text(alphabet="aộ\n=\x01 ", max_size=330).map(lambda text: text.rstrip(" "))
ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-200, 400),
        st.none() | st.text(alphabet="bảx", max_size=6),
        st.none() | st.floats(-1e9, 1e9).map(lambda value: round(value, 3)),
        st.none() | WORDS,
    ),
    max_size=8,
)


def read_back(variables, rows, tmp_path):
    out = io.BytesIO()
    write_sav(out, variables, rows, len(rows))
    (tmp_path / "file.sav").write_bytes(out.getvalue())
    return pyreadstat.read_sav(tmp_path / "file.sav", output_format="dict")


@given(ROWS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_cell_is_read_back(tmp_path, rows):
    cells, about = read_back(VARIABLES, rows, tmp_path)
    columns = zip(*rows, strict=True) if rows else [()] * len(VARIABLES)

    assert about.number_rows == len(rows)
    for variable, column in zip(VARIABLES, columns, strict=True):
        empty = "" if variable.width else None
        assert list(cells[variable.name]) == [empty if c is None else c for c in column]


@pytest.mark.parametrize("length", [0, 1, 8, 251, 255, 256, 504, 505, 510, 511, 756, 2_000])
def test_texts_of_any_length_are_whole(tmp_path, length):
    variables = [Variable("text", width=max(length, 1)), Variable("after")]
    cells, _about = read_back(variables, [("x" * length, 7), ("", -1)], tmp_path)

    assert (list(cells["text"]), list(cells["after"])) == (["x" * length, ""], [7, -1])


def test_more_rows_than_are_packed_at_once(tmp_path):
    rows = [(number, f"tên {number}", number / 4, "ộ" * (number % 90)) for number in range(1_001)]
    cells, _about = read_back(VARIABLES, rows, tmp_path)

    assert list(zip(*(cells[each.name] for each in VARIABLES), strict=True)) == rows


def test_labels_are_kept(tmp_path):
    _cells, about = read_back(VARIABLES, [], tmp_path)

    assert about.column_labels == ["Điểm", "Tên", None, "Nhắn gì thêm?"]
    assert about.variable_value_labels == {"small": {0: "Không hề", 10: "Rất sẵn lòng"}}
    assert about.file_encoding == "UTF-8"


def test_a_long_label_is_cut_between_letters(tmp_path):
    variables = [Variable("v" * 64, "ộ" * 200, values={1: "ộ" * 200})]
    _cells, about = read_back(variables, [(1,)], tmp_path)

    assert about.column_labels == ["ộ" * 85]
    assert about.variable_value_labels == {"v" * 64: {1: "ộ" * 40}}
    assert cut("aộ", 3) == b"a"
