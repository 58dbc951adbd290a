"""The pages of reports by e-mail: scheduling, the list of mails, the preview, and writing off."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearme.accounts.models import Membership, Role
from reports.models import ReportMail, ReportSchedule
from reports.pages.mails_links import stop_link
from surveys.rules import Kind
from tests import build
from tests.reports.shop import answer

pytestmark = pytest.mark.django_db
WEEKLY = {
    "rhythm": "weekly",
    "weekday": "3",
    "day_of_month": "1",
    "hour": "7",
    "language": "en",
}


def viewer(shop) -> Membership:
    """Who is signed in: the only viewer."""
    return Membership.objects.get(organization=shop, role=Role.VIEWER)


def where(name: str, shop, *args: object) -> str:
    return reverse(f"reports:{name}", args=[shop.slug, *args])


def body(page) -> str:
    return page.content.decode()


def mail_of(schedule: ReportSchedule, **kwargs: object) -> ReportMail:
    now = timezone.now()
    days = {"first_day": now.date(), "last_day": now.date(), "due_at": now, "next_try_at": now}
    return ReportMail.objects.create(
        organization=schedule.organization, schedule=schedule, **(days | kwargs)
    )


# ------------------------------------------------------------------ the list
def test_without_a_schedule_the_page_leads_to_one(client, shop):
    page = body(client.get(where("mails", shop)))

    assert "No report by e-mail yet" in page
    assert where("mail_add", shop) in page


def test_a_member_sees_only_own_schedules(client, shop):
    build.report_schedule(viewer(shop))
    other = build.member(shop, Role.EDITOR)
    build.report_schedule(Membership.objects.get(user=other), rhythm="daily")
    page = body(client.get(where("mails", shop)))

    assert "Every Monday at 7:00" in page
    assert "Every day at 7:00" not in page


def test_an_admin_sees_everybodys_own_first(client, shop):
    build.report_schedule(viewer(shop))
    admin = build.member(shop, Role.ADMIN)
    build.report_schedule(Membership.objects.get(user=admin), rhythm="monthly")
    client.force_login(admin)
    page = body(client.get(where("mails", shop)))

    assert page.index("On day 1 of every month at 7:00") < page.index("Every Monday at 7:00")
    assert page.count("Send me one now") == 1


def test_each_mail_says_what_became_of_it(client, shop):
    schedule, now = build.report_schedule(viewer(shop)), timezone.now()
    mail_of(schedule, state="waiting", tries=2, problem="away")
    old = now - timedelta(days=7)
    mail_of(schedule, state="failed", tries=6, problem="address 550", due_at=old)
    mail_of(schedule, state="sent", tries=1, sent_at=now, due_at=old - timedelta(days=7))
    page = " ".join(body(client.get(where("mails", shop))).split())

    assert "The mail server did not answer." in page
    assert "2 tries" in page
    assert "The mail server does not take mails to this address. (550)" in page
    assert "Sent" in page


def test_places_that_a_member_may_not_see_are_not_named(client, shop):
    hue, secret = build.location(shop, "Huế"), build.location(shop, "Quán bí mật")
    schedule = build.report_schedule(viewer(shop), locations=[hue, secret])
    schedule.member.locations.set([hue])
    page = body(client.get(where("mails", shop)))

    assert "Huế, 1 more" in page
    assert "Quán bí mật" not in page


# ------------------------------------------------------------------ scheduling
def test_a_member_schedules_a_report(client, shop):
    page = client.post(where("mail_add", shop), WEEKLY, follow=True)
    schedule = ReportSchedule.objects.get()

    assert schedule.member == viewer(shop)
    assert schedule.next_at > timezone.now()
    assert "gets the report: Every Wednesday at 7:00." in body(page)


def test_a_member_cannot_schedule_for_somebody_else(client, shop):
    other = Membership.objects.get(user=build.member(shop, Role.EDITOR))
    client.post(where("mail_add", shop), WEEKLY | {"member": other.pk})

    assert ReportSchedule.objects.get().member == viewer(shop)


def test_an_admin_schedules_for_somebody_else(client, shop):
    client.force_login(build.member(shop, Role.ADMIN))
    client.post(where("mail_add", shop), WEEKLY | {"member": viewer(shop).pk})

    assert ReportSchedule.objects.get().member == viewer(shop)


def test_an_admin_is_told_when_somebody_may_see_none_of_the_places(client, shop):
    hue, hanoi = build.location(shop, "Huế"), build.location(shop, "Hà Nội")
    viewer(shop).locations.set([hue])
    client.force_login(build.member(shop, Role.ADMIN))
    sent = WEEKLY | {"member": viewer(shop).pk, "locations": [hanoi.pk]}
    page = client.post(where("mail_add", shop), sent)

    assert page.status_code == 422
    assert "may see none of these locations" in body(page)
    assert not ReportSchedule.objects.exists()


def test_only_places_within_reach_are_offered_and_taken(client, shop):
    hue, hanoi = build.location(shop, "Huế"), build.location(shop, "Hà Nội")
    build.location(shop, "Bàn 1", parent=hue)
    viewer(shop).locations.set([hue])

    assert "Hà Nội" not in body(client.get(where("mail_add", shop)))
    page = client.post(where("mail_add", shop), WEEKLY | {"locations": [hanoi.pk]})
    assert page.status_code == 422
    assert not ReportSchedule.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"weekday": "8"},
        {"day_of_month": "29"},
        {"hour": "24"},
        {"rhythm": "hourly"},
        {"language": "xx"},
        {"locations": ["0", "x", "9" * 40]},
        {"hour": ""},
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(client, shop, odd):
    build.location(shop)
    build.location(shop)
    page = client.post(where("mail_add", shop), WEEKLY | odd)

    assert page.status_code == 422
    assert "err" in body(page)


def test_a_schedule_is_changed(client, shop):
    schedule = build.report_schedule(viewer(shop))
    client.post(where("mail_edit", shop, schedule.pk), WEEKLY | {"rhythm": "daily", "hour": "18"})
    schedule.refresh_from_db()

    assert (schedule.rhythm, schedule.hour) == ("daily", 18)


def test_pausing_going_on_and_deleting(client, shop):
    schedule = build.report_schedule(viewer(shop))
    client.post(where("mail_pause", shop, schedule.pk))
    schedule.refresh_from_db()
    assert schedule.stopped_at

    client.post(where("mail_resume", shop, schedule.pk))
    schedule.refresh_from_db()
    assert schedule.stopped_at is None

    client.post(where("mail_delete", shop, schedule.pk))
    assert not ReportSchedule.objects.exists()


def test_one_is_sent_at_once_but_not_again_and_again(client, shop):
    schedule = build.report_schedule(viewer(shop))
    for _ in range(4):
        page = client.post(where("mail_now", shop, schedule.pk), follow=True)

    assert ReportMail.objects.count() == 3
    assert "Please wait ten minutes" in body(page)


def test_while_redis_is_away_one_can_be_asked_for(client, shop, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    schedule = build.report_schedule(viewer(shop))
    client.post(where("mail_now", shop, schedule.pk))

    assert ReportMail.objects.get().state == ReportMail.State.WAITING


def test_an_admin_does_not_send_to_others(client, shop):
    schedule = build.report_schedule(viewer(shop))
    client.force_login(build.member(shop, Role.ADMIN))
    client.post(where("mail_now", shop, schedule.pk))

    assert not ReportMail.objects.exists()


# ------------------------------------------------------------------ the preview
def test_the_preview_may_do_nothing_but_look_good(client, shop):
    door = build.collector(build.survey(shop, (Kind.CSAT,)))
    answer(door, *[{"q1": 5}] * 40, at=timezone.now(), days_ago=1)
    page = client.get(where("mail_preview", shop, build.report_schedule(viewer(shop)).pk))
    policy = page["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "What changed, and is it real?" in body(page)
    assert re.findall(r"cid:", body(page)) == []


def test_without_a_place_to_see_there_is_no_preview(client, shop):
    hue, hanoi = build.location(shop, "Huế"), build.location(shop, "Hà Nội")
    schedule = build.report_schedule(viewer(shop), locations=[hanoi])
    viewer(shop).locations.set([hue])
    page = client.get(where("mail_preview", shop, schedule.pk), follow=True)

    assert "may see none of these locations" in body(page)


# ------------------------------------------------------------------ writing off
def stop_path(schedule: ReportSchedule) -> str:
    return "/" + stop_link(schedule).split("/", 3)[3]


@pytest.fixture
def mail_program() -> Client:
    """Something without cookies that must not be asked for any."""
    return Client(enforce_csrf_checks=True)


def test_who_only_looks_at_the_link_stops_nothing(mail_program, shop):
    schedule = build.report_schedule(viewer(shop))
    page = mail_program.get(stop_path(schedule))
    mail_program.head(stop_path(schedule))
    schedule.refresh_from_db()

    assert schedule.stopped_at is None
    assert "Stop these mails?" in body(page)
    assert page["X-Robots-Tag"] == "noindex"


def test_one_tap_in_a_mail_program_stops_the_mails(mail_program, shop):
    schedule = build.report_schedule(viewer(shop))
    page = mail_program.post(stop_path(schedule), {"List-Unsubscribe": "One-Click"})
    schedule.refresh_from_db()

    assert page.status_code == 200
    assert schedule.stopped_at
    assert "These mails have stopped" in body(page)


def test_stopping_can_be_undone_on_the_same_page(mail_program, shop):
    schedule = build.report_schedule(viewer(shop))
    mail_program.post(stop_path(schedule), {"stop": "on"})
    mail_program.post(stop_path(schedule), {"again": "on"})
    schedule.refresh_from_db()

    assert schedule.stopped_at is None
    assert schedule.next_at > timezone.now()


def test_stopping_twice_keeps_the_first_moment(mail_program, shop):
    schedule = build.report_schedule(viewer(shop))
    mail_program.post(stop_path(schedule))
    schedule.refresh_from_db()
    first = schedule.stopped_at
    mail_program.post(stop_path(schedule))
    schedule.refresh_from_db()

    assert schedule.stopped_at == first


def test_the_page_speaks_the_language_of_the_mail_unless_one_was_chosen(mail_program, shop):
    schedule = build.report_schedule(viewer(shop), language="vi")
    assert "Thôi nhận các thư này?" in body(mail_program.get(stop_path(schedule)))

    mail_program.cookies["django_language"] = "en"
    assert "Stop these mails?" in body(mail_program.get(stop_path(schedule)))


def test_a_made_up_link_stops_nothing(mail_program, shop):
    schedule, other = (build.report_schedule(viewer(shop)) for _ in range(2))
    proof = stop_path(other).split("/p/")[1]
    for path in (f"/r/mails/{schedule.pk}/p/{proof}", f"/r/mails/{schedule.pk}/p/x/"):
        assert mail_program.post(path).status_code == 410
    schedule.refresh_from_db()

    assert schedule.stopped_at is None


def test_the_link_of_deleted_mails_explains_itself(mail_program, shop):
    schedule = build.report_schedule(viewer(shop))
    path = stop_path(schedule)
    schedule.delete()

    assert mail_program.get(path).status_code == 410
