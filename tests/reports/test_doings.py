"""The menu of a report page: its PDF, its link for others, and what belongs to it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from hearme.accounts.models import Role
from tests import build
from tests.reports.shop import answer

pytestmark = pytest.mark.django_db
PAGES = (
    "overview",
    "journey",
    "places",
    "people",
    "when",
    "control",
    "drivers",
    "crosstab",
    "comments",
    "collection",
)
OF_PEOPLE = ("people", "comments")


@pytest.fixture
def look(client, shop):
    """A page as a member with that role sees it: `look("places", Role.MANAGER)`."""
    answer(build.collector(build.survey(shop)), {"q1": 9}, at=datetime.now(UTC))

    def seen(name: str, role: Role) -> str:
        client.force_login(build.member(shop, role))
        client.cookies["django_language"] = "en"
        return client.get(reverse(f"reports:{name}", args=[shop.slug])).content.decode()

    return seen


@pytest.mark.parametrize("name", PAGES)
def test_every_report_page_leads_to_its_pdf(look, name):
    assert '<a href="?as=pdf">' in look(name, Role.MANAGER)


@pytest.mark.parametrize("name", PAGES)
def test_only_pages_without_people_and_their_words_are_offered_for_sharing(look, name):
    page = look(name, Role.MANAGER)

    assert ("Share this page" in page) is (name not in OF_PEOPLE)


def test_a_viewer_is_offered_nothing_that_only_managers_may_do(look):
    page = look("places", Role.VIEWER)

    assert "Get it by e-mail" in page
    assert "Share this page" not in page
    assert "Screens on the wall" not in page
