"""Real answers of an airport's passengers, imported, counted and reported: equal to R's results.

The reference results leave out what is no answer: 0, 6 and blanks, and 11 of the 0-10 scale.
"""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from reports.actions import count_waiting
from surveys.actions import create_survey, publish_survey
from surveys.rules import Content, Kind, Question, add_question
from tests import build
from tests.reports.reference import reference_file, reference_results

pytestmark = pytest.mark.django_db

MAP = Path(__file__).parent / "sfo_2017.map.json"
COLUMNS = {
    key: question["column"] for key, question in json.loads(MAP.read_text())["questions"].items()
}


@pytest.fixture
def survey():
    content = Content(title={"en": "San Francisco airport"})
    for column in COLUMNS.values():
        kind = Kind.NPS if column == "NETPRO" else Kind.CSAT
        content = add_question(content, Question("", kind, {"en": column}))
    made = create_survey(
        build.organization(), content, default_language="en", languages=["en"], code="SFO"
    )
    publish_survey(made)
    return made


@pytest.fixture
def report(survey):
    """The figures that `manage.py report` prints, once the file is imported and counted."""
    said = run("import_responses", reference_file("sfo_survey/sfo_2017.csv"), survey="SFO", map=MAP)
    assert said == "imported 2828, already there 0, rejected 0, empty 3\n"
    count_waiting(survey.pk)

    def figures(location=""):
        where = {"location": [location]} if location else {}
        printed = json.loads(run("report", "SFO", json=True, **where))
        return {COLUMNS[each["key"]]: each for each in printed["questions"]}

    return figures


def run(*words, **options):
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def assert_equal(printed, n, counts, score, interval):
    assert printed["n"] == n
    found = {rating: people for rating, people in printed["counts"].items() if people}
    assert found == {rating: people for rating, people in counts.items() if people}
    assert printed["score"] == pytest.approx(score, rel=1e-12)
    assert printed["interval"] == pytest.approx(interval, abs=1e-8)


def assert_is_csat(printed, expected):
    assert_equal(
        printed, expected["n"], expected["counts"], expected["csat_pct"], expected["ci95_wilson"]
    )
    assert printed["mean"] == pytest.approx(expected["mean"], rel=1e-12)


def test_all_areas_together(report):
    expected = reference_results("sfo_survey")["y2017"]
    printed = report()
    for column, item in expected["items"].items():
        assert_is_csat(printed[column], item)
    nps = expected["nps"]
    assert_equal(printed["NETPRO"], nps["n"], nps["counts"], nps["nps"], nps["ci95_score"])
    assert printed["NETPRO"]["mean"] == pytest.approx(nps["mean"], rel=1e-12)


def test_each_area(report):
    expected = reference_results("sfo_survey")["y2017"]
    for area, item in expected["by_area_Q7ALL"].items():
        printed = report(location=f"Boarding area {area}")
        assert_is_csat(printed["Q7ALL"], item)
        nps = expected["nps_by_area"][area]
        people = printed["NETPRO"]["counts"]
        assert sum(people[str(rating)] for rating in range(9, 11)) == nps["promoters"]
        assert sum(people.get(str(rating), 0) for rating in range(7)) == nps["detractors"]
        assert printed["NETPRO"]["score"] == pytest.approx(nps["nps"], rel=1e-12)
        assert printed["NETPRO"]["interval"] == pytest.approx(nps["ci95_score"], abs=1e-8)
