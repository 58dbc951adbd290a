"""The editor of every kind: what is typed is saved and read back, and bad input says so."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hearme.accounts.models import Role
from surveys.actions import edit_draft, set_languages, store_picture
from surveys.models import About, DraftRevision, Picture, Stage, Survey, Touchpoint
from surveys.rules import MAX_TAG, Kind, ScoreRule, replace_question
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]
WORDS = {"text_vi": "Bạn thấy sao?", "text_en": "How was it?"}
RATED = {"good_from": "4", "bad_to": "3"}
THREE = {
    "choice_row": ["0", "1", "2"],
    "choice_number": ["1", "2", "3"],
    "choice_vi": ["Một", "Hai", "Ba"],
    "choice_en": ["One", "Two", "Three"],
}


def png(name="anh.png", size=(40, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def picture(organization):
    return store_picture(organization, png()).key


@pytest.fixture
def open_one(shop):
    """A draft with one question of a kind: `open_one(Kind.NPS)`."""
    return lambda kind: build.survey(shop, asks=(kind,), is_live=False)


@pytest.fixture
def send(client, url):
    """Send the editor of question 1: `send(survey, kind="nps", ...)`."""

    def sent(survey, *, autosave=False, **fields):
        survey.refresh_from_db()
        kind = survey.content.question("q1").kind
        typed = {"revision": survey.draft_revision, "kind": kind.value} | WORDS | fields
        headers = {"X-Autosave": "1"} if autosave else {}
        return client.post(url("question_edit", survey.code, "q1"), typed, headers=headers)

    return sent


@pytest.fixture
def reopen(client, url):
    """The form of the editor of question 1."""
    return lambda survey: client.get(url("question_edit", survey.code, "q1")).context["form"]


def question(survey):
    return Survey.objects.get(pk=survey.pk).content.question("q1")


# ------------------------------------------------------------------ every kind
LEVELS_4 = {"level_vi": ["Tệ", "", "", "", "Vui"], "level_en": ["Bad", "", "", "", "Happy"]}
EVERY_EDITOR = [
    (
        Kind.CSAT,
        {**RATED, **LEVELS_4, "size": "5", "raises_alert": "on", "is_required": "on"},
        lambda q: (
            q.score_rule == ScoreRule(4, 3)
            and q.levels[0].text == {"vi": "Tệ", "en": "Bad"}
            and q.levels[4].text["vi"] == "Vui"
            and q.raises_alert
            and q.is_required
            and q.size == 0
        ),
    ),
    (
        Kind.NPS,
        {"good_from": "9", "bad_to": "5", "low_vi": "Không", "high_en": "Sure"},
        lambda q: (
            q.score_rule == ScoreRule(9, 5)
            and q.low == {"vi": "Không"}
            and q.high == {"en": "Sure"}
            and not q.raises_alert
        ),
    ),
    (
        Kind.CES,
        {"good_from": "6", "bad_to": "4", "low_vi": "Khó", "high_vi": "Dễ"},
        lambda q: q.score_rule == ScoreRule(6, 4) and q.high == {"vi": "Dễ"},
    ),
    (
        Kind.SCALE,
        {**RATED, **LEVELS_4, "is_reversed": "on", "low_vi": "Nhạt", "high_vi": "Đậm"},
        lambda q: q.is_reversed and q.low["vi"] == "Nhạt" and q.levels[0].text["vi"] == "Tệ",
    ),
    (
        Kind.STARS,
        {**RATED, **THREE, "raises_alert": "on"},
        lambda q: [c.text["en"] for c in q.choices] == ["One", "Two", "Three"] and q.raises_alert,
    ),
    (
        Kind.MATRIX,
        {**RATED, **THREE, **LEVELS_4},
        lambda q: len(q.choices) == 3 and q.levels[4].text["en"] == "Happy",
    ),
    (
        Kind.CHOICE,
        {**THREE, "choice_other": ["2"]},
        lambda q: [c.is_other for c in q.choices] == [False, False, True],
    ),
    (
        Kind.CHOICES,
        {**THREE, "choice_other": ["1"], "choice_exclusive": ["2"], "least": "1", "most": "2"},
        lambda q: (
            q.other.text["vi"] == "Hai"
            and [c.is_exclusive for c in q.choices] == [False, False, True]
            and (q.least, q.most) == (1, 2)
        ),
    ),
    (
        Kind.RANKING,
        {**THREE, "least": "2", "most": "3"},
        lambda q: (q.least, q.most) == (2, 3) and len(q.choices) == 3,
    ),
    (
        Kind.TEXT,
        {"style": "short", "most": "120"},
        lambda q: (q.style, q.most) == ("short", 120),
    ),
    (
        Kind.NUMBER,
        {"least": "-5", "most": "20"},
        lambda q: (q.least, q.most) == (-5, 20),
    ),
    (Kind.DATE, {"style": "both"}, lambda q: q.style == "both"),
    (
        Kind.CONTACT,
        {
            "contact_name": "required",
            "contact_phone": "shown",
            "contact_email": "hidden",
            "contact_address": "hidden",
            "contact_extra": "shown",
            "extra_vi": "Số phòng",
            "extra_en": "Room",
        },
        lambda q: (
            q.fields == {"name": "required", "phone": "shown", "extra": "shown"}
            and q.extra == {"vi": "Số phòng", "en": "Room"}
        ),
    ),
    (
        Kind.CONSENT,
        {"choice_row": ["0"], "choice_number": ["1"], "choice_vi": ["gọi"], "choice_en": ["call"]},
        lambda q: [c.text for c in q.choices] == [{"vi": "gọi", "en": "call"}],
    ),
    (
        Kind.ATTACHMENT,
        {"style": "file", "most": "2"},
        lambda q: (q.style, q.most) == ("file", 2),
    ),
    (
        Kind.STATEMENT,
        {"help_vi": "Dòng **đậm**\n- một\n- hai"},
        lambda q: q.help["vi"] == "Dòng **đậm**\n- một\n- hai",
    ),
]


@pytest.mark.parametrize(
    ("kind", "fields", "holds"), EVERY_EDITOR, ids=lambda value: getattr(value, "value", "")
)
def test_what_an_editor_saves_stands_in_it_again(open_one, send, reopen, kind, fields, holds):
    survey = open_one(kind)
    response = send(survey, tags="giá, phòng", **fields)
    assert response.status_code == 302, response.context["form"].errors
    saved = question(survey)
    assert holds(saved), saved
    assert (saved.text["en"], saved.tags) == ("How was it?", ("giá", "phòng"))
    form = reopen(survey)
    for name, value in fields.items():
        if name in form.fields and value != "on":
            assert str(form[name].value()) == value


def test_every_kind_has_an_editor_that_this_file_tries():
    assert {kind for kind, *_rest in EVERY_EDITOR} | {Kind.PICTURES} == set(Kind)


def test_another_size_is_another_scale(open_one, send):
    survey = open_one(Kind.CSAT)
    response = send(survey, size="4", **RATED, **LEVELS_4)
    content = Survey.objects.get(pk=survey.pk).content
    assert [q.key for q in content.questions] == ["q2"]
    assert (content.questions[0].size, content.questions[0].score_rule) == (4, ScoreRule(3, 2))
    assert response.url.endswith("/questions/q2/#q2")


def test_texts_in_languages_that_the_survey_no_longer_has_are_kept(open_one, send):
    survey = open_one(Kind.SCALE)
    send(survey, **LEVELS_4, **RATED)
    set_languages(survey, ["vi"])
    send(survey, level_vi=["Chán", "", "", "", ""], **RATED)
    assert question(survey).levels[0].text == {"vi": "Chán", "en": "Bad"}


# ------------------------------------------------------------------ touchpoints
@pytest.fixture
def bill(shop):
    return Touchpoint.objects.create(
        organization=shop, stage=Stage.BUY, about=About.SERVICE, name="Thanh toán"
    )


def test_a_touchpoint_is_chosen_and_taken_back(open_one, send, bill):
    survey = open_one(Kind.TEXT)
    send(survey, touchpoint=str(bill.pk))
    assert question(survey).touchpoint == bill.pk
    send(survey, touchpoint="")
    assert question(survey).touchpoint == 0


def test_a_touchpoint_of_somebody_else_cannot_be_chosen(open_one, send, bill):
    theirs = Touchpoint.objects.create(
        organization=build.organization(), stage=Stage.BUY, about=About.STAFF, name="Quầy"
    )
    survey = open_one(Kind.TEXT)
    response = send(survey, touchpoint=str(theirs.pk))
    assert list(response.context["form"].errors) == ["touchpoint"]
    assert question(survey).touchpoint == 0


# ------------------------------------------------------------------ pictures
def test_pictures_come_with_the_form_or_by_their_key(open_one, send, shop):
    survey = open_one(Kind.PICTURES)
    known = picture(shop)
    response = send(
        survey,
        **THREE,
        choice_picture=[known, "", ""],
        **{"file-choice-1": png(), "file-question": png()},
        choice_exclusive=["2"],
    )
    assert response.status_code == 302
    saved = question(survey)
    keys = [choice.picture for choice in saved.choices]
    assert keys[0] == known
    assert Picture.objects.filter(organization=shop, key__in=[keys[1], saved.picture]).count() == 2
    assert (keys[2], saved.choices[2].is_exclusive) == ("", True)


def test_a_level_may_have_a_picture_and_lose_it_again(open_one, send, shop):
    survey = open_one(Kind.CSAT)
    key = picture(shop)
    send(survey, **RATED, **LEVELS_4, level_picture=[key, "", "", "", ""])
    assert question(survey).levels[0].picture == key
    send(survey, **RATED, **LEVELS_4, level_picture=[key, "", "", "", ""], drop=["level-1"])
    assert question(survey).levels[0].picture == ""


@pytest.mark.parametrize("where", ["picture", "choice_picture"])
def test_a_picture_of_another_organization_is_refused(open_one, send, where):
    survey = open_one(Kind.PICTURES)
    theirs = picture(build.organization())
    key = theirs if where == "picture" else [theirs, "", ""]
    response = send(survey, **THREE, **{where: key})
    assert "This picture is not here any more." in response.text
    assert theirs not in response.text
    assert not any(question(survey).pictures)


@pytest.mark.parametrize("key", ["a" * 500, "../../etc", "x\x00y", "<img>"])
def test_a_key_that_is_none_is_refused(open_one, send, key):
    survey = open_one(Kind.TEXT)
    assert send(survey, picture=key).status_code == 200
    assert question(survey).picture == ""


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("a.png", b"<script>alert(1)</script>"), "This is not a PNG"),
        (SimpleUploadedFile("a.png", b"x" * (5 * 1024 * 1024 + 1)), "larger than 5 MB"),
    ],
    ids=["no picture", "too large"],
)
def test_a_bad_file_says_so_and_keeps_what_was_typed(open_one, send, client, file, words):
    file.seek(0)
    survey = open_one(Kind.TEXT)
    response = send(survey, text_vi="Đang gõ", **{"file-question": file})
    assert words in response.text
    assert response.context["form"]["text_vi"].value() == "Đang gõ"
    assert question(survey).text["vi"] != "Đang gõ"


def test_a_good_picture_is_not_lost_while_another_field_is_mended(open_one, send):
    survey = open_one(Kind.TEXT)
    response = send(survey, text_vi="", **{"file-question": png()})
    key = response.context["form"].picture.key
    assert f'value="{key}"' in response.text
    send(survey, picture=key)
    assert question(survey).picture == key


def test_a_row_that_is_moved_without_script_keeps_its_picture_and_its_ticks(open_one, send, shop):
    survey = open_one(Kind.PICTURES)
    key = picture(shop)
    fields = {**THREE, "choice_picture": [key, "", ""], "choice_exclusive": ["0"]}
    rows = send(survey, do="down:0", **fields).context["form"].rows
    assert [(row.slot.key, row.is_exclusive) for row in rows] == [
        ("", False),
        (key, True),
        ("", False),
    ]


def test_the_script_sends_a_picture_and_gets_its_key(client, url, shop):
    response = client.post(url("picture_add"), {"file": png()})
    assert response.status_code == 201
    key = response.json()["key"]
    assert Picture.objects.get(key=key).organization == shop
    assert response.json()["url"] == reverse("public:picture", args=[key])


@pytest.mark.parametrize("file", [SimpleUploadedFile("a.gif", b"GIF89a no"), ""])
def test_the_script_is_told_why_a_file_is_refused(client, url, file):
    response = client.post(url("picture_add"), {"file": file})
    assert response.status_code == 422
    assert response.json()["error"]
    assert not Picture.objects.exists()


# ------------------------------------------------------------------ bad input
@pytest.mark.parametrize(
    ("kind", "field", "value", "words"),
    [
        (Kind.NUMBER, "least", "vài", "Write a whole number."),
        (Kind.NUMBER, "least", "9" * 5000, "Write a whole number."),
        (Kind.NUMBER, "most", "-99999999999", "This is at least"),
        (Kind.TEXT, "most", "0", "This is at least 1."),
        (Kind.TEXT, "most", "9999", "This is at most"),
        (Kind.ATTACHMENT, "most", "9", "Select a valid choice."),
        (Kind.DATE, "style", "moon", "Select a valid choice."),
        (Kind.NPS, "low_vi", "a" * 201, "Shorten this to 200 characters"),
        (Kind.TEXT, "tags", ",".join(f"t{n}" for n in range(11)), "At most 10 tags"),
        (Kind.TEXT, "tags", "a" * (MAX_TAG + 1), "A tag has at most 40 characters"),
        (Kind.STATEMENT, "help_vi", "a" * 2001, "Shorten this to 2,000 characters"),
        (Kind.CONTACT, "contact_name", "maybe", "Select a valid choice."),
        (Kind.SCALE, "size", "12", "Select a valid choice."),
    ],
)
def test_a_wrong_setting_says_so_and_keeps_what_was_typed(
    open_one, send, kind, field, value, words
):
    survey = open_one(kind)
    hidden = {f"contact_{name}": "shown" for name in ("name", "phone", "email", "address")}
    hidden |= {"contact_extra": "hidden"}
    fields = {**RATED, **hidden, "low_en": "", field: value}
    form = send(survey, **fields).context["form"]
    assert list(form.errors) == [field]
    assert words in str(form.errors[field]).replace("2000", "2,000")
    assert form[field].value() == value
    assert Survey.objects.get(pk=survey.pk).draft_revision == 1


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        (Kind.CHOICES, {**THREE, "least": "3", "most": "2"}, "most"),
        (Kind.NUMBER, {"least": "3", "most": "2"}, "most"),
        (Kind.TEXT, {"style": "short", "most": "500"}, "most"),
        (Kind.CSAT, {"good_from": "3", "bad_to": "3"}, "bad_to"),
        (
            Kind.CONTACT,
            {f"contact_{name}": "hidden" for name in ("name", "phone", "email", "address")}
            | {"contact_extra": "hidden"},
            "contact_name",
        ),
        (
            Kind.CONTACT,
            {f"contact_{name}": "shown" for name in ("name", "phone", "email", "address")}
            | {"contact_extra": "shown"},
            "extra_vi",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(open_one, send, kind, fields, field):
    response = send(open_one(kind), **fields)
    assert list(response.context["form"].errors) == [field]


def test_a_long_label_of_a_level_says_so_beside_it(open_one, send):
    survey = open_one(Kind.SCALE)
    labels = ["", "a" * 201, "", "", ""]
    response = send(survey, **RATED, level_vi=labels)
    part = response.context["form"].shown_parts[0]
    assert [bool(row.error) for row in part.rows] == [False, True, False, False, False]
    assert part.rows[1].texts["vi"] == "a" * 201
    assert "Shorten this to 200 characters; now there are 201." in response.text


def test_only_one_choice_asks_for_words(open_one, send):
    response = send(open_one(Kind.CHOICE), **THREE, choice_other=["0", "1"])
    assert "Only one choice can ask for words of the customer&#x27;s own." in response.text


# ------------------------------------------------------------------ autosave
def test_an_autosave_answers_with_the_new_revision(open_one, send):
    survey = open_one(Kind.TEXT)
    response = send(survey, autosave=True, text_vi="Của tôi")
    said = response.json()
    assert (response.status_code, said["revision"], said["seconds"]) == (200, 2, 30)
    assert said["saved_at"]
    assert question(survey).text["vi"] == "Của tôi"


def test_an_autosave_tells_which_number_a_new_choice_got(open_one, send):
    survey = open_one(Kind.CHOICE)
    fields = {
        "choice_row": ["7", "0", "9"],
        "choice_number": ["0", "1", "0"],
        "choice_vi": ["Mới", "Một", ""],
        "choice_en": ["", "", ""],
    }
    assert send(survey, autosave=True, **fields).json()["numbers"] == {"7": 4, "0": 1}


def test_an_autosave_says_what_is_wrong_and_where(open_one, send):
    survey = open_one(Kind.CHOICE)
    fields = {**THREE, "choice_vi": ["", "", "Một"], "choice_en": ["", "Two", "Three"]}
    response = send(survey, autosave=True, text_vi="", **fields)
    found = {(error["name"], error["index"]) for error in response.json()["errors"]}
    assert response.status_code == 422
    assert found == {("text_vi", 0), ("choice_vi", 1)}
    assert Survey.objects.get(pk=survey.pk).draft_revision == 1


def test_an_autosave_after_somebody_else_says_who_and_saves_nothing(open_one, send, client, url):
    survey = open_one(Kind.TEXT)
    person = build.user("Minh Thư")
    theirs = survey.content.question("q1")
    changed = replace(theirs, text={"vi": "Của Thư"})
    edit_draft(survey, lambda content: replace_question(content, changed), by=person)
    response = send(survey, autosave=True, revision="1", text_vi="Của tôi")
    said = response.json()
    assert (response.status_code, said["revision"]) == (409, 2)
    assert "Minh Thư" in said["html"]
    assert question(survey).text["vi"] == "Của Thư"
    assert send(survey, text_vi="Của tôi").status_code == 302
    assert question(survey).text["vi"] == "Của tôi"


def test_autosaves_in_a_row_are_one_step_of_undo(open_one, send, client, url):
    survey = open_one(Kind.TEXT)
    before = question(survey).text["vi"]
    for words in ("C", "Củ", "Của tôi"):
        send(survey, autosave=True, text_vi=words)
    assert DraftRevision.objects.filter(survey=survey).count() == 2
    client.post(url("undo", survey.code), {"revision": 4})
    assert question(survey).text["vi"] == before


# ------------------------------------------------------------------ who may
@pytest.mark.parametrize("autosave", [True, False])
def test_a_viewer_and_a_stranger_save_nothing(client, shop, open_one, send, autosave):
    survey = open_one(Kind.TEXT)
    client.force_login(build.member(shop, Role.VIEWER))
    assert send(survey, autosave=autosave).status_code == 403
    client.force_login(build.member(build.organization(), Role.OWNER))
    assert send(survey, autosave=autosave).status_code == 404
    assert Survey.objects.get(pk=survey.pk).draft_revision == 1
