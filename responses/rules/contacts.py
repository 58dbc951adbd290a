"""Phones, e-mail addresses and names as customers type them."""

import re
import unicodedata
from types import MappingProxyType
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

HOME: Final = "VN"
EMAIL: Final = re.compile(r"[^\s@<>\"',;:\\]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}", re.ASCII)
OLD_PREFIXES: Final = MappingProxyType(
    {
        "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37",
        "168": "38", "169": "39", "120": "70", "121": "79", "122": "77", "126": "76",
        "128": "78", "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
        "186": "56", "188": "58", "199": "59",
    }
)  # fmt: skip
"""Vietnamese mobile prefixes of eleven-digit numbers -> those of the ten digits since 2018."""


def phone_of(text: str) -> str | None:
    """The number in E.164 form, a Vietnamese one unless it names a country; None if impossible.

    Eleven-digit mobile numbers from before the change of November 2018 become what they are now.
    """
    plain = unicodedata.normalize("NFKC", text)
    if re.search(r"[A-Za-z]", plain):
        return None
    try:
        number = phonenumbers.parse(_renewed(plain), HOME)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def local_phone(number: str) -> str:
    """A number in E.164 form as people at home write it; a foreign one with its country."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    is_home = phonenumbers.region_code_for_number(parsed) == HOME
    form = PhoneNumberFormat.NATIONAL if is_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def _renewed(text: str) -> str:
    digits = re.sub(r"[^\d+]", "", text)
    national = re.sub(r"^(\+84|0084|84(?=\d{9,10}$)|0)", "", digits)
    if len(national) == 10 and national[:3] in OLD_PREFIXES:
        return f"+84{OLD_PREFIXES[national[:3]]}{national[3:]}"
    return text


def email_of(text: str) -> str | None:
    """The address with a small domain, or None if it cannot be one."""
    address = text.strip()
    if len(address) > 254 or not EMAIL.fullmatch(address) or ".." in address:
        return None
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"
