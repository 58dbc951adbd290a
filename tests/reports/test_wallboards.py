"""Screens on the wall: who makes them, what they show, and what they never show."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from hearme.accounts.actions import close_location
from hearme.accounts.models import Membership, Role
from reports.actions import count_waiting
from reports.actions.sharing import renew_board, revoke_board
from reports.models import Goal, Wallboard
from reports.queries.sharing import token_for
from reports.rules.sharing import Door, token_of
from reports.rules.wallboard import Tile
from responses.actions import record_responses
from responses.models import CountChange
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, answer, rate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    """Wednesday, 18 November 2026, 12:00 in Vietnam."""
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def survey():
    return build.survey(asks=(Kind.CSAT, Kind.NPS, Kind.TEXT, Kind.CONTACT))


def board(survey, location=None, **kwargs) -> Wallboard:
    return build.wallboard(survey, location, **kwargs)


def address(board: Wallboard) -> str:
    return reverse("doors:screen", args=[token_for(board)])


def look(board: Wallboard, **headers):
    cache.clear()
    return Client().get(address(board), headers=headers)


def text(board: Wallboard) -> str:
    return look(board).content.decode()


# ------------------------------------------------------------ what a screen shows
def test_satisfied_customers_today_with_n_and_interval(survey):
    rate(build.collector(survey), {5: 18, 1: 2})

    page = text(board(survey))

    assert "Satisfied customers today" in page
    assert ">90<small>%</small>" in page
    assert "n = 20" in page
    assert "95%: 70–97" in page


def test_today_is_compared_with_the_same_weekday_of_the_weeks_before(survey):
    counter = build.collector(survey)
    rate(counter, {5: 40, 1: 2})
    for weeks in (1, 2):
        rate(counter, {5: 20, 1: 20}, days_ago=7 * weeks)
    rate(counter, {1: 90}, days_ago=1)

    page = text(board(survey))

    assert "▲ 45 than on other Wednesdays" in page


def test_a_day_like_all_others_says_so(survey):
    counter = build.collector(survey)
    rate(counter, {5: 18, 1: 2})
    rate(counter, {5: 17, 1: 3}, days_ago=7)

    assert "≈ as every Wednesday" in text(board(survey))


def test_nps_of_seven_days_against_the_week_before(survey):
    counter = build.collector(survey)
    rate(counter, {10: 60, 0: 10}, key="q2", days_ago=2)
    rate(counter, {10: 30, 0: 40}, key="q2", days_ago=9)

    page = text(board(survey))

    assert ">+71</p>" in page
    assert "▲ 86 than the week before" in page


def test_low_ratings_today_with_the_hour_of_the_last_one(survey):
    counter = build.collector(survey)
    rate(counter, {5: 6})
    answer(counter, {"q1": 1}, {"q1": 2}, at=NOON - timedelta(hours=3))

    page = text(board(survey))

    assert ">2</p>" in page
    assert "of 8 answers" in page
    assert "the last one at 9–10 h" in page


def test_answers_of_today_against_a_usual_day_by_now(survey):
    counter = build.collector(survey)
    rate(counter, {5: 30})
    answer(counter, *[{"q1": 5}] * 8, at=NOON - timedelta(days=7, hours=2))
    answer(counter, *[{"q1": 5}] * 50, at=NOON - timedelta(days=7) + timedelta(hours=5))

    page = text(board(survey))

    assert "8 by now on a usual Wednesday" in page
    assert "▲ more than usual" in page


def test_the_goal_and_what_is_missing(survey):
    Goal.objects.create(
        organization=survey.organization, survey=survey, question_key="q1", value=95
    )
    rate(build.collector(survey), {5: 18, 1: 2})

    page = text(board(survey, tiles=[Tile.GOAL]))

    assert "Goal 95%, 7 days" in page
    assert "5 points to go" in page


def test_the_weakest_contact_is_never_one_of_staff(survey):
    organization = survey.organization
    counter = build.touchpoint(organization, "Quầy thu tiền", about="service")
    person = build.touchpoint(organization, "Chị Lan", about="staff")
    door = build.collector(survey)
    for spot, bad in ((counter, 20), (person, 39)):
        given = [{"q1": 1}] * bad + [{"q1": 5}] * (40 - bad)
        record_responses([build.reply(door, a, at=NOON, touchpoint_id=spot.pk) for a in given])
    count_waiting(survey.pk)

    page = text(board(survey, tiles=[Tile.WEAKEST]))

    assert "Quầy thu tiền" in page
    assert "Chị Lan" not in page


def test_only_the_place_of_the_board_and_what_is_inside_counts(survey):
    organization = survey.organization
    branch = build.location(organization, "Hai Bà Trưng")
    table = build.location(organization, "Bàn 7", parent=branch)
    rate(build.collector(survey, table), {5: 10})
    rate(build.collector(survey), {1: 90})

    page = text(board(survey, location=branch))

    assert ">100<small>%</small>" in page
    assert "n = 10" in page
    assert "Hai Bà Trưng" in page


def test_the_board_goes_by_the_clock_of_its_place(survey):
    place = build.location(survey.organization, "Sydney", time_zone="Australia/Sydney")
    late = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
    rate(build.collector(survey, place), {5: 10})

    with time_machine.travel(late, tick=False):
        page = text(board(survey, location=place))

    assert "Thursday 19 Nov" in page
    assert "nobody answered yet" in page


# ------------------------------------------------------------ few and none
def test_below_five_answers_there_is_only_their_number(survey):
    rate(build.collector(survey), {1: 4})

    page = text(board(survey, tiles=[Tile.SATISFIED, Tile.LOWS, Tile.HOURS]))

    assert "4 answers so far" in page
    assert "a score from 5 on" in page
    assert ">0<" not in page
    assert ">4</p>" not in page


def test_an_hour_that_could_be_found_by_subtraction_is_hidden_too(survey):
    counter = build.collector(survey)
    rate(counter, {5: 3})
    for hours, people in ((1, 6), (2, 20)):
        answer(counter, *[{"q1": 1}] * people, at=NOON - timedelta(hours=hours))

    page = text(board(survey, tiles=[Tile.HOURS]))

    assert page.count('class="few') == 2
    assert page.count("<b>0</b>") == 1


def test_a_board_without_any_answer_is_not_blank(survey):
    page = text(board(survey, tiles=list(Tile)[:5]))

    assert page.count('<h2 id="tile') == 5
    assert "nobody answered yet" in page
    assert "nothing to compare with yet" in page


def test_a_draft_that_asks_nothing_yet_says_so():
    draft = build.survey(asks=(Kind.TEXT,), is_live=False)

    assert "Nothing is asked yet" in text(board(draft, tiles=[Tile.SATISFIED]))


def test_a_place_hides_what_would_give_few_people_elsewhere_away(survey):
    branch = build.location(survey.organization, "Hai Bà Trưng")
    rate(build.collector(survey, branch), {5: 20})
    rate(build.collector(survey), {1: 3})

    page = text(board(survey, branch, tiles=[Tile.SATISFIED, Tile.HOURS]))

    assert "n = 20" in page
    assert "hidden to protect a few people" in page
    assert "100" not in page.split("</head>")[1]


# ------------------------------------------------------------ nothing personal
def test_nothing_that_a_customer_said_or_is_called_stands_on_a_board(survey):
    counter = build.collector(survey)
    said = {
        "q1": 1,
        "q2": 0,
        "q3": "Chị Thu Hà ở bàn 7 gọi 0912 345 678",
        "q4": {"name": "Nguyễn Thu Hà", "phone": "+84912345678", "email": "ha@khach.test"},
    }
    answer(counter, *[said] * 8)

    page = text(board(survey, tiles=list(Tile)[:5])) + text(board(survey, tiles=list(Tile)[-5:]))

    for private in ("Thu Hà", "0912", "84912345678", "ha@khach", "bàn 7"):
        assert private not in page


def test_names_of_places_and_boards_are_written_and_never_run(survey):
    evil = '<script>alert("1")</script>'
    place = build.location(survey.organization, evil)

    page = text(board(survey, location=place, name=evil))

    assert evil not in page
    assert "&lt;script&gt;alert" in page


# ------------------------------------------------------------ the door
def test_it_needs_no_session_and_sets_no_cookie(survey):
    response = look(board(survey))

    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "Cookie" not in response.get("Vary", "")


def test_unknown_malformed_and_foreign_tokens_get_the_same_page(survey):
    made = board(survey)
    foreign = token_of(Door.SHARE, made.key, "another secret")
    pages = [
        Client().get(reverse("doors:screen", args=[token]))
        for token in ("A" * 24, "x", "<script>", foreign, "ế" * 24)
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_a_board_that_is_switched_off_says_so(survey):
    made = board(survey)
    revoke_board(made)

    response = look(made)

    assert response.status_code == 410
    assert "This screen was switched off" in response.content.decode()
    assert response.has_header("X-Board-Now")


def test_with_a_new_address_the_old_one_opens_nothing(survey):
    made = board(survey)
    old = address(made)
    renew_board(made)

    assert Client().get(old).status_code == 404
    assert look(made).status_code == 200


def test_tiles_come_again_only_if_they_changed(survey):
    made, counter = board(survey), build.collector(survey)
    tiles = f"{address(made)}?part=tiles"
    first = Client().get(tiles)
    same = Client().get(tiles, headers={"If-None-Match": first["ETag"]})
    rate(counter, {5: 9})
    cache.clear()
    changed = Client().get(tiles, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)
    assert same.content == b""
    assert same["X-Board-Counted"]
    assert b"<html" not in first.content
    assert b"n = 9" in changed.content


def test_figures_are_worked_out_once_in_ten_seconds(survey, django_assert_num_queries):
    made = board(survey)
    Client().get(address(made))

    with django_assert_num_queries(1):
        Client().get(address(made))


def test_without_redis_a_screen_goes_on(survey, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    rate(build.collector(survey), {5: 9})

    assert "n = 9" in Client().get(address(board(survey))).content.decode()


def test_figures_that_wait_to_be_counted_are_marked_as_old(survey):
    build.response(build.collector(survey), {"q1": 5})
    CountChange.objects.update(created_at=NOON)
    made = board(survey)

    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        page = text(made)

    assert "is-stale" in page
    assert "Not updated since" in page


def test_when_a_screen_was_last_there_is_noted_once_a_minute(survey):
    made = board(survey)
    look(made)
    with time_machine.travel(NOON + timedelta(seconds=40), tick=False):
        look(made)
    made.refresh_from_db()
    first = made.last_seen_at
    with time_machine.travel(NOON + timedelta(seconds=70), tick=False):
        look(made)
    made.refresh_from_db()

    assert first == NOON
    assert made.last_seen_at == NOON + timedelta(seconds=70)


def test_head_is_answered_and_no_screen(survey):
    made = board(survey)

    response = Client().head(address(made))
    made.refresh_from_db()

    assert response.status_code == 200
    assert made.last_seen_at is None


def test_a_screen_cannot_send_anything(survey):
    assert Client().post(address(board(survey))).status_code == 405


def test_the_address_is_not_written_to_the_log(survey, capsys):
    made = board(survey)
    look(made)

    told = capsys.readouterr()

    assert token_for(made) not in told.out + told.err


# ------------------------------------------------------------ making one
def signed_in(membership: Membership) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(membership.user)
    return client


def manager(survey, *places) -> Membership:
    made = Membership.objects.get(user=build.member(survey.organization, Role.MANAGER))
    made.locations.set(places)
    return made


def add_to(survey) -> str:
    return reverse("reports:wallboard_add", args=[survey.organization.slug])


def given(survey, /, **changes: str) -> dict[str, str]:
    usual = {"name": "Quầy", "survey": survey.code, "location": "", "language": "vi"}
    return {**usual, "tile1": "hours", "tile2": "satisfied", **changes}


def test_a_manager_makes_a_screen_and_finds_its_address_again(survey):
    client = signed_in(manager(survey))

    listed = client.post(add_to(survey), given(survey), follow=True).content.decode()
    made = Wallboard.objects.get()

    assert made.tiles == ["hours", "satisfied"]
    assert f"{address(made)}" in listed
    assert "no screen has opened it yet" in listed
    assert token_for(made) not in str(list(Wallboard.objects.values()))


def test_what_it_shows_can_be_changed_at_the_same_address(survey):
    made = board(survey)
    old = address(made)
    edit = reverse("reports:wallboard_edit", args=[survey.organization.slug, made.pk])

    signed_in(manager(survey)).post(edit, given(survey, name="Sảnh", tile1="answers", tile2=""))
    made.refresh_from_db()

    assert (made.name, made.tiles) == ("Sảnh", ["answers"])
    assert address(made) == old


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": ""}, "required"),
        ({"tile1": "", "tile2": ""}, "at least one tile"),
        ({"tile2": "hours"}, "there already"),
        ({"tile3": "comments"}, "comments"),
        ({"survey": "ZZZZZZ"}, "ZZZZZZ"),
        ({"location": "999999999"}, "999999999"),
        ({"name": "a\x00b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(survey, changes, problem):
    response = signed_in(manager(survey)).post(add_to(survey), given(survey, **changes))

    assert response.status_code == 422
    assert problem in response.content.decode()
    assert not Wallboard.objects.exists()


def test_a_limited_manager_makes_screens_of_own_places_only(survey):
    mine, other = (build.location(survey.organization, name) for name in ("Của tôi", "Khác"))
    client = signed_in(manager(survey, mine))

    everywhere = client.post(add_to(survey), given(survey))
    elsewhere = client.post(add_to(survey), given(survey, location=str(other.pk)))
    own = client.post(add_to(survey), given(survey, location=str(mine.pk)))

    assert [each.status_code for each in (everywhere, elsewhere, own)] == [422, 422, 302]


def test_a_limited_manager_meets_no_screens_of_other_places(survey):
    mine, other = (build.location(survey.organization, name) for name in ("Của tôi", "Khác"))
    made = [board(survey, each, name=f"Màn {each}") for each in (mine, other)]
    everywhere = board(survey, name="Màn mọi nơi")
    client, slug = signed_in(manager(survey, mine)), survey.organization.slug

    listed = client.get(reverse("reports:wallboards", args=[slug])).content.decode()

    assert "Màn Của tôi" in listed
    assert "Màn Khác" not in listed
    assert "Màn mọi nơi" not in listed
    for hidden in (made[1], everywhere):
        for name in ("edit", "revoke", "renew"):
            url = reverse(f"reports:wallboard_{name}", args=[slug, hidden.pk])
            assert client.post(url).status_code == 404


def test_a_screen_of_which_the_place_was_closed_can_still_be_edited(survey):
    place = build.location(survey.organization, "Đã đóng")
    made = board(survey, place)
    close_location(place)
    edit = reverse("reports:wallboard_edit", args=[survey.organization.slug, made.pk])

    assert "Đã đóng" in signed_in(manager(survey)).get(edit).content.decode()
