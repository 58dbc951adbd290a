"""The token of a signed link: read as it was signed, to the letter."""

import hmac
import re
import string
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from responses.rules import (
    FactError,
    Link,
    LinkError,
    LinkProblem,
    read_link,
    reference_digest,
    sign_link,
)

SECRET = b"s" * 32
SINGLE = UUID("01936f5e-0000-7000-8000-000000000001")
FULL = Link(
    key_number=12,
    code="K4TN2",
    expires=1_796_083_200,
    single=SINGLE,
    location_id=5,
    touchpoint_id=3,
    subject_id=7,
    reference=reference_digest("HD-4711", SECRET),
    hidden={"order": "4711", "note": "Bàn số 5"},
)


def test_a_token_says_what_was_signed():
    assert read_link(sign_link(FULL, SECRET), SECRET) == FULL


def test_a_usual_token_is_short_and_needs_no_escapes():
    token = sign_link(replace(FULL, hidden={"order": "4711"}), SECRET)
    assert len(token) < 160
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", token)


def test_no_letter_of_a_token_can_be_changed_added_or_left_out():
    token = sign_link(FULL, SECRET)
    letters = string.ascii_letters + string.digits + "-_.~"
    for at in range(len(token)):
        for letter in {*letters, "é", " "} - {token[at]}:
            refused(token[:at] + letter + token[at + 1 :])
        refused(token[:at] + token[at + 1 :])
        refused(token[:at] + "0" + token[at:])
        refused(token[:at])
    for more in ("=", ".", "\n", "0"):
        refused(token + more)


def refused(text: str, secret: bytes = SECRET) -> LinkProblem:
    with pytest.raises(LinkError) as error:
        read_link(text, secret)
    assert error.value.problem is LinkProblem.DAMAGED
    return error.value.problem


def test_another_key_does_not_open_it():
    refused(sign_link(FULL, SECRET), b"t" * 32)


@pytest.mark.parametrize(
    "facts",
    [
        "x1", "l5.l5", "l0", "l05", "l", "l-5", "l5 ", "iAAAA", "rAAAA", "r!", "",
        "horder~NDc.horder~NDc", "hOrder~NDc", "h~NDc", "horder", "horder~", "horder~_w",
        "horder~CQ", "horder~IDEg", "l" + "9" * 19,
    ],
)  # fmt: skip
def test_a_fact_that_is_none_spoils_the_link_though_it_is_signed(facts):
    refused(signed(f"1.12.K4TN2.1796083200.{facts}"))


@pytest.mark.parametrize(
    "body",
    ["2.12.K4TN2.1796083200", "1.0.K4TN2.1796083200", "1.12.K4-N2.1796083200",
     "1.12.K4TN2.soon", "1.12.K4TN2.0", "1.12.K4TN2", "1.12", ""],
)  # fmt: skip
def test_a_beginning_that_is_none_spoils_the_link(body):
    refused(signed(body))


def signed(body: str, secret: bytes = SECRET) -> str:
    """A body signed as another program does it, by the letter of docs/links.md."""
    mac = hmac.digest(secret, body.encode(), "sha256")[:16]
    return f"{body}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_the_example_in_the_manual_signs_what_we_read():
    manual = (settings.BASE_DIR / "docs" / "links.md").read_text()
    program: dict[str, Any] = {}
    exec(manual.split("```python")[1].split("```")[0], program)  # noqa: S102 - our own manual
    hidden = {"order": "4711", "note": "Bàn số 5"}
    token = program["token"](
        12, SECRET, "K4TN2", 30, location=5, subject=7, reference="HD-4711", hidden=hidden
    )
    link = read_link(token, SECRET)
    days = datetime.fromtimestamp(link.expires, tz=UTC) - datetime.now(UTC)
    assert link == replace(FULL, single=link.single, touchpoint_id=None, expires=link.expires)
    assert link.single
    assert timedelta(days=29.9) < days <= timedelta(days=30)


def test_the_code_may_be_signed_in_small_letters():
    assert read_link(signed("1.12.k4tn2.1796083200"), SECRET).code == "K4TN2"


@pytest.mark.parametrize("value", ["", " 4711", "a" * 201, "a\nb", "a\x00b", "\ufffd"])
def test_a_value_that_fits_in_no_link_is_not_signed(value):
    with pytest.raises(FactError) as error:
        sign_link(replace(FULL, hidden={"order": value}), SECRET)
    assert error.value.name == "order"


def test_a_link_does_not_grow_beyond_what_an_address_carries():
    with pytest.raises(FactError):
        sign_link(replace(FULL, hidden={f"f{n}": "ệ" * 200 for n in range(4)}), SECRET)
