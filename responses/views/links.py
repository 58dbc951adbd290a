"""Signed links of a collector: one at a time, from a table, and the keys that sign them."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from hearme.common import qr
from hearme.common.formulas import harmless
from responses.actions import (
    MadeLink,
    make_link,
    make_links,
    new_link_key,
    revoke_link_key,
)
from responses.forms.links import LinkForm, LinkTableForm
from responses.models import Collector, LinkKey
from responses.pages.links import problem_lines
from responses.queries import get_collector, get_link_key, hidden_fields_of, link_keys_of
from responses.rules import LINK_HEADING

LONGEST_DRAWN: Final = 400
"""A QR code of a longer address has modules too small for a receipt."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def links(request: MemberRequest, code: str) -> HttpResponse:
    """Make one link. It is shown in the answer to the form and stored nowhere."""
    collector = get_collector(request.organization, code)
    form = LinkForm(collector, request.POST if request.method == "POST" else None)
    made = make_link(collector, form.wish) if form.is_valid() else None
    return _links_page(request, collector, form, LinkTableForm(collector), made)


def _links_page(
    request: MemberRequest,
    collector: Collector,
    form: LinkForm,
    table_form: LinkTableForm,
    made: MadeLink | None = None,
) -> HttpResponse:
    is_drawn = made and len(made.url) <= LONGEST_DRAWN
    context = {
        "collector": collector,
        "form": form,
        "table_form": table_form,
        "problems": problem_lines(table_form.first_problems),
        "hidden_fields": hidden_fields_of(collector.survey),
        "made": made,
        "svg": qr.svg_of(made.url, label=_("QR code of the link")) if made and is_drawn else "",
        "is_admin": request.membership.role >= Role.ADMIN,
    }
    return render(request, "responses/links.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def links_table(request: MemberRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """A table of wishes goes in, the same table with a link in each line comes back."""
    collector = get_collector(request.organization, code)
    if request.method != "POST":
        return redirect("responses:links", request.organization.slug, collector.code)
    form = LinkTableForm(collector, request.POST, request.FILES)
    if not form.is_valid():
        return _links_page(request, collector, LinkForm(collector), form)
    name = f"{request.organization.slug}-{collector.code}-links.csv"
    return StreamingHttpResponse(
        _lines(collector, form),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _lines(collector: Collector, form: LinkTableForm) -> Iterator[str]:
    """The table as it came, with a link and the last day of it at the end of each line."""
    writer, width = csv.writer(_Echo()), len(form.table.heading)
    days = timezone.localtime(form.expires_at, ZoneInfo(collector.organization.time_zone))
    last = days.date().isoformat()
    # Spreadsheet programs take a file for UTF-8 only if it begins with this mark.
    yield "\ufeff" + _line(writer, [*form.table.heading, LINK_HEADING, "valid_until"])
    for row, made in zip(form.table.rows, make_links(collector, form.wishes), strict=True):
        cells = (*row.cells, *[""] * width)[:width]
        yield _line(writer, [*cells, made.url, last])


def _line(writer: Any, cells: Iterable[str]) -> str:
    line: str = writer.writerow([harmless(cell) for cell in cells])
    return line


# ------------------------------------------------------------------ keys
@require_safe
@requires(Role.ADMIN)
def link_keys(request: MemberRequest) -> HttpResponse:
    return _keys_page(request)


def _keys_page(request: MemberRequest, shown: LinkKey | None = None) -> HttpResponse:
    """All keys; the secret of one if it was asked for."""
    keys = link_keys_of(request.organization)
    usual = next((key for key in keys if not key.revoked_at), None)
    secret = bytes(shown.secret).hex() if shown else ""
    context = {"keys": keys, "usual": usual, "shown": shown, "secret": secret}
    return render(request, "responses/links_keys.html", context)


@require_POST
@requires(Role.ADMIN)
def link_key_new(request: MemberRequest) -> HttpResponse:
    try:
        key = new_link_key(request.organization)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        done = _("Key %(number)s is made. All new links are signed with it.")
        messages.success(request, done % {"number": key.pk})
    return redirect("responses:link_keys", request.organization.slug)


@never_cache
@require_POST
@requires(Role.ADMIN)
def link_key_show(request: MemberRequest, key_id: int) -> HttpResponse:
    """The secret of a key, for a program that signs links by itself."""
    return _keys_page(request, get_link_key(request.organization, key_id))


@require_POST
@requires(Role.ADMIN)
def link_key_revoke(request: MemberRequest, key_id: int) -> HttpResponse:
    key = get_link_key(request.organization, key_id)
    try:
        revoke_link_key(key)
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        done = _("Key %(number)s is revoked. Its links say so from now on.")
        messages.success(request, done % {"number": key.pk})
    return redirect("responses:link_keys", request.organization.slug)
