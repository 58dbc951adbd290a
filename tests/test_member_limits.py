"""Members who see only some places: nothing of any other place reaches them, by whatever way."""

import re

import pytest
from django.urls import reverse

from hearme.accounts.actions import accept_invitation, invite
from hearme.accounts.models import Membership, Role
from hearme.accounts.queries import reach_of
from reports.actions import order_export
from reports.rules.exporting import Wanted
from reports.rules.filters import Filters
from reports.rules.periods import Period
from responses.actions import trust
from responses.models import Response, Trust
from responses.rules import Suspicion
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, WEEK, rate

pytestmark = pytest.mark.django_db


class Shop:
    """Two branches in one region and one elsewhere; somebody is limited to the region."""

    def __init__(self, client, role=Role.MANAGER):
        self.client = client
        self.organization = build.organization(language="en")
        self.survey = build.survey(self.organization, (Kind.CSAT, Kind.TEXT))
        self.region = build.location(self.organization, "Miền Trung")
        self.inside = build.location(self.organization, "Hải Châu", parent=self.region)
        self.outside = build.location(self.organization, "Cầu Giấy")
        self.here = build.collector(self.survey, self.inside)
        self.there = build.collector(self.survey, self.outside)
        person = build.member(self.organization, role)
        self.member = Membership.objects.get(user=person)
        self.member.locations.set([self.region])
        client.force_login(person)
        client.cookies["django_language"] = "en"

    def open(self, name, *args, **query):
        return self.client.get(self.url(name, *args), query)

    def url(self, name, *args):
        return reverse(name, args=[self.organization.slug, *args])


@pytest.fixture
def shop(client):
    return Shop(client)


def held_at(collector):
    held = build.response(collector, {"q1": 1}, at=NOON)
    Response.objects.filter(pk=held.pk).update(
        suspicions=[Suspicion.DEVICE.value], is_excluded=True
    )
    return held


# ------------------------------------------------------------------ who is limited
def test_a_place_includes_all_inside_it(shop):
    assert reach_of(shop.member) == {shop.region.pk, shop.inside.pk}


def test_without_named_places_everything_is_seen(shop):
    shop.member.locations.clear()
    assert reach_of(shop.member) is None


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN, Role.OWNER])
def test_editors_and_above_are_never_limited(shop, role):
    shop.member.role = role
    assert reach_of(shop.member) is None


# ------------------------------------------------------------------ responses
def test_the_list_of_responses_holds_only_those_within_reach(shop):
    ours = build.response(shop.here, {"q1": 5}, at=NOON)
    build.response(shop.there, {"q1": 1}, at=NOON)
    rows = shop.open("responses:list").context["rows"]
    assert [row.response.pk for row in rows] == [ours.pk]


def test_a_response_elsewhere_is_not_found_nor_deleted(shop):
    theirs = build.response(shop.there, {"q1": 1}, at=NOON)
    assert shop.open("responses:detail", theirs.pk).status_code == 404
    assert shop.client.post(shop.url("responses:delete", theirs.pk)).status_code == 404
    assert Response.objects.filter(pk=theirs.pk).exists()


def test_a_filter_for_another_place_shows_nothing_of_it(shop):
    build.response(shop.there, {"q1": 1}, at=NOON)
    assert shop.open("responses:list", location=shop.outside.pk).context["rows"] == []


def test_held_responses_elsewhere_are_neither_listed_nor_decided_about(shop):
    held = held_at(shop.there)
    page = shop.open("responses:held")
    assert page.context["kept"] == []
    assert page.context["held_count"] == 0
    shop.client.post(shop.url("responses:held_decide"), {"response": held.pk, "verdict": "count"})
    held.refresh_from_db()
    assert held.is_excluded


def test_a_rule_of_trust_reaches_no_further_than_who_makes_it(shop):
    sent = {"suspicion": Suspicion.DEVICE.value}
    url = shop.url("responses:held_trust")
    assert shop.client.post(url, sent).status_code == 403
    assert shop.client.post(url, sent | {"code": shop.there.code}).status_code == 403
    assert shop.client.post(url, sent | {"code": shop.here.code}).status_code == 302
    rule = trust(shop.organization, Suspicion.BURST, None, shop.member.user)
    assert shop.client.post(shop.url("responses:held_distrust", rule.pk)).status_code == 403
    assert Trust.objects.count() == 2


def test_collectors_elsewhere_are_not_shown(shop):
    page = shop.open("responses:collectors")
    assert shop.here.code in page.text
    assert shop.there.code not in page.text
    assert shop.open("responses:collector", shop.there.code).status_code == 404


# ------------------------------------------------------------------ reports
REPORTS = ["overview", "list", "journey", "places", "when", "control", "comments", "collection"]


@pytest.mark.parametrize("name", REPORTS)
def test_what_is_said_elsewhere_changes_nothing_on_a_report_page(shop, name):
    rate(shop.here, {5: 12})
    before = seen(shop.open(f"reports:{name}", **WEEK))
    rate(shop.there, {1: 40})
    after = seen(shop.open(f"reports:{name}", **WEEK))
    assert before == after
    assert "Cầu Giấy" not in after


def seen(page):
    """What a reader sees of a page."""
    assert page.status_code == 200
    return re.sub(r"<[^>]*>", " ", page.text)


def test_the_report_counts_only_what_was_answered_within_reach(shop):
    rate(shop.here, {5: 12})
    rate(shop.there, {1: 40})
    report = shop.open("reports:survey", shop.survey.code, **WEEK).context["report"]
    assert report.volume.n == 12
    elsewhere = shop.open(
        "reports:survey", shop.survey.code, location=shop.outside.pk, **WEEK
    ).context
    assert elsewhere["report"].volume.n == 12
    assert "location of this link" in elsewhere["form"].problem


def test_an_export_holds_only_what_is_within_reach(shop):
    rate(shop.here, {5: 2})
    rate(shop.there, {1: 3})
    sent = {"scope": "raw", "format": "csv", "state": "all", "times": "utc", "separator": ","}
    url = shop.url("reports:export", shop.survey.code)
    page = shop.client.post(f"{url}?since={WEEK['since']}&until={WEEK['until']}", sent)
    written = b"".join(page.streaming_content if page.streaming else [page.content]).decode()
    assert len(written.strip().splitlines()) == 1 + 2


def test_a_file_that_reaches_further_is_not_found(shop):
    days = Period(NOON.date(), NOON.date())
    ours = (shop.organization, shop.survey)
    everywhere = order_export(*ours, Wanted(days), 2, shop.member.user)
    reach = Filters(places=frozenset({shop.inside.pk}))
    inside = order_export(*ours, Wanted(days, reach), 1, shop.member.user)
    assert shop.open("reports:export_order", everywhere.key).status_code == 404
    assert shop.open("reports:export_file", everywhere.key).status_code == 404
    assert shop.open("reports:export_order", inside.key).status_code == 200


def test_comments_elsewhere_cannot_be_tagged(shop):
    theirs = build.response(shop.there, {"q1": 1, "q2": "Chờ lâu"}, at=NOON)
    sent = {"response": theirs.pk, "question": "q2", "word": "chờ"}
    assert shop.client.post(shop.url("reports:comment_tag"), sent).status_code == 404


# ------------------------------------------------------------------ setting the limit
def test_an_admin_names_the_places_of_a_member(client):
    shop = Shop(client, Role.ADMIN)
    viewer = Membership.objects.get(user=build.member(shop.organization, Role.VIEWER))
    url = shop.url("accounts:member_places", viewer.pk)
    assert "Hải Châu" in client.get(url).text
    client.post(url, {"locations": [shop.inside.pk]})
    assert reach_of(viewer) == {shop.inside.pk}
    client.post(url, {})
    assert reach_of(viewer) is None


def test_places_of_another_organization_are_refused_beside_the_field(client):
    shop = Shop(client, Role.ADMIN)
    viewer = Membership.objects.get(user=build.member(shop.organization, Role.VIEWER))
    foreign = build.location(build.organization("Phở Bò"))
    page = client.post(shop.url("accounts:member_places", viewer.pk), {"locations": [foreign.pk]})
    assert "does not exist any more" in page.text
    assert reach_of(viewer) is None


def test_an_invitation_carries_its_places_to_the_member(shop):
    owner = Membership.objects.get(organization=shop.organization, role=Role.OWNER)
    sent = invite(owner, "moi@hearme.test", Role.VIEWER, [shop.inside])
    member = accept_invitation(sent.invitation, build.user("Mới"))
    assert reach_of(member) == {shop.inside.pk}


def test_sending_an_invitation_again_keeps_its_places(client):
    shop = Shop(client, Role.ADMIN)
    sent = {"email": "moi@hearme.test", "role": Role.VIEWER.value, "locations": [shop.inside.pk]}
    page = client.post(shop.url("accounts:member_invite"), sent)
    again = f'<input type="hidden" name="locations" value="{shop.inside.pk}">'
    assert again in page.text
