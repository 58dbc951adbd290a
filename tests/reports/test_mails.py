"""Reports by e-mail: what arrives, what it tells whom, and what happens when it cannot arrive."""

import io
import re
import threading
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image

from hearme.accounts.models import Membership, Role
from reports.actions import deliver, list_waiting_comments, mails_to_send
from reports.actions.mails import (
    MOST_SCHEDULES,
    ask_for_mail,
    change_schedule,
    problem_of,
    resume_schedule,
    stop_schedule,
)
from reports.models import ReportMail, ReportSchedule
from reports.pages.mails import letter_of, one_line
from reports.pages.mails_parts import quoted
from reports.rules.schedules import MOST_TRIES
from reports.tasks import make_due_mails, send_report_mail
from surveys.rules import Kind
from tests import build
from tests.reports.letters import mail_server, part, words
from tests.reports.shop import NOON, answer, rate

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Seven o'clock in Vietnam; NOON is on the Wednesday before."""


@pytest.fixture
def letterbox(settings):
    settings.SITE_URL = "https://hearme.example"
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def now(monkeypatch):
    """The clock of the actions: `now(moment)` sets it."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at


def member(shop, role: Role = Role.VIEWER) -> Membership:
    return Membership.objects.get(user=build.member(shop, role))


def due_schedule(who: Membership, **kwargs: object) -> ReportSchedule:
    """A weekly one that was last sent a week before MONDAY."""
    schedule = build.report_schedule(who, **kwargs)
    ReportSchedule.objects.filter(pk=schedule.pk).update(next_at=MONDAY)
    schedule.refresh_from_db()
    return schedule


def send_due() -> list[bool]:
    return [deliver(mail_id, letter_of) for mail_id in mails_to_send()]


def fallen(shop, name: str = "Hải Châu", good: int = 20):
    """A place whose satisfaction fell for sure since the week before."""
    survey = build.survey(shop, (Kind.CSAT, Kind.TEXT))
    door = build.collector(survey, build.location(shop, name))
    rate(door, {5: good, 1: 60 - good})
    rate(door, {5: 54, 1: 6}, days_ago=7)
    return door


def paper_of(letter) -> str:
    """The text of the PDF."""
    pdf = pypdfium2.PdfDocument(part(letter, "application/pdf").get_content())
    return "".join(page.get_textpage().get_text_bounded() for page in pdf)


# ------------------------------------------------------------------ what arrives
def test_a_report_arrives_with_text_html_picture_and_pdf(shop, letterbox, now):
    fallen(shop)
    who = member(shop)
    due_schedule(who)
    now(MONDAY)

    assert send_due() == [True]
    [letter] = letterbox.letters
    assert letter["To"] == who.user.email
    assert letter["Subject"].strip() == "CSAT fell by 57 points · Trà Lá Me · 16 Nov – 22 Nov 2026"
    assert letter.get_content_type() == "multipart/mixed"
    html = words(letter)
    assert html.index("What changed, and is it real?") < html.index("Responses")
    assert "CSAT fell by 57 points" in words(letter, "text/plain")
    assert Image.open(io.BytesIO(part(letter, "image/png").get_content())).width == 1084
    pdf = pypdfium2.PdfDocument(part(letter, "application/pdf").get_content())
    assert 1 <= len(pdf) <= 2
    assert ReportMail.objects.get().state == ReportMail.State.SENT


def test_the_picture_of_the_mail_is_inside_it_and_has_words(shop, letterbox, now):
    fallen(shop)
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    [letter] = letterbox.letters
    [(source, alt)] = re.findall(r'<img src="([^"]+)"[^>]* alt="([^"]+)"', words(letter))

    assert source == f"cid:{part(letter, 'image/png')['Content-ID'].strip('<>')}"
    assert "90%" in alt
    assert "33%" in alt


def test_nothing_is_fetched_from_anywhere_and_all_links_are_ours(shop, letterbox, now):
    fallen(shop)
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    html = words(letterbox.letters[0])
    links = re.findall(r'href="([^"]+)"', html)

    assert re.findall(r'src="(?!cid:)', html) == []
    assert len(links) == 3
    assert {link.split("/")[2] for link in links} == {"hearme.example"}
    assert f"/{shop.slug}/overview/?since=2026-11-16&amp;until=2026-11-22" in links[0]


def test_a_mail_program_can_write_it_off_with_one_tap(shop, letterbox, now):
    fallen(shop)
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    [letter] = letterbox.letters

    assert letter["List-Unsubscribe"].strip().startswith("<https://hearme.example/r/mails/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en"


def test_it_is_written_in_the_language_of_the_schedule(shop, letterbox, now):
    fallen(shop)
    due_schedule(member(shop), language="vi")
    now(MONDAY)
    send_due()
    [letter] = letterbox.letters

    assert letter["Subject"].strip() == "CSAT giảm 57 điểm · Trà Lá Me · 16/11 – 22/11/2026"
    assert 'lang="vi"' in words(letter)


def test_days_without_answers_send_a_short_honest_mail(shop, letterbox, now):
    door = build.collector(build.survey(shop))
    answer(door, {"q1": 9}, days_ago=30)
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    [letter] = letterbox.letters

    assert letter["Subject"].strip() == "No answers · Trà Lá Me · 16 Nov – 22 Nov 2026"
    assert "The last answer came on 19 Oct 2026." in words(letter)
    assert "application/pdf" not in {each.get_content_type() for each in letter.walk()}


def test_a_shop_that_nobody_answered_yet_gets_one_too(shop, letterbox, now):
    due_schedule(member(shop))
    now(MONDAY)
    send_due()

    assert "Nobody has answered yet." in words(letterbox.letters[0])


def test_under_five_answers_only_their_number_is_told(shop, letterbox, now):
    rate(build.collector(build.survey(shop, (Kind.CSAT,))), {5: 4})
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    html = words(letterbox.letters[0])

    assert "n = 4" in html
    assert ">100%<" not in html
    assert "Too few answers to compare" in html


def test_a_nps_of_nothing_is_a_value(shop, letterbox, now):
    rate(build.collector(build.survey(shop)), {10: 20, 0: 20})
    due_schedule(member(shop))
    now(MONDAY)
    send_due()

    assert letterbox.letters[0]["Subject"].strip().startswith("NPS 0 · ")


def test_customers_are_quoted_without_what_leads_to_them(shop, letterbox, now):
    said = "Gọi lại cho tôi: 0903 123 456 hoặc lan@example.com <b>nhé</b>"
    answer(fallen(shop), {"q1": 1, "q2": said})
    list_waiting_comments()
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    [letter] = letterbox.letters
    html = words(letter)

    assert "0903" not in paper_of(letter)
    assert "Gọi lại cho tôi: … hoặc … &lt;b&gt;nhé&lt;/b&gt;" in html


def test_a_number_in_a_comment_stays_unless_it_can_be_called():
    assert quoted("Chờ 25 phút,\n gọi +84 903 123 456") == "Chờ 25 phút, gọi …"
    assert len(quoted("a" * 1000)) == 241


# ------------------------------------------------------------------ who sees what
def test_a_member_limited_to_a_place_hears_of_no_other(shop, letterbox, now):
    fallen(shop, "Hải Châu")
    fallen(shop, "Cầu Giấy", good=54)
    who = member(shop)
    who.locations.set([shop.locations.get(name="Cầu Giấy")])
    due_schedule(who)
    now(MONDAY)
    send_due()
    [letter] = letterbox.letters

    for told in (words(letter), words(letter, "text/plain"), paper_of(letter)):
        assert "Hải Châu" not in told
    assert "90%" in words(letter)
    assert ">60<" in words(letter)


def test_what_a_member_may_see_is_asked_when_the_mail_is_sent(shop, letterbox, now):
    fallen(shop, "Hải Châu")
    fallen(shop, "Cầu Giấy", good=54)
    who = member(shop)
    due_schedule(who, locations=[shop.locations.get(name="Hải Châu")])
    who.locations.set([shop.locations.get(name="Cầu Giấy")])
    now(MONDAY)

    assert send_due() == [False]
    assert letterbox.letters == []
    mail = ReportMail.objects.get()
    assert (mail.state, mail.problem) == ("failed", "nothing")


def test_a_schedule_of_some_places_tells_of_those_inside_them(shop, letterbox, now):
    region = build.location(shop, "Miền Trung")
    survey = build.survey(shop, (Kind.CSAT,))
    rate(build.collector(survey, build.location(shop, "Huế", parent=region)), {5: 40})
    rate(build.collector(survey, build.location(shop, "Hà Nội")), {1: 40})
    due_schedule(member(shop), locations=[region])
    now(MONDAY)
    send_due()
    html = words(letterbox.letters[0])

    assert "100%" in html
    assert "Hà Nội" not in html
    assert f"location={region.pk}" in html


def test_who_left_gets_nothing(shop, letterbox, now):
    who = member(shop)
    due_schedule(who)
    who.delete()
    now(MONDAY)

    assert send_due() == []
    assert not ReportSchedule.objects.exists()


def test_whose_account_is_switched_off_gets_nothing_and_it_is_said(shop, letterbox, now):
    who = member(shop)
    due_schedule(who)
    who.user.is_active = False
    who.user.save()
    now(MONDAY)
    send_due()

    assert letterbox.letters == []
    assert ReportMail.objects.get().problem == "account"


def test_a_place_that_another_gives_away_is_hidden(shop, letterbox, now):
    survey = build.survey(shop, (Kind.CSAT,))
    for name, people in (("Bé", 3), ("Vừa", 40), ("Lớn", 90)):
        rate(build.collector(survey, build.location(shop, name)), {5: people})
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    rows = words(letterbox.letters[0]).split('<th scope="row"')[1:]

    assert [">100%<" in row for row in rows] == [True, False, False]


# ------------------------------------------------------------------ hostile names
def test_names_cannot_write_headers_or_html(shop, letterbox, now):
    shop.name = 'A\r\nBcc: x@evil.example\u202e <img src=x onerror=1>"'
    shop.save()
    fallen(shop, "<script>alert(1)</script>")
    who = member(shop)
    who.user.name = "Lan\r\nBcc: y@evil.example"
    who.user.save()
    due_schedule(who)
    now(MONDAY)
    send_due()
    [letter] = letterbox.letters

    assert letter["Bcc"] is None
    assert "A Bcc: x@evil.example <img" in letter["Subject"]
    assert "<img src=x" not in words(letter)
    assert "<script" not in words(letter)


def test_a_line_for_a_header_is_cut():
    assert one_line("a\u2028b\x00c\r\n d", 20) == "a b c d"
    assert one_line("a" * 30, 10) == "aaaaaaaaa…"


# ------------------------------------------------------------------ when it cannot arrive
def test_a_mail_that_is_refused_is_tried_again_and_shown(shop, letterbox, now):
    due_schedule(member(shop))
    now(MONDAY)
    letterbox.refusal = "451 4.3.0 come back later"

    assert send_due() == [False]
    mail = ReportMail.objects.get()
    assert (mail.state, mail.tries, mail.problem) == ("waiting", 1, "refused 451")
    assert mail.next_try_at == MONDAY + timedelta(minutes=1)
    assert mails_to_send() == []

    letterbox.refusal = ""
    now(MONDAY + timedelta(minutes=1))
    assert send_due() == [True]
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.problem) == ("sent", 2, "")


def test_after_the_last_try_it_is_given_up_and_stays_visible(shop, letterbox, now):
    due_schedule(member(shop))
    letterbox.refused_people = "550 5.1.1 no such user"
    moment = MONDAY
    for _ in range(MOST_TRIES):
        now(moment)
        assert send_due() == [False]
        moment = ReportMail.objects.get().next_try_at

    mail = ReportMail.objects.get()
    assert (mail.state, mail.tries, mail.problem) == ("failed", MOST_TRIES, "address 550")


def test_without_a_mail_server_it_waits(shop, settings, now):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    due_schedule(member(shop))
    now(MONDAY)

    assert send_due() == [False]
    assert ReportMail.objects.get().problem == "away"


def test_a_report_that_cannot_be_made_is_tried_again(shop, now):
    due_schedule(member(shop))
    now(MONDAY)
    [mail_id] = mails_to_send()

    def broken(mail):
        raise ZeroDivisionError

    assert deliver(mail_id, broken) is False
    assert ReportMail.objects.get().problem == "making"


def test_a_mail_whose_worker_died_is_taken_up_by_another(shop, letterbox, now):
    due_schedule(member(shop))
    now(MONDAY)
    [mail_id] = mails_to_send()

    def killed(mail):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(mail_id, killed)
    assert mails_to_send() == []
    now(MONDAY + timedelta(minutes=10))
    assert send_due() == [True]


def test_a_mail_that_kills_every_worker_is_given_up(shop, now):
    due_schedule(member(shop))
    now(MONDAY)
    mails_to_send()
    ReportMail.objects.update(tries=MOST_TRIES)

    assert mails_to_send() == []
    assert ReportMail.objects.get().state == ReportMail.State.FAILED


def test_a_second_try_has_the_id_of_the_first(shop, letterbox, now):
    due_schedule(member(shop))
    now(MONDAY)
    send_due()
    ReportMail.objects.update(state="waiting", next_try_at=MONDAY)
    send_due()
    first, second = letterbox.letters

    assert first["Message-ID"] == second["Message-ID"]
    assert re.fullmatch(r"<report\.[0-9a-f]{32}@hearme\.test>", first["Message-ID"])


def test_odd_failures_have_a_problem_too():
    assert problem_of(UnicodeError()) == "refused"
    assert problem_of(TimeoutError()) == "away"


# ------------------------------------------------------------------ exactly one
def test_looking_twice_makes_one_mail(shop, now):
    due_schedule(member(shop))
    now(MONDAY)

    assert mails_to_send() == mails_to_send()
    assert ReportMail.objects.count() == 1
    assert ReportSchedule.objects.get().next_at == MONDAY + timedelta(days=7)


def test_a_mail_that_is_taken_is_not_sent_twice(shop, letterbox, now):
    due_schedule(member(shop))
    now(MONDAY)
    [mail_id] = mails_to_send()

    assert deliver(mail_id, letter_of) is True
    assert deliver(mail_id, letter_of) is False
    assert len(letterbox.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_two_beats_at_once_send_one_mail(letterbox):
    shop = build.organization()
    schedule = build.report_schedule(member(shop))
    ReportSchedule.objects.update(next_at=timezone.now() - timedelta(minutes=1))
    ReportSchedule.objects.filter(pk=schedule.pk).update(rhythm="daily", hour=0)
    ReportSchedule.objects.update(next_at=timezone.now() - timedelta(days=2))
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        send_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_due()

    assert len(letterbox.letters) == 1
    assert [mail.state for mail in ReportMail.objects.all()] == ["sent"]


def test_a_machine_that_was_off_sends_only_the_latest(shop, letterbox, now):
    schedule = due_schedule(member(shop))
    now(MONDAY)
    mails_to_send()
    now(MONDAY + timedelta(days=22))
    send_due()

    assert len(letterbox.letters) == 1
    newest, oldest = ReportMail.objects.filter(schedule=schedule)
    assert (newest.last_day, newest.state) == (date(2026, 12, 13), "sent")
    assert (oldest.state, oldest.problem) == ("failed", "replaced")


def test_a_clock_that_was_moved_sends_nothing_early(shop, now):
    due_schedule(member(shop))
    shop.time_zone = "Europe/Berlin"
    shop.save()
    now(MONDAY)

    assert mails_to_send() == []
    assert ReportSchedule.objects.get().next_at == datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_changing_a_schedule_plans_the_next_one_anew(shop, now):
    schedule = due_schedule(member(shop))
    now(NOON)
    plan = {"rhythm": "daily", "weekday": 1, "day_of_month": 1, "hour": 18}
    change_schedule(schedule, build.mail_plan(**plan))

    assert schedule.next_at == datetime(2026, 11, 18, 11, tzinfo=UTC)


# ------------------------------------------------------------------ stopping and asking
def test_a_stopped_schedule_sends_nothing_not_even_what_waits(shop, letterbox, now):
    schedule = due_schedule(member(shop))
    now(MONDAY)
    letterbox.refusal = "451 later"
    send_due()
    stop_schedule(schedule)
    letterbox.refusal = ""
    now(MONDAY + timedelta(days=30))

    assert send_due() == []
    assert ReportMail.objects.get().problem == "stopped"
    resume_schedule(schedule)
    assert schedule.next_at > MONDAY + timedelta(days=30)
    assert send_due() == []


def test_a_mail_that_is_asked_for_comes_at_once_and_as_of_today(shop, letterbox, now):
    schedule = due_schedule(member(shop))
    now(NOON)
    ask_for_mail(schedule, by=schedule.member)

    assert send_due() == [True]
    assert ReportMail.objects.get().last_day == date(2026, 11, 17)
    schedule.refresh_from_db()
    assert schedule.next_at == MONDAY


def test_even_of_a_paused_schedule_one_may_be_asked_for(shop, letterbox, now):
    schedule = due_schedule(member(shop))
    now(NOON)
    stop_schedule(schedule)
    now(NOON + timedelta(minutes=1))
    ask_for_mail(schedule, by=schedule.member)

    assert send_due() == [True]


# ------------------------------------------------------------------ tasks
def test_the_tasks_send_what_is_due(shop, letterbox, now, monkeypatch):
    due_schedule(member(shop))
    now(MONDAY)
    handed: list[tuple] = []
    monkeypatch.setattr(
        send_report_mail, "apply_async", lambda words, **options: handed.append((words, options))
    )

    assert make_due_mails() == 1
    [((mail_id,), options)] = handed
    assert options == {"expires": 60}
    assert send_report_mail(mail_id) is True


def test_while_redis_is_away_mails_wait_for_the_next_look(shop, letterbox, now, settings):
    due_schedule(member(shop))
    now(MONDAY)
    mails_to_send()  # the look after which handing it on failed

    assert send_due() == [True]
    assert len(letterbox.letters) == 1


def test_one_person_gets_ten_reports_at_most(shop):
    who = member(shop)
    for _ in range(MOST_SCHEDULES):
        build.report_schedule(who)
    with pytest.raises(Exception, match="Ten mails"):
        build.report_schedule(who)
