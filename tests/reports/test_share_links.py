"""Share links: who makes them, what they show to whom, and when they stop."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from hearme.accounts.models import Membership, Organization, Role
from reports.actions.sharing import SharedPage, revoke_link, share
from reports.models import ShareLink
from reports.queries.sharing import token_for
from reports.rules.sharing import Door, token_of, wait_after
from surveys.rules import Kind
from tests import build
from tests.reports.shop import NOON, answer, rate

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile"
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)
PASSWORD = "trà sen nóng"


@pytest.fixture(autouse=True)
def noon():
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def survey():
    return build.survey(asks=(Kind.CSAT, Kind.TEXT, Kind.CONTACT))


def member(organization: Organization, role: Role = Role.MANAGER) -> Membership:
    return Membership.objects.get(user=build.member(organization, role))


def made(
    survey, page="survey", query="", *, maker=None, until=UNTIL, password="", name="", **more
) -> ShareLink:
    maker = maker or member(survey.organization)
    shown = SharedPage(page, survey if page == "survey" else more.get("of"), query)
    return share(maker, shown, name, until, password)


def address(link: ShareLink) -> str:
    return reverse("doors:shared", args=[token_for(link)])


def read(link: ShareLink, client: Client | None = None, **query: str):
    headers = {"User-Agent": PHONE, "Accept-Language": "en"}
    return (client or Client()).get(address(link), query, headers=headers)


def words(response) -> str:
    return response.content.decode()


# ------------------------------------------------------------ making one
def form_of(organization: Organization, **query: str) -> str:
    return f"{reverse('reports:share', args=[organization.slug])}?{urlencode(query)}"


def signed_in(membership: Membership) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(membership.user)
    return client


def test_a_manager_makes_a_link_for_the_page_with_its_filters(survey):
    organization = survey.organization
    place = build.location(organization, "Hai Bà Trưng")
    url = form_of(organization, page="places", query=f"period=7d&location={place.pk}&as=pdf")
    client = signed_in(member(organization))

    page = words(client.get(url))
    sent = client.post(url, {"name": "Họp tháng 12", "lasts": "30", "password": ""})
    link = ShareLink.objects.get()

    assert "Hai Bà Trưng" in page
    assert "They move on" in page
    assert sent.status_code == 302
    assert (link.page, link.query) == ("places", f"period=7d&location={place.pk}")
    assert link.expires_at == datetime(2026, 12, 18, 17, tzinfo=UTC), "the end of the day there"
    assert token_for(link) in words(client.get(sent["Location"]))


def test_dates_of_ones_own_stay_as_they_are_and_it_is_said(survey):
    url = form_of(survey.organization, page="journey", query="since=2026-11-01&until=2026-11-10")

    assert "They stay as they are." in words(signed_in(member(survey.organization)).get(url))


def test_only_the_digest_of_the_token_is_stored(survey):
    link = made(survey)

    stored = str(list(ShareLink.objects.values()))
    assert token_for(link) not in stored
    assert len(token_for(link)) == 24


@pytest.mark.parametrize("page", ["people", "comments", "export", "list", "<script>", "survey"])
def test_pages_of_people_and_unknown_ones_cannot_be_shared(survey, page):
    client = signed_in(member(survey.organization))
    url = form_of(survey.organization, page=page)

    assert "<form" in words(client.get(url)), "the site's own"
    assert client.post(url, {"lasts": "30"}).status_code == 422
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("query", ["subject=3", "row=subject&column=q1", "row=q1&column=subject"])
def test_a_page_about_single_people_cannot_be_shared(survey, query):
    url = form_of(survey.organization, page="crosstab", survey=survey.code, query=query)
    client = signed_in(member(survey.organization))

    assert "single people" in words(client.get(url))
    assert client.post(url, {"lasts": "30"}).status_code == 422


def test_a_survey_of_another_organization_cannot_be_shared(survey):
    url = form_of(build.organization(), page="survey", survey=survey.code)
    organization = Organization.objects.exclude(pk=survey.organization_id).get()

    signed_in(member(organization)).post(url, {"lasts": "30"})

    assert not ShareLink.objects.exists()


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"lasts": "date", "until": ""}, "Please choose the last day."),
        ({"lasts": "date", "until": "2026-11-17"}, "over already"),
        ({"lasts": "date", "until": "2027-12-31"}, "a year at most"),
        ({"lasts": "30", "password": "ngắn"}, "8"),
        ({"lasts": "9999"}, "9999"),
        ({"lasts": "30", "name": "\x00"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(survey, sent, problem):
    url = form_of(survey.organization, page="overview")

    response = signed_in(member(survey.organization)).post(url, {"name": "Họp", **sent})

    assert response.status_code == 422
    assert problem in words(response)
    assert "\x00" in sent.get("name", "") or 'value="Họp"' in words(response)


def test_hostile_addresses_of_the_form_are_no_error(survey):
    client = signed_in(member(survey.organization))
    for query in ("%00", "a" * 5000, "period=%F0%9F%92%A9&since=9999-99-99", "&&&=&;"):
        url = form_of(survey.organization, page="journey", survey="\x00", query=query)
        assert client.get(url).status_code == 200
        assert client.post(url, {"lasts": "7"}).status_code in {302, 422}


def test_members_see_their_own_links_and_admins_all(survey):
    organization = survey.organization
    mine, other = member(organization), member(organization)
    link = made(survey, maker=mine, name="Của tôi")
    revoke = reverse("reports:share_revoke", args=[organization.slug, link.pk])

    assert "Của tôi" not in words(signed_in(other).get(form_of(organization)))
    assert signed_in(other).post(revoke).status_code == 403
    admin = signed_in(member(organization, Role.ADMIN))
    assert "Của tôi" in words(admin.get(form_of(organization)))
    assert admin.post(revoke).status_code == 302
    assert read(link).status_code == 410


# ------------------------------------------------------------ reading one
def test_the_report_is_read_without_signing_in(survey):
    rate(build.collector(survey), {5: 18, 1: 2})
    link = made(survey, query="period=7d")

    response = read(link)

    assert response.status_code == 200
    assert "90" in words(response)
    assert "read-only, until" in words(response)
    assert survey.organization.name in words(response)
    assert not response.cookies


@pytest.mark.parametrize(
    "page", ["overview", "journey", "places", "when", "control", "drivers", "collection"]
)
def test_every_page_that_can_be_shared_is_shown(survey, page):
    rate(build.collector(survey), {5: 18, 1: 2})

    assert read(made(survey, page, of=survey)).status_code == 200


def test_a_crosstab_is_shown(survey):
    rate(build.collector(survey), {5: 18, 1: 2})

    link = made(survey, "crosstab", "row=weekday&column=q1", of=survey)

    assert read(link).status_code == 200


def test_it_is_a_pdf_too(survey):
    rate(build.collector(survey), {5: 18, 1: 2})

    response = read(made(survey), **{"as": "pdf"})

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert response["Cache-Control"] == "no-store"


def test_headers_keep_it_to_who_has_the_link(survey):
    response = read(made(survey))

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_parameters_change_nothing_but_the_language(survey):
    organization = survey.organization
    shown, hidden = (build.location(organization, name) for name in ("Hai Bà Trưng", "Cầu Giấy"))
    rate(build.collector(survey, shown), {5: 20})
    rate(build.collector(survey, hidden), {1: 20})
    link = made(survey, query=f"period=7d&location={shown.pk}")

    usual = words(read(link))
    tampered = words(read(link, location=str(hidden.pk), period="90d", survey="x", page="people"))

    assert "Hai Bà Trưng" in usual
    assert tampered == usual
    assert 'lang="vi"' in words(read(link, lang="vi"))


def test_a_period_that_rolls_is_still_rolling(survey):
    rate(build.collector(survey), {5: 20})
    link = made(survey, query="period=7d")

    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        later = words(read(link))

    assert "18 Nov – 25 Nov 2026" not in later
    assert "19 Nov – 25 Nov 2026" in later


def test_nothing_that_customers_wrote_or_left_to_be_reached_is_shown(survey):
    said = {
        "q1": 1,
        "q2": "Chị Thu Hà chậm quá, gọi 0912 345 678",
        "q3": {"name": "Nguyễn Thu Hà", "phone": "+84912345678"},
    }
    answer(build.collector(survey), *[said] * 8)

    pages = [read(made(survey, page, of=survey)) for page in ("survey", "overview", "journey")]

    for private in ("Thu Hà", "0912", "84912345678"):
        assert all(private not in words(page) for page in pages)
    assert "What customers wrote is left out" in words(pages[0])


def test_below_five_answers_there_is_only_their_number(survey):
    rate(build.collector(survey), {1: 3, 5: 1})

    page = words(read(made(survey)))

    assert "25%" not in page
    assert "n = 4" in page or "4 answers" in page


# ------------------------------------------------------------ with the eyes of its maker
def test_a_limited_maker_shares_only_own_places(survey):
    organization = survey.organization
    mine, other = (build.location(organization, name) for name in ("Của tôi", "Của người khác"))
    rate(build.collector(survey, mine), {5: 20})
    rate(build.collector(survey, other), {1: 20})
    maker = member(organization)
    link = made(survey, "places", maker=maker, of=survey)
    before = words(read(link))

    maker.locations.set([mine])
    after = words(read(link))

    assert "Của người khác" in before
    assert "Của người khác" not in after
    assert "Của tôi" in after


def test_a_maker_who_may_no_longer_make_links_shows_nothing(survey):
    maker = member(survey.organization)
    link = made(survey, maker=maker)
    Membership.objects.filter(pk=maker.pk).update(role=Role.VIEWER)

    assert read(link).status_code == 410


def test_the_link_of_somebody_who_was_removed_is_unknown(survey):
    maker = member(survey.organization)
    link = made(survey, maker=maker)
    where = address(link)
    maker.delete()

    assert Client().get(where).status_code == 404


# ------------------------------------------------------------ the end
def test_a_link_that_is_switched_off_says_so(survey):
    link = made(survey, name="Bí mật")
    revoke_link(link)

    response = read(link)

    assert response.status_code == 410
    assert "This link was switched off" in words(response)
    assert "Bí mật" not in words(response)


def test_after_its_last_day_a_link_has_ended(survey):
    link = made(survey, until=NOON + timedelta(hours=1))
    rate(build.collector(survey), {5: 20})
    assert read(link).status_code == 200

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        response = read(link)

    assert response.status_code == 410
    assert "This link has ended" in words(response)


def test_unknown_malformed_and_foreign_tokens_get_the_same_page(survey):
    link = made(survey)
    foreign = token_of(Door.WALLBOARD, link.key, "another secret")
    pages = [
        Client().get(reverse("doors:shared", args=[token]))
        for token in ("A" * 24, "x", "<script>", foreign, "ế" * 24, "a" * 3000)
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_names_are_written_and_never_run(survey):
    evil = '"><script>alert(1)</script>'
    organization = survey.organization
    Organization.objects.filter(pk=organization.pk).update(name=evil)
    build.location(organization, evil)

    link = made(survey, "places", name=evil, of=survey)
    pages = words(read(link)) + words(signed_in(link.made_by).get(form_of(organization)))

    assert evil not in pages


# ------------------------------------------------------------ the password
def hidden_of(response) -> str:
    return words(response).split('name="form" value="')[1].split('"')[0]


def send(client: Client, link: ShareLink, password: str, form: str | None = None):
    form = hidden_of(read(link, client)) if form is None else form
    sent = {"password": password, "form": form}
    return client.post(address(link), sent, headers={"Accept-Language": "en"})


def test_with_a_password_the_page_asks_for_it_first(survey):
    rate(build.collector(survey), {5: 18, 1: 2})
    link, client = made(survey, password=PASSWORD), Client()

    asked = read(link, client)
    opened = send(client, link, PASSWORD)

    assert "90" not in words(asked)
    assert not asked.cookies
    assert opened.status_code == 303
    cookie = opened.cookies["share"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address(link), True, "Lax")
    assert cookie["max-age"] <= 8 * 3600
    assert "90" in words(read(link, client))
    assert PASSWORD not in str(list(ShareLink.objects.values()))


def test_the_cookie_is_secure_where_the_site_is(survey, settings):
    settings.HTTPS = True
    link = made(survey, password=PASSWORD)

    assert send(Client(), link, PASSWORD).cookies["share"]["secure"]


def test_a_wrong_password_is_told_beside_the_field(survey):
    link, client = made(survey, password=PASSWORD), Client()

    response = send(client, link, "trà sen nguội")

    assert response.status_code == 422
    assert "This password does not fit" in words(response)
    assert 'aria-invalid="true"' in words(response)


def test_the_cookie_of_one_link_opens_no_other(survey):
    one, other = made(survey, password=PASSWORD), made(survey, password=PASSWORD)
    client = Client()
    client.cookies["share"] = send(Client(), one, PASSWORD).cookies["share"].value

    assert "A report for you" in words(read(other, client))


def test_the_cookie_ends_after_some_hours(survey):
    link, client = made(survey, password=PASSWORD), Client()
    client.cookies["share"] = send(Client(), link, PASSWORD).cookies["share"].value

    with time_machine.travel(NOON + timedelta(hours=9), tick=False):
        assert "A report for you" in words(read(link, client))


def test_a_form_that_is_not_ours_is_not_judged(survey):
    link, other = made(survey, password=PASSWORD), made(survey, password=PASSWORD)

    forged = send(Client(), link, PASSWORD, form="1:forged")
    of_another = send(Client(), link, PASSWORD, form=hidden_of(read(other)))

    assert forged.status_code == of_another.status_code == 422
    assert not forged.cookies


def test_after_some_wrong_tries_even_the_right_password_must_wait(survey):
    link = made(survey, password=PASSWORD)
    tries = [send(Client(), link, f"sai {number}").status_code for number in range(6)]

    waiting = send(Client(), link, PASSWORD)

    assert tries == [422] * 6
    assert waiting.status_code == 429
    assert "Please wait 1 minute." in words(waiting)
    assert int(waiting["Retry-After"]) <= 60
    assert not waiting.cookies


def test_waiting_grows_and_has_an_end():
    assert [wait_after(tries) for tries in (5, 6, 7, 8, 100)] == [30, 60, 120, 240, 900]


def test_while_redis_is_away_no_password_is_judged(survey, settings):
    link = made(survey, password=PASSWORD)
    form = hidden_of(read(link))
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }

    response = send(Client(), link, PASSWORD, form)

    assert response.status_code == 503
    assert "We cannot check it just now" in words(response)


# ------------------------------------------------------------ who opened it
def test_people_are_counted_and_programs_are_not(survey):
    link = made(survey)
    read(link)
    Client().head(address(link), headers={"User-Agent": PHONE})
    Client().get(address(link), headers={"User-Agent": "facebookexternalhit/1.1"})
    Client().get(address(link), headers={"User-Agent": PHONE, "Sec-Purpose": "prefetch"})
    link.refresh_from_db()

    assert link.opened == 1
    assert link.last_opened_at


def test_asking_for_the_password_is_no_opening(survey):
    link = made(survey, password=PASSWORD)
    read(link)
    link.refresh_from_db()

    assert link.opened == 0


def test_a_link_without_a_password_takes_nothing(survey):
    link = made(survey)

    assert Client().post(address(link), {"password": "x"}).status_code == 200
    link.refresh_from_db()
    assert link.opened == 0


def test_the_address_is_not_written_to_the_log(survey, capsys):
    link = made(survey)
    read(link)
    told = capsys.readouterr()

    assert token_for(link) not in told.out + told.err
