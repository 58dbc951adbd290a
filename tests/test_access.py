"""Who may open what: one row for every address of the site.

A new page needs a row here, or `test_every_address_is_in_the_table` fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from hearme.accounts.actions import invite, issue_api_key
from hearme.accounts.models import ApiKey, Invitation, Location, Membership, Organization, Role
from reports.pages.mails_links import stop_link
from reports.queries.sharing import token_for
from responses.actions import trust, usual_link_key
from responses.models import Collector, Response
from responses.rules import FormToken, Suspicion, new_key, sign_token
from responses.views.public import token_secret
from surveys.actions import edit_draft
from surveys.models import Survey
from surveys.rules import Action, Condition, Kind, Rule, break_page, put_rule
from tests import build

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    """One organization with one of everything that has an address of its own."""

    organization: Organization
    survey: Survey
    location: Location
    collector: Collector
    response: Response
    member: Membership
    invitation: Invitation
    token: str
    key: ApiKey


def world() -> World:
    organization = build.organization()
    survey = build.survey(organization, asks=(Kind.NPS, Kind.TEXT))
    rule = Rule(0, Action.SHOW, Condition(), "q2")
    edit_draft(survey, lambda content: break_page(put_rule(content, rule), "q2"))
    location = build.location(organization)
    collector = build.collector(survey, location)
    owner = Membership.objects.get(organization=organization, role=Role.OWNER)
    member = Membership.objects.get(user=build.member(organization, Role.VIEWER))
    sent = invite(owner, "khach@hearme.test", Role.VIEWER)
    return World(
        organization=organization,
        survey=survey,
        location=location,
        collector=collector,
        response=build.response(collector, {"q1": 9}),
        member=member,
        invitation=sent.invitation,
        token=sent.token,
        key=issue_api_key(organization, owner.user, "Máy tính tiền", ApiKey.Scope.READ).key,
    )


# ------------------------------------------------------------ Which arguments an address takes
Args = Callable[[World], list[object]]


def none(world: World) -> list[object]:
    return []


def survey(world: World) -> list[object]:
    return [world.survey.code]


def question(world: World) -> list[object]:
    return [world.survey.code, "q1"]


def page(world: World) -> list[object]:
    return [world.survey.code, "p1"]


def rule(world: World) -> list[object]:
    return [world.survey.code, 1]


def version(world: World) -> list[object]:
    return [world.survey.code, 1]


def collector(world: World) -> list[object]:
    return [world.collector.code]


def collector_state(world: World) -> list[object]:
    return [world.collector.code, "paused"]


def consent(world: World) -> list[object]:
    return [build.consent(world.response).pk]


def on_website(world: World) -> list[object]:
    return [build.collector(world.survey, world.location, kind="embed").code]


def under_emails(world: World) -> list[object]:
    return [build.collector(world.survey, world.location, kind="email").code]


def qr(world: World) -> list[object]:
    return [world.collector.code, "svg"]


def response(world: World) -> list[object]:
    return [world.response.pk]


def picture(world: World) -> list[object]:
    return [build.stored_picture(world.organization).key]


def begun(world: World) -> list[object]:
    moment = datetime.now(UTC)
    opened = FormToken(
        world.survey.live_version_id,
        world.collector.pk,
        new_key(moment),
        int(moment.timestamp()),
    )
    return [world.collector.code, sign_token(opened, token_secret()), 1]


def attachment(world: World) -> list[object]:
    return [build.attachment(world.response, "q2").key]


def link_key(world: World) -> list[object]:
    return [usual_link_key(world.organization).pk]


def trusted(world: World) -> list[object]:
    user = world.member.user
    return [trust(world.organization, Suspicion.DEVICE, world.collector, user).pk]


def poster_order(world: World) -> list[object]:
    return [build.poster_order(world.collector).key]


def export_order(world: World) -> list[object]:
    return [build.export_order(world.survey).key]


def mail_schedule(world: World) -> list[object]:
    """That of somebody else: one's own is the business of every member."""
    return [build.report_schedule(world.member).pk]


def mail_stop(world: World) -> list[object]:
    schedule = build.report_schedule(world.member)
    return [schedule.pk, stop_link(schedule).rstrip("/").rpartition("/")[2]]


def shared(world: World) -> list[object]:
    owner = Membership.objects.get(organization=world.organization, role=Role.OWNER)
    return [token_for(build.share_link(owner))]


def share_link(world: World) -> list[object]:
    """That of somebody else: one's own is the business of every manager."""
    return [build.share_link(world.member).pk]


def screen(world: World) -> list[object]:
    return [token_for(build.wallboard(world.survey))]


def wallboard(world: World) -> list[object]:
    return [build.wallboard(world.survey).pk]


def location(world: World) -> list[object]:
    return [world.location.pk]


def member(world: World) -> list[object]:
    return [world.member.pk]


def invitation(world: World) -> list[object]:
    return [world.invitation.pk]


def token(world: World) -> list[object]:
    return [world.token]


def key(world: World) -> list[object]:
    return [world.key.pk]


def goal(world: World) -> list[object]:
    return [build.goal(world.survey).pk]


def annotation(world: World) -> list[object]:
    return [build.annotation(world.organization).pk]


def theme(world: World) -> list[object]:
    return [build.theme(world.organization).pk]


def touchpoint(world: World) -> list[object]:
    return [build.touchpoint(world.organization).pk]


def subject(world: World) -> list[object]:
    return [build.subject(world.organization).pk]


# ------------------------------------------------------------ The table
GET, POST, FORM = ("get",), ("post",), ("get", "post")
"""Read only; change only; a page with a form, which answers both."""

# name: (methods, arguments, what a visitor who is not signed in gets)
PUBLIC: dict[str, tuple[tuple[str, ...], Args, int]] = {
    "home": (GET, none, 302),
    "healthz": (GET, none, 200),
    "readyz": (GET, none, 503),  # no worker runs in this test
    "set_language": (FORM, none, 302),
    "public:answer": (GET, collector, 200),
    "public:sheet": (GET, begun, 200),
    "public:thanks": (GET, collector, 200),
    "public:proof": (GET, collector, 204),
    "public:anew": (POST, collector, 303),
    "public:delete": (GET, collector, 404),
    "public:privacy": (GET, collector, 200),
    "public:picture": (GET, picture, 200),
    "public:embed_script": (GET, none, 200),
    "public:face": (GET, lambda _: [3], 200),
    "doors:shared": (GET, shared, 200),
    "doors:screen": (GET, screen, 200),
    "doors:mail_stop": (FORM, mail_stop, 200),
    "accounts:invitation": (GET, token, 200),
    "account_login": (FORM, none, 200),
    "account_logout": (FORM, none, 302),
    "account_signup": (FORM, none, 200),
    "account_inactive": (GET, none, 200),
    "account_confirm_email": (GET, lambda _: ["unknown"], 200),
    "account_email_verification_sent": (GET, none, 200),
    "account_confirm_login_code": (GET, none, 302),  # switched off: leads to the login
    "account_reset_password": (FORM, none, 200),
    "account_reset_password_done": (GET, none, 200),
    "account_reset_password_from_key": (GET, lambda _: ["1", "unknown"], 200),
    "account_reset_password_from_key_done": (GET, none, 200),
}

# name: methods, for everybody who is signed in, even without an organization
SIGNED_IN: dict[str, tuple[str, ...]] = {
    "accounts:start": FORM,
    "account_email": FORM,
    "account_change_password": FORM,
    "account_set_password": FORM,
    "account_reauthenticate": FORM,
}

# name: (role needed, methods, arguments after the organization's slug)
MEMBERS: dict[str, tuple[Role, tuple[str, ...], Args]] = {
    "accounts:organization": (Role.VIEWER, GET, none),
    "accounts:locations": (Role.VIEWER, GET, none),
    "accounts:location_add": (Role.EDITOR, FORM, none),
    "accounts:location_edit": (Role.EDITOR, FORM, location),
    "accounts:location_close": (Role.EDITOR, POST, location),
    "accounts:location_reopen": (Role.EDITOR, POST, location),
    "accounts:location_move": (Role.EDITOR, POST, location),
    "accounts:location_merge": (Role.EDITOR, FORM, location),
    "accounts:locations_import": (Role.EDITOR, FORM, none),
    "accounts:members": (Role.ADMIN, GET, none),
    "accounts:member_invite": (Role.ADMIN, FORM, none),
    "accounts:member_role": (Role.ADMIN, POST, member),
    "accounts:member_places": (Role.ADMIN, FORM, member),
    "accounts:member_remove": (Role.ADMIN, POST, member),
    "accounts:member_withdraw": (Role.ADMIN, POST, invitation),
    "accounts:settings": (Role.ADMIN, FORM, none),
    "accounts:keys": (Role.ADMIN, GET, none),
    "accounts:key_issue": (Role.ADMIN, FORM, none),
    "accounts:key_revoke": (Role.ADMIN, POST, key),
    "surveys:list": (Role.VIEWER, GET, none),
    "surveys:create": (Role.EDITOR, FORM, none),
    "surveys:templates": (Role.EDITOR, GET, none),
    "surveys:template": (Role.EDITOR, FORM, lambda _: ["nps"]),
    "surveys:detail": (Role.VIEWER, GET, survey),
    "surveys:picture_add": (Role.EDITOR, POST, none),
    "surveys:question_add": (Role.EDITOR, POST, survey),
    "surveys:question_edit": (Role.EDITOR, FORM, question),
    "surveys:question_move": (Role.EDITOR, POST, question),
    "surveys:question_duplicate": (Role.EDITOR, POST, question),
    "surveys:question_remove": (Role.EDITOR, POST, question),
    "surveys:texts": (Role.EDITOR, FORM, survey),
    "surveys:languages": (Role.EDITOR, FORM, survey),
    "surveys:rules": (Role.VIEWER, GET, survey),
    "surveys:rule_add": (Role.EDITOR, FORM, survey),
    "surveys:rule_edit": (Role.EDITOR, FORM, rule),
    "surveys:rule_move": (Role.EDITOR, POST, rule),
    "surveys:rule_duplicate": (Role.EDITOR, POST, rule),
    "surveys:rule_remove": (Role.EDITOR, POST, rule),
    "surveys:page_break": (Role.EDITOR, POST, question),
    "surveys:page_join": (Role.EDITOR, POST, page),
    "surveys:page_title": (Role.EDITOR, POST, page),
    "surveys:settings": (Role.VIEWER, GET, survey),
    "surveys:hidden_fields": (Role.EDITOR, FORM, survey),
    "surveys:copy": (Role.EDITOR, POST, survey),
    "surveys:delete": (Role.EDITOR, POST, survey),
    "surveys:translations": (Role.VIEWER, GET, survey),
    "surveys:translations_save": (Role.EDITOR, POST, survey),
    "surveys:translation_add": (Role.EDITOR, POST, survey),
    "surveys:translations_export": (Role.EDITOR, GET, survey),
    "surveys:translations_import": (Role.EDITOR, POST, survey),
    "surveys:export": (Role.EDITOR, GET, survey),
    "surveys:import": (Role.EDITOR, FORM, none),
    "surveys:imported": (Role.EDITOR, GET, survey),
    "surveys:undo": (Role.EDITOR, POST, survey),
    "surveys:publish": (Role.EDITOR, FORM, survey),
    "surveys:close": (Role.EDITOR, FORM, survey),
    "surveys:reopen": (Role.EDITOR, FORM, survey),
    "surveys:versions": (Role.VIEWER, GET, survey),
    "surveys:version_restore": (Role.EDITOR, POST, version),
    "surveys:look": (Role.VIEWER, GET, survey),
    "surveys:look_choose": (Role.EDITOR, POST, survey),
    "surveys:themes": (Role.VIEWER, GET, none),
    "surveys:theme_add": (Role.EDITOR, FORM, none),
    "surveys:theme_edit": (Role.EDITOR, FORM, theme),
    "surveys:theme_copy": (Role.EDITOR, POST, theme),
    "surveys:theme_usual": (Role.EDITOR, POST, theme),
    "surveys:theme_delete": (Role.EDITOR, POST, theme),
    "surveys:touchpoints": (Role.VIEWER, GET, none),
    "surveys:touchpoint_add": (Role.EDITOR, FORM, none),
    "surveys:touchpoints_usual": (Role.EDITOR, POST, none),
    "surveys:touchpoint_edit": (Role.EDITOR, FORM, touchpoint),
    "surveys:touchpoint_move": (Role.EDITOR, POST, touchpoint),
    "surveys:touchpoint_close": (Role.EDITOR, POST, touchpoint),
    "surveys:touchpoint_reopen": (Role.EDITOR, POST, touchpoint),
    "surveys:touchpoint_delete": (Role.EDITOR, POST, touchpoint),
    "surveys:subjects": (Role.VIEWER, GET, none),
    "surveys:subject_add": (Role.EDITOR, FORM, none),
    "surveys:subject_edit": (Role.EDITOR, FORM, subject),
    "surveys:subject_end": (Role.EDITOR, POST, subject),
    "surveys:subject_reactivate": (Role.EDITOR, POST, subject),
    "surveys:subject_delete": (Role.EDITOR, POST, subject),
    "responses:list": (Role.VIEWER, GET, none),
    "responses:detail": (Role.VIEWER, GET, response),
    "responses:delete": (Role.MANAGER, POST, response),
    "responses:held": (Role.VIEWER, GET, none),
    "responses:held_decide": (Role.MANAGER, POST, none),
    "responses:held_trust": (Role.MANAGER, POST, none),
    "responses:held_distrust": (Role.MANAGER, POST, trusted),
    "responses:attachment": (Role.VIEWER, GET, attachment),
    "responses:collectors": (Role.VIEWER, GET, none),
    "responses:collector_open": (Role.EDITOR, FORM, none),
    "responses:collector_open_everywhere": (Role.EDITOR, POST, none),
    "responses:fleet": (Role.EDITOR, FORM, none),
    "responses:fleet_edit": (Role.EDITOR, FORM, none),
    "responses:collector": (Role.VIEWER, GET, collector),
    "responses:collector_options": (Role.EDITOR, FORM, collector),
    "responses:collector_point": (Role.EDITOR, FORM, collector),
    "responses:notice": (Role.ADMIN, FORM, none),
    "responses:consents": (Role.ADMIN, GET, none),
    "responses:consents_file": (Role.ADMIN, GET, none),
    "responses:consent_withdraw": (Role.ADMIN, POST, consent),
    "responses:collector_state": (Role.EDITOR, FORM, collector_state),
    "responses:qr": (Role.VIEWER, GET, qr),
    "responses:embed": (Role.EDITOR, FORM, on_website),
    "responses:embed_example": (Role.VIEWER, GET, on_website),
    "responses:email": (Role.VIEWER, GET, under_emails),
    "responses:email_preview": (Role.VIEWER, GET, under_emails),
    "responses:links": (Role.EDITOR, FORM, collector),
    "responses:links_table": (Role.EDITOR, FORM, collector),
    "responses:link_keys": (Role.ADMIN, GET, none),
    "responses:link_key_new": (Role.ADMIN, POST, none),
    "responses:link_key_show": (Role.ADMIN, POST, link_key),
    "responses:link_key_revoke": (Role.ADMIN, POST, link_key),
    "responses:posters": (Role.VIEWER, FORM, none),
    "responses:poster_preview": (Role.VIEWER, GET, none),
    "responses:poster_order": (Role.VIEWER, GET, poster_order),
    "responses:poster_file": (Role.VIEWER, GET, poster_order),
    "responses:preview": (Role.VIEWER, GET, survey),
    "responses:preview_weight": (Role.VIEWER, GET, survey),
    "reports:list": (Role.VIEWER, GET, none),
    "reports:overview": (Role.VIEWER, GET, none),
    "reports:journey": (Role.VIEWER, GET, none),
    "reports:survey": (Role.VIEWER, GET, survey),
    "reports:collection": (Role.VIEWER, GET, none),
    "reports:comments": (Role.VIEWER, GET, none),
    "reports:comment_tag": (Role.SERVICE, POST, none),
    "reports:crosstab": (Role.VIEWER, GET, none),
    "reports:drivers": (Role.VIEWER, GET, none),
    "reports:places": (Role.VIEWER, GET, none),
    "reports:people": (Role.VIEWER, GET, none),
    "reports:when": (Role.VIEWER, GET, none),
    "reports:control": (Role.VIEWER, GET, none),
    "reports:share": (Role.MANAGER, FORM, none),
    "reports:share_revoke": (Role.ADMIN, POST, share_link),
    "reports:wallboards": (Role.MANAGER, GET, none),
    "reports:wallboard_add": (Role.MANAGER, FORM, none),
    "reports:wallboard_edit": (Role.MANAGER, FORM, wallboard),
    "reports:wallboard_revoke": (Role.MANAGER, POST, wallboard),
    "reports:wallboard_renew": (Role.MANAGER, POST, wallboard),
    "reports:mails": (Role.VIEWER, GET, none),
    "reports:mail_add": (Role.VIEWER, FORM, none),
    "reports:mail_edit": (Role.ADMIN, FORM, mail_schedule),
    "reports:mail_pause": (Role.ADMIN, POST, mail_schedule),
    "reports:mail_resume": (Role.ADMIN, POST, mail_schedule),
    "reports:mail_delete": (Role.ADMIN, POST, mail_schedule),
    "reports:mail_now": (Role.ADMIN, POST, mail_schedule),
    "reports:mail_preview": (Role.ADMIN, GET, mail_schedule),
    "reports:goals": (Role.VIEWER, GET, none),
    "reports:goal_set": (Role.MANAGER, FORM, none),
    "reports:goal_edit": (Role.MANAGER, FORM, goal),
    "reports:goal_remove": (Role.MANAGER, POST, goal),
    "reports:annotations": (Role.VIEWER, GET, none),
    "reports:annotation_add": (Role.MANAGER, FORM, none),
    "reports:annotation_edit": (Role.MANAGER, FORM, annotation),
    "reports:annotation_delete": (Role.MANAGER, POST, annotation),
    "reports:export": (Role.VIEWER, FORM, survey),
    "reports:export_order": (Role.VIEWER, GET, export_order),
    "reports:export_file": (Role.VIEWER, GET, export_order),
}
ELSEWHERE = {"api_v1"}
"""Namespaces with a table of their own: the API knows keys, not sessions."""
ONLY_WITH_DEBUG = {"styleguide"}
OF_EVERYBODY = {"surveys:template"}
"""Addresses that name something which belongs to no organization."""
WITH_OBJECTS = [
    name for name, (_, _, args) in MEMBERS.items() if args is not none and name not in OF_EVERYBODY
]


# ------------------------------------------------------------ Nothing is left out
def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, ":".join(filter(None, [namespace, entry.namespace])))
        else:
            yield ":".join(filter(None, [namespace, entry.name or "?"])), entry


def test_every_address_is_in_the_table():
    names = {name for name, _ in addresses(get_resolver()) if not name.endswith("?")}
    own = {name for name in names if name.split(":")[0] not in ELSEWHERE}

    assert own - ONLY_WITH_DEBUG == PUBLIC.keys() | SIGNED_IN.keys() | MEMBERS.keys()


def test_no_address_has_two_rows():
    assert len(PUBLIC) + len(SIGNED_IN) + len(MEMBERS) == len(PUBLIC | SIGNED_IN | MEMBERS)


def test_an_address_without_a_name_leads_where_one_with_a_name_leads():
    everything = list(addresses(get_resolver()))
    named = {entry.callback for name, entry in everything if not name.endswith("?")}

    assert {entry.callback for name, entry in everything if name.endswith("?")} <= named


# ------------------------------------------------------------ Each row is tried
LET_IN = {200, 302, 409, 422}
"""409: the form is from an older draft; 422: nothing was sent. Who may not never gets that far."""


@pytest.fixture(autouse=True)
def quick_and_patient(settings):
    """Hash passwords fast, and do not count how often one address is asked."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_USE_FINDERS = False
    settings.ACCOUNT_RATE_LIMITS = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def ask(client: Client, url: str, methods: tuple[str, ...]) -> set[int]:
    return {getattr(client, method)(url).status_code for method in methods}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def as_role(organization: Organization, role: Role) -> Client:
    return signed_in(build.member(organization, role))


def others(methods: tuple[str, ...]) -> tuple[str, ...]:
    return tuple({"get", "post", "put", "delete"} - set(methods))


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_are_open(name, client):
    methods, args, status = PUBLIC[name]
    url = reverse(name, args=args(world()))

    assert getattr(resolve(url).func, "login_required", True) is False
    assert ask(client, url, methods) == {status}


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_for_whoever_is_signed_in(name, client):
    url = reverse(name)

    assert client.get(url).headers["Location"].startswith(reverse("account_login")), "signed out"
    assert ask(client, url, SIGNED_IN[name]) == {302}, "signed out"
    assert ask(signed_in(build.user()), url, SIGNED_IN[name]) <= LET_IN, "no organization yet"


@pytest.mark.parametrize("name", MEMBERS)
def test_members_pages(name, client):
    role, methods, args = MEMBERS[name]
    ours = world()
    organization = ours.organization
    url = reverse(name, args=[organization.slug, *args(ours)])

    assert ask(client, url, methods) == {302}, "signed out"
    assert client.get(url).headers["Location"].startswith(reverse("account_login")), "signed out"
    stranger = as_role(build.organization(), Role.OWNER)
    assert ask(stranger, url, methods) == {404}, "the owner of another organization"
    for lower in [other for other in Role if other < role]:
        assert ask(as_role(organization, lower), url, methods) == {403}, lower.label
    allowed = as_role(organization, role)
    assert ask(allowed, url, others(methods)) == {405}, "a method that it does not have"
    assert ask(allowed, url, methods) <= LET_IN, "the role that is needed"


@pytest.mark.parametrize("name", WITH_OBJECTS)
def test_what_another_organization_owns_is_not_found_under_ones_own_address(name):
    _, methods, args = MEMBERS[name]
    ours, theirs = build.organization(), world()
    url = reverse(name, args=[ours.slug, *args(theirs)])

    assert ask(as_role(ours, Role.OWNER), url, methods) == {404}


def test_nothing_changes_when_somebody_without_the_right_posts(client):
    ours = world()
    url = reverse("accounts:member_remove", args=[ours.organization.slug, ours.member.pk])

    client.post(url)
    as_role(ours.organization, Role.EDITOR).post(url)
    as_role(build.organization(), Role.OWNER).post(url)

    assert Membership.objects.filter(pk=ours.member.pk).exists()
