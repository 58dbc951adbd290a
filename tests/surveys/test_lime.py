"""LimeSurvey files: what becomes of them, and what the report says."""

from pathlib import Path

import pytest

from surveys.rules import Action, Condition, Kind, Match, Operator, Test, problems_before_publishing
from surveys.rules.files import read_survey
from surveys.rules.imported import FileError, FileProblem, NoteKind

FILES = Path(__file__).parent / "files"
LANGUAGES = ("vi", "en", "zh", "ru", "ko")


def read(name):
    return read_survey((FILES / name).read_bytes(), LANGUAGES, "vi")


@pytest.fixture(scope="module")
def visit():
    return read("visit.lss")


def ask(found, text):
    return next(q for q in found.content.questions if text in q.text.values())


def notes(found, kind):
    return [(note.where, note.detail) for note in found.notes if note.kind is kind]


def rules_of(found, target):
    return [rule.condition for rule in found.content.rules if rule.target == target]


def test_every_known_type_becomes_a_kind(visit):
    assert [q.kind for q in visit.content.questions] == [
        Kind.CHOICE,
        Kind.CHOICES,
        Kind.MATRIX,
        Kind.RANKING,
        Kind.NUMBER,
        Kind.TEXT,
        Kind.CHOICE,
        Kind.MATRIX,
        Kind.STATEMENT,
    ]


def test_texts_come_in_every_language_we_offer_and_without_markup(visit):
    first = visit.content.questions[0]
    assert (visit.default_language, visit.languages) == ("en", ("en", "vi"))
    assert visit.content.title == {"en": "Your visit & more", "vi": "Lần ghé này"}
    assert visit.content.intro == {"en": "Hello.\nTwo minutes."}
    assert first.text == {"en": "Who did you come with?", "vi": "Bạn đến cùng ai?"}
    assert first.help == {"en": "Pick one"}
    assert first.is_required
    assert [choice.text.get("vi") for choice in first.choices] == [
        "Một mình",
        "Cùng gia đình",
        "Khác",
    ]
    assert first.other == first.choices[-1]
    assert notes(visit, NoteKind.LANGUAGE_DROPPED) == [("", "de")]


def test_scripts_in_a_text_are_gone_and_lists_stay_readable(visit):
    assert ask(visit, "Will you come back?").kind is Kind.CHOICE
    statement = visit.content.questions[-1]
    assert statement.text == {"en": "Read this."}
    assert statement.help == {"en": "- One\n\n- **Two**"}


def test_groups_become_pages(visit):
    assert [page.title for page in visit.content.pages] == [
        {"en": "Your visit", "vi": "Lần ghé này"},
        {"en": "More"},
    ]
    assert len(visit.content.questions_on("p1")) == 4


def test_settings_of_questions_are_kept(visit):
    several, number = visit.content.questions[1], visit.content.questions[4]
    assert [choice.is_exclusive for choice in several.choices] == [False, True]
    assert number.least == 1


def test_simple_relevance_becomes_rules(visit):
    assert rules_of(visit, "p2") == [Condition((Test("q1", Operator.IS, (2,)),))]
    assert rules_of(visit, "q3") == [
        Condition((Test("q2", Operator.IS, (1,)), Test("q1", Operator.IS, (2,))), Match.ANY)
    ]
    assert rules_of(visit, "q8") == [Condition((Test("q3.1", Operator.BETWEEN, (1, 2)),))]
    assert {rule.action for rule in visit.content.rules} == {Action.SHOW}


def test_above_a_number_is_answered_and_not_up_to_it(visit):
    (condition,) = rules_of(visit, "q6")
    assert condition.tests == (
        Test("q5", Operator.ANSWERED),
        Test("q5", Operator.BETWEEN, (-1_000_000_000, 3), is_not=True),
        Test("q1", Operator.ANSWERED),
    )


def test_what_cannot_be_carried_over_is_named(visit):
    assert notes(visit, NoteKind.QUESTION_DROPPED) == [("Q7", "Array (Numbers)")]
    assert notes(visit, NoteKind.CONDITION_DROPPED) == [("Q8", "count(Q2_tea.NAOK) > 0")]
    assert notes(visit, NoteKind.SETTING_DROPPED) == [("Q4", "random_order")]
    assert notes(visit, NoteKind.PART_DROPPED) == [("", "quota")]
    assert notes(visit, NoteKind.SCALE_ASSUMED) == [("Q9", "")]


def test_earlier_answers_in_texts_become_pipes_and_unknown_ones_are_named(visit):
    assert visit.content.question("q6").text == {"en": "You were {q5}. Why, …?"}
    (note,) = notes(visit, NoteKind.PIPE_DROPPED)
    assert note[1] == "{TOKEN:FIRSTNAME}"


def test_it_can_be_published_as_it_is(visit):
    assert problems_before_publishing(visit.content, "en") == []


def test_files_of_newer_versions_keep_their_words_beside_the_rows():
    found = read("newer.lss")
    first, second = found.content.questions
    assert (found.default_language, found.content.pages) == ("vi", ())
    assert first.text == {"vi": "Bạn tìm thấy món cần mua chứ?", "en": "Did you find it?"}
    assert [choice.text for choice in first.choices] == [{"vi": "Có", "en": "Yes"}, {"vi": "Chưa"}]
    assert (second.kind, second.is_required) == (Kind.SCALE, True)
    assert rules_of(found, "q2") == [Condition((Test("q1", Operator.IS, (1,)),))]
    assert found.notes == ()


def test_a_language_we_do_not_offer_is_taken_as_the_chosen_one():
    data = (FILES / "newer.lss").read_text().replace(">vi<", ">de<").encode()
    found = read_survey(data, LANGUAGES, "vi")
    assert found.default_language == "vi"
    assert notes(found, NoteKind.LANGUAGE_TAKEN) == [("vi", "de")]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            b"<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>",
            "unknown_format",
        ),
        (b"<document><LimeSurveyDocType>Survey", "broken_xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><document>&b;</document>', "forbidden_xml"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><document/>', "forbidden_xml"),
        (b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>", "no_questions"),
    ],
)
def test_other_xml_is_refused(data, problem):
    with pytest.raises(FileError) as refused:
        read_survey(data, LANGUAGES, "vi")
    assert refused.value.problem is FileProblem(problem)


def test_a_bomb_of_entities_is_refused_at_once():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE z [<!ENTITY a0 "ha">{lines}]><document>&a9;</document>'
    with pytest.raises(FileError, match="forbidden_xml"):
        read_survey(bomb.encode(), LANGUAGES, "vi")
