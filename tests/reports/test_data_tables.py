"""Every chart of a report page has its numbers in a table below it."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from reports.actions import count_waiting
from reports.views.papers import PAPERS
from responses.actions import record_responses
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK, address
from tests.reports.test_drivers_page import people

pytestmark = pytest.mark.django_db


class Charts(HTMLParser):
    """The charts of a page, and those of them that no table follows in their section.

    A chart is a picture with a name; what is hidden from readers stands beside its own numbers.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[list[str]] = [[]]
        self.found: list[str] = []
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "section":
            self.sections.append([])
        elif tag == "table":
            self.sections[-1].clear()
        elif tag == "svg" and given.get("role") in {"img", "group"}:
            self.found.append(given.get("class") or "")
            self.sections[-1].append(given.get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "section":
            self.bare += self.sections.pop()

    def close(self) -> None:
        super().close()
        self.bare += [each for section in self.sections for each in section]


def charts_in(html: str) -> Charts:
    found = Charts()
    found.feed(html)
    found.close()
    return found


def test_a_chart_without_a_table_in_its_section_is_noticed():
    page = '<section>{}<svg role="img" class="trend"></svg>{}</section><table></table>'

    assert charts_in(page.format("<table></table>", "")).bare == ["trend"]
    assert charts_in(page.format("", "<table></table>")).bare == []


def test_every_chart_of_every_report_page_has_its_table(client, shop):
    spot = build.touchpoint(shop, "Quầy", stage="buy", about="service")
    survey = build.survey(shop, (Kind.CSAT, Kind.STARS, Kind.NPS, Kind.CHOICE, Kind.TEXT))
    door = build.collector(survey, build.location(shop, "Hải Châu"), touchpoint=spot)
    given = [
        {"q1": main, "q2": {"1": taste, "3": speed}, "q3": 2 * main, "q4": 1 + taste % 3}
        for main, speed, taste in people(150)
    ]
    record_responses(
        [
            build.reply(door, each, at=NOON - timedelta(days=at % 3), touchpoint_id=spot.pk)
            for at, each in enumerate(given)
        ]
    )
    count_waiting(survey.pk)
    addresses = {name: reverse(f"reports:{name}", args=[shop.slug]) for name in PAPERS}
    addresses["survey"] = address(survey)
    charts = {
        name: charts_in(client.get(url, WEEK).content.decode()) for name, url in addresses.items()
    }

    assert {name for name, each in charts.items() if each.found} >= {
        "overview",
        "survey",
        "journey",
        "places",
        "control",
        "drivers",
    }
    assert {name: each.bare for name, each in charts.items() if each.bare} == {}
