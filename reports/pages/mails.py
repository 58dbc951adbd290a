"""A report as an e-mail: the letter itself, and how it looks in the browser beforehand."""

import base64
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.charset import QP, Charset
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from reports.models import ReportMail, ReportSchedule
from reports.pages.mails_content import Content, PaperForm, content_of
from reports.pages.mails_links import report_link, schedule_link, stop_link
from reports.pages.mails_parts import quoted
from reports.pages.overview import overview_page
from reports.pages.papers.overview import overview_paper
from reports.pages.setting import file_name, pdf_of
from reports.queries import today_of
from reports.queries.mails import timing_of
from reports.rules.periods import Period
from reports.rules.schedules import days_covered

CHART_ID: Final = "trend@report.hearme"
LONGEST_SUBJECT: Final = 160
UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""What no reader sees: line breaks, and marks that turn the direction of writing."""


def letter_of(mail: ReportMail) -> EmailMessage:
    """The mail as it is sent: text, HTML with its picture, and the PDF, in its language."""
    schedule = mail.schedule
    with _at_home(schedule):
        content = content_of(schedule, Period(mail.first_day, mail.last_day))
        attachments: list[MIMEBase] = [_alternatives(content)]
        if not content.is_quiet:
            attachments.append(_pdf(content))
        return EmailMessage(
            subject=one_line(content.subject, LONGEST_SUBJECT),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[schedule.member.user.email],
            attachments=attachments,
            headers=_headers(mail),
        )


@contextmanager
def _at_home(schedule: ReportSchedule) -> Iterator[None]:
    """In the language of a schedule, and by the clock of its organization."""
    clock = ZoneInfo(schedule.organization.time_zone)
    with translation.override(schedule.language), timezone.override(clock):
        yield


def one_line(text: str, longest: int) -> str:
    """A text that can stand in a header: names of places and shops are whatever people typed."""
    seen = "".join(" " if unicodedata.category(each) in UNSEEN else each for each in text)
    words = " ".join(seen.split())
    return f"{words[: longest - 1].rstrip()}…" if len(words) > longest else words


def _headers(mail: ReportMail) -> dict[str, str]:
    """What mail programs go by: how to stop it with one tap, and that no person wrote it.

    The id is that of the mail and not of the try: a mail that comes twice is shown once.
    """
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    proof = salted_hmac("hearme.report-mail.id", str(mail.pk), algorithm="sha256").hexdigest()[:32]
    return {
        "Message-ID": f"<report.{proof}@{host}>",
        "List-Unsubscribe": f"<{stop_link(mail.schedule)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.schedule.language,
    }


def _alternatives(content: Content) -> MIMEMultipart:
    """The same in text and in HTML; the picture belongs to the HTML alone."""
    html = MIMEMultipart("related")
    html.attach(_text(html_of(content, f"cid:{CHART_ID}"), "html"))
    if content.chart:
        picture = MIMEImage(content.chart.png, "png")
        picture.add_header("Content-ID", f"<{CHART_ID}>")
        picture.add_header("Content-Disposition", "inline", filename="trend.png")
        html.attach(picture)
    both = MIMEMultipart("alternative")
    both.attach(_text(text_of(content), "plain"))
    both.attach(html)
    return both


def _pdf(content: Content) -> MIMEApplication:
    """The overview of the same days and places on paper."""
    organization = content.schedule.organization
    form = PaperForm(content.scope, content.span, today_of(organization))
    page = overview_page(organization, form)
    page["lows"] = [replace(low, comment=quoted(low.comment)) for low in page["lows"]]
    paper = overview_paper(organization, page)
    pdf = MIMEApplication(pdf_of(paper, content.schedule.language), "pdf")
    name = one_line(file_name(paper), LONGEST_SUBJECT)
    pdf.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return pdf


def _text(words: str, subtype: str) -> MIMEText:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return MIMEText(words, subtype, charset)  # type: ignore[arg-type]


def html_of(content: Content, picture: str) -> str:
    """The HTML of a mail; `picture` is where its chart is found."""
    return render_to_string("reports/mail/report.html", _context(content) | {"picture": picture})


def text_of(content: Content) -> str:
    """The mail as text alone."""
    return render_to_string("reports/mail/report.txt", _context(content))


def _context(content: Content) -> dict[str, Any]:
    schedule = content.schedule
    return {
        "content": content,
        "schedule": schedule,
        "organization": schedule.organization,
        "report": report_link(schedule, content.span.period),
        "change": schedule_link(schedule),
        "stop": stop_link(schedule),
    }


# ------------------------------------------------------------------ in the browser
def preview_of(schedule: ReportSchedule) -> str:
    """The HTML of the mail that would be sent now, with its picture inside."""
    with _at_home(schedule):
        timing = timing_of(schedule)
        content = content_of(schedule, days_covered(timing.rhythm, timing.day_of(timezone.now())))
        png = content.chart.png if content.chart and not content.is_quiet else b""
        return html_of(content, f"data:image/png;base64,{base64.b64encode(png).decode()}")
