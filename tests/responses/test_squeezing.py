"""Every page that a customer sees comes compressed, not only the first."""

import gzip

import pytest
from django.urls import reverse

from surveys.rules import Kind
from tests import build

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip, br"}


@pytest.fixture
def address():
    survey = build.survey(asks=(Kind.NPS, Kind.TEXT), required=(Kind.NPS,))
    return reverse("public:answer", args=[build.collector(survey).code])


def token_of(client, address):
    return client.get(address).content.decode().partition('name="t" value="')[2].partition('"')[0]


def test_a_page_that_comes_back_with_an_error_is_compressed(client, address):
    sent = {"t": token_of(client, address), "q-q2": "Trà hơi nguội"}
    page = client.post(address, sent, headers=GZIP)

    assert page.status_code == 422
    assert page["Content-Encoding"] == "gzip"
    assert "Trà hơi nguội" in gzip.decompress(page.content).decode()
    assert "Accept-Encoding" in page["Vary"]


def test_who_cannot_unpack_gets_it_plain(client, address):
    page = client.get(address + "/thanks", headers={"accept-encoding": "identity"})

    assert "Content-Encoding" not in page
    assert page.content.startswith(b"<!doctype html>")


def test_the_size_does_not_tell_how_well_the_words_go_with_the_token(client, address):
    sent = {"t": token_of(client, address), "q-q2": "x"}

    sizes = {len(client.post(address, sent, headers=GZIP).content) for _ in range(12)}
    assert len(sizes) > 1


def test_pictures_are_left_as_they_are(client):
    picture = build.stored_picture(build.organization())
    reply = client.get(reverse("public:picture", args=[picture.key]), headers=GZIP)

    assert "Content-Encoding" not in reply
