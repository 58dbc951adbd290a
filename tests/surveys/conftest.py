"""An editor at work on the surveys of one organization, in English."""

import pytest
from django.urls import reverse
from django.utils import translation

from hearme.accounts.models import Role
from tests import build


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def shop():
    return build.organization()


@pytest.fixture
def editor(client, shop):
    """An editor of the shop, signed in."""
    person = build.member(shop, Role.EDITOR)
    client.force_login(person)
    return person


@pytest.fixture
def url(shop):
    """The address of a page: `url("detail", survey.code)`."""

    def address(name, *args):
        return reverse(f"surveys:{name}", args=[shop.slug, *args])

    return address
