"""Addresses that stand in mails: absolute, and one that stops them without signing in."""

from datetime import date
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from reports.models import ReportSchedule
from reports.rules.periods import Period

SALT: Final = "hearme.report-mail.stop"


def _signer() -> Signer:
    # So long that the request log takes it for the secret that it is.
    return Signer(salt=SALT, algorithm="sha512")


def stop_link(schedule: ReportSchedule) -> str:
    """Where a mail is written off. Whoever has the mail may stop it, and nothing else."""
    proof = _signer().signature(str(schedule.pk))
    return _absolute(reverse("doors:mail_stop", args=[schedule.pk, proof]))


def is_proof(schedule_id: int, proof: str) -> bool:
    """Whether a link to stop a schedule was made by us."""
    try:
        _signer().unsign(f"{schedule_id}:{proof}")
    except BadSignature:
        return False
    return True


def report_link(schedule: ReportSchedule, days: Period) -> str:
    """The overview of the same days and places."""
    query: dict[str, date | list[int]] = {"since": days.first, "until": days.last}
    if locations := [location.pk for location in schedule.locations.all()]:
        query["location"] = locations
    slug = schedule.organization.slug
    return _absolute(reverse("reports:overview", args=[slug], query=query))


def schedule_link(schedule: ReportSchedule) -> str:
    """Where the schedule is changed."""
    return _absolute(reverse("reports:mail_edit", args=[schedule.organization.slug, schedule.pk]))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
