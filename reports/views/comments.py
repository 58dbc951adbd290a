"""Page: everything customers wrote, searched and tagged."""

from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Organization, Role
from hearme.accounts.queries import reach_of
from hearme.accounts.requests import MemberRequest
from reports.actions import tag_comment, untag_comment
from reports.forms import ReportForm
from reports.pages.papers.comments import comments_paper
from reports.queries.choices import choices_of
from reports.queries.scope import answered_surveys, without_hidden_staff
from reports.queries.surveys import today_of
from reports.queries.voices import (
    Wanted,
    contents_of,
    feelings_in,
    tag_words,
    tags_in,
    voice_page,
)
from reports.rules.paper import Paper
from reports.rules.searching import MOST_SEARCH_LETTERS, read_search, text_keys, tidy
from reports.views.showing import shown
from responses.queries import get_response
from responses.rules import Cursor, read_cursor
from surveys.models import Survey
from surveys.queries import surveys_of
from surveys.rules import Content, pick

PAGE_SIZE: Final = 20
FEELINGS: Final = ("bad", "neutral", "good")
MOST_NUMBER: Final = 2**63 - 1


@require_safe
@requires(Role.VIEWER)
def comments(request: MemberRequest) -> HttpResponse:
    """A page of comments with how many there are, and their tags."""
    context = _context(request)
    paper = partial(comments_paper, request.organization, context)
    return shown(request, "reports/comments.html", context, paper)


def paper_of(request: MemberRequest) -> Paper:
    """The page as a paper."""
    return comments_paper(request.organization, _context(request))


def _context(request: MemberRequest) -> dict[str, Any]:
    organization, sent = request.organization, request.GET
    survey = _survey(organization, sent.get("survey", ""))
    choices = choices_of(organization, survey) if survey else None
    if choices:
        choices = without_hidden_staff(request.membership, choices)
    form = ReportForm(request.membership, sent, today_of(organization), choices)
    questions = _questions(contents_of(organization, survey), survey) if survey else {}
    wanted = _wanted(request, form, survey, questions)
    page = voice_page(
        organization,
        wanted,
        PAGE_SIZE,
        before=_cursor(sent.get("before", "")),
        after=_cursor(sent.get("after", "")),
    )
    return {
        "form": form,
        "span": form.span,
        "survey": survey,
        "surveys": answered_surveys(organization, form.span.period),
        "questions": questions,
        "wanted": wanted,
        "typed": tidy(sent.get("q", ""))[:MOST_SEARCH_LETTERS].strip(),
        "page": page,
        "feelings": feelings_in(organization, wanted),
        "tags": tags_in(organization, wanted),
        "words": tag_words(organization),
        "may_tag": request.membership.role >= Role.SERVICE,
        "problem": _problem(request, form, survey),
    }


def _survey(organization: Organization, code: str) -> Survey | None:
    return surveys_of(organization).filter(code=code.upper()[:40]).first() if code else None


def _questions(contents: list[Content], survey: Survey) -> dict[str, str]:
    """Key -> words of every question that is or was answered in customers' own words."""
    found: dict[str, str] = {}
    for content in contents:
        for key in text_keys(content):
            if (asked := content.part(key.partition(".")[0])) and key not in found:
                found[key] = pick(asked.text, get_language() or "vi", survey.default_language)
    return found


def _wanted(
    request: MemberRequest, form: ReportForm, survey: Survey | None, questions: dict[str, str]
) -> Wanted:
    sent = request.GET
    question, feeling = sent.get("question", ""), sent.get("feeling", "")
    return Wanted(
        form.span.period,
        form.filters,
        survey,
        question if question in questions else "",
        feeling if feeling in FEELINGS else "",
        tidy(sent.get("tag", "")).replace("\x00", ""),
        read_search(sent.get("q", "")),
    )


def _problem(request: MemberRequest, form: ReportForm, survey: Survey | None) -> str:
    words = [form.problem] if form.problem else []
    if request.GET.get("survey") and survey is None:
        words.append(_("The survey of this link does not exist here any more."))
    if request.GET.get("q", "").strip() and not read_search(request.GET["q"]):
        words.append(_("A search needs a letter or a number."))
    return " ".join(words)


def _cursor(text: str) -> Cursor | None:
    try:
        return read_cursor(text)
    except (ValueError, OverflowError):
        return None


# ------------------------------------------------------------------ tags
@require_POST
@requires(Role.SERVICE)
def tag(request: MemberRequest) -> HttpResponse:
    """Put a tag on a comment, or take it off."""
    sent: Any = request.POST
    response_id, key = _number(sent.get("response", "")), sent.get("question", "")[:40]
    organization, reach = request.organization, reach_of(request.membership)
    if reach is not None:
        get_response(organization, response_id, reach)
    if off := sent.get("off", ""):
        untag_comment(organization, response_id, key, off)
        return _back(request, response_id)
    try:
        tag_comment(organization, response_id, key, sent.get("word", ""), request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _back(request, response_id)


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(MOST_NUMBER))
    return int(text) if is_number else 0


def _back(request: MemberRequest, response_id: int) -> HttpResponse:
    """The list as it was, at the comment."""
    query = request.POST.get("back", "").partition("#")[0].lstrip("?")
    page = redirect("reports:comments", request.organization.slug)
    page["Location"] += f"{'?' if query else ''}{_safe(query)}#r{response_id}"
    return page


def _safe(query: str) -> str:
    return QueryDict(query).urlencode()
