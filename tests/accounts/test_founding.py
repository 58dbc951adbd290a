"""The first run: an organization is founded, and its address is made from its name."""

import re
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import URLResolver, get_resolver, reverse

from hearme.accounts.actions import found_organization
from hearme.accounts.models import Location, Membership, Organization, Role
from hearme.accounts.rules import RESERVED_SLUGS, slug_of
from tests import build

FORM = {"name": "Trà Lá Me", "field": "food", "time_zone": "Asia/Ho_Chi_Minh", "language": "vi"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Trà Lá Me", "tra-la-me"),
        ("Đồ Uống ĐẶC BIỆT", "do-uong-dac-biet"),
        ("Phở  24h – Quận 1!", "pho-24h-quan-1"),
        ("Cà phê Muối & Bạn", "ca-phe-muoi-ban"),
        ("茶館", ""),
        ("a" * 60, "a" * 40),
    ],
)
def test_a_name_becomes_plain_letters(name, slug):
    assert slug_of(name) == slug


@pytest.mark.django_db
def test_the_founder_is_the_owner():
    founder = build.user()
    organization = found_organization(founder, "Trà Lá Me")

    assert Membership.objects.get(organization=organization, user=founder).role == Role.OWNER


@pytest.mark.django_db
def test_the_same_name_gets_another_address():
    slugs = [found_organization(build.user(), "Trà Lá Me").slug for _ in range(3)]

    assert slugs == ["tra-la-me", "tra-la-me-2", "tra-la-me-3"]


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["Accounts", "API", "s", "Language"])
def test_no_organization_takes_an_address_of_the_site(word):
    assert found_organization(build.user(), word).slug == f"{word.lower()}-2"


@pytest.mark.django_db
def test_a_name_without_letters_gets_an_address_all_the_same():
    assert found_organization(build.user(), "茶館").slug == "org"


def first_words(resolver):
    for entry in resolver.url_patterns:
        word = re.match(r"\^?([\w-]*)", str(entry.pattern))[1]
        if word:
            yield word
        elif isinstance(entry, URLResolver) and not str(entry.pattern):
            yield from first_words(entry)


def test_every_first_word_of_the_site_is_reserved():
    assert set(first_words(get_resolver())) <= RESERVED_SLUGS


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"name": " "}, {"time_zone": "Asia/Hanoi"}, {"field": "war"}])
def test_nothing_is_founded_on_nonsense(change):
    with pytest.raises(ValidationError):
        found_organization(build.user(), **({"name": "Trà Lá Me"} | change))
    assert not Organization.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_found_the_same_name_at_once_both_succeed():
    users, barrier = [build.user(), build.user()], Barrier(2)

    def found(user):
        barrier.wait()
        found_organization(user, "Trà Lá Me")
        connection.close()

    threads = [Thread(target=found, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(Organization.objects.values_list("slug", flat=True)) == {"tra-la-me", "tra-la-me-2"}


@pytest.mark.django_db
def test_the_first_page_leads_to_founding_and_then_to_the_surveys(client):
    client.force_login(build.user())
    assert client.get("/").headers["Location"] == reverse("accounts:start")

    answer = client.post(reverse("accounts:start"), FORM)

    assert answer.headers["Location"] == reverse("surveys:create", args=["tra-la-me"])
    assert client.get("/").headers["Location"] == reverse(
        "accounts:organization", args=["tra-la-me"]
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "name"), [("", "Trà Lá Me"), (" Nguyễn Huệ ", "Nguyễn Huệ")])
def test_the_first_place_is_there_at_once(client, given, name):
    client.force_login(build.user())
    client.post(reverse("accounts:start"), FORM | {"place": given})

    assert [place.name for place in Location.objects.all()] == [name]


@pytest.mark.django_db
def test_the_interface_speaks_the_language_of_the_new_organization(client):
    client.force_login(build.user())
    client.post(reverse("accounts:start"), FORM | {"language": "en"}, HTTP_ACCEPT_LANGUAGE="vi")

    assert '<html lang="en">' in client.get(reverse("accounts:start")).content.decode()


@pytest.mark.django_db
def test_without_a_name_the_page_says_so_and_keeps_the_rest(client):
    client.force_login(build.user())
    page = client.post(reverse("accounts:start"), FORM | {"name": "", "place": "Bến Thành"})

    assert page.context["form"].errors.keys() == {"name"}
    assert 'value="Bến Thành"' in page.content.decode()
    assert 'value="food" checked' in page.content.decode()


@pytest.mark.django_db
def test_who_has_an_organization_may_found_another(client):
    owner = build.organization("Trà Lá Me").memberships.get().user
    client.force_login(owner)
    client.post(reverse("accounts:start"), FORM | {"name": "Cà phê Muối"})

    assert [m.organization.slug for m in owner.memberships.all()] == ["tra-la-me", "ca-phe-muoi"]
