"""Phones and e-mail addresses as customers type them."""

import pytest

from responses.rules import email_of, local_phone, phone_of

NETWORKS = {
    "Viettel": ("0162 0163 0164 0165 0166 0167 0168 0169", "032 033 034 035 036 037 038 039"),
    "MobiFone": ("0120 0121 0122 0126 0128", "070 079 077 076 078"),
    "VinaPhone": ("0123 0124 0125 0127 0129", "083 084 085 081 082"),
    "Vietnamobile": ("0186 0188", "056 058"),
    "Gmobile": ("0199", "059"),
}
CHANGED = [
    (network, old, new)
    for network, (olds, news) in NETWORKS.items()
    for old, new in zip(olds.split(), news.split(), strict=True)
]


@pytest.mark.parametrize(("network", "old", "new"), CHANGED)
def test_an_eleven_digit_number_becomes_what_it_is_since_2018(network, old, new):
    assert phone_of(f"{old}9123456") == f"+84{new[1:]}9123456"
    assert phone_of(f"+84{old[1:]}9123456") == f"+84{new[1:]}9123456"
    assert phone_of(f"84 {old[1:]} 912.3456") == f"+84{new[1:]}9123456"


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "0912 345 678", "0912.345.678", "(+84) 912-345-678", "84912345678",
     "+84912345678", "0084912345678", "+84 (0) 912 345 678", "０９１２３４５６７８", " 912345678 "],
)  # fmt: skip
def test_one_number_typed_in_any_way_is_one_number(typed):
    assert phone_of(typed) == "+84912345678"


def test_landlines_and_foreign_numbers_are_numbers_too():
    assert phone_of("028 3822 3344") == "+842838223344"
    assert phone_of("+1 650 253 0000") == "+16502530000"
    assert phone_of("+82 2-312-3456") == "+8223123456"


@pytest.mark.parametrize(
    "typed",
    ["", "12", "+84912", "0912345678x1", "gọi tôi", "0000000000", "+999123456789", "9" * 30],
)
def test_what_nobody_can_call_is_no_number(typed):
    assert phone_of(typed) is None


def test_a_number_is_shown_as_people_at_home_write_it():
    assert local_phone("+84912345678") == "0912 345 678"
    assert local_phone("+16502530000") == "+1 650-253-0000"
    assert local_phone("nobody") == "nobody"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Anh@Tra.VN", "Anh@tra.vn"),
        (" a.b+c@mail.tra.com.vn ", "a.b+c@mail.tra.com.vn"),
        ("x@y.co", "x@y.co"),
    ],
)
def test_an_address_keeps_its_name_and_gets_a_small_domain(typed, address):
    assert email_of(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "anh", "anh@", "@tra.vn", "anh@tra", "a b@tra.vn", "a..b@tra.vn", "a@b@tra.vn",
     "anh@tra.v", "anh@-.c1", f"{'a' * 65}@tra.vn", f"a@{'b' * 250}.vn", "<a>@tra.vn"],
)  # fmt: skip
def test_what_no_letter_reaches_is_no_address(typed):
    assert email_of(typed) is None
