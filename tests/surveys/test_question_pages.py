"""The editor of a question and the buttons of its card."""

import pytest

from hearme.accounts.models import Role
from surveys.actions import edit_draft
from surveys.models import Survey
from surveys.rules import Kind, ScoreRule, remove_question
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


@pytest.fixture
def survey(shop):
    return build.survey(shop, asks=(Kind.CSAT, Kind.CHOICES, Kind.TEXT))


def asked(survey):
    return Survey.objects.get(pk=survey.pk).content


def keys(survey):
    return [question.key for question in asked(survey).questions]


@pytest.fixture
def press(client, survey, url):
    """Press a button of a card: `press("question_move", "q1", by=1)`."""

    def pressed(name, *args, **fields):
        return client.post(url(name, survey.code, *args), {"revision": 1} | fields)

    return pressed


def typed(**fields):
    return {
        "revision": 1,
        "kind": "choices",
        "text_vi": "Điều gì ảnh hưởng nhất?",
        "text_en": "What mattered most?",
        "choice_number": ["1", "2", "3"],
        "choice_vi": ["Đồ uống", "Nhân viên", "Thời gian chờ"],
        "choice_en": ["Drinks", "Staff", "Waiting"],
    } | fields


@pytest.fixture
def save(client, survey, url):
    """Save question 2 as it is, but for these fields."""
    return lambda **fields: client.post(url("question_edit", survey.code, "q2"), typed(**fields))


# ------------------------------------------------------------------ buttons
@pytest.mark.parametrize("kind", Kind)
def test_a_question_of_every_kind_is_added_and_opened(press, survey, url, kind):
    response = press("question_add", kind=kind.value)
    assert keys(survey) == ["q1", "q2", "q3", "q4"]
    assert asked(survey).questions[-1].kind is kind
    assert response.url == url("question_edit", survey.code, "q4") + "#q4"


def test_buttons_move_duplicate_and_remove(press, survey, client):
    press("question_move", "q1", by=1)
    assert keys(survey) == ["q2", "q1", "q3"]
    press("question_duplicate", "q3", revision=2)
    assert keys(survey) == ["q2", "q1", "q3", "q4"]
    press("question_remove", "q2", revision=3)
    assert keys(survey) == ["q1", "q3", "q4"]
    press("undo", revision=4)
    assert keys(survey) == ["q2", "q1", "q3", "q4"]


@pytest.mark.parametrize("revision", ["7", "", "abc", "9" * 40, "-1", "²"])
def test_a_button_of_an_old_page_does_nothing_and_says_why(press, client, url, survey, revision):
    response = press("question_remove", "q1", revision=revision)
    assert response.status_code == 302
    assert keys(survey) == ["q1", "q2", "q3"]
    page = client.get(url("detail", survey.code))
    assert [message.level_tag for message in page.context["messages"]] != []


@pytest.mark.parametrize(
    ("name", "args", "fields", "status"),
    [
        ("question_add", [], {"kind": "essay"}, 302),
        ("question_move", ["q1"], {"by": "101"}, 302),
        ("question_move", ["q1"], {"by": "down"}, 302),
        ("question_move", ["q9"], {"by": "1"}, 404),
        ("question_remove", ["q9"], {}, 404),
        ("question_duplicate", ["nonsense"], {}, 404),
        ("question_edit", ["q9"], {}, 404),
    ],
)
def test_unknown_kinds_keys_and_ways_change_nothing(press, survey, name, args, fields, status):
    assert press(name, *args, **fields).status_code == status
    assert keys(survey) == ["q1", "q2", "q3"]


# ------------------------------------------------------------------ the editor
def test_the_editor_shows_every_language_and_every_choice(client, survey, url):
    page = client.get(url("question_edit", survey.code, "q2"))
    form = page.context["form"]
    assert [field.value() for field in form.text_fields] == [
        "Điều gì ảnh hưởng nhất?",
        "What mattered most?",
    ]
    assert [row.texts["en"] for row in form.rows] == ["Drinks", "Staff", "Waiting"]


def test_saved_words_are_kept_and_numbers_stay_with_their_choices(save, survey):
    response = save(
        text_vi="  Điều gì\nlàm bạn vui? ",
        help_en="Pick any",
        is_required="on",
        choice_number=["3", "0", "1"],
        choice_vi=["Chờ đợi", "Giá cả", "Đồ uống"],
        choice_en=["Waiting", "", "Drinks"],
    )
    question = asked(survey).question("q2")
    assert response.status_code == 302
    assert question.text["vi"] == "Điều gì làm bạn vui?"
    assert (question.help, question.is_required) == ({"en": "Pick any"}, True)
    assert [(c.number, c.text["vi"]) for c in question.choices] == [
        (3, "Chờ đợi"), (4, "Giá cả"), (1, "Đồ uống"),
    ]  # fmt: skip


def test_blank_rows_are_left_out(save, survey):
    save(choice_number=["1", "2", "0"], choice_vi=["A", "B", " "], choice_en=["", "", ""])
    assert len(asked(survey).question("q2").choices) == 2


def test_another_kind_starts_anew_and_stays_open(save, survey, url):
    response = save(kind="choice")
    assert keys(survey) == ["q1", "q4", "q3"]
    assert response.url == url("question_edit", survey.code, "q4") + "#q4"


@pytest.mark.parametrize(
    ("good_from", "bad_to", "expected"),
    [("5", "3", ScoreRule(5, 3)), ("3", "3", None), ("9", "2", None), ("", "", None)],
)
def test_the_score_rule_is_saved_if_it_makes_sense(
    client, survey, url, good_from, bad_to, expected
):
    fields = {"revision": 1, "kind": "csat", "text_vi": "Sao?"}
    fields |= {"good_from": good_from, "bad_to": bad_to}
    response = client.post(url("question_edit", survey.code, "q1"), fields)
    rule = asked(survey).question("q1").score_rule
    assert rule == (expected or ScoreRule(4, 2))
    assert bool(response.context) == (expected is None)


# ------------------------------------------------------------------ rows without script
@pytest.mark.parametrize(
    ("do", "rows"),
    [
        ("add", ["Đồ uống", "Nhân viên", "Thời gian chờ", ""]),
        ("up:1", ["Nhân viên", "Đồ uống", "Thời gian chờ"]),
        ("up:0", ["Đồ uống", "Nhân viên", "Thời gian chờ"]),
        ("down:1", ["Đồ uống", "Thời gian chờ", "Nhân viên"]),
        ("remove:0", ["Nhân viên", "Thời gian chờ"]),
    ],
)
def test_the_buttons_of_a_row_work_without_script_and_save_nothing(save, survey, do, rows):
    response = save(do=do, text_vi="Đang gõ dở")
    form = response.context["form"]
    assert [row.texts["vi"] for row in form.rows] == rows
    assert form["text_vi"].value() == "Đang gõ dở"
    assert Survey.objects.get(pk=survey.pk).draft_revision == 1


@pytest.mark.parametrize("do", ["up:99", "remove:x", "fly:1", "", "save"])
def test_any_other_button_saves(save, do):
    assert save(do=do).status_code == 302


# ------------------------------------------------------------------ bad input
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text_vi", ""),
        ("text_vi", "a" * 10_000),
        ("text_en", "a\x00b"),
        ("help_vi", "a" * 501),
        ("kind", "essay"),
    ],
)
def test_a_wrong_field_says_so_and_keeps_what_was_typed(save, survey, field, value):
    response = save(**{field: value})
    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert form[field].value() == value
    assert Survey.objects.get(pk=survey.pk).draft_revision == 1


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("a" * 201, "Shorten this to 200 characters; now there are 201."),
        ("a\x00b", "This has a character that cannot be stored."),
        ("Đồ Uống", "This choice is already there."),
        ("", "Write this choice in the main language, too (Tiếng Việt)."),
    ],
)
def test_a_wrong_choice_says_so_in_its_row(save, survey, row, text):
    response = save(choice_vi=["Đồ uống", row, "Thời gian chờ"])
    form = response.context["form"]
    assert [r.error for r in form.rows] == ["", text, ""]
    assert form.rows[1].texts == {"vi": row, "en": "Staff"}
    assert text in response.text
    assert Survey.objects.get(pk=survey.pk).draft_revision == 1


def test_two_hundred_choices_are_too_many_but_none_is_lost(save):
    words = [f"Lựa chọn {n}" for n in range(200)]
    response = save(choice_number=["0"] * 200, choice_vi=words, choice_en=[""] * 200)
    assert [row.texts["vi"] for row in response.context["form"].rows] == words
    assert "At most 50 choices; now there are 200." in response.text


def test_broken_rows_are_read_as_far_as_they_go(save, survey):
    save(choice_number=["x", "2"], choice_vi=["Một", "Hai", "Ba"], choice_en=["One"])
    choices = asked(survey).question("q2").choices
    assert [(c.number, c.text.get("en")) for c in choices] == [(4, "One"), (2, None), (5, None)]


def test_what_looks_like_html_is_shown_as_text(save, client, survey, url):
    script = "<script>alert(1)</script>"
    save(text_vi=script, choice_vi=[script, "B", "C"])
    for page in (url("detail", survey.code), url("question_edit", survey.code, "q2")):
        text = client.get(page).text
        assert script not in text
        assert "&lt;script&gt;alert(1)" in text


# ------------------------------------------------------------------ two editors
@pytest.fixture
def colleague(shop, survey):
    """Somebody else removes question 1 and then lets `act` happen."""
    person = build.member(shop, Role.ADMIN)

    def acts(key):
        edit_draft(survey, lambda content: remove_question(content, key), by=person)
        return person

    return acts


def test_a_stale_save_says_who_changed_what_and_keeps_what_was_typed(save, survey, colleague):
    person = colleague("q1")
    response = save(text_vi="Của tôi", choice_vi=["A", "B", "C"])
    form, (line,) = response.context["form"], response.context["meanwhile_lines"]
    assert response.status_code == 409
    assert str(person) in response.text
    assert line.before == build.TEXTS[Kind.CSAT]["vi"]
    assert form["text_vi"].value() == "Của tôi"
    assert [row.texts["vi"] for row in form.rows] == ["A", "B", "C"]
    assert keys(survey) == ["q2", "q3"]


def test_saving_once_more_after_the_warning_saves(save, survey, colleague):
    colleague("q1")
    form = save(text_vi="Của tôi").context["form"]
    assert save(text_vi="Của tôi", revision=form["revision"].value()).status_code == 302
    assert asked(survey).question("q2").text["vi"] == "Của tôi"


def test_words_for_a_question_that_was_removed_meanwhile_are_not_lost(save, survey, colleague):
    colleague("q2")
    response = save(text_vi="Của tôi")
    assert response.status_code == 409
    assert response.context["orphan"]
    assert "Của tôi" in response.text
