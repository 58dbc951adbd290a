"""Deleting one's own answers: for a day, at an address that only the thanks page tells.

It is an address and not a cookie: on a shared tablet nothing is left of it for the next customer,
and it works inside other sites, where browsers hold cookies back.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from responses import pages
from responses.actions import delete_response
from responses.models import Response
from responses.pages import Trouble
from responses.queries import find_response
from responses.rules import FormToken, TokenError, read_token, sign_token
from responses.views.resuming import forgotten
from responses.views.visiting import (
    Visit,
    address_of,
    addresses_of,
    answered,
    led_to,
    lost,
    not_kept,
)

MINE: Final = "d"
"""What the thanks page's address calls the token."""
WITHIN: Final = timedelta(hours=24)


@cache
def _secret() -> bytes:
    # A key of its own: what opens a form must not delete, nor the other way round.
    return salted_hmac("responses.delete-mine", "", algorithm="sha256").digest()


def delete_token(token: FormToken) -> str:
    """What lets a customer delete the response of this form, for a day from now."""
    now = int(datetime.now(UTC).timestamp())
    return sign_token(replace(token, issued_seconds=now), _secret())


def delete_address(visit: Visit) -> str:
    """Where the visitor of a thanks page can delete the answers; empty if it tells of none."""
    try:
        token = _read(visit)
    except LookupError:
        return ""
    return "" if _is_over(token) else _with_query(visit, "public:delete")


def delete_mine(visit: Visit) -> HttpResponse:
    """Ask whether to delete the answers, and delete them when the button was tapped."""
    try:
        token = _read(visit)
    except LookupError:
        return lost(visit, 404)
    if _is_over(token):
        return _too_late(visit)
    response = find_response(visit.door.organization_id, token.key)
    if visit.request.method != "POST":
        return _asked(visit, is_there=response is not None)
    if response:
        _delete(response)
    # By GET again: a reload then asks for nothing.
    return forgotten(visit, led_to(address_of(visit)))


def _read(visit: Visit) -> FormToken:
    """The token in the address. Raises LookupError if it was not made for this door."""
    try:
        token = read_token(visit.request.GET.get(MINE, ""), _secret())
    except TokenError as error:
        raise LookupError from error
    if token.collector_id != visit.door.collector_id:
        raise LookupError
    return token


def _is_over(token: FormToken) -> bool:
    return datetime.now(UTC) - token.issued_at > WITHIN


def _delete(response: Response) -> None:
    try:
        delete_response(response)
    except Response.DoesNotExist:
        # Another tap was faster.
        return


def _asked(visit: Visit, *, is_there: bool) -> HttpResponse:
    setting = visit.usual_setting()
    addresses = addresses_of(visit, setting)
    if is_there:
        back = _with_query(visit, "public:thanks")
        page = pages.delete_page(address_of(visit), back, setting, addresses)
    else:
        page = pages.deleted_page(setting, addresses)
    return not_kept(answered(page, 200, setting.language))


def _with_query(visit: Visit, name: str) -> str:
    """Another page of the same visit: the query says all that both need to know."""
    return f"{reverse(name, args=[visit.door.code])}?{visit.request.GET.urlencode()}"


def _too_late(visit: Visit) -> HttpResponse:
    setting = visit.usual_setting()
    with translation.override(pages.chrome_language(setting.language)):
        trouble = Trouble(
            title=_("The 24 hours are over"),
            text=_(
                "Answers can be deleted here for a day after they were sent. If yours should go "
                "now, please ask %(organization)s."
            )
            % {"organization": setting.name},
        )
        return answered(pages.trouble_page(trouble, setting), 410, setting.language)
