"""Signed links at the door: what they tell of a visit, and what is said about one that fails."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses import pages
from responses.pages import Trouble
from responses.queries import context_behind
from responses.rules import LINK, NO_CONTEXT, Context, LinkError, LinkProblem
from responses.views.visiting import Fields, Visit, answered, kept

View = Callable[..., HttpResponse]
NO_FIELDS: Final[Fields] = {}
WORDS: Final[Mapping[LinkProblem, tuple[str | Promise, str | Promise]]] = {
    LinkProblem.DAMAGED: (
        gettext_lazy("This link is damaged"),
        gettext_lazy(
            "A part of it was lost or changed on the way. Open it again from the message in which "
            "it was sent to you."
        ),
    ),
    LinkProblem.ELSEWHERE: (
        gettext_lazy("This link belongs somewhere else"),
        gettext_lazy("It was made for another code than the one in its address."),
    ),
    LinkProblem.REVOKED: (
        gettext_lazy("This link no longer works"),
        gettext_lazy("Whoever sent it to you has withdrawn it."),
    ),
    LinkProblem.EXPIRED: (
        gettext_lazy("This link has expired"),
        gettext_lazy("It was good for some time only, and that time is over."),
    ),
    LinkProblem.GONE: (
        gettext_lazy("This link is out of date"),
        gettext_lazy("What it asked about, a place or a person, is no longer there."),
    ),
}


class RefusedLinkError(Exception):
    """A signed link is not followed; `page` says so to the customer."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.page = page


def refusing_links(view: View) -> View:
    """Answer with the page that refuses a link wherever one is refused."""

    @wraps(view)
    def asking(*args: object, **more: object) -> HttpResponse:
        try:
            return view(*args, **more)
        except RefusedLinkError as refused:
            return refused.page

    return asking


def in_context(
    visit: Visit, opened_at: datetime, key: UUID | None = None, fields: Fields = NO_FIELDS
) -> Visit:
    """The visit with what its link says. Raises RefusedLinkError with the page that says why not.

    `key` is that of the opened form, if there is one: a form that was opened by a single-use link
    has the link's own, so that no other form can borrow it. `fields` is what was typed into it.
    """
    text = visit.request.GET.get(LINK)
    if text is None:
        return visit
    try:
        context = context_behind(visit.door, text, opened_at)
        if context.key and key and key != context.key:
            raise LinkError(LinkProblem.DAMAGED)
    except LinkError as error:
        raise RefusedLinkError(_refused_link(visit, error.problem, fields)) from error
    return replace(visit, context=context)


def leading_back(visit: Visit) -> Visit:
    """The visit of a page beside the survey, whose way back goes through the same link."""
    return replace(visit, context=Context(token=visit.request.GET.get(LINK, "")))


def _refused_link(visit: Visit, problem: LinkProblem, fields: Fields) -> HttpResponse:
    """Why a link is not followed. Answering without it is offered, never done by itself."""
    setting = replace(visit, context=NO_CONTEXT).usual_setting()
    is_wrong = problem in {LinkProblem.DAMAGED, LinkProblem.ELSEWHERE}
    with translation.override(pages.chrome_language(setting.language)):
        title, text = WORDS[problem]
        trouble = Trouble(
            title=str(title),
            text=" ".join(
                [
                    str(text),
                    _("You can answer without it; then we do not know what the link would say."),
                    *([_("What you wrote is still here.")] if fields else []),
                ]
            ),
            retry=kept(fields),
            back=setting.action,
            button=_("Send without the link") if fields else _("Answer without the link"),
        )
        page = pages.trouble_page(trouble, setting)
        return answered(page, 400 if is_wrong else 410, setting.language)
