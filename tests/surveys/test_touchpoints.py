"""Touchpoints: the board of the customer's journey, and what may happen to its entries."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from hearme.accounts.models import Organization, Role
from responses.actions import open_collector
from surveys.actions import (
    add_touchpoint,
    add_usual_touchpoints,
    close_touchpoint,
    delete_touchpoint,
    edit_draft,
    edit_touchpoint,
    move_touchpoint,
    publish_survey,
    reopen_touchpoint,
)
from surveys.models import About, Stage, Touchpoint
from surveys.rules import replace_question, usual_touchpoints
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]


def asked_about(survey, touchpoint_id):
    """The survey with its first question at this touchpoint."""

    def change(content):
        first = content.questions[0]
        return replace_question(content, replace(first, touchpoint=touchpoint_id))

    edit_draft(survey, change)
    survey.refresh_from_db()
    return survey


def cell_of(board, stage, about):
    (cell,) = [
        cell
        for _about, cells in board.rows
        for cell in cells
        if (cell.stage, cell.about) == (stage, about)
    ]
    return [card.touchpoint.name for card in cell.cards]


@pytest.fixture
def board(client, url):
    def shown():
        return client.get(url("touchpoints")).context["board"]

    return shown


# ------------------------------------------------------------------ the board
def test_an_empty_board_offers_the_usual_touchpoints(client, url):
    page = client.get(url("touchpoints"))
    assert url("touchpoints_usual") in page.text
    assert page.context["total"] == 0


def test_a_viewer_reads_the_board_and_is_offered_no_change(client, shop, url):
    build.touchpoint(shop, "Thực đơn")
    client.force_login(build.member(shop, Role.VIEWER))
    page = client.get(url("touchpoints"))
    assert "Thực đơn" in page.text
    assert url("touchpoint_add") not in page.text


def test_the_board_has_seven_stages_and_three_kinds(client, shop, board):
    build.touchpoint(shop, "Thực đơn", stage="consider", about="product")
    shown = board()
    assert [len(cells) for _about, cells in shown.rows] == [7, 7, 7]
    assert [len(cells) for _stage, cells in shown.stages] == [3] * 7
    assert cell_of(shown, Stage.CONSIDER, About.PRODUCT) == ["Thực đơn"]
    assert cell_of(shown, Stage.CONSIDER, About.STAFF) == []


def test_the_board_counts_cells_that_are_measured(shop, board):
    build.touchpoint(shop, stage="buy")
    build.touchpoint(shop, stage="buy")
    close_touchpoint(build.touchpoint(shop, stage="again"))
    assert board().measured == 1


def test_the_board_says_which_questions_and_codes_use_a_touchpoint(shop, board):
    spot = build.touchpoint(shop)
    survey = asked_about(build.survey(shop), spot.pk)
    open_collector(shop, survey, build.location(shop), touchpoint=spot)
    (card,) = [card for cards in board().cells.values() for card in cards]
    assert (card.questions, card.collectors) == (1, 1)


def test_nothing_of_another_organization_is_on_the_board(shop, board):
    theirs = build.organization()
    spot = build.touchpoint(theirs, "Của người khác")
    asked_about(build.survey(theirs), spot.pk)
    assert board().cells == {}


# ------------------------------------------------------------------ adding and changing
def test_a_touchpoint_is_added_where_the_author_pressed(client, shop, url):
    address = f"{url('touchpoint_add')}?stage=after&about=service"
    assert 'value="after" selected' in client.get(address).text
    client.post(address, {"name": " Giao  hàng ", "stage": "after", "about": "service"})
    spot = Touchpoint.objects.get()
    assert (spot.organization, spot.name, spot.stage) == (shop, "Giao hàng", "after")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("name", ""), ("name", "T" * 81), ("name", "a\x00b"), ("stage", "x"), ("about", "")],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(client, url, field, wrong):
    right = {"name": "Thực đơn", "stage": "buy", "about": "product"}
    page = client.post(url("touchpoint_add"), right | {field: wrong})
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"][field].value() == wrong
    assert not Touchpoint.objects.exists()


def test_a_stage_has_a_name_only_once(client, shop, url):
    build.touchpoint(shop, "Thực đơn", stage="consider")
    page = client.post(
        url("touchpoint_add"), {"name": "Thực đơn", "stage": "consider", "about": "product"}
    )
    assert page.context["form"].errors["name"]
    assert Touchpoint.objects.count() == 1
    add_touchpoint(shop, stage="buy", about="product", name="Thực đơn")
    assert Touchpoint.objects.count() == 2


def test_a_touchpoint_is_renamed_and_moved_in_the_journey(client, shop, url, board):
    spot = build.touchpoint(shop, "Thực đơn", stage="buy", about="service")
    client.post(
        url("touchpoint_edit", spot.pk), {"name": "Menu", "stage": "consider", "about": "product"}
    )
    assert cell_of(board(), Stage.CONSIDER, About.PRODUCT) == ["Menu"]


def test_a_name_that_is_taken_there_is_refused_when_it_moves(client, shop, url):
    build.touchpoint(shop, "Thực đơn", stage="consider")
    spot = build.touchpoint(shop, "Thực đơn", stage="buy")
    with pytest.raises(ValidationError):
        edit_touchpoint(spot, stage="consider", about="product", name="Thực đơn")
    spot.refresh_from_db()
    assert spot.stage == "buy"


def test_touchpoints_of_a_cell_change_places(client, shop, url, board):
    first, second, third = (build.touchpoint(shop, name) for name in "abc")
    build.touchpoint(shop, "elsewhere", stage="again")
    client.post(url("touchpoint_move", third.pk), {"by": "-1"})
    assert cell_of(board(), Stage.BUY, About.SERVICE) == ["a", "c", "b"]
    move_touchpoint(first, 1)
    assert cell_of(board(), Stage.BUY, About.SERVICE) == ["c", "a", "b"]
    second.refresh_from_db()
    move_touchpoint(second, 1)
    assert cell_of(board(), Stage.BUY, About.SERVICE) == ["c", "a", "b"]


@pytest.mark.parametrize("by", ["", "0", "7", "x"])
def test_a_move_that_makes_no_sense_changes_nothing(client, shop, url, board, by):
    build.touchpoint(shop, "a")
    spot = build.touchpoint(shop, "b")
    assert client.post(url("touchpoint_move", spot.pk), {"by": by}).status_code == 302
    assert cell_of(board(), Stage.BUY, About.SERVICE) == ["a", "b"]


# ------------------------------------------------------------------ closing and deleting
def test_a_closed_touchpoint_stays_on_the_board_after_the_open_ones(client, shop, url, board):
    spot = build.touchpoint(shop, "a")
    build.touchpoint(shop, "b")
    client.post(url("touchpoint_close", spot.pk))
    assert cell_of(board(), Stage.BUY, About.SERVICE) == ["b", "a"]
    client.post(url("touchpoint_reopen", spot.pk))
    assert cell_of(board(), Stage.BUY, About.SERVICE) == ["a", "b"]


def test_closing_twice_and_reopening_what_is_open_is_refused(shop):
    spot = build.touchpoint(shop)
    with pytest.raises(ValidationError):
        reopen_touchpoint(spot)
    close_touchpoint(spot)
    with pytest.raises(ValidationError):
        close_touchpoint(spot)


def test_a_touchpoint_that_nothing_used_can_be_deleted(client, shop, url):
    spot = build.touchpoint(shop)
    client.post(url("touchpoint_delete", spot.pk))
    assert not Touchpoint.objects.exists()


def test_a_touchpoint_of_a_code_cannot_be_deleted(shop):
    spot = build.touchpoint(shop)
    open_collector(shop, build.survey(shop), build.location(shop), touchpoint=spot)
    with pytest.raises(ValidationError):
        delete_touchpoint(spot)


def test_a_touchpoint_of_a_question_cannot_be_deleted(shop):
    spot = build.touchpoint(shop)
    survey = asked_about(build.survey(shop), spot.pk)
    with pytest.raises(ValidationError):
        delete_touchpoint(spot)
    publish_survey(survey)
    asked_about(survey, 0)
    with pytest.raises(ValidationError):
        delete_touchpoint(spot)


def test_a_touchpoint_that_answers_belong_to_cannot_be_deleted(client, shop, url):
    spot = build.touchpoint(shop)
    door = build.collector(build.survey(shop), build.location(shop))
    build.response(door, {"q1": 9}, touchpoint_id=spot.pk)
    client.post(url("touchpoint_delete", spot.pk))
    assert Touchpoint.objects.filter(pk=spot.pk).exists()


# ------------------------------------------------------------------ the usual ones
@pytest.mark.parametrize("field", Organization.Field.values)
def test_every_business_field_has_usual_touchpoints_that_fit_the_board(field):
    usual = usual_touchpoints(field)
    assert len(usual) >= 10
    assert {each.stage for each in usual} == set(Stage.values)
    assert {each.about for each in usual} == set(About.values)
    for language in ("vi", "en"):
        names = [(each.stage, each.name[language]) for each in usual]
        assert len(set(names)) == len(names)
        assert all(0 < len(name) <= 80 for _stage, name in names)


@pytest.mark.parametrize(("language", "name"), [("vi", "Thực đơn"), ("en", "Menu")])
def test_the_usual_touchpoints_speak_the_organization_s_language(language, name):
    shop = build.organization(field="food", language=language)
    assert add_usual_touchpoints(shop) == len(usual_touchpoints("food"))
    assert Touchpoint.objects.of(shop).filter(name=name, stage="consider").exists()


def test_the_usual_touchpoints_are_not_added_twice(client, shop, url):
    client.post(url("touchpoints_usual"))
    before = Touchpoint.objects.count()
    Touchpoint.objects.of(shop).first().delete()
    client.post(url("touchpoints_usual"))
    assert Touchpoint.objects.count() == before
    assert add_usual_touchpoints(shop) == 0
