"""Rearranging the tree: order, merging, inherited zones, and lists from files."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hearme.accounts.actions import (
    close_location,
    edit_location,
    import_locations,
    merge_location,
    move_location,
    reopen_location,
)
from hearme.accounts.models import Location, Membership, Role
from hearme.accounts.queries import places_of
from hearme.accounts.rules import read_places
from responses.models import Collector, Response
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return build.organization()


@pytest.fixture
def editor(client, shop):
    client.force_login(build.member(shop, Role.EDITOR))
    return client


def tree(shop):
    return ["  " * place.depth + place.location.name for place in places_of(shop)]


# ------------------------------------------------------------ order
def test_a_place_moves_among_its_siblings_and_stops_at_the_ends(shop):
    first, _second, third = (build.location(shop, name) for name in ("Một", "Hai", "Ba"))

    move_location(third, -1)
    assert tree(shop) == ["Một", "Ba", "Hai"]
    move_location(first, -1)
    assert tree(shop) == ["Một", "Ba", "Hai"]
    move_location(first, 5)
    assert tree(shop) == ["Ba", "Hai", "Một"]


def test_the_menu_moves_a_place(editor, shop):
    build.location(shop, "Một")
    second = build.location(shop, "Hai")

    editor.post(reverse("accounts:location_move", args=[shop.slug, second.pk]), {"by": "-1"})

    assert tree(shop) == ["Hai", "Một"]


# ------------------------------------------------------------ time zones
def test_a_new_zone_reaches_everything_inside_that_has_none_of_its_own(shop):
    north = build.location(shop, "Bắc")
    hanoi = build.location(shop, "Hà Nội", parent=north)
    bangkok = build.location(shop, "Bangkok", parent=north, time_zone="Asia/Bangkok")
    corner = build.location(shop, "Góc", parent=bangkok)

    edit_location(north, name="Bắc", parent=None, time_zone="Asia/Tokyo")

    zones = dict(Location.objects.of(shop).values_list("name", "time_zone"))
    assert zones == {
        "Bắc": "Asia/Tokyo",
        hanoi.name: "Asia/Tokyo",
        bangkok.name: "Asia/Bangkok",
        corner.name: "Asia/Bangkok",
    }


# ------------------------------------------------------------ merging
def test_merging_moves_codes_and_inner_places_but_not_the_answers(shop):
    door = build.collector(build.survey(shop), build.location(shop, "Cũ"))
    old, new = door.location, build.location(shop, "Mới")
    build.location(shop, "Tầng 1", parent=old)
    answered = build.response(door, {"q1": 9})

    merge_location(old, new)

    assert Collector.objects.get(pk=door.pk).location == new
    assert Response.objects.get(pk=answered.pk).location == old
    assert tree(shop) == ["Cũ", "Mới", "  Tầng 1"]
    old.refresh_from_db()
    assert old.closed_at
    assert old.merged_into == new


def test_a_merged_place_is_not_reopened(shop):
    old, new = build.location(shop, "Cũ"), build.location(shop, "Mới")
    merge_location(old, new)

    with pytest.raises(ValidationError, match="merged into"):
        reopen_location(old)


def test_a_place_is_not_merged_into_itself_its_inside_or_a_closed_one(shop):
    top = build.location(shop, "Bắc")
    inside = build.location(shop, "Hà Nội", parent=top)
    closed = build.location(shop, "Kho")
    close_location(closed)

    for target in (top, inside):
        with pytest.raises(ValidationError, match="itself"):
            merge_location(top, target)
    with pytest.raises(ValidationError, match="open place"):
        merge_location(top, closed)


def test_inner_places_of_the_same_name_stop_a_merge(shop):
    old, new = build.location(shop, "Cũ"), build.location(shop, "Mới")
    build.location(shop, "Tầng 1", parent=old)
    build.location(shop, "Tầng 1", parent=new)

    with pytest.raises(ValidationError, match="Tầng 1"):
        merge_location(old, new)
    assert Location.objects.get(pk=old.pk).closed_at is None


def test_a_place_of_another_organization_cannot_take_over(editor, shop):
    mine, theirs = build.location(shop), build.location(build.organization("Khác"))

    page = editor.post(
        reverse("accounts:location_merge", args=[shop.slug, mine.pk]), {"into": theirs.pk}
    )

    assert page.status_code == 200
    assert Location.objects.get(pk=mine.pk).merged_into is None


# ------------------------------------------------------------ who is in charge
def test_only_a_member_is_in_charge_of_a_place(shop):
    stranger = Membership.objects.get(organization=build.organization("Khác"))

    with pytest.raises(ValidationError, match="not a member"):
        build.location(shop, details=build.details(manager=stranger))


def test_the_form_saves_address_hours_and_days_off(editor, shop):
    place = build.location(shop, "Hai Bà Trưng")
    form = {"name": place.name, "parent": "top", "time_zone": "same", "has_hours": "on"}
    days = {f"is_open_{day}": "on" for day in range(6)}
    times = {f"opens_{day}": "07:30" for day in range(7)} | {
        f"closes_{day}": "22:30" for day in range(7)
    }
    extra = {"address": "48 Triệu Việt Vương", "holidays": "25/01/2027 – 02/02/2027\n30/04/2027"}

    editor.post(
        reverse("accounts:location_edit", args=[shop.slug, place.pk]), form | days | times | extra
    )

    place.refresh_from_db()
    assert place.address == "48 Triệu Việt Vương"
    assert place.hours["week"] == [["07:30", "22:30"]] * 6 + [None]
    assert place.hours["holidays"] == [["2027-01-25", "2027-02-02"], ["2027-04-30", "2027-04-30"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opens_0", "25:00"),
        ("closes_0", ""),
        ("holidays", "hôm nay"),
        ("holidays", "02/01/2027-01/01/2027"),
    ],
)
def test_a_wrong_time_or_day_is_named_and_kept(editor, shop, field, value):
    place = build.location(shop)
    form = {"name": place.name, "parent": "top", "time_zone": "same", "has_hours": "on"}
    form |= {"is_open_0": "on", "opens_0": "08:00", "closes_0": "22:00"}

    page = editor.post(
        reverse("accounts:location_edit", args=[shop.slug, place.pk]), form | {field: value}
    )

    assert page.context["form"].errors[field]
    assert value in page.content.decode()
    place.refresh_from_db()
    assert place.hours is None


# ------------------------------------------------------------ lists
TABLE = """Tên;Thuộc;Địa chỉ;Múi giờ
Miền Bắc;;;
Hai Bà Trưng;Miền Bắc;48 Triệu Việt Vương;
Tầng 1;Miền Bắc > Hai Bà Trưng;;
Tokyo;;;Asia/Tokyo
"""


def upload(client, shop, data, name="places.csv"):
    url = reverse("accounts:locations_import", args=[shop.slug])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def test_a_table_becomes_a_tree_and_importing_it_again_adds_nothing(editor, shop):
    upload(editor, shop, TABLE.encode("utf-8-sig"))
    again = import_locations(shop, read_places([line.split(";") for line in TABLE.splitlines()])[0])

    assert tree(shop) == ["Miền Bắc", "  Hai Bà Trưng", "    Tầng 1", "Tokyo"]
    assert Location.objects.get(name="Hai Bà Trưng").address == "48 Triệu Việt Vương"
    assert Location.objects.get(name="Tokyo").time_zone == "Asia/Tokyo"
    assert again == 0


def test_one_wrong_line_imports_nothing_and_is_named(editor, shop):
    page = upload(editor, shop, (TABLE + "Sao Hỏa;;;Mars/Olympus\n").encode())

    assert Location.objects.of(shop).count() == 0
    assert "Mars/Olympus" in page.content.decode()
    assert [problem.line for problem in page.context["problems"]] == [6]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe\x00", b"PK\x03\x04 no zip at all", b"a,b\x00,c", "Mã;Giá\n1;2\n".encode()],
    ids=["empty", "not UTF-8", "broken zip", "NUL", "no name column"],
)
def test_a_file_that_is_no_table_is_refused_in_words(editor, shop, data):
    page = upload(editor, shop, data)

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert Location.objects.of(shop).count() == 0


def test_a_file_that_unpacks_to_gigabytes_is_refused(editor, shop):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)

    assert upload(editor, shop, packed.getvalue(), "places.xlsx").context["form"].errors["file"]
