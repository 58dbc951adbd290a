"""The dashboard's pages of signed links: one, a table of many, and the keys."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearme.accounts.actions import close_location
from hearme.accounts.models import Role
from responses.actions import make_link, revoke_link_key, usual_link_key
from responses.actions.links import MOST_KEYS, WantedLink
from responses.models import LinkKey, Response
from responses.queries import get_response
from responses.rules import Names, read_link, read_link_table
from surveys.actions import edit_draft, publish_survey
from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    """An organization whose administrator is signed in; texts in English."""
    organization = build.organization(language="en")
    client.force_login(build.member(organization, Role.ADMIN))
    client.cookies["django_language"] = "en"
    return organization


@pytest.fixture
def collector(shop):
    survey = build.survey(shop, (Kind.NPS,), is_live=False)
    edit_draft(survey, lambda content: replace(content, hidden_fields=("order",)))
    publish_survey(survey)
    survey.refresh_from_db()
    return build.collector(survey, build.location(shop, "Hai Bà Trưng"))


def url(collector, name, *args):
    return reverse(f"responses:{name}", args=[collector.organization.slug, *args])


def links_url(collector):
    return url(collector, "links", collector.code)


def made_in(page) -> str:
    """The token of the link that a page shows; empty if it shows none."""
    found = re.search(r'class="address mono">[^<]*\?t=([^<]+)<', page.text)
    return unescape(found[1]) if found else ""


def link_of(token):
    key = LinkKey.objects.get(pk=int(token.split(".")[1]))
    return read_link(token, bytes(key.secret))


# ------------------------------------------------------------------ one link
def test_a_link_is_made_with_what_was_chosen_and_shown_with_its_qr_code(client, shop, collector):
    place, subject = build.location(shop, "Nguyễn Huệ"), build.subject(shop, "Lan")
    touchpoint = build.touchpoint(shop)
    page = client.post(
        links_url(collector),
        {
            "location": place.pk,
            "subject": subject.pk,
            "touchpoint": touchpoint.pk,
            "reference": "HD-4711",
            "field_order": "4711",
            "days": "7",
            "use": "once",
        },
    )
    link = link_of(made_in(page))
    assert (link.location_id, link.subject_id, link.touchpoint_id) == (
        place.pk,
        subject.pk,
        touchpoint.pk,
    )
    assert link.hidden == {"order": "4711"}
    assert link.single
    assert link.reference
    assert not link.is_over_at(timezone.now() + timedelta(days=6.9))
    assert link.is_over_at(timezone.now() + timedelta(days=7))
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.text
    assert Client().get(f"/s/{collector.code}?t={made_in(page)}").status_code == 200


def test_a_reusable_link_has_no_id(client, collector):
    page = client.post(links_url(collector), {"days": "7", "use": "often"})
    assert link_of(made_in(page)).single is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "731"}, "less than or equal to 730"),
        ({"days": "soon"}, "whole number"),
        ({"use": "twice"}, "not one of the available choices"),
        ({"field_order": "a" * 201}, "200"),
        ({"field_order": "a\x07b"}, "a letter that nobody can type"),
        ({"location": "999999"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_is_kept(
    client, collector, fields, words
):
    page = client.post(
        links_url(collector), {"days": "7", "use": "once", "reference": "HD <1>", **fields}
    )
    assert made_in(page) == ""
    assert words in page.text
    assert 'value="HD &lt;1&gt;"' in page.text
    assert not LinkKey.objects.exists()


def test_values_that_are_too_much_together_are_refused(client, shop, collector):
    names = tuple(f"f{n}" for n in range(4))
    edit_draft(collector.survey, lambda content: replace(content, hidden_fields=names))
    publish_survey(collector.survey)
    values = {f"field_{name}": "ệ" * 200 for name in names}
    page = client.post(links_url(collector), {"days": "7", "use": "once", **values})
    assert "more than one address can carry" in page.text


def test_a_long_link_has_no_qr_code_that_nobody_could_scan(client, collector):
    page = client.post(links_url(collector), {"days": "7", "use": "once", "field_order": "ệ" * 200})
    assert made_in(page)
    assert "QR code of the link" not in page.text


def test_only_open_places_can_be_chosen(client, shop, collector):
    close_location(build.location(shop, "Cửa hàng cũ"))
    assert "Cửa hàng cũ" not in client.get(links_url(collector)).text


# ------------------------------------------------------------------ a table
def send_table(client, collector, data: bytes | str, **more):
    file = SimpleUploadedFile("links.csv", data.encode() if isinstance(data, str) else data)
    fields = {"table-file": file, "table-days": "30", "table-use": "once", **more}
    return client.post(url(collector, "links_table", collector.code), fields)


def rows_of(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def problems_in(page) -> list[str]:
    listed = re.search(r'<ul class="err-list">(.*?)</ul>', page.text, re.S)
    return [
        " ".join(unescape(re.sub("<[^>]+>", "", item)).split())
        for item in re.findall("<li>(.*?)</li>", listed[1], re.S)
    ]


def test_a_table_comes_back_with_a_link_in_each_line(client, shop, collector):
    north = build.location(shop, "Miền Bắc")
    table = build.location(shop, "Bàn 1", parent=north)
    lan = build.subject(shop, "Lan")
    answer = send_table(
        client,
        collector,
        "Tên;Địa điểm;Nhân viên;Reference;ORDER;Ghi chú\n"
        "Chị Hoa;miền bắc > bàn 1;LAN;HD-1;4711;=1+1\n"
        "\n"
        "Anh Nam;;;;4712;\n",
    )

    first, second = rows_of(answer)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{shop.slug}-{collector.code}-links.csv"'
    )
    assert (first["Tên"], first["Ghi chú"]) == ("Chị Hoa", "'=1+1")
    one, two = (link_of(row["link"].partition("?t=")[2]) for row in (first, second))
    assert (one.location_id, one.subject_id, one.hidden) == (table.pk, lan.pk, {"order": "4711"})
    assert one.reference
    assert (two.location_id, two.subject_id, two.hidden) == (None, None, {"order": "4712"})
    assert one.single != two.single
    assert first["valid_until"] == str(timezone.localdate(timezone.now() + timedelta(days=30)))
    path = "/s/" + first["link"].partition("/s/")[2]
    assert Client().get(path).status_code == 200


def test_the_lines_to_mend_are_told_by_their_numbers_and_no_link_is_made(client, shop, collector):
    for above in ("Miền Bắc", "Miền Nam"):
        build.location(shop, "Quầy 1", parent=build.location(shop, above))
    close_location(build.location(shop, "Cửa hàng cũ"))
    page = send_table(
        client,
        collector,
        "location,staff,reference,order\n"
        "Hai Bà Trưng,,,\n"
        "Quầy 1,,,\n"
        "Cửa hàng cũ,Ai đó,,\n"
        f"Miền Nam > Quầy 1,,{'a' * 101},{'b' * 201}\n",
    )
    assert problems_in(page) == [
        "Line 3 · “Quầy 1” is the name of several. Write the whole path.",
        "Line 4 · “Cửa hàng cũ” is not known, or no longer open.",
        "Line 4 · “Ai đó” is not known, or no longer open.",
        "Line 5 · “order” is longer than 200 letters.",
        "Line 5 · The transaction is longer than 100 letters.",
    ]
    assert not LinkKey.objects.exists()


def test_many_wrong_lines_are_told_in_part(client, collector):
    page = send_table(client, collector, "location\n" + "Đâu đó\n" * 80)
    told = problems_in(page)
    assert len(told) == 51
    assert told[-1] == "and 30 more"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty."),
        (b"location\n", "no lines below its heading"),
        ("tên\n".encode("utf-16"), "cannot be read"),
        (b"PK\x03\x04 no workbook", "no table"),
        (b"location,place\na,b\n", "Two columns mean the same: location."),
        (b"x\n" + b"1\n" * 20_001, "too many lines"),
        (b"x" * (8 * 1024 * 1024 + 1), "too large"),
    ],
)
def test_what_is_no_table_of_links_is_refused(client, collector, data, words):
    page = send_table(client, collector, data)
    assert page.status_code == 200
    assert words in page.text


def test_no_file_is_said_and_the_page_stays(client, collector):
    page = client.post(url(collector, "links_table", collector.code), {"table-days": "30"})
    assert "Choose a file." in page.text


def test_a_table_of_twenty_thousand_lines_streams(client, collector):
    answer = send_table(client, collector, "order\n" + "".join(f"{n}\n" for n in range(20_000)))
    assert answer.streaming
    rows = rows_of(answer)
    assert len({row["link"] for row in rows}) == 20_000
    assert link_of(rows[-1]["link"].partition("?t=")[2]).hidden == {"order": "19999"}


def test_columns_may_be_shorter_or_longer_than_the_heading(client, collector):
    rows = rows_of(send_table(client, collector, "a,order\n1\n1,2,3\n"))
    assert [(row["a"], row["order"]) for row in rows] == [("1", ""), ("1", "2")]
    assert all(row["link"] for row in rows)


def test_a_hidden_field_named_like_a_column_is_the_hidden_field():
    table = read_link_table([["reference"], ["HD-1"]], ("reference",))
    assert (table.rows[0].hidden, table.rows[0].facts) == ({"reference": "HD-1"}, {})


def test_names_are_found_by_the_shortest_that_is_clear():
    names = Names(
        [("Bàn 1", 1), ("Bàn 1", 2), ("Bàn 2", 3)], [("Bắc · Bàn 1", 1), ("Nam · Bàn 1", 2)]
    )
    assert names.find("bàn  2") == (3, "")
    assert names.find("Bàn 1") == (None, "ambiguous")
    assert names.find("NAM > bàn 1") == (2, "")
    assert names.find("Bàn 3") == (None, "unknown")


# ------------------------------------------------------------------ keys
def keys_url(collector, name="link_keys", *args):
    return url(collector, name, *args)


def test_a_new_key_signs_the_links_from_now_on(client, collector):
    old = usual_link_key(collector.organization)
    client.post(keys_url(collector, "link_key_new"))
    page = client.post(links_url(collector), {"days": "7", "use": "once"})
    assert link_of(made_in(page)).key_number == LinkKey.objects.latest("pk").pk != old.pk


def test_a_secret_is_shown_only_when_it_is_asked_for(client, collector):
    key = usual_link_key(collector.organization)
    secret = bytes(key.secret).hex()
    assert secret not in client.get(keys_url(collector)).text
    assert secret in client.post(keys_url(collector, "link_key_show", key.pk)).text


def test_revoking_a_key_asks_first_and_stops_its_links(client, collector):
    key = usual_link_key(collector.organization)
    made = make_link(collector, WantedLink(timezone.now() + timedelta(days=1)))
    assert f"Revoke key {key.pk}?" in client.get(keys_url(collector)).text
    page = client.post(keys_url(collector, "link_key_revoke", key.pk), follow=True)
    assert f"Key {key.pk} is revoked" in page.text
    assert Client().get(f"/s/{collector.code}?t={made.token}").status_code == 410
    again = client.post(keys_url(collector, "link_key_revoke", key.pk), follow=True)
    assert "already revoked" in again.text


def test_there_is_an_end_to_new_keys(client, collector):
    for _ in range(MOST_KEYS):
        usual = LinkKey.objects.create(organization=collector.organization)
    page = client.post(keys_url(collector, "link_key_new"), follow=True)
    assert "enough keys" in page.text
    revoke_link_key(usual)
    client.post(keys_url(collector, "link_key_new"))
    assert LinkKey.objects.count() == MOST_KEYS + 1


# ------------------------------------------------------------------ found again
def answered_through(collector, **kwargs) -> Response:
    made = make_link(collector, WantedLink(timezone.now() + timedelta(days=1), **kwargs))
    phone = Client(headers={"accept-language": "vi"})
    address = f"/s/{collector.code}?t={made.token}"
    token = re.search(r'name="t" value="([^"]+)"', phone.get(address).text)[1]
    phone.post(address, {"t": token, "q-q1": "9"})
    return Response.objects.latest("pk")


def listed(client, collector, **query) -> Iterator[int]:
    page = client.get(url(collector, "list"), query)
    return [row.response.pk for row in page.context["rows"]]


def test_an_answer_is_found_by_its_transaction_whichever_key_signed_it(client, collector):
    first = answered_through(collector, reference="HD-1")
    revoke_link_key(usual_link_key(collector.organization))
    second = answered_through(collector, reference="HD-1")
    answered_through(collector, reference="HD-2")
    answered_through(collector)
    assert listed(client, collector, reference=" HD-1 ") == [second.pk, first.pk]
    assert listed(client, collector, reference="HD-3") == []
    assert len(listed(client, collector)) == 4


def test_the_page_of_a_response_tells_what_the_link_said(client, shop, collector):
    response = answered_through(
        collector,
        subject=build.subject(shop, "Lan"),
        touchpoint=build.touchpoint(shop, "Thanh toán"),
        reference="HD-1",
        hidden={"order": "4711"},
    )
    page = client.get(url(collector, "detail", response.pk)).text
    for words in ("Lan", "Thanh toán", "4711", "Transaction"):
        assert words in page
    assert "HD-1" not in page
    assert get_response(shop, response.pk).subject.name == "Lan"
