"""The pages that document the API: rendered by a script of our own, under the site's policy."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import build
from tests.api.callers import Caller

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280])
def test_every_operation_is_shown_without_asking_anybody_else(
    page: Page, live: LiveServer, width: int
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(f"{live.url}/api/v1/docs/")

    expect(page.locator(".opblock")).to_have_count(10)
    page.locator("[id$=responses_create] .opblock-summary-control").click()
    expect(page.locator(".opblock-body").get_by_text("Idempotency-Key").first).to_be_visible()
    assert [url for url in asked if not url.startswith((live.url, "data:"))] == []


def test_a_call_can_be_tried_with_a_key(page: Page, live: LiveServer) -> None:
    survey = build.survey()
    key = Caller(survey.organization).headers["Authorization"].removeprefix("Bearer ")

    page.goto(f"{live.url}/api/v1/docs/")
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_label("Value").fill(key)
    page.get_by_role("button", name="Apply credentials").click()
    page.get_by_role("button", name="Close").click()
    page.locator("[id$=surveys_list] .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table").get_by_text(survey.code)).to_be_visible()
