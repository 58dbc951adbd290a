"""Papers: reports as PDF of two pages, as HTML without links, with charts as vectors."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from reports import charts
from reports.charts import Mark, Name, Rail, Size, TrendWords, Whisker
from reports.pages.setting import drawn, pages_in, pdf_of, png_of
from reports.pages.setting_colours import rules, style_for
from reports.rules.paper import (
    Block,
    Cell,
    Column,
    Drawing,
    Figure,
    Figures,
    Finding,
    Findings,
    Key,
    Paper,
    Prose,
    Quote,
    Quotes,
    Section,
    Table,
    Tone,
)
from surveys.rules import Kind
from tests import build
from tests.reports.shop import WEEK, address, answer, rate

A4 = (595, 842)
VIETNAMESE = "Ắ ằ ẳ ẵ ặ Ấ ầ ẩ ẫ ậ Ế ề ể ễ ệ Ố ồ ổ ỗ ộ Ớ ờ ở ỡ ợ Ứ ừ ử ữ ự Ỳ ỵ ỷ ỹ đ Đ"
HOSTILE = (
    "#set page(width: 1pt) $x^2$ *đậm* _nghiêng_ `mã`"
    ' "trích" <b>&amp;</b> \\ @ref {{ 7*7 }} \x00\x1b'
)


# ------------------------------------------------------------------ papers by hand
def paper_of(*blocks: Block, title: str = "Tổng quan", **more: object) -> Paper:
    return Paper(
        title,
        "Trà Lá Me · 1/11 – 30/11/2026",
        "Trà Lá Me",
        (Section("Phần", blocks),),
        datetime(2026, 11, 30, 11, tzinfo=UTC),
        **more,
    )


def chart() -> str:
    marks = [Mark(f"{day}/11", 40 + day, 30 + day, 50 + day, 45) for day in range(1, 15)]
    words = TrendWords(write=lambda value: f"{value:+.0f}", gap=lambda empty: f"{empty} trống")
    name = Name("t", "NPS theo ngày", "Từ +41 đến +54")
    return charts.trend(marks, charts.axis_for(marks, -100, 100), Size(640, 200), words, name)


def long_table(many: int) -> Table:
    columns = (Column("Chi nhánh", share=3), Column("Điểm", is_number=True))
    return Table(columns, tuple((Cell(f"Chi nhánh {at}"), Cell("+50")) for at in range(many)))


def read(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return re.sub(r"\s+", " ", " ".join(texts))


def kinds_in(pdf: bytes) -> set[int]:
    """The kinds of objects on all pages."""
    document = pdfium.PdfDocument(pdf)
    found = {each.type for page in document for each in page.get_objects(max_depth=8)}
    document.close()
    return found


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    document = pdfium.PdfDocument(pdf)
    found = [tuple(round(side) for side in page.get_size()) for page in document]
    document.close()
    return found


# ------------------------------------------------------------------ PDF
def test_a_paper_is_a4_and_reads_back_with_every_vietnamese_mark():
    pdf = pdf_of(paper_of(Prose(VIETNAMESE), title=VIETNAMESE), "vi")

    assert sizes(pdf) == [A4]
    assert read(pdf).count(VIETNAMESE) >= 2


def test_charts_are_vectors_with_real_text():
    pdf = pdf_of(paper_of(Drawing(chart())), "vi")

    assert pdfium.raw.FPDF_PAGEOBJ_IMAGE not in kinds_in(pdf)
    assert pdfium.raw.FPDF_PAGEOBJ_PATH in kinds_in(pdf)
    assert "14/11" not in read(pdf_of(paper_of(), "vi"))
    assert "+54" in read(pdf)


def test_a_drawing_tells_those_who_cannot_see_it():
    said = "NPS theo ngày. Từ +41 đến +54".encode("utf-16-be").hex().upper().encode()

    assert said in pdf_of(paper_of(Drawing(chart())), "vi")


def test_the_document_knows_its_title_and_language():
    document = pdfium.PdfDocument(pdf_of(paper_of(), "vi"))

    assert document.get_metadata_value("Title") == "Tổng quan"
    assert document.is_tagged()
    assert b"/Lang(vi" in pdf_of(paper_of(), "vi")
    assert b"/Lang(en" in pdf_of(paper_of(), "en")


def test_what_customers_wrote_is_never_markup():
    quote = Quotes((Quote(HOSTILE, HOSTILE, Tone.BAD),))
    table = Table((Column(HOSTILE),), ((Cell(HOSTILE, detail=HOSTILE),),), HOSTILE)
    figures = Figures((Figure(HOSTILE, HOSTILE, HOSTILE, HOSTILE, Tone.GOOD, (HOSTILE,)),))
    findings = Findings((Finding("▲", HOSTILE, HOSTILE, HOSTILE),))
    pdf = pdf_of(paper_of(quote, table, figures, findings, Prose(HOSTILE), title=HOSTILE), "vi")

    assert set(sizes(pdf)) == {A4}
    assert "#set page(width: 1pt) $x^2$ *đậm* _nghiêng_ `mã`" in read(pdf)


@pytest.mark.parametrize(
    "text",
    ["x" * 4000, "مرحبا بالعالم", "😀👍🏽", "日本語", "", "a\nb\n\nc", "\u202eabc", "\ud800"],
    ids=["long", "rtl", "emoji", "cjk", "empty", "lines", "override", "surrogate"],
)
def test_odd_texts_are_set(text):
    pdf = pdf_of(paper_of(Prose(text), Quotes((Quote(text, text),)), title=text), "vi")

    assert pages_in(pdf) == len(sizes(pdf)) <= 2


def test_a_very_long_word_stays_on_the_page():
    document = pdfium.PdfDocument(pdf_of(paper_of(Prose("x" * 300)), "vi"))
    page = document[0].get_textpage()
    right = max(page.get_charbox(at)[2] for at in range(page.count_chars()))

    assert right < A4[0] - 40


# ------------------------------------------------------------------ two pages
def test_a_list_too_long_is_cut_and_says_so():
    pdf = pdf_of(paper_of(*[long_table(200)] * 4), "vi")

    assert pages_in(pdf) == 2
    assert "Chi nhánh 0" in read(pdf)
    assert re.search(r"Còn \d{3} dòng nữa không còn chỗ", read(pdf))


def test_sections_that_do_not_fit_are_left_out_and_named():
    many = tuple(Section(f"Hình {at}", (Drawing(chart()),)) for at in range(12))
    pdf = pdf_of(replace(paper_of(), sections=many), "vi")

    assert pages_in(pdf) == 2
    assert "Hình 0" in read(pdf)
    assert "“Hình 11”" in read(pdf)


def test_one_section_alone_is_never_lost():
    quotes = Quotes(tuple(Quote("chữ " * 150, "nguồn") for _ in range(60)))

    assert pages_in(pdf_of(paper_of(quotes), "vi")) <= 2


# ------------------------------------------------------------------ pictures
def test_a_drawing_becomes_a_picture_of_twice_the_width():
    png = png_of(chart(), 600)

    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 1200


def test_a_small_drawing_takes_the_colour_of_its_cell():
    svg = charts.whisker(Whisker(50, 40, 60), Rail(0, 100))

    assert ".neg .wh .pt{fill:#c44a32}" in drawn(svg, "neg")
    assert ".neg" not in drawn(svg)


CALLED = re.compile(r'(?:text|line|rect|dot|ornament|image)\(\s*f?"([^"]+)"|class="([^"]+)"')
WITHOUT_INK = {
    *("eye", "mouth", "thread-svg", "fnl", "quad", "ctl", "wavebox", "mboard", "tug", "wh-ax"),
    "tip-dot",
}
"""Frames, and parts that take the colour of the face that they belong to."""


def classes_in_charts() -> set[str]:
    found = set()
    for file in Path(charts.__file__).parent.glob("*.py"):
        for called, written in CALLED.findall(file.read_text()):
            words = (called or written).split()
            found |= {word for word in words if "{" not in word and "}" not in word}
    return found


def test_every_class_of_a_chart_has_a_colour_on_paper():
    inked = frozenset().union(*(rule.names for rule in rules()))
    used = classes_in_charts()

    assert {"gl", "ax", "now", "vgap", "iv", "raw", "fun1", "lim"} <= used, "the scan still works"
    assert used - WITHOUT_INK - inked == set()


def test_no_variable_is_left_in_the_colours():
    said = "".join(rule.selector + rule.body for rule in rules())

    assert "var(" not in said
    assert ":;" not in said
    assert ".gl{stroke:#e4dfd2}" in style_for(frozenset({"gl"}))
    assert "prefers" not in said


# ------------------------------------------------------------------ HTML
def html_of(paper: Paper) -> str:
    return render_to_string("reports/_paper.html", {"paper": paper})


def test_a_paper_is_told_as_html_without_links():
    blocks = (
        Figures((Figure("NPS", "+50", "", "▲ 4", Tone.GOOD, ("n = 100",)),)),
        Findings((Finding("▲", "Thật", "NPS +18", "(95%)", Tone.GOOD),)),
        Drawing(chart(), long_table(3), "chú thích"),
        long_table(2),
        Quotes((Quote("Ngon", "Huế", Tone.BAD),)),
        Prose("văn", is_note=True),
        Key((("now", "kỳ này"),)),
    )
    page = html_of(paper_of(*blocks))

    for words in ("+50", "NPS +18", "chú thích", "Chi nhánh 1", "Ngon", "văn", "kỳ này"):
        assert words in page
    assert "<a " not in page
    assert "<svg class=" in page


def test_what_customers_wrote_is_escaped_in_html():
    page = html_of(paper_of(Quotes((Quote("<script>1</script>", "<i>"),))))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


# ------------------------------------------------------------------ pages as PDF
@pytest.fixture
def door(shop):
    """A collector of a survey with every kind of question."""
    return build.collector(build.survey(shop, build.SIX_KINDS))


def pdf_at(client, url: str, **query: object) -> str:
    page = client.get(url, WEEK | {"as": "pdf"} | query)
    assert page.status_code == 200
    assert page["Content-Type"] == "application/pdf", page.content.decode()[:200]
    assert set(sizes(page.content)) == {A4}
    assert len(sizes(page.content)) <= 2
    return read(page.content)


@pytest.mark.django_db
class TestPages:
    def overview(self, shop) -> str:
        return reverse("reports:overview", args=[shop.slug])

    def test_the_overview_is_a_paper_with_its_figures(self, client, shop, door):
        rate(door, {10: 60, 8: 20, 0: 20})
        rate(door, {10: 20, 8: 20, 0: 60}, days_ago=7)
        words = pdf_at(client, self.overview(shop))

        assert "+40" in words
        assert "▲ 80" in words
        assert shop.name in words

    def test_the_pdf_is_never_kept_and_has_a_name(self, client, shop, door):
        rate(door, {10: 60})
        page = client.get(self.overview(shop), WEEK | {"as": "pdf"})

        assert page["Cache-Control"] == "private, no-store"
        assert page["Content-Disposition"].startswith('inline; filename="')
        assert "2026-11-18.pdf" in page["Content-Disposition"]
        assert page["Content-Disposition"].isascii()

    def test_a_survey_is_a_paper_with_every_question(self, client, door):
        people = {"q1": 9, "q2": 5, "q3": 6, "q4": 1, "q5": [1, 2], "q6": "Trà ngon, chỗ đẹp"}
        answer(door, *[people] * 30)
        words = pdf_at(client, address(door.survey))

        assert "+100" in words
        assert "Trà ngon, chỗ đẹp" in words
        assert door.survey.title in words

    def test_an_nps_of_zero_is_a_value_on_paper(self, client, door):
        rate(door, {10: 40, 8: 20, 0: 40})

        assert "NPS 0 " in pdf_at(client, address(door.survey))

    def test_zeros_only_are_the_lowest_score(self, client, door):
        rate(door, {0: 30})

        assert "−100" in pdf_at(client, address(door.survey))

    def test_under_five_answers_only_their_number_is_on_paper(self, client, shop, door):
        rate(door, {10: 4})
        for url in (address(door.survey), self.overview(shop)):
            words = pdf_at(client, url)
            assert "n = 4" in words
            assert "+100" not in words

    def test_an_empty_survey_says_why(self, client, door):
        with translation.override("en"):
            assert "No answers yet" in pdf_at(client, address(door.survey))

    def test_bad_filters_are_explained_on_paper(self, client, door):
        rate(door, {10: 60})
        query = {"since": "2026-12-01", "until": "2026-11-01", "location": "999999"}

        assert "does not exist here any more" in pdf_at(client, address(door.survey), **query)

    def test_another_organization_has_no_paper(self, client, shop):
        other = build.collector(build.survey(build.organization("Quán khác"), (Kind.NPS,)))

        assert client.get(address(other.survey), {"as": "pdf"}).status_code in {403, 404}

    def test_the_page_leads_to_its_paper_on_the_same_filters(self, client, door):
        rate(door, {10: 60})
        page = client.get(address(door.survey), WEEK | {"compare": "year"}).content.decode()
        link = re.search(r'href="(\?[^"]*as=pdf[^"]*)"', page)

        assert link
        assert "compare=year" in link[1]
        assert "since=2026-11-12" in link[1]

    def test_hundreds_of_places_still_make_two_pages(self, client, shop):
        survey = build.survey(shop, (Kind.NPS,))
        for at in range(60):
            place = build.location(shop, f"Chi nhánh số {at} đường Nguyễn Thị Minh Khai")
            rate(build.collector(survey, place), {10: 6 + at % 7, 0: 3}, key="q1")
        for url in (address(survey), self.overview(shop)):
            assert "Chi nhánh số" in pdf_at(client, url)
