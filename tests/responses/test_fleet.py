"""Many codes at once: opened from names and places or a table, changed together, and printed."""

import io
import re
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from hearme.accounts.models import Role
from hearme.common.poster_kinds import AT_ONCE
from responses.actions import make_posters, open_fleet
from responses.models import Collector, Pointing, PosterOrder, Response
from responses.queries import public_url
from responses.rules import Spot
from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.django_db
STUDIO = {
    "size": "badge", "language": "vi", "title": "", "brand": "#0d5c4a", "format": "pdf",
    "has_faces": "on", "has_place": "on", "has_code": "on",
}  # fmt: skip


@pytest.fixture
def shop():
    return build.organization()


@pytest.fixture
def survey(shop):
    return build.survey(shop)


@pytest.fixture
def editor(client, shop):
    client.force_login(build.member(shop, Role.EDITOR))
    return client


def page_of(shop, name="fleet", **query):
    return reverse(f"responses:{name}", args=[shop.slug], query=query)


def names(found):
    return [collector.name for collector in found]


class Form:
    """The page that opens many codes, filled in step by step."""

    def __init__(self, client, shop, survey, **fields):
        self.client, self.url = client, page_of(shop)
        self.fields = {"survey": survey.code, "kind": "link", "names": "", **fields}

    def look(self, step="look", **more):
        return self.client.post(self.url, {**self.fields, **more, "step": step})

    def open(self, **more):
        shown = self.look(**more).context
        sent = {**self.fields, "seal": shown["seal"], "rows": shown["rows"], "step": "open"}
        return self.client.post(self.url, sent)


# ------------------------------------------------------------------ opening many
def test_twelve_tables_in_six_branches_are_seventy_two_codes(editor, shop, survey):
    places = [build.location(shop).pk for _ in range(6)]
    form = Form(editor, shop, survey, at=places, names="Bàn {1-12}")

    shown = form.look()
    assert shown.context["preview"].total == 72
    assert "6 × 12 = 72" in shown.content.decode()
    assert Collector.objects.count() == 0

    form.open()
    assert Collector.objects.count() == 72
    assert names(Collector.objects.filter(location=places[0]).order_by("id"))[:2] == [
        "Bàn 1", "Bàn 2",
    ]  # fmt: skip
    assert Pointing.objects.of(shop).filter(survey=survey).count() == 72


def test_all_inside_a_region_means_the_places_at_the_ends_of_the_tree(editor, shop, survey):
    north = build.location(shop, "Miền Bắc")
    branch = build.location(shop, "Hai Bà Trưng", parent=north)
    floors = [build.location(shop, f"Tầng {number}", parent=branch) for number in (1, 2)]
    build.location(shop, "Miền Nam")

    Form(editor, shop, survey, within=[north.pk], names="Quầy").open()
    assert [c.location for c in Collector.objects.order_by("id")] == floors


def test_what_hangs_there_already_is_skipped_and_counted(editor, shop, survey):
    place = build.location(shop)
    build.collector(survey, place, name="bàn 2")
    lost = build.collector(survey, place, name="Bàn 3")
    Collector.objects.filter(pk=lost.pk).update(state="lost", closed_at="2026-11-01T00:00Z")

    form = Form(editor, shop, survey, at=[place.pk], names="Bàn {1-3}")
    preview = form.look().context["preview"]
    assert (preview.total, preview.fresh, preview.known) == (3, 2, 1)
    form.open()
    assert sorted(names(Collector.objects.exclude(pk=lost.pk))) == ["Bàn 1", "Bàn 3", "bàn 2"]


def test_without_names_each_place_gets_one_code(editor, shop, survey):
    places = [build.location(shop).pk for _ in range(3)]

    Form(editor, shop, survey, at=places).open()
    assert names(Collector.objects.all()) == ["", "", ""]


def test_pressing_twice_opens_the_codes_once(editor, shop, survey):
    form = Form(editor, shop, survey, at=[build.location(shop).pk], names="Bàn {1-5}")
    form.open()
    form.open()

    assert Collector.objects.count() == 5


def test_nothing_is_opened_that_was_not_shown(editor, shop, survey):
    form = Form(editor, shop, survey, at=[build.location(shop).pk], names="Bàn {1-5}")
    seal = form.look().context["seal"]

    page = form.look("open", names="Bàn {1-500}", seal=seal)
    assert page.context["is_changed"]
    assert Collector.objects.count() == 0


@pytest.mark.parametrize(
    "names", ["Bàn {12-1}", "Bàn {một}", "x" * 81, "Bàn {1-2001}", "{1-90}{1-90}", "a\x07b"]
)
def test_names_that_cannot_be_read_are_told_beside_their_field(editor, shop, survey, names):
    page = Form(editor, shop, survey, at=[build.location(shop).pk], names=names).look()

    assert page.context["form"].errors["names"]
    assert "preview" not in page.context


def test_more_than_two_thousand_at_once_are_refused(editor, shop, survey):
    places = [build.location(shop).pk for _ in range(3)]
    page = Form(editor, shop, survey, at=places, names="Bàn {1-700}").look()

    assert "2100" in page.context["form"].errors["names"][0].replace(".", "")


def test_places_surveys_and_staff_of_others_are_no_choice(editor, shop, survey):
    theirs = build.survey()
    place, foreign = build.location(shop), build.location(theirs.organization)
    waiter = build.subject(theirs.organization)

    assert Form(editor, shop, survey, at=[foreign.pk]).look().context["form"].errors["at"]
    assert Form(editor, shop, theirs, at=[place.pk]).look().context["form"].errors["survey"]
    page = Form(editor, shop, survey, at=[place.pk], subject=waiter.pk).look()
    assert page.context["form"].errors["subject"]


# ------------------------------------------------------------------ from a table
def table(text, name="codes.csv"):
    file = io.BytesIO(text.encode())
    file.name = name
    return file


def test_a_table_gives_each_place_its_own_names(editor, shop, survey):
    north = build.location(shop, "Miền Bắc")
    tram = build.location(shop, "Hai Bà Trưng", parent=north)
    build.location(shop, "Cầu Giấy")
    pay, ha = build.touchpoint(shop, "Thanh toán"), build.subject(shop, "Lê Thu Hà")
    rows = (
        "Địa điểm,Tên,Điểm chạm,Nhân viên\n"
        "Miền Bắc > Hai Bà Trưng,Bàn {1-3},,\n"
        "cầu giấy,Quầy,thanh toán,Lê Thu Hà\n"
    )
    Form(editor, shop, survey, file=table(rows)).look()
    form = Form(editor, shop, survey)
    shown = form.look(file=table(rows)).context
    form.look("open", seal=shown["seal"], rows=shown["rows"])

    found = list(Collector.objects.order_by("id"))
    assert names(found) == ["Bàn 1", "Bàn 2", "Bàn 3", "Quầy"]
    assert found[0].location == tram
    assert (found[3].touchpoint, found[3].subject) == (pay, ha)


def test_each_wrong_line_of_a_table_is_told_by_its_number(editor, shop, survey):
    for region in ("Miền Bắc", "Miền Nam"):
        build.location(shop, "Quầy 1", parent=build.location(shop, region))
    rows = (
        "location,name,touchpoint\nMiền Bắc,Bàn 1,\nĐà Lạt,Bàn 1,\nQuầy 1,a,\n,b,\n"
        "Miền Bắc,{5-1},\nMiền Bắc,bàn 1,\nMiền Nam,c,Không có\n"
    )
    page = Form(editor, shop, survey).look(file=table(rows))

    assert [line for line, _words in page.context["form"].problem_lines] == [3, 4, 5, 6, 7, 8]
    assert "Đà Lạt" in page.context["form"].problem_lines[0][1]
    assert page.context["form"].errors["file"]
    assert Collector.objects.count() == 0


@pytest.mark.parametrize("rows", ["name\nBàn 1\n", "location,name\n", "", "\x00", "location\n\x00"])
def test_a_file_that_is_no_list_of_codes_is_refused(editor, shop, survey, rows):
    build.location(shop)
    page = Form(editor, shop, survey).look(file=table(rows))

    assert page.context["form"].errors["file"]


def test_rows_that_somebody_else_wrote_are_not_read(editor, shop, survey):
    build.location(shop)
    page = Form(editor, shop, survey, rows="W1s5LCJ4Il1d:1a2b").look()

    assert page.context["form"].errors["at"]


def test_a_table_can_be_left_out_again(editor, shop, survey):
    place = build.location(shop, "Cầu Giấy")
    form = Form(editor, shop, survey, at=[place.pk], names="Quầy")
    rows = form.look(file=table("location,name\nCầu Giấy,Bàn {1-9}\n")).context["rows"]

    assert form.look(rows=rows).context["preview"].total == 9
    assert form.look("plain", rows=rows).context["preview"].total == 1


# ------------------------------------------------------------------ codes
def test_a_code_that_is_taken_is_drawn_again(shop, survey, monkeypatch):
    place = build.location(shop)
    taken = build.collector(survey, place, code="AAAAA")
    drawn = iter(["AAAAA", "BBBBB", "CCCCC"])
    monkeypatch.setattr("responses.actions.fleet.new_collector_code", lambda: next(drawn))

    made = open_fleet(shop, survey, [Spot(place.pk, "1"), Spot(place.pk, "2")], by=None)
    assert {collector.code for collector in made} == {"BBBBB", "CCCCC"}
    assert Collector.objects.get(code="AAAAA") == taken


def test_a_code_that_somebody_takes_meanwhile_is_drawn_again(shop, survey, monkeypatch):
    place = build.location(shop)
    build.collector(survey, place, code="AAAAA")
    turns = iter([["AAAAA"], ["BBBBB"]])

    def blind(collectors):
        for collector, code in zip(collectors, next(turns), strict=True):
            collector.code, collector.pk = code, None

    monkeypatch.setattr("responses.actions.fleet._give_codes", blind)
    (made,) = open_fleet(shop, survey, [Spot(place.pk, "1")], by=None)
    assert Collector.objects.get(pk=made.pk).code == "BBBBB"


def test_many_codes_take_few_queries(shop, survey, django_assert_max_num_queries):
    places = [build.location(shop) for _ in range(20)]
    spots = [Spot(place.pk, f"Bàn {number}") for place in places for number in range(20)]

    with django_assert_max_num_queries(16):
        assert len(open_fleet(shop, survey, spots, by=None)) == 400


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [("o7k3d", "Q7K3D"), ("07K3D", "Q7K3D"), ("AA1AA", None), ("AAJAL", None), ("QQQQQ", None)],
)
def test_a_code_that_was_misread_leads_on_if_only_one_can_be_meant(
    client, shop, survey, typed, leads_to
):
    place = build.location(shop)
    for code in ("Q7K3D", "AA7AA", "AAJAA"):
        build.collector(survey, place, code=code, name=code)
    reply = client.get(f"/s/{typed}?csat=4")

    assert reply.status_code == (302 if leads_to else 404)
    assert reply.get("Location") == (f"/s/{leads_to}?csat=4" if leads_to else None)


def test_what_was_typed_into_a_page_of_a_misread_code_is_stored_nowhere(client, shop, survey):
    build.collector(survey, build.location(shop), code="Q7K3D")

    assert client.post("/s/O7K3D", {"q-q1": "9"}).status_code == 404
    assert not Response.objects.exists()


# ------------------------------------------------------------------ changing many
@pytest.fixture
def doors(shop, survey):
    place = build.location(shop)
    return open_fleet(shop, survey, [Spot(place.pk, f"Bàn {n}") for n in range(1, 5)], by=None)


def change(client, shop, chosen, deed, step="do", **fields):
    sent = {"chosen": ",".join(str(each.pk) for each in chosen), "deed": deed, "step": step}
    return client.post(page_of(shop, "fleet_edit"), sent | fields)


def test_codes_ticked_in_the_list_lead_to_another_survey_once_that_is_confirmed(
    editor, shop, doors
):
    other = build.survey(shop)
    ticked = [door.pk for door in doors[:3]]

    page = editor.post(page_of(shop, "fleet_edit"), {"collector": ticked, "deed": "point"})
    chosen = page.context["chosen"]
    sent = {"chosen": chosen, "deed": "point", "survey": other.code}
    asked = editor.post(page_of(shop, "fleet_edit"), {**sent, "step": "look"})
    assert "3" in asked.context["says"][0]
    assert other.title in asked.context["says"][0]
    assert Collector.objects.filter(survey=other).count() == 0

    editor.post(page_of(shop, "fleet_edit"), {**sent, "step": "do"})
    assert Collector.objects.filter(survey=other).count() == 3
    assert Pointing.objects.filter(survey=other, pointed_by__isnull=False).count() == 3


def test_all_that_match_the_filter_are_changed_and_no_others(editor, shop, survey, doors):
    other = build.collector(build.survey(shop), build.location(shop))
    listed = {"every": "1", "filter": f"survey={survey.code}&page=2", "deed": "paused"}

    page = editor.post(page_of(shop, "fleet_edit"), listed)
    assert page.context["total"] == 4
    change(editor, shop, doors, "paused")
    assert set(Collector.objects.exclude(state="paused")) == {other}


@pytest.mark.parametrize("state", ["paused", "lost", "retired"])
def test_many_codes_are_closed_and_opened_again(editor, shop, doors, state):
    change(editor, shop, doors, state)
    assert {door.state for door in Collector.objects.all()} == {state}
    assert not Collector.objects.filter(closed_at=None)

    change(editor, shop, doors, "active")
    assert Collector.objects.filter(state="active", closed_at=None).count() == 4


def test_touchpoint_and_staff_change_or_stay_as_they_are(editor, shop, doors):
    pay, ha = build.touchpoint(shop), build.subject(shop)
    change(editor, shop, doors, "rated", touchpoint=pay.pk, subject="keep")
    change(editor, shop, doors, "rated", touchpoint="keep", subject=ha.pk)
    assert set(Collector.objects.values_list("touchpoint", "subject")) == {(pay.pk, ha.pk)}

    change(editor, shop, doors, "rated", touchpoint="", subject="keep")
    assert set(Collector.objects.values_list("touchpoint", "subject")) == {(None, ha.pk)}


LIMITS = {"days": "keep", "hours": "keep", "theme": "keep", "language": "keep"}


def test_limits_and_look_change_or_stay_as_they_are(editor, shop, doors):
    look = build.theme(shop)
    days = {"days": "set", "first_day": "2026-12-01", "last_day": "2026-12-24"}
    change(editor, shop, doors, "limits", **(LIMITS | days))
    change(
        editor, shop, doors, "limits",
        **(LIMITS | {"hours": "only", "theme": look.pk, "language": "en"}),
    )  # fmt: skip

    found = set(
        Collector.objects.values_list("first_day", "is_hours_only", "theme", "language").distinct()
    )
    assert [(str(day), *rest) for day, *rest in found] == [("2026-12-01", True, look.pk, "en")]
    change(editor, shop, doors, "limits", **(LIMITS | {"days": "none", "theme": "survey"}))
    assert set(Collector.objects.values_list("last_day", "theme")) == {(None, None)}


@pytest.mark.parametrize(
    "fields",
    [
        LIMITS,
        LIMITS | {"days": "set"},
        LIMITS | {"days": "set", "first_day": "2026-12-02", "last_day": "2026-12-01"},
        LIMITS | {"days": "set", "first_day": "3026-12-02"},
        LIMITS | {"theme": "0"},
    ],
)
def test_a_change_that_changes_nothing_or_makes_no_sense_is_told(editor, shop, doors, fields):
    page = change(editor, shop, doors, "limits", **fields)

    assert page.context["form"].errors
    assert set(Collector.objects.values_list("first_day", "theme")) == {(None, None)}


@pytest.mark.parametrize("deed", ["point", "paused", "limits"])
def test_codes_of_another_organization_are_not_found_and_none_is_changed(editor, shop, doors, deed):
    theirs = build.collector(build.survey())
    fields = {**LIMITS, "hours": "only", "survey": doors[0].survey.code}

    assert change(editor, shop, [doors[0], theirs], deed, **fields).status_code == 404
    assert set(Collector.objects.values_list("state", "is_hours_only")) == {("active", False)}


@pytest.mark.parametrize("chosen", ["x", "1,2;3", "9" * 30, "-1", "99999999"])
def test_a_choice_that_is_none_is_not_found(editor, shop, doors, chosen):
    sent = {"chosen": chosen, "deed": "paused"}

    assert editor.post(page_of(shop, "fleet_edit"), sent).status_code == 404


def test_without_a_choice_one_is_sent_back_to_the_list(editor, shop, doors):
    for name in ("fleet_edit", "posters"):
        page = editor.post(page_of(shop, name), {"deed": "paused", "choose": "1"}, follow=True)
        assert page.resolver_match.view_name == "responses:collectors"
        assert len(page.context["messages"]) == 1


def test_the_studio_takes_a_choice_in_a_form_and_keeps_its_order(editor, shop, doors):
    theirs = build.collector(build.survey())
    ticked = [doors[2].pk, doors[0].pk]

    studio = editor.post(page_of(shop, "posters"), {"collector": ticked, "choose": "1"}).context
    assert [collector.pk for collector in studio["chosen"]] == ticked
    assert studio["looked_at"] == f"code={doors[2].code}"
    mistaken = STUDIO | {"chosen": studio["picked"], "brand": "nope"}
    assert editor.post(page_of(shop, "posters"), mistaken).context["picked"] == studio["picked"]
    foreign = {"collector": [*ticked, theirs.pk], "choose": "1"}
    assert editor.post(page_of(shop, "posters"), foreign).status_code == 404


def test_nobody_does_what_there_is_not(editor, shop, doors):
    assert change(editor, shop, doors, "delete").status_code == 404


# ------------------------------------------------------------------ six hundred
DPI = 100
"""Badges are read from this far already, and 600 of them in a few seconds."""


def decoded(pdf):
    """What the code on each sheet says."""
    with pypdfium2.PdfDocument(pdf) as document:
        for sheet in document:
            picture = sheet.render(scale=DPI / 72, grayscale=True).to_pil()
            yield [code.text for code in zxingcpp.read_barcodes(picture)]
            sheet.close()


def open_six_hundred(editor, shop, survey):
    """50 places with 12 tables each, as the page opens them."""
    region = build.location(shop, "Miền Nam")
    for _ in range(50):
        build.location(shop, parent=region)
    Form(editor, shop, survey, within=[region.pk], names="Bàn {1-12}").open()
    return list(Collector.objects.values_list("code", flat=True))


def choose_all(editor, shop, survey):
    """All codes of a survey, as the list hands them to the studio; what the next form holds."""
    ticked = {"every": "1", "filter": f"survey={survey.code}", "choose": "1"}
    return editor.post(page_of(shop, "posters"), ticked).context["picked"]


def print_all(editor, shop, chosen):
    """The addresses on the sheets that come out of the printer."""
    editor.post(page_of(shop, "posters"), STUDIO | {"chosen": chosen})
    order = PosterOrder.objects.get()
    assert make_posters(order.pk) == 600
    file = editor.get(reverse("responses:poster_file", args=[shop.slug, order.key]))
    return list(decoded(file.content))


def point_all(editor, shop, chosen, survey):
    """Let all lead to another survey; what was to be confirmed."""
    sent = {"chosen": chosen, "deed": "point", "survey": survey.code}
    asked = editor.post(page_of(shop, "fleet_edit"), {**sent, "step": "look"})
    editor.post(page_of(shop, "fleet_edit"), {**sent, "step": "do"})
    return asked.context["says"][0]


def test_six_hundred_codes_are_opened_printed_pointed_elsewhere_and_decoded(editor, shop, survey):
    codes = open_six_hundred(editor, shop, survey)
    assert len(set(codes)) == 600 > AT_ONCE
    assert all(re.fullmatch("[2-9A-HJKMNP-Z]{5}", code) for code in codes)

    chosen = choose_all(editor, shop, survey)
    printed = print_all(editor, shop, chosen)
    assert sorted(printed) == sorted([public_url(code)] for code in codes)

    build.response(Collector.objects.select_related("survey", "location").first(), {"q1": 9})
    other = build.survey(shop, asks=[Kind.CSAT])
    assert "600" in point_all(editor, shop, chosen, other)
    visitor, asked = Client(), build.TEXTS[Kind.CSAT]["vi"]
    pages = (visitor.get(urlsplit(url).path).content.decode() for (url,) in printed)
    assert all(asked in page for page in pages)
    assert Pointing.objects.filter(survey=survey).count() == 600
    assert Pointing.objects.filter(survey=other, pointed_by__isnull=False).count() == 600
    assert Response.objects.get().survey == survey
