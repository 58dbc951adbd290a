"""Notes on days: who writes them, where they hold, and how charts show them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hearme.accounts.models import Membership, Role
from reports.actions import DayText, write_note
from reports.models import Annotation
from reports.queries import annotations_during
from reports.rules.goals import DayNote, notes_at_steps
from reports.rules.periods import Period, steps_of
from surveys.rules import Kind
from tests import build
from tests.reports.shop import rate, read

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 14)
WEEK = Period(date(2026, 11, 12), date(2026, 11, 18))
TODAY = date(2026, 11, 22)


@pytest.fixture
def door(shop):
    return build.collector(build.survey(shop, (Kind.NPS,)), build.location(shop, "Lê Lợi"))


@pytest.fixture
def manager(client, shop):
    user = build.member(shop, Role.MANAGER)
    client.force_login(user)
    return user


def note(organization, text="Thêm ca tối", day=DAY, location=None):
    return write_note(organization, DayText(day, text, location), TODAY, build.user())


def url(name, organization, *args):
    return reverse(f"reports:{name}", args=[organization.slug, *args])


def send(client, organization, **changed):
    sent = {"day": "2026-11-14", "text": "Thêm ca tối", "place": "all"} | changed
    return client.post(url("annotation_add", organization), sent)


# ------------------------------------------------------------------ which notes hold where
def test_notes_hold_at_a_place_inside_it_and_around_it(shop):
    region = build.location(shop, "Miền Nam")
    branch = build.location(shop, "Quận 1", parent=region)
    other = build.location(shop, "Hà Nội")
    for text, place in [("all", None), ("region", region), ("branch", branch), ("other", other)]:
        note(shop, text, location=place)

    def found(places):
        return [each.text for each in annotations_during(shop, WEEK, places)]

    assert found(None) == ["all", "region", "branch", "other"]
    assert found({branch.pk}) == ["all", "region", "branch"]
    assert found({region.pk, branch.pk}) == ["all", "region", "branch"]
    assert found({other.pk}) == ["all", "other"]


def test_only_notes_of_these_days_count_first_and_last_included(shop):
    for day in (11, 12, 18, 19):
        note(shop, str(day), date(2026, 11, day))

    assert [each.text for each in annotations_during(shop, WEEK, None)] == ["12", "18"]


def test_a_note_stands_at_the_week_of_its_day():
    steps = steps_of(Period(date(2026, 8, 1), date(2026, 11, 22)))
    notes = [DayNote(1, date(2026, 11, 22), "last"), DayNote(2, date(2026, 8, 1), "first")]

    placed = notes_at_steps(notes, steps)
    assert [(at, each.text) for at, each in placed] == [(0, "first"), (len(steps) - 1, "last")]


# ------------------------------------------------------------------ writing
def test_a_note_is_written_changed_deleted_and_brought_back(client, manager, shop):
    assert send(client, shop, text="  Thêm   ca tối ").status_code == 302
    kept = Annotation.objects.get()
    assert (kept.text, kept.day, kept.location, kept.written_by) == (
        "Thêm ca tối",
        DAY,
        None,
        manager,
    )
    edit = url("annotation_edit", shop, kept.pk)
    client.post(edit, {"day": "2026-11-15", "text": "Đổi giá", "place": "all"})
    kept.refresh_from_db()
    assert (kept.text, kept.day) == ("Đổi giá", date(2026, 11, 15))

    page = client.post(url("annotation_delete", shop, kept.pk), follow=True)
    assert not Annotation.objects.exists()
    client.post(url("annotation_add", shop), page.context["undo"])
    assert Annotation.objects.get().text == "Đổi giá"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("day", ""),
        ("day", "2026-02-30"),
        ("day", "0001-01-01"),
        ("day", "9999-12-31"),
        ("text", ""),
        ("text", "   "),
        ("text", "a" * 81),
        ("text", "a\x07b"),
        ("text", "a\x00b"),
        ("text", "a\u202eb"),
        ("place", "999999"),
        ("place", ""),
    ],
)
def test_a_bad_note_is_said_beside_its_field_and_keeps_the_rest(client, manager, shop, name, typed):
    page = send(client, shop, **{name: typed})

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {name}
    kept = "Thêm ca tối" if name != "text" else "2026-11-14"
    assert kept in page.content.decode()
    assert not Annotation.objects.exists()


def test_a_closed_place_gets_no_note_after_it_closed(shop):
    place = build.location(shop)
    place.closed_at = "2026-11-01T00:00Z"
    place.save()
    place.refresh_from_db()

    with pytest.raises(ValidationError):
        note(shop, location=place)
    note(shop, day=date(2026, 10, 1), location=place)


def test_the_form_comes_with_the_day_and_place_of_the_address(client, manager, door):
    page = client.get(
        url("annotation_add", door.organization),
        {"day": "2026-11-14", "place": door.location_id, "next": "https://evil.test"},
    ).content.decode()

    assert 'value="2026-11-14"' in page
    assert f'<option value="{door.location_id}" selected' in page
    assert '<input type="hidden" name="next" value="https' not in page


@pytest.mark.parametrize("day", ["x", "<script>", "2026-99-99"])
def test_a_broken_day_in_the_address_is_only_a_wrong_start(client, manager, shop, day):
    page = client.get(url("annotation_add", shop), {"day": day})

    assert page.status_code == 200
    assert '<script>"' not in page.content.decode()


def test_a_viewer_reads_notes_and_writes_none(client, shop):
    kept = note(shop)

    assert "Thêm ca tối" in client.get(url("annotations", shop)).content.decode()
    assert send(client, shop).status_code == 403
    assert client.post(url("annotation_delete", shop, kept.pk)).status_code == 403


def test_another_organizations_note_is_not_found(client, manager, shop):
    theirs = note(build.organization())

    assert client.get(url("annotation_edit", shop, theirs.pk)).status_code == 404
    assert client.post(url("annotation_delete", shop, theirs.pk)).status_code == 404


def test_a_manager_of_one_place_sees_and_writes_notes_there(client, manager, door):
    shop, other = door.organization, build.location(door.organization)
    Membership.objects.get(user=manager).locations.set([door.location])
    general, theirs = note(shop, "Chung"), note(shop, "Riêng nơi khác", location=other)
    mine = note(shop, "Của mình", location=door.location)
    page = client.get(url("annotations", shop)).content.decode()

    assert "Chung" in page
    assert "Riêng nơi khác" not in page
    assert client.get(url("annotation_edit", shop, mine.pk)).status_code == 200
    assert client.get(url("annotation_edit", shop, general.pk)).status_code == 404
    assert client.get(url("annotation_edit", shop, theirs.pk)).status_code == 404
    assert send(client, shop, place="all").status_code == 200
    assert send(client, shop, place=str(other.pk)).status_code == 200
    assert send(client, shop, place=str(door.location_id)).status_code == 302


def test_many_notes_come_page_by_page(client, shop):
    for at in range(60):
        note(shop, f"Chuyện {at}", DAY - timedelta(days=at))
    page = client.get(url("annotations", shop), {"page": 2})

    assert len(page.context["page"].object_list) == 10


# ------------------------------------------------------------------ in the charts
def test_a_note_stands_in_the_trend_its_description_and_its_table(client, door):
    rate(door, {10: 20, 0: 10})
    rate(door, {10: 20, 0: 10}, days_ago=2)
    note(door.organization, "Thêm ca <b>tối</b> & “đêm”")
    page = read(client, door.survey).content.decode()

    assert "14/11 · Thêm ca &lt;b&gt;tối&lt;/b&gt; &amp; “đêm”" in page or "ca &lt;b&gt;tối" in page
    assert "<b>tối</b>" not in page
    assert "1 note:" in page
    assert '<th scope="col">Notes</th>' in page


def test_a_note_of_another_place_is_not_in_the_trend(client, door):
    rate(door, {10: 20, 0: 10})
    note(door.organization, "Chuyện nơi khác", location=build.location(door.organization))

    assert "Chuyện nơi khác" in read(client, door.survey).content.decode()
    page = read(client, door.survey, location=door.location_id)
    assert "Chuyện nơi khác" not in page.content.decode()


def test_twelve_notes_are_numbered_with_a_list_below(client, door):
    rate(door, {10: 20, 0: 10})
    for at in range(12):
        note(door.organization, f"Chuyện {at}", WEEK.first + timedelta(days=at % 7))
    page = read(client, door.survey).content.decode()

    assert page.count('<ol class="notes" aria-label="Notes on days">') == 1
    assert '<b aria-hidden="true">12</b>' in page


def test_a_manager_finds_the_way_from_the_chart_to_a_note(client, manager, door):
    rate(door, {10: 20, 0: 10})
    page = read(client, door.survey, location=door.location_id).content.decode()

    assert url("annotation_add", door.organization) in page
    assert f"place={door.location_id}" in page


def test_the_control_chart_shows_goal_and_notes(client, shop, door):
    for ago in range(7):
        rate(door, {10: 20, 0: 10 - ago}, days_ago=ago)
    note(shop)
    days = {"since": "2026-11-12", "until": "2026-11-18", "step": "day"}
    page = client.get(reverse("reports:control", args=[shop.slug]), days)

    assert [each.text for each in page.context["chart"].notes] == ["Thêm ca tối"]
    assert "Thêm ca tối" in page.content.decode()
