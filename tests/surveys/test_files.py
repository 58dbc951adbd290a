"""Our own files: written, described by the schema, read again; and the pages around them."""

import base64
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as some
from jsonschema import Draft202012Validator
from PIL import Image

from hearme.accounts.models import Role
from surveys.actions import create_survey, store_picture
from surveys.models import Picture, Survey, Touchpoint
from surveys.rules import (
    Action,
    Choice,
    Condition,
    Content,
    Kind,
    Level,
    Operator,
    Question,
    Rule,
    Test,
    add_question,
    break_page,
    document_of,
    move_question,
    put_rule,
    remove_question,
)
from surveys.rules.files import SCHEMA_FILE, Belongings, file_of, from_file, read_survey
from surveys.rules.imported import MAX_FILE, FileError, NoteKind
from tests import build

FILES = Path(__file__).parent / "files"
LANGUAGES = ("vi", "en", "zh", "ru", "ko")
NOTHING = Belongings({}, {}, {})


def whole() -> Content:
    """Every kind once, with pages, rules, pipes, gaps in its numbers and every setting."""
    content = build.content(build.EVERY_KIND)
    content = replace(
        content,
        hidden_fields=("order", "room"),
        reportable_fields=("room",),
        apology={"vi": "Quán xin lỗi."},
    )
    rich = Question(
        "",
        Kind.SCALE,
        {"vi": "Bạn chọn {q2|mức khác}, đơn {field:order}?", "en": "You chose {q2}?"},
        help={"vi": "Vì sao?"},
        size=3,
        levels=(Level({"vi": "Thấp"}), Level({}), Level({"vi": "Cao"})),
        low={"vi": "Kém"},
        high={"vi": "Tốt"},
        is_reversed=True,
        raises_alert=True,
        tags=("món", "giá"),
        is_required=True,
    )
    content = add_question(content, rich)
    content = remove_question(content, "q3")
    content = break_page(content, "q6")
    content = move_question(content, "q18", -20)
    rule = Rule(
        0,
        Action.SHOW,
        Condition((Test("q2", Operator.CLASS, ("bad",)), Test("q5.1", Operator.IS, (3,)))),
        "q9",
        {},
    )
    content = put_rule(content, rule)
    reword = Rule(0, Action.REWORD, Condition((Test("field:order", Operator.ANSWERED),)), "p2")
    return put_rule(content, replace(reword, target="q8", text={"vi": "Nói lại"}))


def written(content: Content, belongings: Belongings = NOTHING) -> dict:
    return json.loads(json.dumps(file_of(content, "vi", ["vi", "en"], belongings)))


def broken(change) -> FileError:
    raw = written(whole())
    change(raw)
    with pytest.raises(FileError) as refused:
        from_file(raw, LANGUAGES, "vi")
    return refused.value


# ------------------------------------------------------------------ there and back
def test_what_is_written_is_what_the_schema_describes():
    schema = json.loads(SCHEMA_FILE.read_text())
    Draft202012Validator.check_schema(schema)
    assert [*Draft202012Validator(schema).iter_errors(written(whole()))] == []


def test_a_survey_comes_back_the_same_under_new_keys():
    content = whole()
    found = from_file(written(content), LANGUAGES, "vi")
    again = from_file(written(found.content), LANGUAGES, "vi")
    assert [q.key for q in found.content.questions] == [
        f"q{n}" for n in range(1, len(content.questions) + 1)
    ]
    assert found.notes == ()
    assert document_of(again.content) == document_of(found.content)
    assert len([*found.content.texts]) == len([*content.texts])
    for old, new in zip(content.questions, found.content.questions, strict=True):
        same = {"key": "", "page": "", "text": {}}
        assert replace(old, **same) == replace(new, **same)


def test_rules_and_pipes_follow_their_questions():
    content = whole()
    found = from_file(written(content), LANGUAGES, "vi").content
    rule = found.rules[0]
    names = {old.key: new.key for old, new in zip(content.questions, found.questions, strict=True)}
    assert rule.target == names["q9"]
    assert [test.source for test in rule.condition.tests] == [names["q2"], names["q5"] + ".1"]
    rich = found.question(names["q18"])
    assert rich.text["vi"] == f"Bạn chọn {{{names['q2']}|mức khác}}, đơn {{field:order}}?"


def test_rules_and_pipes_that_refer_to_nothing_are_noted():
    content = remove_question(whole(), "q2")
    found = from_file(written(content), LANGUAGES, "vi")
    assert {note.kind for note in found.notes} == {NoteKind.RULE_DROPPED, NoteKind.PIPE_DROPPED}
    assert len(found.content.rules) == 1


def test_numbers_of_the_old_survey_stay_behind():
    raw = written(whole())["survey"]
    assert not {"next_number", "next_page", "next_rule", "next_choices"} & raw.keys()


def test_languages_that_this_site_lacks_are_left_out():
    raw = written(whole())
    raw["languages"], raw["default_language"] = ["de", "vi"], "de"
    raw["survey"]["title"] = {"de": "Rückmeldung"}
    found = from_file(raw, LANGUAGES, "en")
    assert (found.default_language, found.languages) == ("en", ("vi",))
    assert found.content.title == {"en": "Rückmeldung"}


# ------------------------------------------------------------------ wrong files
def test_unknown_parts_are_named_with_their_place():
    def change(raw):
        raw["survey"]["questions"][1]["colour"] = "red"
        raw["survey"]["questions"][0]["kind"] = "poem"
        del raw["survey"]["title"]
        raw["survey"]["questions"][2]["text"] = {"vi": "x" * 10_000}

    problems = {(part.path, part.problem.value) for part in broken(change).parts}
    assert problems == {
        ("$.survey.questions[1].colour", "unknown"),
        ("$.survey.questions[0].kind", "value"),
        ("$.survey.title", "missing"),
        ("$.survey.questions[2].text.vi", "size"),
    }


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (
            lambda raw: raw["survey"]["questions"][0].update(
                key=raw["survey"]["questions"][1]["key"]
            ),
            "$.survey.questions[1].key",
        ),
        (lambda raw: raw["survey"]["questions"][1].update(page="p9"), "$.survey.questions[1].page"),
        (
            lambda raw: raw["survey"].update(reportable_fields=["gone"]),
            "$.survey.reportable_fields",
        ),
        (
            lambda raw: raw.update(pictures={"a": {"type": "image/png", "data": "!!"}}),
            "$.pictures.a.data",
        ),
    ],
)
def test_references_are_checked_too(change, path):
    assert [part.path for part in broken(change).parts] == [path]


def test_three_hundred_questions_are_too_many():
    def change(raw):
        raw["survey"]["questions"] *= 20

    assert broken(change).problem == "too_many_questions"


def test_a_newer_file_is_told_apart():
    assert broken(lambda raw: raw.update(version=3)).problem == "newer"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PK\x03\x04zip", "binary"),
        (b"\x89PNG\r\n\x1a\n\x00", "binary"),
        ("Xin chào".encode("utf-16"), "not_utf8"),
        (b"\xff\xe1", "not_utf8"),
        (b"hello", "unknown_format"),
        (b"[1, 2]", "unknown_format"),
        (b'{"a": 1}', "unknown_format"),
        (b'{"a": ', "broken_json"),
        (b"[" * 100_000, "broken_json"),
        (b'{"elements": [{"type": "text", "title": "\\ud800"}]}', "broken_json"),
        (b'{"elements": [{"type": "text", "title": "\\u0000"}]}', "broken_json"),
        (b" " * (MAX_FILE + 1), "too_large"),
    ],
    ids=range(14),
)
def test_what_is_no_survey_is_refused(data, problem):
    with pytest.raises(FileError) as refused:
        read_survey(data, LANGUAGES, "vi")
    assert refused.value.problem == problem


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner),
    max_leaves=8,
)


@tuned(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=some.integers(0, 400), value=anything)
def test_one_odd_value_anywhere_is_an_error_of_ours_or_harmless(where, value):
    raw = written(whole())
    spots = [*_spots(raw)]
    holder, name = spots[where % len(spots)]
    holder[name] = value
    try:
        found = read_survey(json.dumps(raw).encode(), LANGUAGES, "vi")
    except FileError:
        return
    assert document_of(found.content)


def _spots(node):
    for name in node if isinstance(node, dict) else range(len(node)):
        yield node, name
        if isinstance(node[name], dict | list):
            yield from _spots(node[name])


# ------------------------------------------------------------------ the pages
def png(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def pictured(shop, editor):
    """A survey with a picture, a touchpoint and a rule on a location."""
    picture = store_picture(shop, io.BytesIO(png("red")))
    point = Touchpoint.objects.create(organization=shop, stage="buy", about="staff", name="Quầy")
    place = build.location(shop, "Hai Bà Trưng")
    content = build.content((Kind.NPS, Kind.CHOICE))
    first, second = content.questions
    choices = (replace(second.choices[0], picture=picture.key), *second.choices[1:])
    content = replace(
        content, questions=(replace(first, touchpoint=point.pk), replace(second, choices=choices))
    )
    rule = Rule(0, Action.SKIP, Condition((Test("location", Operator.IS, (place.pk,)),)), "q2")
    return create_survey(shop, put_rule(content, rule))


@pytest.mark.django_db
def test_an_exported_survey_is_imported_with_its_pictures(client, pictured, url):
    answer = client.get(url("export", pictured.code))
    assert answer["Content-Disposition"].endswith(f'hearme-{pictured.code}.json"')
    file = SimpleUploadedFile("survey.json", answer.content)
    done = client.post(url("import"), {"file": file, "language": "vi"}, follow=True)

    copy = Survey.objects.exclude(pk=pictured.pk).get()
    old, new = pictured.content, copy.content
    assert done.redirect_chain[-1][0] == url("imported", copy.code)
    assert "Everything was carried over." in done.text
    assert new.rules == old.rules
    assert new.questions[0] == old.questions[0]
    key = new.questions[1].choices[0].picture
    assert key != old.questions[1].choices[0].picture
    assert Picture.objects.get(key=key).organization == pictured.organization


@pytest.mark.django_db
def test_another_organization_is_told_what_it_lacks(client, pictured, url):
    data = client.get(url("export", pictured.code)).content
    other = build.organization()
    client.force_login(build.member(other, Role.EDITOR))
    address = url("import").replace(pictured.organization.slug, other.slug)
    done = client.post(
        address, {"file": SimpleUploadedFile("a.json", data), "language": "vi"}, follow=True
    )
    copy = Survey.objects.get(organization=other)
    assert (copy.content.rules, copy.content.questions[0].touchpoint) == ((), 0)
    assert [(line.where, line.words) for line in done.context["notes"]] == [
        ("Question 1", "You have no such touchpoint: Quầy"),
        ("Rule 1", "Rule left out, it refers to what you do not have: Hai Bà Trưng"),
    ]


def imported(client, url, name, data, **more):
    file = SimpleUploadedFile(name, data)
    return client.post(url("import"), {"file": file, "language": "vi", **more}, follow=True)


@pytest.mark.django_db
@pytest.mark.usefixtures("editor")
def test_the_report_names_everything_that_was_left_behind(client, url):
    page = imported(client, url, "v.lss", (FILES / "visit.lss").read_bytes())
    words = [line.words for line in page.context["notes"]]
    assert "Question left out, we have no such kind: Array (Numbers)" in words
    assert "count(Q2_tea.NAOK) &gt; 0" in page.text
    assert "Who did you come with?" in page.text
    survey = Survey.objects.get()
    assert client.get(url("imported", survey.code)).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("editor")
def test_the_report_of_another_survey_is_not_there(client, shop, url):
    survey = build.survey(shop)
    assert client.get(url("imported", survey.code)).url == url("detail", survey.code)


@pytest.mark.django_db
@pytest.mark.usefixtures("editor")
def test_a_pasted_list_becomes_a_draft_with_the_title_beside_it(client, url):
    data = {"pasted": "1. Ngon không? (1-5)\n2. Vì sao?", "title": "Món mới", "language": "vi"}
    client.post(url("import"), data)
    survey = Survey.objects.get()
    assert (survey.title, survey.default_language) == ("Món mới", "vi")
    assert [q.kind for q in survey.content.questions] == [Kind.CSAT, Kind.TEXT]


@pytest.mark.django_db
@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({}, None, "Choose a file, or paste your questions."),
        ({"pasted": "# Chỉ tiêu đề"}, "pasted", "There is no question in it."),
        ({"pasted": "x" * 10_000 + "?"}, "pasted", "Question 1 has a text that is too long."),
        ({"pasted": "Câu?\n" * 300}, "pasted", "That is too many questions: 100 is the most."),
    ],
)
def test_a_wrong_list_is_told_and_kept(client, url, data, field, words):
    page = client.post(url("import"), {"language": "vi", **data})
    assert page.context["form"].errors[field or "__all__"] == [words]
    assert data.get("pasted", "")[:50] in page.text
    assert not Survey.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("editor")
def test_unknown_parts_are_listed_on_the_page(client, url):
    raw = written(build.content())
    raw["survey"]["questions"][0]["<b>colour"] = 1
    page = imported(client, url, "a.json", json.dumps(raw).encode())
    assert "$.survey.questions[0].&lt;b&gt;colour" in page.text
    assert not Survey.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("editor")
def test_a_broken_picture_stores_nothing_at_all(client, shop, url):
    content = build.content((Kind.CHOICE,))
    question = content.questions[0]
    choices = (Choice(1, {"vi": "A"}, "good"), Choice(2, {"vi": "B"}, "wrong"))
    content = replace(content, questions=(replace(question, choices=choices),))
    pictures = {"good": ("image/png", png("blue")), "wrong": ("image/png", b"no picture")}
    raw = written(content, Belongings(pictures, {}, {}))
    page = imported(client, url, "a.json", json.dumps(raw).encode())
    assert page.context["form"].errors["file"] == [
        "Picture wrong: This is not a PNG, JPEG, WebP or GIF picture."
    ]
    assert (Survey.objects.count(), Picture.objects.count()) == (0, 0)


def test_pictures_that_the_file_lacks_are_noted():
    content = build.content((Kind.CHOICE,))
    question = replace(content.questions[0], picture="gone")
    found = from_file(written(replace(content, questions=(question,))), LANGUAGES, "vi")
    assert found.content.pictures == frozenset()
    assert [(note.kind, note.detail) for note in found.notes] == [
        (NoteKind.PICTURE_DROPPED, "gone")
    ]


def test_the_data_of_a_picture_is_base64():
    file = written(build.content(), Belongings({"a": ("image/webp", b"\x00\xff")}, {}, {}))
    assert base64.b64decode(file["pictures"]["a"]["data"]) == b"\x00\xff"
