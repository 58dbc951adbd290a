"""Posters: every size is scanned, says what it should in Vietnamese, and comes as a file."""

import io
import zipfile
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from hearme.accounts.models import Role
from hearme.common.poster_kinds import CODE_MM, LOGO_SHARE, Design, Format, Poster, Size
from hearme.common.posters import TooSmallError, drawn
from responses.actions import make_posters, order_posters, revive_orders, sweep_orders
from responses.models import PosterOrder
from responses.queries import public_url
from tests import build

SAYS = Poster(
    code="7QF3K",
    url="https://hearme.vn/s/7QF3K",
    place="Trà Lá Me · Hai Bà Trưng",
    title="Hôm nay bạn thấy thế nào?",
    scan="Mở camera, quét mã",
    hint="3 câu hỏi, 30 giây. Không cần tải ứng dụng.",
    foot="Không quét được? Mở hearme.vn/s/7QF3K · Bàn 12",
)


def a_logo():
    out = io.BytesIO()
    Image.new("RGB", (240, 240), "#8a2a3b").save(out, "PNG")
    return out.getvalue()


LOGO = a_logo()


def sheets(pdf, dpi):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil() for page in document]


def words_on(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def scanned(picture):
    return {code.text for code in zxingcpp.read_barcodes(picture)}


# ------------------------------------------------------------------ on paper
@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("dpi", [150, 300])
def test_a_poster_with_a_logo_in_its_code_is_scanned_to_the_exact_address(size, dpi):
    pdf = drawn([SAYS], Design(size, "#0d5c4a", "vi", logo=LOGO), Format.PDF)

    (sheet,) = sheets(pdf, dpi)
    assert scanned(sheet) == {SAYS.url}
    assert scanned(sheet.convert("L")) == {SAYS.url}


@pytest.mark.parametrize("size", Size)
def test_the_vietnamese_words_are_read_back_from_the_pdf(size):
    (words,) = words_on(drawn([SAYS], Design(size, "#0d5c4a", "vi"), Format.PDF))

    assert SAYS.title in words
    assert SAYS.place in words
    if size is not Size.STICKER:
        assert SAYS.scan in words


@pytest.mark.parametrize("size", [Size.A5, Size.RECEIPT58])
def test_the_longest_title_keeps_off_the_code(size):
    long = replace(SAYS, title="Rất mong bạn kể cho quán nghe hôm nay mọi thứ ra sao")
    pdf = drawn([long], Design(size, "#0d5c4a", "vi"), Format.PDF)

    assert scanned(sheets(pdf, 150)[0]) == {SAYS.url}


def test_a_receipt_is_black_and_white_whatever_the_colour():
    pdf = drawn([SAYS], Design(Size.RECEIPT80, "#d81b60", "vi"), Format.PDF)
    (sheet,) = sheets(pdf, 150)

    colours = sheet.convert("RGB").getcolors(1 << 24)
    assert all(max(colour) - min(colour) < 12 for _pixels, colour in colours)


def test_an_address_too_long_for_a_small_code_is_refused():
    endless = replace(SAYS, url=SAYS.url + "?" + "x" * 400)

    with pytest.raises(TooSmallError):
        drawn([endless], Design(Size.BADGE, "#0d5c4a", "vi"), Format.PDF)
    assert min(CODE_MM.values()) >= 38
    assert LOGO_SHARE <= 0.22


# ------------------------------------------------------------------ the studio
pytestmark = pytest.mark.django_db
CHOICES = {
    "size": "a5", "language": "vi", "title": "", "brand": "#0d5c4a", "format": "pdf",
    "has_faces": "on", "has_place": "on", "has_code": "on",
}  # fmt: skip


@pytest.fixture
def shop():
    return build.organization()


@pytest.fixture
def member(client, shop):
    client.force_login(build.member(shop, Role.VIEWER))
    return client


@pytest.fixture
def doors(shop):
    survey, place = build.survey(shop), build.location(shop, "Hai Bà Trưng")
    return [build.collector(survey, place, name=f"Bàn {number}") for number in range(1, 4)]


def studio(shop, **query):
    return reverse("responses:posters", args=[shop.slug], query=query)


def test_a_few_posters_come_at_once_each_with_its_own_code(member, shop, doors):
    reply = member.post(studio(shop), CHOICES)

    assert reply["Content-Type"] == "application/pdf"
    found = [scanned(sheet) for sheet in sheets(reply.content, 150)]
    assert found == [{public_url(door.code)} for door in doors]


@pytest.mark.parametrize("kind", ["zip-pdf", "zip-svg", "zip-png"])
def test_a_zip_has_one_file_for_each_code(member, shop, doors, kind):
    reply = member.post(studio(shop), CHOICES | {"format": kind})

    with zipfile.ZipFile(io.BytesIO(reply.content)) as packed:
        assert packed.namelist() == [f"{door.code}.{kind[4:]}" for door in doors]
        first = packed.read(packed.namelist()[0])
    if kind == "zip-png":
        assert scanned(Image.open(io.BytesIO(first))) == {public_url(doors[0].code)}


def test_the_paper_says_place_invitation_and_short_code_as_wished(member, shop, doors):
    said = member.post(
        studio(shop, code=doors[0].code), CHOICES | {"title": "Cà phê hôm nay ổn chứ?"}
    )
    silent = {name: value for name, value in CHOICES.items() if not name.startswith("has_")}
    plain = member.post(studio(shop, code=doors[0].code), silent)

    assert "Cà phê hôm nay ổn chứ?" in words_on(said.content)[0]
    assert "Hai Bà Trưng" in words_on(said.content)[0]
    assert doors[0].code in words_on(said.content)[0]
    assert "Hai Bà Trưng" not in words_on(plain.content)[0]
    assert doors[0].code not in words_on(plain.content)[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brand", "red;}"),
        ("size", "a0"),
        ("title", "x" * 81),
        ("language", "xx"),
        ("format", "exe"),
    ],
)
def test_a_wrong_choice_is_told_and_makes_no_file(member, shop, doors, field, value):
    page = member.post(studio(shop), CHOICES | {field: value})

    assert page["Content-Type"].startswith("text/html")
    assert page.context["form"].errors[field]


def test_table_two_is_printed_before_table_twelve_as_the_list_has_them(member, shop):
    survey, place = build.survey(shop), build.location(shop)
    for number in (12, 2, 1):
        build.collector(survey, place, name=f"Bàn {number}")

    shown = member.get(studio(shop)).context["chosen"]
    assert [collector.name for collector in shown] == ["Bàn 1", "Bàn 2", "Bàn 12"]


def test_nobody_prints_the_codes_of_another_organization(member, shop, doors):
    theirs = build.collector(build.survey())

    assert member.get(studio(shop, code=theirs.code)).context["total"] == 0
    assert member.post(studio(shop, code=theirs.code), CHOICES)["Content-Type"].startswith("text")


def test_the_preview_shows_the_first_code(member, shop, doors):
    url = reverse("responses:poster_preview", args=[shop.slug])
    picture = Image.open(io.BytesIO(member.get(url).content))

    assert scanned(picture) == {public_url(doors[0].code)}
    assert member.get(url, {"brand": "nope", "drawn": "1"}).status_code == 404


# ------------------------------------------------------------------ orders
def test_many_posters_are_ordered_made_and_downloaded(member, shop, doors, monkeypatch):
    monkeypatch.setattr("responses.views.posters.AT_ONCE", 2)
    page = member.post(studio(shop), CHOICES, follow=True)
    order = PosterOrder.objects.get()

    assert page.context["is_open"]
    assert make_posters(order.pk) == 3
    file = member.get(reverse("responses:poster_file", args=[shop.slug, order.key]))
    assert len(sheets(file.content, 72)) == 3


def test_an_order_is_made_once_and_by_nobody_else_seen(client, shop, doors):
    design = {**CHOICES, "has_logo": False, "has_faces": True, "has_place": True, "has_code": True}
    order = order_posters(shop, [door.pk for door in doors], design, build.user())
    stranger = build.member(build.organization("Khác"), Role.OWNER)
    client.force_login(stranger)

    assert [make_posters(order.pk), make_posters(order.pk)] == [3, 0]
    for name in ("poster_order", "poster_file"):
        assert (
            client.get(reverse(f"responses:{name}", args=[shop.slug, order.key])).status_code == 404
        )


def test_an_order_whose_worker_died_is_taken_up_again_and_old_ones_are_swept(shop, doors):
    design = {**CHOICES, "has_logo": False, "has_faces": True, "has_place": True, "has_code": True}
    order = order_posters(shop, [doors[0].pk], design, build.user())
    PosterOrder.objects.update(state=PosterOrder.State.DRAWING, created_at="2026-01-01T00:00Z")

    assert revive_orders() == [order.pk]
    make_posters(order.pk)
    stored = PosterOrder.objects.get().file
    assert sweep_orders() == 1
    assert not stored.storage.exists(stored.name)
