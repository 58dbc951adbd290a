"""Going on where somebody stopped: the phone remembers the form that it began, not the answers.

What is offered shows no answer, since phones and tablets are shared. For half an hour going on is
the first choice; after that it is rather somebody else, and beginning anew comes first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse

from responses import pages
from responses.queries import find_begun
from responses.rules import LINK, preselected, sign_token
from responses.views.context import in_context
from responses.views.opening import is_old, number_in, opened
from responses.views.sending import Form
from responses.views.threshold import kept_out
from responses.views.visiting import (
    Visit,
    addresses_of,
    answered,
    led_to,
    not_kept,
    remembered,
    token_secret,
)

BEGUN: Final = "begun"
"""The cookie that holds the form's token, the page, the moment and the link that led there."""
SAME_PERSON: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Left:
    """What a phone remembers of a form that it began."""

    token: str
    number: int
    seconds: int
    link: str = ""

    @property
    def is_fresh(self) -> bool:
        """Whether it is most likely the same person who comes back."""
        left_at = datetime.fromtimestamp(self.seconds, tz=UTC)
        return datetime.now(UTC) - left_at < SAME_PERSON


# ------------------------------------------------------------------ what the phone remembers
def with_begun(form: Form, response: HttpResponse, number: int) -> HttpResponse:
    """Let the phone remember the form and its page for as long as it may be sent."""
    visit, now = form.visit, datetime.now(UTC)
    left = form.token.issued_at + timedelta(hours=settings.FORM_TOKEN_HOURS) - now
    token, link = sign_token(form.token, token_secret()), visit.request.GET.get(LINK, "")
    value = signing.dumps([token, number, int(now.timestamp()), link], salt=_salt(visit))
    return remembered(visit, response, BEGUN, value, left)


def forgotten(visit: Visit, response: HttpResponse) -> HttpResponse:
    """Let the phone forget the form that it began."""
    if BEGUN in visit.request.COOKIES:
        remembered(visit, response, BEGUN, "", timedelta(0))
    return response


def _left(visit: Visit) -> Left | None:
    try:
        return Left(*signing.loads(visit.request.COOKIES.get(BEGUN, ""), salt=_salt(visit)))
    except signing.BadSignature:
        return None


def _salt(visit: Visit) -> str:
    return f"responses.begun:{visit.door.collector_id}"


# ------------------------------------------------------------------ what is offered
def offered(visit: Visit) -> HttpResponse | None:
    """The choice to go on or to begin anew, for a phone that has begun; None for all others.

    An address that proposes a rating, or a link of its own, leads to its own form at once.
    """
    left = _left(visit) if BEGUN in visit.request.COOKIES else None
    if left is None or left.link != visit.request.GET.get(LINK, ""):
        return None
    form = _form_of(visit, left)
    if form is None or form.begun.is_complete or not form.begun.is_stored:
        return None
    is_proposed = preselected(form.content, dict(visit.request.GET.lists()))
    return None if is_proposed else _offer(form, left)


def _form_of(visit: Visit, left: Left) -> Form | None:
    """The form as it was left; None if it may not be sent any more."""
    try:
        token, version = opened(visit, left.token)
    except LookupError:
        return None
    number = number_in(version, str(left.number))
    if number is None or is_old(token) or kept_out(visit, token):
        return None
    visit = in_context(visit, token.issued_at)
    if visit.context.key:
        # Such a link goes on by itself, on any phone.
        return None
    begun = find_begun(visit.door.organization_id, token.key)
    return Form(visit, version, token, number, visit.setting(version), begun)


def _offer(form: Form, left: Left) -> HttpResponse:
    visit, setting = form.visit, form.setting
    offer = pages.Offer(
        onward=form.address(form.number, is_stored=True),
        anew=_with_query(visit, "public:anew"),
        is_fresh=left.is_fresh,
    )
    page = pages.resume_page(offer, setting, addresses_of(visit, setting))
    return not_kept(answered(page, 200, setting.language))


def begun_anew(visit: Visit) -> HttpResponse:
    """Lead to the first page, and forget what was begun if a button asks for it."""
    response = led_to(_with_query(visit, "public:answer"))
    return forgotten(visit, response) if visit.request.method == "POST" else response


def _with_query(visit: Visit, name: str) -> str:
    query = visit.request.GET.urlencode()
    return reverse(name, args=[visit.door.code]) + (f"?{query}" if query else "")
