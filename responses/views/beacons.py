"""Saving on the way: an open page tells what is answered so far, and no one waits for a reply.

A rating or a choice is saved as soon as it is tapped, and words only beside one: who writes
something, taps nothing and goes away has not decided to say it. How to reach a customer, what they
consent to and their files come with the button alone. Whatever comes, the reply is the same, so
that nobody learns from it what is stored.
"""

from typing import Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from responses.actions import record_partial
from responses.queries import find_begun
from responses.rules import Answers, Reading, read_form
from responses.views.answering import reply_of
from responses.views.context import RefusedLinkError, in_context
from responses.views.opening import is_old, number_in, opened
from responses.views.resuming import with_begun
from responses.views.sending import Form, NoFiles, is_too_large
from responses.views.threshold import may_store
from responses.views.visiting import Fields, Visit
from surveys.rules import Content, Kind

BEACON: Final = "beacon"
"""What the address of a form says when a page saves on the way."""
BY_BUTTON: Final = frozenset({Kind.CONTACT, Kind.CONSENT, Kind.ATTACHMENT})
TYPED: Final = frozenset({Kind.TEXT, Kind.NUMBER, Kind.DATE})


def is_beacon(visit: Visit) -> bool:
    """Whether a page saves on the way rather than being sent."""
    return visit.request.method == "POST" and BEACON in visit.request.GET


def save(visit: Visit, token_text: str = "", number_text: str = "") -> HttpResponse:
    """Store the valid answers of an opened form as a part of them."""
    response = HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    fields = _fields(visit.request)
    token_text, number_text = fields.get("t", [token_text])[0], fields.get("s", [number_text])[0]
    try:
        form = _form(visit, fields, token_text, number_text)
    except (LookupError, RefusedLinkError):
        return response
    reading = _reading(form)
    if not (form.begun.is_stored or _is_said(form.content, reading.answers)):
        return response
    record_partial(reply_of(form, reading, is_complete=False))
    return with_begun(form, response, form.number)


def _fields(request: HttpRequest) -> Fields:
    """What came; nothing if it is damaged or too large."""
    if is_too_large(request):
        return {}
    request.upload_handlers = [NoFiles(request)]
    try:
        return dict(request.POST.lists())
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return {}


def _form(visit: Visit, fields: Fields, token_text: str, number_text: str) -> Form:
    """The form as it is on the phone. Raises LookupError if nothing of it may be stored now."""
    token, version = opened(visit, token_text)
    number = number_in(version, number_text)
    if number is None or is_old(token) or not may_store(visit, token):
        raise LookupError
    visit = in_context(visit, token.issued_at, token.key)
    begun = find_begun(visit.door.organization_id, token.key)
    if begun.is_complete:
        raise LookupError
    return Form(visit, version, token, number, visit.setting(version), begun, fields)


def _reading(form: Form) -> Reading:
    """What is valid on the page, with what is known from the others; problems wait for the end."""
    return read_form(
        form.content,
        form.fields,
        on=[question.key for question in form.questions if question.kind not in BY_BUTTON],
        earlier=form.begun.answers,
        circumstances=form.circumstances,
    )


def _is_said(content: Content, answers: Answers) -> bool:
    """Whether something was tapped, not only typed."""
    return any(
        question.key in answers for question in content.questions if question.kind not in TYPED
    )
