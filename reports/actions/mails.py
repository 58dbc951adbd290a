"""Reports by e-mail: schedules, the mails that come of them, and how each is sent.

A mail is never lost: whoever sends it takes it for a while only, so another takes it up when the
first one dies. It is sent once, unless the mail server took it and this could not be noted any
more: then it goes out again under the same Message-ID, and mail programs show one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from typing import Final

import structlog
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hearme.accounts.models import Location, Membership
from reports.models import ReportMail, ReportSchedule
from reports.queries.mails import get_mail, hindrance, scope_of_mail, timing_of
from reports.rules.schedules import (
    MOST_TRIES,
    Problem,
    days_covered,
    latest_due,
    next_due,
    retry_after,
)

log = structlog.get_logger("hearme.mail")

MOST_SCHEDULES: Final = 10
"""How many schedules one member may have."""
TAKEN_FOR: Final = timedelta(minutes=10)
"""How long a mail is left to the worker that took it: longer than any task may run."""
MADE_AT_ONCE: Final = 500
SENT_AT_ONCE: Final = 60
"""How many mails a minute are handed to the workers, who also count."""
ASKED_WITHIN: Final = timedelta(minutes=10)
MOST_ASKED: Final = 3
"""How many mails a member may ask for, or get otherwise, in that time."""


# ------------------------------------------------------------------ schedules
@dataclass(frozen=True, slots=True)
class Plan:
    """When a report comes, in which language, and about which places."""

    rhythm: str
    weekday: int
    day_of_month: int
    hour: int
    language: str
    locations: Sequence[Location]


@transaction.atomic
def schedule_report(member: Membership, plan: Plan) -> ReportSchedule:
    """Let a member get a report. Raises ValidationError for too many, or nothing to see."""
    Membership.objects.select_for_update(no_key=True).get(pk=member.pk)
    if ReportSchedule.objects.filter(member=member).count() >= MOST_SCHEDULES:
        raise ValidationError(_("Ten mails are the most that one person may get."))
    schedule = ReportSchedule(organization=member.organization, member=member)
    return _planned(schedule, plan)


@transaction.atomic
def change_schedule(schedule: ReportSchedule, plan: Plan) -> ReportSchedule:
    """Change when a report comes and what it tells. Raises ValidationError for nothing to see."""
    return _planned(schedule, plan)


def _planned(schedule: ReportSchedule, plan: Plan) -> ReportSchedule:
    for name in ("rhythm", "weekday", "day_of_month", "hour", "language"):
        setattr(schedule, name, getattr(plan, name))
    schedule.next_at = next_due(timing_of(schedule), timezone.now())
    schedule.save()
    schedule.locations.set(plan.locations)
    if scope_of_mail(schedule).is_empty:
        raise ValidationError(_("This person may see none of these locations."))
    return schedule


@transaction.atomic
def stop_schedule(schedule: ReportSchedule) -> None:
    """Send no more mails; those that wait are not sent either."""
    stopped = ReportSchedule.objects.filter(pk=schedule.pk, stopped_at=None)
    stopped.update(stopped_at=timezone.now())
    _waiting_of(schedule).update(state=ReportMail.State.FAILED, problem=Problem.STOPPED)


@transaction.atomic
def resume_schedule(schedule: ReportSchedule) -> None:
    """Send mails again, from the next one that is due."""
    schedule.stopped_at = None
    schedule.next_at = next_due(timing_of(schedule), timezone.now())
    schedule.save(update_fields=["stopped_at", "next_at"])


@transaction.atomic
def delete_schedule(schedule: ReportSchedule) -> None:
    """Remove a schedule with the list of its mails."""
    schedule.delete()


@transaction.atomic
def ask_for_mail(schedule: ReportSchedule, *, by: Membership) -> ReportMail:
    """Let a mail be sent soon, as it would be today, to whoever asks.

    Raises ValidationError when asked for somebody else, or often.
    """
    if schedule.member_id != by.pk:
        raise ValidationError(_("Only the person who gets these mails can ask for one."))
    Membership.objects.select_for_update(no_key=True).get(pk=schedule.member_id)
    now = timezone.now()
    recent = ReportMail.objects.filter(
        schedule__member=schedule.member_id, due_at__gt=now - ASKED_WITHIN
    )
    if recent.count() >= MOST_ASKED:
        raise ValidationError(_("Three mails are on their way. Please wait ten minutes."))
    return _new_mail(schedule, now)


def _new_mail(schedule: ReportSchedule, due: datetime) -> ReportMail:
    """The mail of that moment; there is only one, however often it is made."""
    timing = timing_of(schedule)
    days = days_covered(timing.rhythm, timing.day_of(due))
    fields = {
        "organization_id": schedule.organization_id,
        "first_day": days.first,
        "last_day": days.last,
        "next_try_at": due,
    }
    mail, _made = ReportMail.objects.get_or_create(schedule=schedule, due_at=due, defaults=fields)
    return mail


def _waiting_of(schedule: ReportSchedule) -> QuerySet[ReportMail]:
    return ReportMail.objects.filter(schedule=schedule, state=ReportMail.State.WAITING)


# ------------------------------------------------------------------ what is due
def mails_to_send() -> list[int]:
    """Make the mails that are due; return those that may be tried now, the longest waiting first.

    Of a schedule that missed many, as of a machine that was off, only the latest is made.
    """
    now = timezone.now()
    _make_due(now)
    waiting = ReportMail.objects.filter(state=ReportMail.State.WAITING, next_try_at__lte=now)
    waiting.filter(tries__gte=MOST_TRIES).update(
        state=ReportMail.State.FAILED, problem=Problem.MAKING
    )
    return list(waiting.order_by("next_try_at").values_list("pk", flat=True)[:SENT_AT_ONCE])


@transaction.atomic
def _make_due(now: datetime) -> None:
    """A mail for every schedule that is due. Two at once never meet: each skips what is locked."""
    due = ReportSchedule.objects.filter(stopped_at=None, next_at__lte=now).order_by("next_at")
    due = due.select_related("organization")
    for schedule in due.select_for_update(skip_locked=True, of=("self",))[:MADE_AT_ONCE]:
        timing = timing_of(schedule)
        # None if the clock of the organization was changed meanwhile: then it is due later.
        if moment := latest_due(timing, schedule.next_at, now):
            _waiting_of(schedule).filter(due_at__lt=moment).update(
                state=ReportMail.State.FAILED, problem=Problem.REPLACED
            )
            _new_mail(schedule, moment)
        schedule.next_at = next_due(timing, now)
        schedule.save(update_fields=["next_at"])


# ------------------------------------------------------------------ sending
def deliver(mail_id: int, compose: Callable[[ReportMail], EmailMessage]) -> bool:
    """Send a mail that waits; return whether the mail server took it.

    What fails is tried again later, a few times; what stands in its way can be read on its page.
    """
    if not _take(mail_id):
        return False
    mail = get_mail(mail_id)
    if reason := hindrance(mail):
        return _fail(mail, reason)
    problem = _sent(mail, compose)
    if problem:
        return _try_later(mail, problem)
    done = {"state": ReportMail.State.SENT, "sent_at": timezone.now(), "problem": ""}
    ReportMail.objects.filter(pk=mail.pk).update(**done)
    return True


def _sent(mail: ReportMail, compose: Callable[[ReportMail], EmailMessage]) -> str:
    """Try to send a mail; return what it met, empty if the mail server took it."""
    try:
        letter = compose(mail)
    except Exception as error:
        log.exception("mail not made", letter="report", mail=mail.pk, error=type(error).__name__)
        return Problem.MAKING
    try:
        letter.send()
    except (SMTPException, OSError, ValueError) as error:
        problem = problem_of(error)
        log.warning("mail not sent", letter="report", mail=mail.pk, problem=problem)
        return problem
    return ""


def _take(mail_id: int) -> bool:
    """Claim a mail, in one statement: of two workers one finds nothing to do."""
    now = timezone.now()
    waiting = ReportMail.objects.filter(
        pk=mail_id, state=ReportMail.State.WAITING, next_try_at__lte=now, tries__lt=MOST_TRIES
    )
    return bool(waiting.update(tries=F("tries") + 1, next_try_at=now + TAKEN_FOR))


def _fail(mail: ReportMail, problem: str) -> bool:
    waiting = ReportMail.objects.filter(pk=mail.pk, state=ReportMail.State.WAITING)
    waiting.update(state=ReportMail.State.FAILED, problem=problem)
    return False


def _try_later(mail: ReportMail, problem: str) -> bool:
    pause = retry_after(mail.tries)
    if pause is None:
        return _fail(mail, problem)
    waiting = ReportMail.objects.filter(pk=mail.pk, state=ReportMail.State.WAITING)
    waiting.update(problem=problem, next_try_at=timezone.now() + pause)
    return False


def problem_of(error: Exception) -> str:
    """What a failed try met: one of Problem, with the number that the mail server answered."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return f"{Problem.ADDRESS} {codes[0]}" if codes else Problem.ADDRESS
    if isinstance(error, (SMTPConnectError, SMTPServerDisconnected)):
        return Problem.AWAY
    if isinstance(error, SMTPResponseException):
        return f"{Problem.REFUSED} {error.smtp_code}"
    is_away = isinstance(error, OSError) and not isinstance(error, SMTPException)
    return Problem.AWAY if is_away else Problem.REFUSED
