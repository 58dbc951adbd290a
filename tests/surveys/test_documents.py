"""The JSON form of a content: nothing is lost, and what was stored before still reads the same."""

import json

import pytest
from hypothesis import HealthCheck, given, settings

from surveys.rules import Kind, ScoreRule, content_from, document_of
from tests.surveys.contents import contents

SCHEMA_1 = {
    "schema": 1,
    "title": {"vi": "Góp ý", "en": ""},
    "intro": {},
    "thanks": {"vi": "Cảm ơn"},
    "next_number": 4,
    "next_choices": {"q2": 6},
    "questions": [
        {
            "key": "q1",
            "kind": "csat",
            "text": {"vi": "Thế nào?"},
            "help": {},
            "required": True,
            "score_rule": {"good_from": 4, "bad_to": 3},
        },
        {
            "key": "q2",
            "kind": "choices",
            "text": {"vi": "Điều gì?"},
            "help": {},
            "required": False,
            "choices": [{"number": 5, "text": {"vi": "Đồ uống"}}],
        },
        {"key": "q3", "kind": "nps", "text": {"vi": "?"}, "help": {}, "required": False},
    ],
}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(contents())
def test_a_content_comes_back_from_its_json_as_it_was(content):
    stored = json.loads(json.dumps(document_of(content)))

    assert content_from(stored) == content
    assert document_of(content_from(stored)) == stored


def test_a_document_of_schema_1_reads_as_it_did():
    content = content_from(SCHEMA_1)
    csat, choices, nps = content.questions

    assert content.title == {"vi": "Góp ý"}
    assert (csat.kind, csat.is_required, csat.score_rule) == (Kind.CSAT, True, ScoreRule(4, 3))
    assert [choice.number for choice in choices.choices] == [5]
    assert content.next_choice("q2") == 6
    assert nps.score_rule == ScoreRule(9, 6)
    assert (content.pages, content.rules, content.hidden_fields) == ((), (), ())
    assert [len(questions) for _page, questions in content.sheets] == [3]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"title": {}, "questions": [{"key": "q1", "kind": "riddle"}]},
        {"title": {}, "questions": [{"kind": "nps"}]},
        {"title": {}, "rules": [{"number": 1, "action": "dance"}]},
        {
            "title": {},
            "rules": [{"number": 1, "action": "end", "tests": [{"source": "q1", "operator": "~"}]}],
        },
    ],
)
def test_what_is_none_of_our_documents_is_refused(document):
    with pytest.raises((KeyError, ValueError)):
        content_from(document)


def test_empty_texts_are_no_texts():
    assert content_from({"title": {"vi": "A", "en": ""}}).title == {"vi": "A"}
