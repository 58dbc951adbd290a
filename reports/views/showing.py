"""Answering with a report page: as HTML, or as PDF at the same address with as=pdf."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from hearme.accounts.requests import MemberRequest
from hearme.accounts.rules import slug_of
from reports.pages.setting import file_name, last_day, pdf_of
from reports.rules.paper import Paper

NO_STORE: Final = "private, no-store"


def shown(
    request: MemberRequest, template: str, context: Mapping[str, Any], paper: Callable[[], Paper]
) -> HttpResponse:
    """The page, which knows the address of its PDF; or that PDF if the address asks for it."""
    if request.GET.get("as") == "pdf":
        return pdf_answer(paper())
    return render(request, template, {**context, "paper_url": paper_url(request)})


def paper_url(request: MemberRequest) -> str:
    """The address of this page as PDF."""
    wanted = request.GET.copy()
    wanted["as"] = "pdf"
    return f"?{wanted.urlencode()}"


def pdf_answer(paper: Paper) -> HttpResponse:
    """A paper as a PDF that the browser shows; nothing in between keeps it."""
    return HttpResponse(
        pdf_of(paper, get_language() or "vi"),
        content_type="application/pdf",
        headers={"Cache-Control": NO_STORE, "Content-Disposition": _disposition(paper)},
    )


def _disposition(paper: Paper) -> str:
    """To be shown, with a name in its own letters and one that every browser knows."""
    name = file_name(paper)
    words = (slug_of(paper.organization), slug_of(paper.title), f"{last_day(paper):%Y-%m-%d}")
    plain = "-".join(each for each in words if each)
    return f"inline; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(name, safe='')}"
