"""Translations: passages, the page, autosave, conflicts, CSV and XLIFF."""

import csv
import io
from dataclasses import replace

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as some

from hearme.accounts.models import Role
from surveys.actions import edit_draft
from surveys.models import Survey
from surveys.pages.translations import file_lines, language_cards
from surveys.rules import Kind, Level, add_question, break_page, remove_question
from surveys.rules.files import read_survey
from surveys.rules.imported import FileError, FileProblem
from surveys.rules.translations import (
    Line,
    Translated,
    csv_of,
    passages,
    rows_from_csv,
    taken_from,
    with_texts,
)
from surveys.rules.xliff import rows_from_xliff, xliff_of
from tests import build
from tests.surveys.test_files import FILES, whole

patient = tuned(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""However busy the machine is."""
kinds = some.lists(some.sampled_from(Kind), min_size=1, max_size=6)


def text_paths(content):
    return [passage.path for passage in passages(content)]


# ------------------------------------------------------------------ passages
@patient
@given(asks=kinds, level=some.integers(0, 5), broken_at=some.integers(1, 6))
def test_passages_cover_exactly_the_texts_of_a_content(asks, level, broken_at):
    content = break_page(build.content(asks), f"q{broken_at}")
    first = replace(content.questions[0], levels=(Level({"vi": "A"}),) * level)
    content = replace(content, questions=(first, *content.questions[1:]))
    assert [passage.texts for passage in passages(content)] == [*content.texts]
    assert len(set(text_paths(content))) == len(text_paths(content))


def test_passages_cover_imported_and_rich_surveys_too():
    lime = read_survey((FILES / "visit.lss").read_bytes(), ("vi", "en"), "vi").content
    for content in (whole(), lime):
        assert [passage.texts for passage in passages(content)] == [*content.texts]


@patient
@given(asks=kinds)
def test_every_path_leads_to_its_text(asks):
    content = whole() if Kind.NPS in asks else build.content(asks)
    words = {path: f"новый {path}" for path in text_paths(content)}
    changed = with_texts(content, "ru", words)
    assert {p.path: p.texts["ru"] for p in passages(changed)} == words
    assert with_texts(changed, "ru", dict.fromkeys(words, "")) == content


def test_paths_stay_while_questions_and_choices_move():
    content = remove_question(build.content((Kind.NPS, Kind.CHOICE)), "q1")
    assert "q2.choice.3" in text_paths(content)
    assert with_texts(content, "en", {"q1.text": "x", "nowhere": "y"}) == content


# ------------------------------------------------------------------ files
LINES = [
    Line("q1.text", "1 – Câu hỏi", "=1+1", "@Sum"),
    Line("q1.help", "1 – Giải thích", "'-5", "It's, \"fine\"\nreally; 'yes'"),
    Line("q2.text", "2 – Câu hỏi", "'tis", ""),
]


def as_rows(lines):
    return [Translated(line.path, line.target, line.source) for line in lines]


def test_csv_comes_back_the_same_and_holds_no_live_formula():
    data = csv_of(LINES, "vi", "en")
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert data.startswith(b"\xef\xbb\xbfid,part,vi,en\r\n")
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
    assert rows_from_csv(data, "vi", "en") == as_rows(LINES)


@patient
@given(text=some.text("'=+-@\taé,;\"\n", max_size=12))
def test_any_text_survives_csv(text):
    line = Line("q1.text", "", "nguồn", text)
    assert rows_from_csv(csv_of([line], "vi", "en"), "vi", "en") == as_rows([line])


def test_csv_as_spreadsheets_save_it_is_read():
    assert rows_from_csv(b"ID;EN\r\nq1.text;Hi, you\r\n;\r\n", "vi", "en") == [
        Translated("q1.text", "Hi, you", None)
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"a,b\n1,2", FileProblem.NO_COLUMNS),
        (b'id,en\n"q1', FileProblem.BROKEN_CSV),
        (b"id,en\nq1," + b"x" * 200_000, FileProblem.BROKEN_CSV),
        ("id,en\nq1.text,Chào".encode("cp1258", "replace") + b"\xff", FileProblem.NOT_UTF8),
        (b"PK\x03\x04", FileProblem.BINARY),
        (b"id,en\n" * 400_000, FileProblem.TOO_LARGE),
    ],
    ids=range(7),
)
def test_broken_tables_are_refused(data, problem):
    with pytest.raises(FileError) as refused:
        rows_from_csv(data, "vi", "en")
    assert refused.value.problem is problem


def test_xliff_comes_back_the_same():
    data = xliff_of(LINES, "vi", "en", "ABC")
    root = ElementTree.fromstring(data)
    assert root.get("version") == "1.2"
    assert root[0].get("target-language") == "en"
    assert rows_from_xliff(data, "en") == as_rows(LINES)


def test_xliff_of_version_two_is_read():
    data = b"""<xliff version="2.0" srcLang="vi" trgLang="en-US"
      xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"><unit id="q1.text">
      <segment><source>A. </source><target>One. </target></segment>
      <segment><source>B.</source><target>Two <pc id="1">x</pc>.</target></segment>
      </unit></file></xliff>"""
    assert rows_from_xliff(data, "en") == [Translated("q1.text", "One. Two x.", "A. B.")]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<xliff version='1.2'><file target-language='ko'/></xliff>", FileProblem.OTHER_LANGUAGE),
        (b"<xliff version='1.2'>", FileProblem.BROKEN_XML),
        (b"<html/>", FileProblem.UNKNOWN_FORMAT),
        (b'<!DOCTYPE x [<!ENTITY y "z">]><xliff>&y;</xliff>', FileProblem.FORBIDDEN_XML),
    ],
)
def test_other_xml_is_refused(data, problem):
    with pytest.raises(FileError) as refused:
        rows_from_xliff(data, "en")
    assert refused.value.problem is problem


def test_what_a_file_brings_is_sorted():
    content = build.content((Kind.NPS, Kind.TEXT))
    rows = [
        Translated("title", "Table talk", "Góp ý tại bàn"),
        Translated("q1.text", "Would you recommend us?", "Câu cũ"),
        Translated("q2.text", "  ", "Bạn muốn nhắn gì thêm?"),
        Translated("intro", "x" * 501, ""),
        Translated("q9.text", "Lost", None),
    ]
    taken = taken_from(content, rows, "en", "vi")
    assert taken.words == {"title": "Table talk"}
    assert (taken.unknown, taken.too_long) == (("q9.text",), ("intro",))
    assert taken.changed == ("q1.text",)
    assert (taken.empty, taken.same) == (1, 1)


# ------------------------------------------------------------------ the page
@pytest.fixture
def survey(shop, editor):
    """Vietnamese and English; two of its seven texts are missing in English."""
    made = build.survey(shop, asks=(Kind.NPS, Kind.CHOICE, Kind.TEXT), is_live=False)
    words = {"q3.text": "", "q2.choice.2": ""}
    return edit_draft(made, lambda content: with_texts(content, "en", words))


def fresh(survey):
    return Survey.objects.get(pk=survey.pk)


def typed(survey, **words):
    fields = {f"t-{path.replace('__', '.')}": text for path, text in words.items()}
    return {"revision": survey.draft_revision, **fields}


@pytest.mark.django_db
class TestPage:
    def test_languages_tell_how_much_exists_in_them(self, survey):
        main, english = language_cards(survey, survey.content)
        assert (main.done, main.total, main.is_main) == (7, 7, True)
        assert (english.done, english.missing, english.percent) == (5, 2, 71)

    def test_missing_texts_are_marked_and_can_be_shown_alone(self, client, survey, url):
        page = client.get(url("translations", survey.code))
        assert page.text.count("is-missing") == 2
        rows = client.get(url("translations", survey.code) + "?missing=1").context["rows"]
        assert [row.passage.path for row, _field in rows] == ["q2.choice.2", "q3.text"]

    def test_a_typed_text_is_saved_and_the_rest_left_alone(self, client, survey, url):
        data = typed(survey, q3__text="  Anything   else? ")
        answer = client.post(url("translations_save", survey.code) + "?to=en&missing=1", data)
        assert answer.url == url("translations", survey.code) + "?to=en&missing=1"
        question = fresh(survey).content.question("q3")
        assert question.text == {"vi": "Bạn muốn nhắn gì thêm?", "en": "Anything else?"}

    def test_an_emptied_text_is_taken_out(self, client, survey, url):
        client.post(url("translations_save", survey.code) + "?to=en", typed(survey, title=""))
        assert fresh(survey).content.title == {"vi": "Góp ý tại bàn"}

    def test_a_text_that_is_too_long_is_told_and_kept(self, client, survey, url):
        data = typed(survey, q2__choice__2="ấ" * 201)
        page = client.post(url("translations_save", survey.code) + "?to=en", data)
        assert "Shorten this to 200 characters; now there are 201." in page.text
        assert "ấ" * 201 in page.text
        assert fresh(survey).draft_revision == survey.draft_revision

    def test_the_script_is_told_what_is_complete_now(self, client, survey, url):
        data = typed(survey, q3__text="Anything else?")
        address = url("translations_save", survey.code) + "?to=en"
        told = client.post(address, data, headers={"X-Autosave": "1"}).json()
        assert (told["done"], told["missing"], told["percent"]) == (6, 1, 85)
        assert told["revision"] == fresh(survey).draft_revision
        long = client.post(
            address, {**data, "revision": told["revision"], "t-title": "x" * 201},
            headers={"X-Autosave": "1"},
        )  # fmt: skip
        assert (long.status_code, [*long.json()["errors"]]) == (422, ["t-title"])

    def test_another_editor_is_named_and_nothing_typed_is_lost(self, client, shop, survey, url):
        minh = build.user("Minh Thư")
        data = typed(survey, q3__text="Mine", title="Table feedback")
        edit_draft(survey, lambda c: with_texts(c, "en", {"title": "Theirs"}), by=minh)
        address = url("translations_save", survey.code) + "?to=en"
        assert client.post(address, data, headers={"X-Autosave": "1"}).status_code == 409
        page = client.post(address, data)
        assert page.status_code == 409
        assert "Minh Thư changed this survey" in page.text
        assert ">Mine</textarea>" in page.text
        assert ">Theirs</textarea>" in page.text, "a field left alone shows what the other wrote"
        again = {name: page.context["form"][name].value() for name in data}
        client.post(address, again)
        content = fresh(survey).content
        assert (content.question("q3").text["en"], content.title["en"]) == ("Mine", "Theirs")

    def test_a_language_is_added(self, client, survey, url):
        data = {"revision": survey.draft_revision, "language": "ko"}
        answer = client.post(url("translation_add", survey.code), data)
        assert answer.url.endswith("?to=ko")
        assert fresh(survey).languages == ["vi", "en", "ko"]
        wrong = {"revision": fresh(survey).draft_revision, "language": "xx"}
        page = client.post(url("translation_add", survey.code), wrong, follow=True)
        assert "Choose a language." in page.text

    def test_a_long_survey_comes_in_pages(self, client, survey, url):
        for _ in range(30):
            edit_draft(survey, lambda content: add_question(content, build.question(Kind.CHOICE)))
        page = client.get(url("translations", survey.code) + "?page=2")
        assert len(page.context["rows"]) == 60
        assert "Page 2 of 3" in page.text

    def test_a_viewer_reads_and_changes_nothing(self, client, shop, survey, url):
        client.force_login(build.member(shop, Role.VIEWER))
        page = client.get(url("translations", survey.code)).text
        assert "Would you recommend us?" in page
        assert "<textarea" not in page

    def test_words_are_never_markup(self, client, survey, url):
        words = "</textarea><script>alert(1)</script>"
        client.post(url("translations_save", survey.code) + "?to=en", typed(survey, title=words))
        page = client.get(url("translations", survey.code)).text
        assert "<script>alert" not in page

    def test_an_unknown_language_is_not_found(self, client, survey, url):
        address = url("translations_save", survey.code) + "?to=ko"
        assert client.post(address, typed(survey)).status_code == 404

    @pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbfid"), ("xliff", b"<?xml")])
    def test_a_downloaded_file_brings_its_translations_back(self, client, survey, url, kind, start):
        address = url("translations_export", survey.code) + f"?to=en&as={kind}"
        data = client.get(address).content
        assert data.startswith(start)
        data = data.replace(b"Table feedback", b"Table talk")
        page = self.bring(client, survey, url, data)
        assert "1 text was taken over." in page.text
        assert "2 lines are empty; nothing changed there." in page.text
        assert fresh(survey).content.title["en"] == "Table talk"

    def test_texts_changed_since_the_file_was_made_are_named(self, client, survey, url):
        data = csv_of(file_lines(survey.content, "vi", "en"), "vi", "en")
        edit_draft(survey, lambda c: with_texts(c, "vi", {"q1.text": "Bạn quay lại chứ?"}))
        page = self.bring(client, survey, url, data)
        assert "The file brought no new text." in page.text
        assert "1 text has changed in the main language since the file was made." in page.text

    def test_a_broken_file_changes_nothing(self, client, survey, url):
        page = self.bring(client, survey, url, b"\xff\xfeid")
        words = "The letters of this file cannot be read. Save it with the encoding UTF-8."
        assert page.context["file_form"].errors["file"] == [words]
        assert fresh(survey).draft_revision == survey.draft_revision

    def bring(self, client, survey, url, data):
        file = SimpleUploadedFile("en.csv", data)
        address = url("translations_import", survey.code) + "?to=en"
        return client.post(address, {"file": file}, follow=True)
