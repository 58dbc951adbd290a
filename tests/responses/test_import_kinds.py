"""Imports of answers to the newer kinds of questions."""

import json

import pytest

from responses.rules.import_maps import MapError, read_map
from surveys.rules import Kind
from tests import build
from tests.responses.importing import run, small_map, stored

pytestmark = pytest.mark.django_db

ASKED = (Kind.STARS, Kind.SCALE, Kind.NUMBER, Kind.DATE, Kind.RANKING, Kind.CONTACT)
CONTENT = build.content(ASKED)
ROWS = {"columns": {"1": "drinks", "2": "staff"}, "codes": [1, 2, 3, 4, 5]}


def problems(**questions):
    with pytest.raises(MapError) as refused:
        read_map(small_map(questions=questions), CONTENT, ["vi", "en"])
    return list(refused.value.problems)


def imported(tmp_path, cells, **questions):

    survey = build.survey(asks=(Kind.STARS, Kind.SCALE, Kind.NUMBER, Kind.DATE))
    file, recipe = tmp_path / "answers.csv", tmp_path / "map.json"
    names = "id,place,when,drinks,staff,scale,number,date"
    rows = [f"{number},HBT,2026-05-13,{row}" for number, row in enumerate(cells)]
    file.write_text("\n".join([names, *rows]))
    recipe.write_text(json.dumps(small_map(questions=questions)))
    out, errors = run(survey, file, recipe)
    return [response.answers for response in stored()], out, errors


def test_each_row_of_criteria_has_a_column_of_its_own(tmp_path):
    answers, _out, _errors = imported(tmp_path, ["5,3,,,", "4,x,,,", ",,,,"], q1=ROWS)

    assert sorted(answers, key=str) == [{"q1": {"1": 4}}, {"q1": {"1": 5, "2": 3}}]


def test_scales_numbers_and_dates_are_imported(tmp_path):
    answers, _out, _errors = imported(
        tmp_path,
        [',,2,"1.500,5",2026-05-12'],
        q2={"column": "scale", "codes": [1, 2, 3, 4, 5]},
        q3={"column": "number"},
        q4={"column": "date"},
    )

    assert answers == [{"q2": 2, "q3": 1500.5, "q4": "2026-05-12"}]


def test_a_cell_that_is_no_number_or_date_rejects_its_row(tmp_path):
    answers, out, errors = imported(
        tmp_path,
        [",,,nhiều,", ",,,,hôm qua", ",,,3,"],
        q3={"column": "number"},
        q4={"column": "date"},
    )

    assert answers == [{"q3": 3}]
    assert "number: this is no number" in out + errors
    assert "date: this is no date" in out + errors


@pytest.mark.parametrize("key", ["q5", "q6"])
def test_what_cannot_be_imported_says_so(key):
    (problem,) = problems(**{key: {"column": "x"}})

    assert problem.startswith(f"questions.{key}: answers of the kind ")
    assert problem.endswith(" cannot be imported")


def test_a_row_that_is_not_there_or_shares_a_column_is_named():
    assert problems(q1=ROWS | {"columns": {"9": "x"}}) == [
        "questions.q1.columns: 9 is no row of q1"
    ]
    assert problems(q1=ROWS | {"columns": {"1": "x", "2": "x"}}) == [
        "questions.q1.columns: each row needs a column of its own"
    ]
