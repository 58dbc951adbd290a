"""A survey inside other sites: who may show it, what stays framed, and the script they include."""

import gzip
import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client

from hearme.accounts.models import Role
from responses.actions import set_frame_origins
from responses.models import Collector, Response
from responses.pages import embed_script
from responses.rules import OriginError, origin_of
from tests import build
from tests.responses.visitors import Visitor

pytestmark = pytest.mark.django_db

SHOP = "https://shop.example"
OTHER = "https://other.example"
FRAMED = {"frame": "1", "origin": SHOP}
LARGEST = 3_000


@pytest.fixture
def door() -> Collector:
    """An embed of several pages that the shop may show."""
    survey = build.survey(asks=build.SIX_KINDS)
    found = build.collector(survey, kind="embed")
    set_frame_origins(found, [SHOP])
    return found


def ancestors(response) -> str:
    return re.search(r"frame-ancestors ([^;]+)", response["Content-Security-Policy"])[1]


def told(response) -> str | None:
    """Whom the page's script tells what happens; None if the page is not framed."""
    found = re.search(r'<html[^>]* data-frame="([^"]*)"', response.content.decode())
    return unescape(found[1]) if found else None


def dashboard(door: Collector, role: Role = Role.EDITOR) -> tuple[Client, str]:
    client = Client()
    client.force_login(build.member(door.organization, role))
    return client, f"/{door.organization.slug}/collectors/{door.code}"


# ------------------------------------------------------------ Which sites
@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://shop.example", SHOP),
        ("  HTTPS://Shop.Example:443/ ", SHOP),
        ("shop.example", SHOP),
        ("https://quán.vn", "https://xn--qun-fla.vn"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_a_site_is_written_as_browsers_write_it(written, origin):
    assert origin_of(written) == origin


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("http://shop.example", "scheme"),
        ("ftp://shop.example", "scheme"),
        ("https://shop.example/contact", "more"),
        ("https://shop.example?x=1", "more"),
        ("https://me:secret@shop.example", "more"),
        ("*", "name"),
        ("https://*.shop.example", "name"),
        ("https://shop.example; script-src *", "name"),
        ("https://shop.example,other.example", "name"),
        ("https://shop", "name"),
        ("https://shop.example:99999", "name"),
        ("javascript:alert(1)", "name"),
        ("null", "name"),
        ("https://[::1]", "name"),
        ("https://" + "a" * 64 + ".vn", "name"),
        ("", "name"),
    ],
)
def test_what_is_no_site_is_refused_with_its_reason(written, reason):
    with pytest.raises(OriginError) as refused:
        origin_of(written)
    assert refused.value.reason == reason


def test_only_a_collector_for_websites_can_name_sites():
    with pytest.raises(ValidationError):
        set_frame_origins(build.collector(build.survey()), [SHOP])


# ------------------------------------------------------------ Who may frame it
def test_the_named_site_may_frame_the_page_and_is_told(door, client):
    page = client.get(f"/s/{door.code}", FRAMED)
    assert ancestors(page) == f"'self' {SHOP}"
    assert told(page) == SHOP
    assert "X-Frame-Options" not in page


def test_all_named_sites_may_frame_it_but_only_one_is_told(door, client):
    set_frame_origins(door, [SHOP, OTHER])
    page = client.get(f"/s/{door.code}", {"frame": "1", "origin": OTHER})
    assert ancestors(page) == f"'self' {SHOP} {OTHER}"
    assert told(page) == OTHER
    unasked = client.get(f"/s/{door.code}", {"frame": "1"})
    assert ancestors(unasked) == f"'self' {SHOP} {OTHER}"
    assert told(unasked) == ""


@pytest.mark.parametrize("origin", ["https://evil.example", "*", "null", SHOP + "/", SHOP.upper()])
def test_a_site_that_is_not_named_gets_no_frame(door, client, origin):
    page = client.get(f"/s/{door.code}", {"frame": "1", "origin": origin})
    assert page.status_code == 200
    assert ancestors(page) == "'none'"
    assert told(page) is None


def test_without_any_site_only_our_own_example_may_frame_it(door, client):
    set_frame_origins(door, [])
    assert ancestors(client.get(f"/s/{door.code}", FRAMED)) == "'none'"
    own = client.get(f"/s/{door.code}", {"frame": "1", "origin": "http://testserver"})
    assert ancestors(own) == "'self'"
    assert told(own) == "http://testserver"


@pytest.mark.parametrize("kind", ["link", "email"])
def test_no_other_kind_can_be_framed(door, client, kind):
    Collector.objects.filter(pk=door.pk).update(kind=kind)
    for path in ("", "/thanks", "/privacy"):
        assert ancestors(client.get(f"/s/{door.code}{path}", FRAMED)) == "'none'"


def test_without_being_asked_for_the_page_is_not_framed(door, client):
    page = client.get(f"/s/{door.code}")
    assert ancestors(page) == "'none'"
    assert told(page) is None


# ------------------------------------------------------------ The whole flow stays framed
def test_every_page_of_the_flow_stays_in_the_frame(door):
    visitor, seen = Visitor(door), 0
    answers = {"q1": "9", "q2": "4", "q3": "5", "q4": "1", "q5": "1", "q6": "Ngon"}
    thanks = visitor.open(**FRAMED)
    while visitor.number:
        assert told(thanks) == SHOP
        asked = visitor.fields["shown"][0].split()
        thanks, seen = visitor.send(**{key: answers[key] for key in asked}), seen + 1
    assert seen > 1
    assert told(thanks) == SHOP
    assert ancestors(thanks) == f"'self' {SHOP}"
    assert 'data-state="thanks"' in thanks.content.decode()
    assert Response.objects.get().channel == "embed"


def test_what_is_wrong_is_said_in_the_frame(door):
    visitor = Visitor(door)
    visitor.open(**FRAMED)
    damaged = visitor.send({"t": "broken"}, q1="5")
    assert damaged.status_code == 400
    assert told(damaged) == SHOP
    door.refresh_from_db()
    Collector.objects.filter(pk=door.pk).update(state="paused", closed_at=door.created_at)
    paused = visitor.open(**FRAMED)
    assert told(paused) == SHOP
    assert 'data-state="trouble"' in paused.content.decode()


def test_while_the_database_is_away_the_answers_stay_in_the_frame(door, settings, monkeypatch):
    settings.DOOR_SECONDS = 1
    visitor = Visitor(door)
    visitor.open(**FRAMED)

    def away(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr("responses.views.public.find_door", away)
    page = visitor.send(q1="5")
    assert page.status_code == 503
    assert told(page) == SHOP
    assert 'name="q-q1" value="5"' in page.content.decode()


def test_links_out_of_the_frame_open_beside_it(door, client):
    inside = client.get(f"/s/{door.code}", FRAMED).content.decode()
    outside = client.get(f"/s/{door.code}").content.decode()
    link = re.search(r"<a [^>]*/privacy[^>]*>", inside)[0]
    assert 'target="_blank"' in link
    assert "noopener" in link
    assert 'target="_blank"' not in outside


def test_answers_by_the_plain_address_of_an_embed_come_from_the_website_too(door):
    visitor = Visitor(door)
    visitor.open()
    visitor.send(q1="5")
    assert Response.objects.get().channel == "embed"


def test_the_frame_tells_nobody_but_the_site_it_names(door, client):
    script = re.findall(
        r"<script>(.*?)</script>", client.get(f"/s/{door.code}", FRAMED).content.decode(), re.S
    )[-1]
    assert re.findall(r"postMessage\(.*?,(\w+)\)[;}]", script) == ["frame"]
    assert "postMessage" not in client.get(f"/s/{door.code}").content.decode()


# ------------------------------------------------------------ The script
def test_the_script_is_small_and_asks_for_nothing_else():
    script = embed_script().plain.decode()
    assert len(script.encode()) <= LARGEST
    assert gzip.decompress(embed_script().gzipped) == embed_script().plain
    for word in ("cookie", "eval", "innerHTML", "import", "setAttribute", "Function("):
        assert word not in script, word


def test_the_script_is_kept_for_an_hour_and_then_asked_for_again(client):
    first = client.get("/s/embed.js")
    assert first["Content-Type"].startswith("text/javascript")
    assert first["Cache-Control"] == "public, max-age=3600"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = client.get("/s/embed.js", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    squeezed = client.get("/s/embed.js", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(squeezed.content) == first.content
    assert "Accept-Encoding" in first["Vary"]


# ------------------------------------------------------------ The dashboard
def test_sites_are_stored_as_browsers_write_them(door):
    editor, base = dashboard(door)
    editor.post(f"{base}/embed/", {"sites": "shop.example\r\n\r\nhttps://Shop.example/\r\nquán.vn"})
    door.refresh_from_db()
    assert door.frame_origins == [SHOP, "https://xn--qun-fla.vn"]


def test_a_wrong_line_is_named_and_what_was_typed_stays(door):
    editor, base = dashboard(door)
    page = editor.post(f"{base}/embed/", {"sites": "http://shop.example\nhttps://a.vn/<b>"})
    text = page.content.decode()
    assert "“http://shop.example”" in text
    assert "“https://a.vn/&lt;b&gt;”" in text
    assert "http://shop.example\nhttps://a.vn/&lt;b&gt;</textarea>" in text
    door.refresh_from_db()
    assert door.frame_origins == [SHOP]


def test_too_many_sites_are_refused(door):
    editor, base = dashboard(door)
    editor.post(f"{base}/embed/", {"sites": "\n".join(f"s{n}.example" for n in range(21))})
    door.refresh_from_db()
    assert door.frame_origins == [SHOP]


def snippet(page) -> str:
    return unescape(re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", page, re.S)[1])


def test_the_snippet_says_what_was_chosen(door, settings):
    settings.SITE_URL = "https://hearme.example"
    editor, base = dashboard(door)
    query = {"way": "popup", "after": "5", "scroll": "40", "exit": "on", "days": "7", "lang": "en"}
    found = snippet(editor.get(f"{base}/embed/", query).content.decode())
    assert found.startswith(
        f'<script src="https://hearme.example/s/embed.js" data-code="{door.code}"'
    )
    assert found.endswith(" async></script>")
    for part in ('as="popup"', 'after="5"', 'scroll="40"', 'exit="1"', 'days="7"', 'lang="en"'):
        assert f" data-{part}" in found, part


def test_words_of_the_author_cannot_break_out_of_the_snippet(door):
    editor, base = dashboard(door)
    page = editor.get(f"{base}/embed/", {"way": "tab", "text": '"><script>alert(1)'})
    assert "<script>alert(1)" not in page.content.decode()
    assert 'data-text="&quot;&gt;&lt;script&gt;alert(1)"' in snippet(page.content.decode())


@pytest.mark.parametrize("query", [{"way": "x"}, {"after": "-1"}, {"days": "x", "lang": "xx"}])
def test_a_choice_that_does_not_exist_is_as_if_it_were_not_made(door, query):
    editor, base = dashboard(door)
    page = editor.get(f"{base}/embed/", query)
    assert page.status_code == 200
    assert 'data-as="inline"' in snippet(page.content.decode())


@pytest.mark.parametrize("way", ["inline", "popup", "tab", "button"])
def test_the_example_shop_holds_the_survey_as_chosen(door, way):
    viewer, base = dashboard(door, Role.VIEWER)
    page = viewer.get(f"{base}/embed/example/", {"way": way}).content.decode()
    assert page.count(f'data-code="{door.code}" data-as="{way}"') == 1


def test_a_link_has_neither_page(door):
    Collector.objects.filter(pk=door.pk).update(kind="link")
    editor, base = dashboard(door)
    for path in ("embed/", "embed/example/", "email/", "email/preview/"):
        assert editor.get(f"{base}/{path}")["Location"] == f"{base}/"
