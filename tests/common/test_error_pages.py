"""Error pages: friendly, in both languages, and without the database that may be their cause."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from hearme.common.errors import server_error

TITLES = {
    "400": ("Mình chưa đọc được yêu cầu này", "We could not read this request"),
    "403": ("Bạn chưa mở được trang này", "This page is not open to you"),
    "403_csrf": ("Biểu mẫu này mở đã quá lâu", "This form was open for too long"),
    "404": ("Ở đây không có gì", "There is nothing here"),
    "500": ("Có chỗ hỏng ở phía chúng tôi", "Something broke on our side"),
    "503": ("Chờ một chút nhé", "Back in a moment"),
}


def ask_for_the_user() -> AnonymousUser:
    raise OperationalError("the database is away")


@pytest.fixture
def broken() -> HttpRequest:
    """A request whose user cannot be loaded."""
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(ask_for_the_user)
    return request


@pytest.mark.parametrize("name", TITLES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_error_page_needs_no_database(name: str, language: str, broken: HttpRequest) -> None:
    with translation.override(language):
        html = render_to_string(f"{name}.html", request=broken)
    assert f'<html lang="{language}">' in html
    assert TITLES[name][language == "en"] in html


def answer_to(error: Exception, request: HttpRequest) -> HttpResponse:
    try:
        raise error
    except type(error):
        return server_error(request)


def test_an_outage_says_to_come_back_soon(broken: HttpRequest) -> None:
    response = answer_to(OperationalError("away"), broken)
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_a_fault_of_ours_is_a_500(broken: HttpRequest) -> None:
    assert answer_to(ValueError("ours"), broken).status_code == 500


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_the_language_of_the_visitor(client: Client) -> None:
    response = client.get("/accounts/nowhere/", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
