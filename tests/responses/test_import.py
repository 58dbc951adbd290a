"""Answers given elsewhere: read as a map says, stored once, all of them or none."""

import csv
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError

from hearme.accounts.models import Location
from responses.actions.imports import CHUNK, import_responses
from responses.management.commands.import_responses import progress
from responses.models import Collector, CountChange, Response
from responses.rules.import_maps import read_map
from responses.rules.imports import Table
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind, add_question
from tests import build
from tests.responses.importing import SAMPLE, SAMPLE_MAP, run, small_map, stored, table

NOW = datetime(2026, 11, 22, tzinfo=UTC)

needs_database = pytest.mark.django_db


# ------------------------------------------------------------------ the sample
@needs_database
def test_the_sample_is_read_as_its_map_says(survey):
    said, _ = run(survey, SAMPLE, SAMPLE_MAP)
    assert said == "imported 3, already there 1, rejected 11, empty 1\n"
    first, second, third = stored()
    assert first.answers == {
        "q1": 9, "q2": 5, "q3": 7, "q4": 2, "q5": [1, 2], "q6": 'Ngon lắm,\nsẽ "quay lại"',
    }  # fmt: skip
    assert second.answers == {"q1": 10, "q5": [3]}
    assert third.answers == {"q1": 0}


@needs_database
def test_an_imported_response_is_where_and_when_it_was_given(survey):
    run(survey, SAMPLE, SAMPLE_MAP)
    first, second, _ = stored()
    assert first.answered_at == datetime(2026, 5, 13, 2, 30, tzinfo=UTC)
    assert (first.day.isoformat(), first.hour) == ("2026-05-13", 9)
    assert (first.location.name, first.collector.name) == ("Hai Bà Trưng", "Phiếu giấy")
    assert (first.channel, first.language, first.seconds) == ("import", "vi", None)
    assert (first.score, first.version) == (9, survey.live_version)
    assert (second.location.name, second.hour) == ("Cầu Giấy", 0)


@needs_database
def test_every_rejected_row_says_where_and_why(survey):
    _, complaints = run(survey, SAMPLE, SAMPLE_MAP)
    assert complaints.splitlines() == [
        'line 10: Chi nhánh: "XX" is no place of the map',
        "line 11: Chi nhánh: nothing there",
        'line 12: time: "31/02/2026 09:30" is no time in a format of the map',
        "line 13: 2099-05-13 09:30 is in the future",
        "line 14: the year 1899 cannot be meant",
        "line 15: time: nothing there",
        "line 16: 3 cells, but the header has 13",
        "line 17: 14 cells, but the header has 13",
        "line 18: a quotation mark inside a cell is not doubled",
        "line 19: Mã: nothing there",
        "line 22: a row with this id was imported with other answers",
    ]


@needs_database
def test_importing_the_same_file_twice_adds_nothing(survey):
    run(survey, SAMPLE, SAMPLE_MAP)
    said, _ = run(survey, SAMPLE, SAMPLE_MAP)
    assert said == "imported 0, already there 4, rejected 11, empty 1\n"
    assert (Response.objects.count(), CountChange.objects.count()) == (3, 3)
    assert (Location.objects.count(), Collector.objects.count()) == (2, 2)


@needs_database
def test_a_dry_run_says_the_same_and_keeps_nothing(survey):
    said, _ = run(survey, SAMPLE, SAMPLE_MAP, dry_run=True)
    assert said.splitlines() == [
        "imported 3, already there 1, rejected 11, empty 1",
        "Dry run: nothing was kept.",
    ]
    for model in (Response, CountChange, Location, Collector):
        assert not model.objects.exists()


# ------------------------------------------------------------------ the same row
@needs_database
def test_a_row_is_known_again_in_a_new_version_of_the_survey(survey):
    run(survey, SAMPLE, SAMPLE_MAP)
    edit_draft(survey, lambda content: add_question(content, build.question(Kind.TEXT)))
    publish_survey(survey)
    said, _ = run(survey, SAMPLE, SAMPLE_MAP)
    assert said.startswith("imported 0, already there 4, rejected 11")


@needs_database
def test_the_same_id_with_other_answers_is_rejected(load):
    load(table("1,HBT,2026-05-13,5"))
    said, complaints = load(table("1,HBT,2026-05-13,4", "2,HBT,2026-05-13,4"))
    assert said.startswith("imported 1, already there 0, rejected 1")
    assert complaints == "line 2: a row with this id was imported with other answers\n"
    assert [response.answers for response in stored()] == [{"q2": 5}, {"q2": 4}]


@needs_database
def test_another_source_has_rows_of_its_own(load):
    load(table("1,HBT,2026-05-13,5"))
    said, _ = load(table("1,HBT,2026-05-13,4"), small_map(source="tablet"))
    assert said.startswith("imported 1,")


@needs_database
def test_without_an_id_equal_rows_are_different_people_but_the_file_is_known(load):
    recipe = small_map(id=None)
    text = table("7,HBT,2026-05-13,5", "7,HBT,2026-05-13,5", "8,HBT,2026-05-13,5")
    assert load(text, recipe)[0].startswith("imported 3, already there 0")
    longer = text + "\n7,HBT,2026-05-13,5"
    assert load(longer, recipe)[0].startswith("imported 1, already there 3")


# ------------------------------------------------------------------ all or nothing
@needs_database
def test_a_quotation_mark_that_never_closes_imports_nothing(load):
    rows = [f"{number},HBT,2026-05-13,5" for number in range(CHUNK + 1)]
    with pytest.raises(CommandError, match=f"line {CHUNK + 3}: a quotation mark opens"):
        load(table(*rows, 'x,"HBT,2026-05-13,5'))
    assert not Response.objects.exists()
    assert not Location.objects.exists()


@needs_database
def test_being_stopped_imports_nothing(survey):
    def lines():
        yield "id,place,when,rating\n"
        for number in range(CHUNK + 1):
            yield f"{number},HBT,2026-05-13,5\n"
        raise KeyboardInterrupt

    recipe = read_map(small_map(), survey.live_version.content, ["vi"])
    stopped = Table(lines(), recipe.columns)
    with pytest.raises(KeyboardInterrupt):
        import_responses(survey, recipe, stopped, latest=NOW, reject=print)
    assert not Response.objects.exists()


@needs_database
def test_a_file_larger_than_a_chunk_is_imported_whole(load):
    rows = [f"{number},HBT,2026-05-13,{number % 5 + 1}" for number in range(2 * CHUNK + 7)]
    assert load(table(*rows))[0].startswith(f"imported {2 * CHUNK + 7},")
    assert CountChange.objects.count() == 2 * CHUNK + 7


# ------------------------------------------------------------------ what the operator sees
@needs_database
def test_many_rejected_rows_are_listed_in_a_file(load, tmp_path):
    rows = [f"{number},?,2026-05-13,5" for number in range(25)]
    _, complaints = load(table(*rows), rejected=tmp_path / "rejected.csv")
    assert len(complaints.splitlines()) == 21
    assert complaints.endswith("… and 5 more; --rejected lists them all\n")
    with (tmp_path / "rejected.csv").open(encoding="utf-8-sig") as listing:
        listed = list(csv.reader(listing))
    assert listed[0] == ["line", "reason"]
    assert listed[-1] == ["26", 'place: "?" is no place of the map']
    assert len(listed) == 26


def test_a_terminal_shows_how_far_the_import_is(monkeypatch, capsys):
    lines = [f"{number}\n" for number in range(500)]
    assert list(progress(lines, 500)) == lines
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert list(progress(lines, 500)) == lines
    assert "250/500" in capsys.readouterr().err


@needs_database
def test_files_that_are_not_there_are_named(survey, tmp_path):
    for file, recipe in ((tmp_path / "no.csv", SAMPLE_MAP), (SAMPLE, tmp_path / "no.json")):
        with pytest.raises(CommandError, match=r"no\.(csv|json): No such file"):
            run(survey, file, recipe)


@needs_database
def test_only_a_published_survey_gets_answers(survey):
    draft = build.survey(is_live=False)
    with pytest.raises(CommandError, match=f"Survey {draft.code} was never published"):
        run(draft, SAMPLE, SAMPLE_MAP)
    survey.code = "NOBODY"
    with pytest.raises(CommandError, match="There is no survey NOBODY"):
        run(survey, SAMPLE, SAMPLE_MAP)


@needs_database
def test_the_list_of_rejected_rows_never_overwrites_the_file(survey, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("id,place,when,rating\n")
    with pytest.raises(CommandError, match="would overwrite"):
        run(survey, file, SAMPLE_MAP, rejected=file)
    assert file.read_text()


@needs_database
def test_what_a_cell_says_cannot_command_the_terminal(load):
    _, complaints = load(table("1,\x1b[2J,2026-05-13,5"))
    assert complaints == 'line 2: place: "?[2J" is no place of the map\n'
