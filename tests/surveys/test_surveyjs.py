"""SurveyJS definitions: what becomes of them, and what the report says."""

import json
from pathlib import Path

import pytest

from surveys.rules import Kind, Match, Operator, Test, problems_before_saving
from surveys.rules.expressions import ExpressionError, clauses_of
from surveys.rules.files import read_survey
from surveys.rules.imported import FileError, NoteKind

FILES = Path(__file__).parent / "files"
LANGUAGES = ("vi", "en", "zh", "ru", "ko")


def read(raw, fallback="vi"):
    return read_survey(json.dumps(raw).encode(), LANGUAGES, fallback)


def one(**element):
    """The survey with this single element, and its question."""
    found = read({"elements": [{"name": "a", "title": "A?", **element}]})
    return found, found.content.questions[0]


@pytest.fixture(scope="module")
def visit():
    return read_survey((FILES / "visit.surveyjs.json").read_bytes(), LANGUAGES, "en")


def ask(found, text):
    return next(q for q in found.content.questions if q.text.get("vi") == text)


def notes(found, kind):
    return [(note.where, note.detail) for note in found.notes if note.kind is kind]


def conditions(found, text):
    key = ask(found, text).key
    return [rule.condition for rule in found.content.rules if rule.target == key]


def test_every_known_type_becomes_a_kind(visit):
    assert " ".join(q.kind for q in visit.content.questions) == (
        "nps csat stars scale choices text choice choice pictures matrix ranking date number"
        " contact contact choice text attachment statement text text text"
    )


def test_texts_come_in_every_language_we_offer(visit):
    assert (visit.default_language, visit.languages) == ("vi", ("vi", "en"))
    assert visit.content.title == {"vi": "Góp ý tại quán", "en": "Tell us"}
    assert visit.content.thanks == {"vi": "Cảm ơn bạn!\nHẹn gặp lại."}
    assert visit.content.questions[0].high == {"vi": "Có", "en": "Yes"}
    assert notes(visit, NoteKind.LANGUAGE_DROPPED) == [("", "fr")]


def test_choices_keep_other_none_and_limits(visit):
    reason = ask(visit, "Vì sao?")
    words = [(c.text["vi"], c.is_exclusive, c.is_other) for c in reason.choices]
    assert words == [
        ("Chờ lâu", False, False),
        ("Ồn", False, False),
        ("Không có gì", True, False),
        ("Khác", False, True),
    ]
    assert reason.most == 2


def test_scales_that_do_not_start_at_one_keep_their_numbers_as_labels(visit):
    six = ask(visit, "Mức độ")
    assert (six.size, [level.text["vi"] for level in six.levels]) == (6, list("012345"))


def test_settings_of_answers_are_kept(visit):
    assert (ask(visit, "Mấy người?").least, ask(visit, "Mấy người?").most) == (1, 20)
    assert ask(visit, "Email?").fields == {"email": "required"}
    assert ask(visit, "Số điện thoại?").fields == {"phone": "shown"}
    assert ask(visit, "Ảnh?").manner == "photo"
    assert [c.text["vi"] for c in ask(visit, "Ghé lại chứ?").choices] == ["Chắc chắn", "Không"]
    assert [level.text["vi"] for level in ask(visit, "Bạn đồng ý?").levels] == [
        "Không",
        "Hơi",
        "Rất",
    ]
    assert ask(visit, "Đọc kỹ nhé.").help == {"vi": "**Xong** rồi."}


def test_a_panel_hands_its_condition_to_what_it_holds(visit):
    (why,) = conditions(visit, "Vì sao?")
    assert why.tests == (Test("q1", Operator.BETWEEN, (0, 6)),)
    first, second = conditions(visit, "Bạn nói {q5} – kể thêm nhé, …?")
    assert first.tests == (why.tests[0], Test("q5", Operator.CONTAINS, (1,)))
    assert second.tests == (why.tests[0], Test("q5", Operator.ANSWERED))


def test_a_page_is_shown_by_its_condition(visit):
    (rule,) = [rule for rule in visit.content.rules if rule.target == "p2"]
    assert rule.condition.match is Match.ALL
    assert rule.condition.tests == (
        Test("q2", Operator.BETWEEN, (3, 5)),
        Test("q5", Operator.IS, (1,), is_not=True),
    )


def test_values_of_any_type_and_rows_are_found(visit):
    assert conditions(visit, "Ở đâu?")[0].tests == (Test("q7", Operator.IS, (1, 3)),)
    back, row = conditions(visit, "Ghi chú")[0].tests
    assert (back.values, row.source, row.values) == ((1,), "q10.1", (2, 3))


def test_what_cannot_be_carried_over_is_named(visit):
    assert notes(visit, NoteKind.QUESTION_DROPPED) == [("rows", "matrixdynamic")]
    assert [where for where, _ in notes(visit, NoteKind.CONDITION_DROPPED)] == ["odd", "early"]
    assert notes(visit, NoteKind.SETTING_DROPPED) == [("odd", "validators")]
    assert notes(visit, NoteKind.PART_DROPPED) == [("", "triggers")]
    assert [detail for _, detail in notes(visit, NoteKind.PICTURE_DROPPED)] == [
        "https://example.com/pho.jpg",
        "https://example.com/bun.jpg",
    ]


def test_it_can_be_kept_as_it_is(visit):
    assert problems_before_saving(visit.content) == []


@pytest.mark.parametrize(
    ("given", "kind", "size"),
    [
        ({"rateMin": 0, "rateMax": 10}, Kind.NPS, 0),
        ({"rateMax": 5}, Kind.SCALE, 5),
        ({}, Kind.SCALE, 5),
        ({"rateCount": 7}, Kind.SCALE, 7),
        ({"rateType": "smileys", "rateCount": 4}, Kind.CSAT, 4),
        ({"rateValues": [1, 2, {"value": 3, "text": "Ba"}]}, Kind.SCALE, 3),
        ({"rateMax": 20}, Kind.NUMBER, 0),
    ],
)
def test_ratings_become_the_scale_that_fits(given, kind, size):
    found, question = one(type="rating", **given)
    assert (question.kind, question.size) == (kind, size)
    assert bool(notes(found, NoteKind.QUESTION_CHANGED)) == (kind is Kind.NUMBER)


@pytest.mark.parametrize(
    "element",
    [
        {"type": "checkbox", "choices": "none"},
        {"type": "radiogroup", "choices": [None, {"text": 5}, []]},
        {"type": "rating", "rateMin": "x", "rateMax": 1e300},
        {"type": "rating", "rateMax": 900_000_000},
        {"type": "text", "title": {"default": ["x"], "vi": 7}},
        {"type": "comment", "maxLength": "many", "visibleIf": {"a": 1}},
        {"type": "html", "html": None},
        {"type": "boolean", "valueTrue": [1]},
    ],
)
def test_odd_values_do_no_harm(element):
    _, question = one(**element)
    assert question.key == "q1"


def test_a_survey_of_one_page_has_no_pages_of_its_own():
    found = read({"pages": [{"elements": [{"type": "text", "name": "a"}]}]})
    assert (found.content.pages, found.content.questions[0].page) == ((), "")
    assert found.content.questions[0].text == {"vi": "a"}


@pytest.mark.parametrize(
    "raw",
    [
        {"pages": []},
        {"elements": [{"type": "text", "name": f"q{n}"} for n in range(300)]},
        {"elements": [5, None, "x"]},
    ],
)
def test_nothing_or_too_much_is_refused(raw):
    with pytest.raises(FileError):
        read(raw)


def test_panels_in_panels_end_somewhere():
    element = {"type": "text", "name": "deep"}
    for _ in range(60):
        element = {"type": "panel", "name": "p", "elements": [element]}
    with pytest.raises(FileError, match="no_questions"):
        read({"elements": [element]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{a}",
        "{a} =",
        "({a} = 1",
        "{a} = {b}",
        "{a} + 1 = 2",
        "{a} = [1, 2]",
        "1 = 1",
        "(" * 50 + "{a} = 1" + ")" * 50,
        " or ".join(["{a} = 1"] * 40),
        "{a} = 1 $ {b} = 2",
    ],
)
def test_expressions_beyond_comparisons_are_refused(text):
    with pytest.raises(ExpressionError):
        clauses_of(text)


def test_and_binds_more_than_or_and_not_turns_round():
    names = [[look.name for look in clause] for clause in clauses_of("{a}=1 or {b}=1 and {c}=1")]
    assert names == [["a"], ["b", "c"]]
    ((look, other),) = clauses_of("!({a} = 1 or 3 < {b})")
    assert (look.how, other.how, other.values) == ("isnt", "le", ("3",))
