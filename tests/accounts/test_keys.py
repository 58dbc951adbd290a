"""API keys: shown once, kept as a fingerprint, refused once revoked."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from hearme.accounts.actions import issue_api_key, revoke_api_key
from hearme.accounts.models import ApiKey, Role
from hearme.accounts.queries import find_api_key
from tests import build

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"hm_[0-9a-f]{8}_[0-9a-f]{64}")


@pytest.fixture
def organization():
    return build.organization()


@pytest.fixture
def admin(organization, client):
    client.force_login(build.member(organization, Role.ADMIN))
    return client


def pages(organization):
    return [reverse(f"accounts:{name}", args=[organization.slug]) for name in ("keys", "key_issue")]


def test_the_secret_is_shown_once_and_only_its_digest_is_kept(admin, organization):
    keys, issue = pages(organization)
    shown = admin.post(issue, {"name": "Máy tính tiền", "scope": "read"})
    (text,) = set(SECRET.findall(shown.content.decode()))

    stored = ApiKey.objects.values().get()
    assert text.split("_")[2] not in str(stored)
    assert not SECRET.search(admin.get(keys).content.decode())
    assert find_api_key(text).name == "Máy tính tiền"


def test_the_page_with_the_secret_is_not_kept_by_browsers(admin, organization):
    shown = admin.post(pages(organization)[1], {"name": "Máy tính tiền", "scope": "read"})

    assert "no-store" in shown.headers["Cache-Control"]


def test_a_key_needs_a_purpose(admin, organization):
    page = admin.post(pages(organization)[1], {"name": "", "scope": "read"})

    assert page.context["form"].errors.keys() == {"name"}
    assert not ApiKey.objects.exists()


def test_the_list_says_who_made_a_key_and_whether_it_is_used(admin, organization):
    maker = build.member(organization, Role.ADMIN)
    issue_api_key(organization, maker, "Kho dữ liệu", ApiKey.Scope.WRITE)
    page = admin.get(pages(organization)[0]).content.decode()

    assert "Kho dữ liệu" in page
    assert f"made by {maker}" in page
    assert "never used" in page


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(admin, organization):
    issued = issue_api_key(organization, None, "Kho dữ liệu", ApiKey.Scope.READ)
    admin.post(reverse("accounts:key_revoke", args=[organization.slug, issued.key.pk]))

    assert find_api_key(issued.text) is None
    assert "Revoked" in admin.get(pages(organization)[0]).content.decode()


def test_a_key_is_revoked_once():
    key = issue_api_key(build.organization(), None, "Kho dữ liệu", ApiKey.Scope.READ).key
    revoke_api_key(key)

    with pytest.raises(ValidationError, match="already revoked"):
        revoke_api_key(key)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t[:-1] + "x", lambda t: "", str.upper]
)
def test_a_spoiled_key_opens_nothing(spoil):
    text = issue_api_key(build.organization(), None, "Kho dữ liệu", ApiKey.Scope.READ).text

    assert find_api_key(spoil(text)) is None
    assert find_api_key(text) is not None
