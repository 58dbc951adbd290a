"""Themes: how public pages look, what they say at the end, and which survey has which."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hearme.accounts.models import Role
from surveys.actions import (
    ThemeConflictError,
    copy_theme,
    delete_theme,
    edit_theme,
    make_usual,
    set_theme,
    store_picture,
)
from surveys.models import Picture, Theme
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


def png(colour="#884422") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(file, "PNG")
    return file.getvalue()


def upload(data=None, name="logo.png"):
    return SimpleUploadedFile(name, png() if data is None else data)


def picture(shop):
    return store_picture(shop, io.BytesIO(png()))


def sent(theme=None, **changes):
    """What the form of a theme sends."""
    return {
        "do": "save",
        "revision": str(theme.revision if theme else 1),
        "name": theme.name if theme else "Trà xanh",
        "brand": "#5FB98D",
        "corners": "round",
        "font_size": "normal",
        "background": "paper",
    } | changes


def saved(client, url, theme=None, **changes):
    """Save, and return the theme as it then is."""
    address = url("theme_edit", theme.pk) if theme else url("theme_add")
    answer = client.post(address, sent(theme, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return Theme.objects.order_by("-pk").first() if theme is None else again(theme)


def again(theme):
    return Theme.objects.get(pk=theme.pk)


def message(outcome, **texts):
    return {"outcome": outcome, "text": texts}


# ------------------------------------------------------------------ the list
def test_a_new_organization_sees_what_holds_without_a_theme(client, url):
    page = client.get(url("themes"))
    assert page.context["is_new"]
    assert url("theme_add") in page.text
    assert not Theme.objects.exists()


def test_the_first_theme_is_the_usual_one_and_the_second_is_not(client, url):
    first, second = saved(client, url), saved(client, url, name="Giáng sinh")
    assert (first.is_usual, second.is_usual) == (True, False)


def test_the_list_says_how_many_surveys_chose_a_theme(client, shop, url):
    usual, other = build.theme(shop, "An"), build.theme(shop, "Bình")
    set_theme(build.survey(shop), other)
    cards = client.get(url("themes")).context["cards"]
    assert [(card.theme, card.surveys) for card in cards] == [(usual, 0), (other, 1)]


def test_a_viewer_sees_the_list_but_no_way_to_change_it(client, shop, url):
    theme = build.theme(shop, "Trà xanh")
    client.force_login(build.member(shop, Role.VIEWER))
    page = client.get(url("themes"))
    assert "Trà xanh" in page.text
    assert url("theme_edit", theme.pk) not in page.text


def test_another_theme_can_be_made_the_usual_one(client, shop, url):
    old, new = build.theme(shop), build.theme(shop)
    client.post(url("theme_usual", new.pk))
    assert (again(old).is_usual, again(new).is_usual) == (False, True)


def test_only_one_theme_of_each_organization_is_usual(shop):
    theirs = build.theme(build.organization())
    build.theme(shop)
    make_usual(build.theme(shop))
    assert again(theirs).is_usual
    assert Theme.objects.of(shop).filter(is_usual=True).count() == 1


def test_a_copy_has_the_same_looks_and_words_under_a_free_name(client, shop, url):
    theme = build.theme(
        shop, "Trà", brand="#8a2d3b", logo=picture(shop), messages=[message("good", vi="Cảm ơn")]
    )
    client.post(url("theme_copy", theme.pk))
    first, second = Theme.objects.exclude(pk=theme.pk).get(), copy_theme(theme)
    assert (first.name, second.name) == ("Trà (2)", "Trà (3)")
    assert (first.brand, first.logo, first.messages) == (theme.brand, theme.logo, theme.messages)
    assert not first.is_usual


def test_the_longest_name_can_be_copied(shop):
    copied = copy_theme(build.theme(shop, "T" * 80))
    assert len(copied.name) <= 80


def test_a_theme_that_nothing_uses_can_be_deleted(client, shop, url):
    build.theme(shop)
    other = build.theme(shop)
    client.post(url("theme_delete", other.pk))
    assert not Theme.objects.filter(pk=other.pk).exists()


def test_the_usual_theme_and_a_chosen_one_cannot_be_deleted(shop):
    usual, chosen = build.theme(shop), build.theme(shop)
    set_theme(build.survey(shop), chosen)
    for theme in (usual, chosen):
        with pytest.raises(ValidationError):
            delete_theme(theme)
    assert Theme.objects.of(shop).count() == 2


# ------------------------------------------------------------------ one theme
def test_everything_that_is_typed_is_stored(client, shop, url):
    theme = saved(
        client,
        url,
        display_name="Trà Lá Me",
        corners="rounder",
        font_size="large",
        background="white",
        welcome_vi="3 câu thôi",
        welcome_en="Only 3 questions",
        message_outcome=["good", "bad"],
        message_vi=["Hẹn gặp lại!", "Quán xin lỗi bạn."],
        message_en=["See you!", ""],
        closing_label_vi="Xem thực đơn",
        closing_url="tralame.vn/menu",
    )
    assert theme.brand == "#5fb98d"
    assert (theme.corners, theme.font_size, theme.background) == ("rounder", "large", "white")
    assert theme.welcome == {"vi": "3 câu thôi", "en": "Only 3 questions"}
    assert theme.messages == [
        message("good", vi="Hẹn gặp lại!", en="See you!"),
        message("bad", vi="Quán xin lỗi bạn."),
    ]
    assert theme.closing_label == {"vi": "Xem thực đơn"}
    assert theme.closing_url == "https://tralame.vn/menu"


def test_what_is_stored_stands_in_the_form(client, shop, url):
    theme = build.theme(
        shop,
        brand="#5fb98d",
        welcome={"vi": "Chào bạn"},
        messages=[message("bad", vi="Quán xin lỗi <b>bạn</b>.")],
    )
    page = client.get(url("theme_edit", theme.pk))
    assert 'value="#5FB98D"' in page.text
    assert "Chào bạn" in page.text
    assert "Quán xin lỗi &lt;b&gt;bạn&lt;/b&gt;." in page.text


def test_every_save_has_a_new_revision(client, shop, url):
    theme = build.theme(shop)
    assert saved(client, url, theme).revision == 2
    assert saved(client, url, again(theme)).revision == 3


def test_the_author_sees_both_the_chosen_and_the_used_colour(client, shop, url):
    page = client.get(url("theme_edit", build.theme(shop, brand="#5fb98d").pk))
    look = page.context["form"].look
    assert (look.chosen, look.is_readable) == ("#5fb98d", False)
    assert look.used_contrast >= 4.5
    assert "2.4 : 1 hard to read" in page.text
    assert look.used.upper() in page.text


def test_a_theme_may_speak_every_language_of_the_surveys(client, shop, url):
    survey = build.survey(shop)
    survey.languages = ["vi", "en", "ko"]
    survey.save()
    theme = build.theme(shop, welcome={"ru": "Привет"})
    assert client.get(url("theme_edit", theme.pk)).context["form"].languages == [
        "vi",
        "en",
        "ko",
        "ru",
    ]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("name", "T" * 81),
        ("display_name", "T" * 81),
        ("brand", "green"),
        ("brand", "#fff;}body{display:none"),
        ("brand", ""),
        ("corners", "wavy"),
        ("background", "picture"),
        ("welcome_vi", "T" * 301),
        ("closing_url", "javascript:alert(1)"),
        ("closing_url", "data:text/html,x"),
        ("closing_url", "ftp://tralame.vn"),
        ("closing_url", "https://tralame.vn/menu"),
        ("closing_label_vi", "Xem thực đơn"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(client, shop, url, field, text):
    theme = build.theme(shop)
    page = client.post(url("theme_edit", theme.pk), sent(theme, **{field: text}))
    at_fault = {"closing_url": "closing_label_vi", "closing_label_vi": "closing_url"}
    wrong = at_fault[field] if "tralame.vn/menu" in text or "thực đơn" in text else field
    assert page.status_code == 200
    assert set(page.context["form"].errors) >= {wrong}
    assert page.context["form"][field].value() == text
    assert again(theme).revision == 1


def test_two_themes_cannot_have_the_same_name(client, shop, url):
    build.theme(shop, "Trà xanh")
    page = client.post(url("theme_add"), sent(name="Trà xanh", display_name="Quán nhỏ"))
    assert "name" in page.context["form"].errors
    assert "Quán nhỏ" in page.text
    assert Theme.objects.count() == 1


def test_another_organization_may_have_the_same_name(client, shop, url):
    build.theme(build.organization(), "Trà xanh")
    assert saved(client, url, name="Trà xanh").organization == shop


def test_a_message_that_is_too_long_is_said_beside_it_and_kept(client, shop, url):
    theme = build.theme(shop)
    long = "dài " * 200
    page = client.post(
        url("theme_edit", theme.pk),
        sent(theme, message_outcome=["good", "bad"], message_vi=["Cảm ơn", long]),
    )
    rows = page.context["form"].rows
    assert [bool(row.error) for row in rows] == [False, True]
    assert long.strip() in page.text
    assert again(theme).messages == []


def test_no_more_than_twelve_messages(client, shop, url):
    theme = build.theme(shop)
    texts = [f"Lời {number}" for number in range(13)]
    page = client.post(
        url("theme_edit", theme.pk), sent(theme, message_outcome=["good"] * 13, message_vi=texts)
    )
    assert page.context["form"].rows_error
    assert again(theme).messages == []
    saved(client, url, theme, message_outcome=["good"] * 12, message_vi=texts[:12])
    assert len(again(theme).messages) == 12


def test_empty_messages_are_left_out(client, shop, url):
    theme = saved(
        client,
        url,
        message_outcome=["good", "bad"],
        message_vi=["", "Xin lỗi"],
        message_en=["", ""],
    )
    assert theme.messages == [message("bad", vi="Xin lỗi")]


@pytest.mark.parametrize(
    ("do", "texts"),
    [
        ("add", ["a", "b", "c", ""]),
        ("up:1", ["b", "a", "c"]),
        ("up:0", ["a", "b", "c"]),
        ("down:0", ["b", "a", "c"]),
        ("down:2", ["a", "b", "c"]),
        ("remove:1", ["a", "c"]),
        ("remove:9", ["a", "b", "c"]),
        ("remove:x", ["a", "b", "c"]),
        ("nonsense", ["a", "b", "c"]),
    ],
)
def test_messages_are_arranged_without_script_and_without_saving(client, shop, url, do, texts):
    theme = build.theme(shop)
    page = client.post(
        url("theme_edit", theme.pk),
        sent(theme, do=do, message_outcome=["good"] * 3, message_vi=["a", "b", "c"]),
    )
    assert [row.texts["vi"] for row in page.context["form"].rows] == texts
    assert again(theme).messages == []


def test_a_suggested_colour_is_put_into_the_form_without_saving(client, shop, url):
    theme = build.theme(shop)
    page = client.post(url("theme_edit", theme.pk), sent(theme, do="brand:#8a2d3b"))
    assert page.context["form"].look.chosen == "#8a2d3b"
    assert again(theme).brand == "#0d5c4a"


def test_two_people_saving_are_told_and_nothing_is_lost(client, shop, url):
    theme = build.theme(shop)
    mine = sent(theme, display_name="Của tôi")
    edit_theme(theme, revision=1, display_name="Của bạn tôi")
    page = client.post(url("theme_edit", theme.pk), mine)
    assert page.context["is_conflict"]
    assert "Của tôi" in page.text
    assert again(theme).display_name == "Của bạn tôi"
    client.post(
        url("theme_edit", theme.pk),
        mine | {"revision": page.context["form"]["revision"].value()},
    )
    assert again(theme).display_name == "Của tôi"


def test_a_theme_that_was_opened_before_a_save_is_not_overwritten(shop):
    theme = build.theme(shop)
    edit_theme(theme, revision=1, display_name="Trà Lá Me")
    with pytest.raises(ThemeConflictError):
        edit_theme(theme, revision=1, display_name="Trà Sen")


# ------------------------------------------------------------------ pictures of a theme
def test_a_logo_is_stored_replaced_and_removed(client, shop, url):
    theme = saved(client, url, logo=upload())
    first = theme.logo
    assert first.organization == shop
    second = saved(client, url, theme, logo=upload(png("#112233")), logo_key=first.key).logo
    assert second != first
    page = client.post(
        url("theme_edit", theme.pk), sent(again(theme), do="drop:logo", logo_key=second.key)
    )
    assert page.context["form"].logo is None
    assert again(theme).logo == second, "nothing is saved yet"
    assert saved(client, url, again(theme), logo_key="").logo is None


def test_a_logo_stays_when_the_rest_is_saved(client, shop, url):
    theme = build.theme(shop, logo=picture(shop))
    assert saved(client, url, theme, logo_key=theme.logo.key).logo == theme.logo


def test_a_logo_that_came_with_a_mistake_is_not_lost(client, shop, url):
    page = client.post(url("theme_add"), sent(name="", logo=upload()))
    key = page.context["form"]["logo_key"].value()
    assert key == Picture.objects.get().key
    assert f'value="{key}"' in page.text
    assert saved(client, url, logo_key=key).logo.key == key


@pytest.mark.parametrize("data", [b"<svg xmlns='x'></svg>", b"hello", b""])
def test_a_wrong_logo_is_said_beside_it_and_the_rest_kept(client, shop, url, data):
    page = client.post(
        url("theme_add"), sent(display_name="Quán nhỏ", logo=upload(data, "logo.svg"))
    )
    assert page.context["picture_problems"]["logo"]
    assert "Quán nhỏ" in page.text
    assert not Theme.objects.exists()


def test_a_picture_of_another_organization_is_not_taken(client, shop, url):
    theirs = picture(build.organization())
    assert saved(client, url, logo_key=theirs.key).logo is None


def test_a_background_picture_is_chosen_by_sending_it(client, shop, url):
    theme = saved(client, url, background_picture=upload())
    assert theme.background == "picture"
    assert theme.background_picture is not None


# ------------------------------------------------------------------ which survey has which
def test_a_survey_chooses_a_theme_and_goes_back_to_the_usual_one(client, shop, url):
    build.theme(shop)
    other, survey = build.theme(shop), build.survey(shop)
    client.post(url("look_choose", survey.code), {"theme": other.pk})
    survey.refresh_from_db()
    assert survey.theme == other
    client.post(url("look_choose", survey.code), {"theme": ""})
    survey.refresh_from_db()
    assert survey.theme is None


@pytest.mark.parametrize("wrong", ["999999", "x", "-1"])
def test_a_theme_that_is_not_there_cannot_be_chosen(client, shop, url, wrong):
    survey = build.survey(shop)
    page = client.post(url("look_choose", survey.code), {"theme": wrong})
    assert page.status_code == 200
    assert page.context["form"].errors


def test_a_theme_of_another_organization_cannot_be_chosen(client, shop, url):
    theirs, survey = build.theme(build.organization()), build.survey(shop)
    assert client.post(url("look_choose", survey.code), {"theme": theirs.pk}).status_code == 200
    with pytest.raises(ValidationError):
        set_theme(survey, theirs)


def test_choosing_a_theme_needs_no_publishing(shop):
    survey = build.survey(shop)
    set_theme(survey, build.theme(shop))
    survey.refresh_from_db()
    assert not survey.has_unpublished_changes
