"""The side bar: where you are, who you are, and the way out."""

import re

import pytest
from django.contrib.messages import constants as levels
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import Client

from hearme.accounts.actions import found_organization
from hearme.accounts.models import Organization
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization() -> Organization:
    return build.organization("Trà Lá Me")


@pytest.fixture
def member(client: Client, organization: Organization) -> Client:
    client.force_login(organization.memberships.get().user)
    return client


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("responses/", "Phản hồi"),
        ("reports/", "Báo cáo"),
        ("surveys/", "Khảo sát"),
        ("surveys/new/", "Khảo sát"),
        ("collectors/", "Điểm thu thập"),
        ("posters/", "Áp phích"),
        ("locations/", "Địa điểm"),
        ("touchpoints/", "Điểm chạm"),
        ("subjects/", "Đối tượng"),
        ("themes/", "Giao diện"),
        ("members/", "Thành viên"),
        ("settings/", "Cài đặt"),
    ],
)
def test_the_entry_of_the_page_is_marked(
    member: Client, organization: Organization, address: str, entry: str
) -> None:
    html = member.get(f"/{organization.slug}/{address}").content.decode()
    side_bar = html[html.index("<nav") : html.index("</nav>")]
    (marked,) = re.findall(r'aria-current="page"><svg.*?</svg>(.*?)</a>', side_bar)
    assert marked == entry


def test_the_account_menu_says_who_and_where(member: Client, organization: Organization) -> None:
    html = member.get(f"/{organization.slug}/surveys/").content.decode()
    menu = html[html.index('<details class="menu above who">') :]
    menu = menu[: menu.index("</details>")]
    for words in ("Trà Lá Me", "Ngọc Anh", "Chủ sở hữu", "Đăng xuất"):
        assert words in menu
    assert f'href="/{organization.slug}/"' not in menu


def test_who_works_in_two_organizations_can_switch(
    member: Client, organization: Organization
) -> None:
    other = found_organization(organization.memberships.get().user, "Phòng khám An Khang")
    html = member.get(f"/{organization.slug}/surveys/").content.decode()
    assert f'href="/{other.slug}/"' in html


@pytest.mark.parametrize(
    ("level", "tone"), [(levels.SUCCESS, "good"), (levels.WARNING, "warn"), (levels.ERROR, "bad")]
)
def test_a_message_has_its_tone_and_is_told_to_readers(level: int, tone: str) -> None:
    html = render_to_string("components/messages.html", {"messages": [Message(level, "Đã lưu")]})
    assert f'<div class="notice {tone}" data-notice>' in html
    assert html.index('role="status"') < html.index("Đã lưu")
