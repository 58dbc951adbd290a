"""Signed links in tests: made, opened, and what a visitor reads."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

from django.utils import timezone

from responses.actions import WantedLink, make_link
from responses.models import Collector, Response
from surveys.actions import edit_draft, publish_survey
from surveys.rules import put_rule
from tests import build
from tests.responses.visitors import Visitor


def published_with(survey, hidden=(), rules=()) -> Collector:
    edit_draft(survey, lambda content: replace(content, hidden_fields=tuple(hidden)))
    for rule in rules:
        edit_draft(survey, lambda content, rule=rule: put_rule(content, rule))
    publish_survey(survey)
    survey.refresh_from_db()
    place = build.location(survey.organization, "Hai Bà Trưng")
    return build.collector(survey, place, name="Bàn 12")


def wish(**kwargs) -> WantedLink:
    days = kwargs.pop("days", 30)
    return WantedLink(timezone.now() + timedelta(days=days), **kwargs)


def link(collector, **kwargs) -> str:
    return make_link(collector, wish(**kwargs)).token


def visitor_with(collector, token: str, **more) -> Visitor:
    visitor = Visitor(collector)
    visitor.open(t=token, **more)
    return visitor


def only() -> Response:
    [response] = Response.objects.all()
    return response


def words(visitor) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", visitor.html.split("</style>")[1])).split())
