"""Files as others write them: their cells, their times and their places, read as a map says."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from responses.rules.imports import Table, TableError
from tests import build
from tests.responses.importing import small_map, stored, table

NOW = datetime(2026, 11, 22, tzinfo=UTC)

needs_database = pytest.mark.django_db


# ------------------------------------------------------------------ how the file is written
ROWS = [["id", "place", "when", "rating"], ["1", "HBT", "2026-05-13", "5"]]


@needs_database
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_itself(load, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    assert load(text)[0].startswith("imported 1,")


@needs_database
def test_an_unusual_delimiter_is_named_in_the_map(load):
    text = "\n".join("^".join(row) for row in ROWS)
    assert load(text, small_map(delimiter="^"))[0].startswith("imported 1,")


COMMENTED = small_map(questions={"q6": {"column": "rating"}})


@needs_database
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_found_by_itself(load, encoding):
    load(table("1,HBT,2026-05-13,Trà ngon lắm"), COMMENTED, encoding)
    assert stored()[0].answers == {"q6": "Trà ngon lắm"}


@needs_database
def test_another_encoding_is_named_in_the_map(load):
    text = table("1,HBT,2026-05-13,Crème brûlée")
    with pytest.raises(CommandError, match=r"is not UTF-8\. Name its encoding in the map"):
        load(text, COMMENTED, "cp1252")
    load(text, COMMENTED | {"encoding": "cp1252"}, "cp1252")
    assert stored()[0].answers == {"q6": "Crème brûlée"}


@needs_database
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Ngon\x00lắm", "rating: the text has characters that only a broken file has"),
        ("dài " * 501, "rating: the text has more than 2000 characters"),
    ],
)
def test_a_text_that_cannot_be_stored_is_rejected(load, text, reason):
    said, complaints = load(table(f"1,HBT,2026-05-13,{text}"), COMMENTED)
    assert said.startswith("imported 0, already there 0, rejected 1")
    assert complaints == f"line 2: {reason}\n"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("id,place,when", "no column rating; the header has: id, place, when"),
        ("id,place,when,rating,rating", "the column rating is there more than once"),
        ("", "no column id, place, rating, when; the header has: nothing"),
    ],
)
def test_a_header_without_each_wanted_column_once_is_refused(header, words):
    with pytest.raises(TableError, match=words):
        Table([header], {"id", "place", "when", "rating"})


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, st.just("x")), max_size=5), st.sampled_from(",;\t|"))
def test_whatever_a_spreadsheet_writes_is_read_back(rows, delimiter):
    file = StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([("a", "b", "c"), *rows])
    file.seek(0)
    read = Table(file, {"a", "b", "c"})
    assert [(tuple(record.cells), record.problem) for record in read] == [(r, "") for r in rows]


# ------------------------------------------------------------------ what a cell means
@needs_database
@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"columns": ["a", "b"], "codes": {"d": 1, "n": 2, "t": 3}}, [1, 2]),
        ({"columns": ["a", "b"], "separator": "+", "codes": {"d": 1, "n": 2, "t": 3}}, [1, 2, 3]),
        ({"ticks": {"x": 1, "y": 2, "z": 3}, "ticked": ["1", "có"]}, [1, 3]),
    ],
)
def test_choices_stand_in_several_columns(load, asked, answer):
    recipe = small_map(questions={"q5": asked})
    load("id,place,when,a,b,x,y,z\n1,HBT,2026-05-13,n,d,1,0,có\n", recipe)
    load("id,place,when,a,b,x,y,z\n2,HBT,2026-05-13,n+t,d,có,,1\n", recipe)
    assert answer in [response.answers.get("q5") for response in stored()]


@needs_database
def test_codes_may_have_other_names_than_ratings(load):
    codes = {"Rất hài lòng": 5, "Hài lòng": 4, "Không hài lòng": 2}
    recipe = small_map(questions={"q2": {"column": "rating", "codes": codes}})
    load(table("1,HBT,2026-05-13, Hài lòng ", "2,HBT,2026-05-14,4"), recipe)
    assert [response.answers for response in stored()] == [{"q2": 4}]


# ------------------------------------------------------------------ when
@needs_database
@pytest.mark.parametrize(
    ("time", "cell", "moment"),
    [
        ({"text": "{when}"}, "2026-05-13T09:30:00Z", "2026-05-13T09:30"),
        ({"text": "{when}"}, "2026-05-13 09:30+02:00", "2026-05-13T07:30"),
        ({"text": "2026-05-13 {when}"}, "09:30", "2026-05-13T02:30"),
        ({"text": "2026-05-13"}, "whatever", "2026-05-12T17:00"),
        ({"text": "{when}", "formats": ["%d.%m.%y", "%m/%d/%Y"]}, "05/13/2026", "2026-05-12T17:00"),
        ({"text": "{when}", "time_zone": "Europe/Paris"}, "2026-05-13 09:30", "2026-05-13T07:30"),
    ],
)
def test_a_time_is_read_in_the_formats_of_the_map(load, time, cell, moment):
    load(table(f"1,HBT,{cell},5"), small_map(time=time))
    assert [f"{r.answered_at:%Y-%m-%dT%H:%M}" for r in stored()] == [moment]


@needs_database
def test_a_time_that_the_clocks_skipped_is_rejected(load):
    recipe = small_map(time={"text": "{when}", "time_zone": "America/New_York"})
    _, complaints = load(table("1,HBT,2026-03-08 02:30,5"), recipe)
    assert complaints == "line 2: 2026-03-08 02:30 did not exist in America/New_York\n"


# ------------------------------------------------------------------ where
@needs_database
def test_a_place_that_is_there_is_found_wherever_it_is(survey, load):
    region = build.location(survey.organization, "Miền Bắc")
    branch = build.location(survey.organization, "HBT", parent=region)
    load(table("1,HBT,2026-05-13,5"))
    assert stored()[0].location == branch


@needs_database
def test_a_new_place_is_put_below_the_named_one(survey, load):
    place = {"column": "place", "codes": ["HBT"], "below": "Hà Nội", "time_zone": "Asia/Tokyo"}
    load(table("1,HBT,2026-05-13 00:30,5"), small_map(location=place))
    location = stored()[0].location
    assert (location.parent.name, location.time_zone) == ("Hà Nội", "Asia/Tokyo")
    assert stored()[0].answered_at == datetime(2026, 5, 12, 15, 30, tzinfo=UTC)


@needs_database
def test_a_name_that_several_places_have_is_not_guessed(survey, load):
    for region in ("Miền Bắc", "Miền Nam"):
        build.location(
            survey.organization, "HBT", parent=build.location(survey.organization, region)
        )
    with pytest.raises(CommandError, match="Several places are called HBT"):
        load(table("1,HBT,2026-05-13,5"))
    place = {"column": "place", "codes": ["HBT"], "below": "Miền Nam"}
    load(table("1,HBT,2026-05-13,5"), small_map(location=place))
    assert stored()[0].location.parent.name == "Miền Nam"


@needs_database
def test_all_rows_may_be_of_one_place(load):
    load(table("1,,2026-05-13,5"), small_map(location={"name": "Thảo Điền"}))
    assert stored()[0].location.name == "Thảo Điền"


@needs_database
def test_nobody_can_answer_through_an_imports_collector(client, load):
    load(table("1,HBT,2026-05-13,5"))
    assert client.get(f"/s/{stored()[0].collector.code}").status_code == 403
