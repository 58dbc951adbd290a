"""`manage.py report`: the page's figures, for programs."""

import json

import pytest
from django.core.management import CommandError, call_command

from reports.metrics import nps_interval
from tests import build
from tests.reports.shop import NOON, WEEK, answer, rate, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, build.SIX_KINDS))


@pytest.fixture
def report(capsys):
    def run(code: str, *words: str) -> list[dict]:
        call_command("report", code, "--json", *words)
        return json.loads(capsys.readouterr().out)["questions"]

    return run


def test_the_figures_have_exactly_the_agreed_form(door, report):
    answer(door, *[{"q1": 10, "q2": 4, "q5": [1, 2], "q6": "x"}] * 3, {"q1": 0, "q2": 1})
    nps, csat, _, _, choices, text = report(door.survey.code)

    assert list(nps) == ["key", "kind", "n", "counts", "score", "interval", "mean"]
    assert (nps["key"], nps["kind"], nps["n"], nps["score"]) == ("q1", "nps", 4, 50)
    assert nps["counts"] == {"0": 1, "10": 3}
    assert nps["interval"] == [100 * end for end in nps_interval(3, 0, 1)]
    assert (csat["score"], csat["mean"]) == (75, 3.25)
    assert csat["interval"] == pytest.approx([30.06, 95.44], abs=0.01)
    assert (choices["n"], choices["counts"], choices["score"]) == (3, {"1": 3, "2": 3}, None)
    assert (text["n"], text["counts"], text["mean"]) == (3, {}, None)


def test_a_question_nobody_answered_has_no_score(door, report):
    assert report(door.survey.code)[0] == {
        "key": "q1",
        "kind": "nps",
        "n": 0,
        "counts": {},
        "score": None,
        "interval": None,
        "mean": None,
    }


def test_without_dates_all_answers_are_in(door, report):
    rate(door, {9: 1})
    rate(door, {9: 2}, days_ago=400)

    assert report(door.survey.code)[0]["n"] == 3
    assert report(door.survey.code, "--from", "2026-11-18")[0]["n"] == 1
    assert report(door.survey.code, "--to", "2026-11-17")[0]["n"] == 2
    assert report(door.survey.code, "--from", "2026-11-19")[0]["n"] == 0
    assert report(door.survey.code, "--from", "1900-01-01", "--to", "1901-01-01")[0]["n"] == 0


def test_a_location_is_named_by_id_name_or_path_and_includes_all_inside(shop, door, report):
    north = build.location(shop, "Miền Bắc")
    rate(build.collector(door.survey, build.location(shop, "Hà Nội", parent=north)), {9: 4})
    rate(door, {9: 1})

    for words in (str(north.pk), "Miền Bắc", "Hà Nội", "Miền Bắc · Hà Nội"):
        assert report(door.survey.code, "--location", words)[0]["n"] == 4
    both = ("--location", "Hà Nội", "--location", door.location.name)
    assert report(door.survey.code, *both)[0]["n"] == 5


def test_page_and_command_print_the_same_figures(client, shop, door, report):
    rate(door, {10: 30, 7: 8, 2: 12})
    rate(build.collector(door.survey), {10: 5, 1: 5}, days_ago=3)
    rate(door, {0: 9}, days_ago=9)
    days = ("--from", WEEK["since"], "--to", WEEK["until"])
    for place in (None, door.location_id):
        words = ("--location", str(place)) if place else ()
        query = {"location": place} if place else {}
        printed = report(door.survey.code, *days, *words)[0]
        shown = report_of(client, door.survey, **query).main
        assert printed["n"] == shown.n
        assert printed["score"] == shown.score.value
        assert printed["interval"] == [shown.score.low, shown.score.high]
        assert printed["mean"] == shown.mean


def test_a_person_gets_a_table(door, capsys):
    rate(door, {10: 5, 0: 5})
    call_command("report", door.survey.code)
    [head, nps, *_] = capsys.readouterr().out.splitlines()

    assert head.split() == ["question", "kind", "n", "score", "95", "%", "mean", "counts"]
    assert nps.split()[:4] == ["q1", "nps", "10", "0.00"]
    assert nps.endswith("0:5 10:5")


def test_what_waits_is_told_aside(door, capsys):
    build.response(door, {"q1": 9}, at=NOON)
    call_command("report", door.survey.code, "--json")
    out, err = capsys.readouterr()

    assert json.loads(out)["questions"][0]["n"] == 0
    assert "1 changes wait to be counted" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "gestern"], "is not a date"),
        (["--from", "2026-11-02", "--to", "2026-11-01"], "before"),
        (["--location", "Atlantis"], "There is no location Atlantis"),
        (["--location", "Hai nơi"], "use the id"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(shop, door, words, said):
    build.location(shop, "Hai nơi", parent=build.location(shop, "A"))
    build.location(shop, "Hai nơi", parent=build.location(shop, "B"))
    rate(door, {9: 1})

    with pytest.raises(CommandError, match=said):
        call_command("report", door.survey.code, *words)


def test_an_unknown_survey_is_refused(db):
    with pytest.raises(CommandError, match="There is no survey NOPE"):
        call_command("report", "NOPE")
