"""An address may mark a rating on the page; only the customer gives it."""

from dataclasses import replace

import pytest

from responses.models import CountChange, Response
from responses.rules import preselected
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Action, Condition, Kind, Operator, Rule, Test, put_rule
from tests import build
from tests.responses.visitors import Visitor

FOUR_RATINGS = (Kind.CSAT, Kind.NPS, Kind.CES, Kind.CSAT, Kind.CHOICE, Kind.TEXT)


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"csat": ["4"]}, {"q-q1": ["4"]}),
        ({"nps": ["0"]}, {"q-q2": ["0"]}),
        ({"nps": ["10"]}, {"q-q2": ["10"]}),
        ({"ces": ["5"]}, {"q-q3": ["5"]}),
        ({"q4": ["2"]}, {"q-q4": ["2"]}),
        ({"csat": ["04"]}, {"q-q1": ["4"]}),
        ({"csat": ["4", "1"]}, {"q-q1": ["4"]}),
        ({"csat": ["4"], "nps": ["9"]}, {"q-q1": ["4"], "q-q2": ["9"]}),
        ({"csat": ["6"]}, {}),
        ({"csat": ["0"]}, {}),
        ({"nps": ["11"]}, {}),
        ({"nps": ["-1"]}, {}),
        ({"nps": ["９"]}, {}),
        ({"nps": ["9.0"]}, {}),
        ({"nps": [""]}, {}),
        ({"nps": []}, {}),
        ({"csat": ["9" * 5000]}, {}),
        ({"q5": ["1"]}, {}),
        ({"choice": ["1"]}, {}),
        ({"q6": ["4"]}, {}),
        ({"q99": ["4"]}, {}),
        ({"lang": ["vi"]}, {}),
    ],
)
def test_an_address_proposes_what_lies_on_the_scale(query, fields):
    assert preselected(build.content(FOUR_RATINGS), query) == fields


def test_a_hidden_field_comes_before_a_rating_of_the_same_name():
    content = replace(build.content(FOUR_RATINGS), hidden_fields=("csat",))
    assert preselected(content, {"csat": ["4"], "nps": ["9"]}) == {"q-q2": ["9"]}


def chosen(visitor) -> list[str]:
    """The values of the ratings that are marked on the page."""
    return [tag.split('value="')[1].split('"')[0] for tag in visitor.html.split("<input")[1:]
            if " checked" in tag.split(">")[0]]  # fmt: skip


@pytest.mark.django_db
def test_the_page_opens_with_the_rating_marked_and_nothing_is_stored():
    visitor = Visitor(build.collector(build.survey(asks=(Kind.CSAT, Kind.TEXT))))
    for _ in range(2):
        assert visitor.open(csat=4).status_code == 200
    assert chosen(visitor) == ["4"]
    assert not Response.objects.exists()
    assert not CountChange.objects.exists()


@pytest.mark.django_db
def test_the_customer_may_change_the_marked_rating():
    visitor = Visitor(build.collector(build.survey(asks=(Kind.CSAT, Kind.TEXT))))
    visitor.open(csat=4)
    visitor.send(q1="2")
    assert Response.objects.get().answers == {"q1": 2}


@pytest.mark.django_db
def test_a_rating_off_the_scale_marks_nothing():
    visitor = Visitor(build.collector(build.survey(asks=(Kind.CSAT,))))
    assert visitor.open(csat=6).status_code == 200
    assert chosen(visitor) == []


@pytest.mark.django_db
def test_the_page_shows_what_the_marked_rating_leads_to():
    survey = build.survey(asks=(Kind.CSAT, Kind.TEXT), is_live=False)
    bad = Condition((Test("q1", Operator.CLASS, ("bad",)),))
    rule = Rule(0, Action.SHOW, bad, "q2")
    edit_draft(survey, lambda content: put_rule(content, rule))
    publish_survey(survey)
    survey.refresh_from_db()
    visitor = Visitor(build.collector(survey))
    visitor.open(csat=5)
    assert visitor.fields["shown"] == ["q1"]
    visitor.open(csat=1)
    assert visitor.fields["shown"] == ["q1 q2"]
