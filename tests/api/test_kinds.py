"""Every kind of question through the API: what is asked, what is taken, what is refused."""

from dataclasses import replace

import pytest

from responses.models import Response
from surveys.actions import create_survey, publish_survey
from surveys.rules import (
    Action,
    Choice,
    Condition,
    Kind,
    Operator,
    Rule,
    Test,
    put_rule,
    replace_question,
)
from tests import build
from tests.api.callers import READ, WRITE, Caller

pytestmark = pytest.mark.django_db
KINDS = tuple(kind for kind in Kind if kind is not Kind.PICTURES)
KEYS = {kind: f"q{place}" for place, kind in enumerate(KINDS, start=1)}
ANSWERS = {
    Kind.NPS: 0,
    Kind.CSAT: 5,
    Kind.CES: 7,
    Kind.SCALE: 3,
    Kind.STARS: {"1": 5, "3": 1},
    Kind.MATRIX: {"2": 4},
    Kind.CHOICE: 2,
    Kind.CHOICES: [1, 3],
    Kind.RANKING: [3, 1, 2],
    Kind.TEXT: "Trà ngon",
    Kind.NUMBER: 1.234,
    Kind.DATE: "2026-11-20",
    Kind.CONTACT: {"name": "Lan", "phone": "0912 345 678"},
    Kind.CONSENT: [1],
}


@pytest.fixture
def door():
    return build.collector(build.survey(asks=KINDS))


@pytest.fixture
def caller(door):
    return Caller(door.organization, WRITE)


def send(caller, door, answers):
    return caller.post(f"/collectors/{door.code}/responses", {"answers": answers})


def errors(answer) -> dict[str, str]:
    return {each["field"]: each["code"] for each in answer.json()["errors"]}


def published(*questions, rules=()):
    """A collector of a survey with these questions, changed by hand."""
    content = build.content(tuple(question.kind for question in questions))
    for asked, wanted in zip(content.questions, questions, strict=True):
        content = replace_question(content, replace(wanted, key=asked.key))
    for rule in rules:
        content = put_rule(content, rule)
    survey = create_survey(build.organization(), content)
    publish_survey(survey)
    survey.refresh_from_db()
    return build.collector(survey)


# ------------------------------------------------------------------ taken
def test_an_answer_of_every_kind_is_stored_as_customers_answers_are(caller, door):
    answer = send(caller, door, {KEYS[kind]: given for kind, given in ANSWERS.items()})

    assert answer.status_code == 201, answer.content
    expected = {KEYS[kind]: given for kind, given in ANSWERS.items()}
    expected[KEYS[Kind.CONTACT]] = {"name": "Lan", "phone": "+84912345678"}
    assert Response.objects.get().answers == expected
    assert answer.json()["answers"] == expected


@pytest.mark.parametrize("number", [1.234, 1500, 0, -3, 0.0001, 1e12, 12345.678, 2.5])
def test_a_number_is_stored_as_it_was_sent(caller, door, number):
    assert send(caller, door, {KEYS[Kind.NUMBER]: number}).status_code == 201
    assert Response.objects.get().answers[KEYS[Kind.NUMBER]] == number


def test_words_beside_other_are_stored_with_the_choice():
    choices = (*build.CHOICES, Choice(0, {"vi": "Khác"}, is_other=True))
    door = published(replace(build.question(Kind.CHOICE), choices=choices))
    caller = Caller(door.organization, WRITE)

    assert send(caller, door, {"q1": 4, "q1.other": "Chỗ đậu xe"}).status_code == 201
    assert Response.objects.get().answers == {"q1": 4, "q1.other": "Chỗ đậu xe"}


def test_what_the_rules_leave_out_is_neither_stored_nor_missed():
    text = replace(build.question(Kind.TEXT), is_required=True)
    test = Test("q1", Operator.CLASS, ("bad",))
    rule = Rule(0, Action.SHOW, Condition((test,)), target="q2")
    door = published(build.question(Kind.NPS), text, rules=[rule])
    caller = Caller(door.organization, WRITE)

    assert send(caller, door, {"q1": 10, "q2": "nói gì"}).json()["answers"] == {"q1": 10}
    assert send(caller, door, {"q1": 10}).status_code == 201
    assert errors(send(caller, door, {"q1": 2})) == {"answers.q2": "required"}


def test_rules_look_at_the_place_and_at_those_above_it():
    organization = build.organization()
    region = build.location(organization)
    branch = build.location(organization, parent=region)
    test = Test("location", Operator.IS, (region.pk,))
    rule = Rule(0, Action.SHOW, Condition((test,)), target="q2")
    content = put_rule(build.content((Kind.NPS, Kind.TEXT)), rule)
    survey = create_survey(organization, content)
    publish_survey(survey)
    survey.refresh_from_db()
    caller = Caller(organization, WRITE)
    given = {"q1": 9, "q2": "Tốt"}

    inside = send(caller, build.collector(survey, branch), given).json()["answers"]
    outside = send(caller, build.collector(survey), given).json()["answers"]
    assert (inside, outside) == (given, {"q1": 9})


# ------------------------------------------------------------------ refused
@pytest.mark.parametrize(
    ("kind", "given", "field", "code"),
    [
        (Kind.SCALE, 6, "", "off_scale"),
        (Kind.NPS, 9.5, "", "kind"),
        (Kind.NPS, -1, "", "off_scale"),
        (Kind.STARS, {"1": 6}, ".1", "off_scale"),
        (Kind.STARS, {"4": 5}, "", "off_scale"),
        (Kind.STARS, 5, "", "kind"),
        (Kind.STARS, {"name": "Lan"}, "", "kind"),
        (Kind.RANKING, [1, 1], "", "not_distinct"),
        (Kind.RANKING, 1, "", "kind"),
        (Kind.CHOICES, [4], "", "off_scale"),
        (Kind.CONSENT, [9], "", "off_scale"),
        (Kind.NUMBER, "2", "", "kind"),
        (Kind.DATE, "20/11/2026", "", "not_a_date"),
        (Kind.DATE, 20261120, "", "kind"),
        (Kind.CONTACT, {"phone": "12"}, ".phone", "not_a_phone"),
        (Kind.CONTACT, {"1": 5}, "", "kind"),
        (Kind.CONTACT, "Lan", "", "kind"),
        (Kind.ATTACHMENT, "0190a0a0-0000-7000-8000-000000000001", "", "file"),
        (Kind.STATEMENT, "gì", "", "unknown"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(caller, door, kind, given, field, code):
    answer = send(caller, door, {KEYS[kind]: given})

    assert (answer.status_code, errors(answer)) == (422, {f"answers.{KEYS[kind]}{field}": code})
    assert not Response.objects.exists()


@pytest.mark.parametrize("key", ["q1.other", "q1.2", "q99", ".", "q1."])
def test_a_key_that_is_no_questions_is_unknown(caller, door, key):
    answer = send(caller, door, {"q2": 5, key: "x"})

    assert (answer.status_code, errors(answer)) == (422, {f"answers.{key}": "unknown"})


@pytest.mark.parametrize(
    "given", [{}, {"a": 1}, {"1": "x"}, {"name": ""}, {"1": {}}, {"01": 1}, [1.5], ["1"], [[1]]]
)
def test_what_has_none_of_the_forms_is_broken(caller, door, given):
    assert send(caller, door, {"q1": given}).status_code == 400
    assert not Response.objects.exists()


# ------------------------------------------------------------------ what is asked
def test_a_survey_tells_scales_rows_levels_fields_and_rules(door):
    told = Caller(door.organization, READ).get(f"/surveys/{door.survey.code}").json()
    asked = {each["kind"]: each for each in told["questions"]}

    assert list(asked) == [kind.value for kind in KINDS]
    assert [asked[kind]["scale"] for kind in ("nps", "csat", "ces", "scale", "stars")] == [
        [0, 10],
        [1, 5],
        [1, 7],
        [1, 5],
        [1, 5],
    ]
    assert [row["number"] for row in asked["matrix"]["choices"]] == [1, 2, 3]
    assert asked["contact"]["fields"] == {"name": "shown", "phone": "shown"}
    assert asked["nps"]["score_rule"] == {"good_from": 9, "bad_to": 6}
    assert "scale" not in asked["text"]
    assert told["rules"] == []


def test_a_surveys_rules_are_told_as_they_are_stored():
    test = Test("q1", Operator.CLASS, ("bad",))
    rule = Rule(0, Action.SHOW, Condition((test,)), target="q2")
    door = published(build.question(Kind.NPS), build.question(Kind.TEXT), rules=[rule])

    told = Caller(door.organization, READ).get(f"/surveys/{door.survey.code}").json()

    assert told["rules"] == [
        {
            "number": 1,
            "action": "show",
            "target": "q2",
            "match": "all",
            "tests": [{"source": "q1", "operator": "class", "values": ["bad"]}],
        }
    ]
