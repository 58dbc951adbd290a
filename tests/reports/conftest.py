"""A viewer of one organization, in English."""

import pytest
from django.utils import translation

from hearme.accounts.models import Organization, Role
from tests import build


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def shop(client) -> Organization:
    """An organization whose viewer is signed in."""
    organization = build.organization()
    client.force_login(build.member(organization, Role.VIEWER))
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield organization
