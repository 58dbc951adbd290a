"""What the script of an open editor is told after each save."""

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from hearme.accounts.requests import MemberRequest
from surveys.forms import DraftForm, QuestionForm
from surveys.models import Survey
from surveys.rules import length_of
from surveys.views.draft import conflict_context, conflict_words, save_edit

HEADER = "X-Autosave"


def is_autosave(request: MemberRequest) -> bool:
    """Whether the script asks, and not somebody who pressed a button."""
    return request.headers.get(HEADER) == "1"


def autosave(request: MemberRequest, survey: Survey, form: QuestionForm) -> HttpResponse:
    """Save a question and tell the script what came of it: 200, 409 or 422."""
    saved = None
    if form.is_valid():
        saved = save_edit(request, survey, form, form.edited, merge=True)
    if saved:
        return JsonResponse(_saved(saved, form))
    if form.meanwhile:
        return JsonResponse(_conflict(request, survey, form), status=409)
    troubles = [
        {"name": trouble.name, "index": trouble.index, "text": trouble.text}
        for trouble in form.troubles()
    ]
    return JsonResponse({"errors": troubles}, status=422)


def _saved(survey: Survey, form: QuestionForm) -> dict[str, object]:
    content = survey.content
    question = content.question(form.key_in(content)) or form.question
    pictures = [slot for slot in form.slots if slot.key]
    return {
        "revision": survey.draft_revision,
        "saved_at": time_format(timezone.localtime(), "TIME_FORMAT"),
        "seconds": length_of(content).seconds,
        "numbers": form.choices.numbers_in(question) if form.choices else {},
        "pictures": {slot.token: slot.key for slot in pictures},
    }


def _conflict(request: MemberRequest, survey: Survey, form: DraftForm) -> dict[str, object]:
    context = conflict_context(survey, form)
    return {
        "revision": form.meanwhile.revision if form.meanwhile else survey.draft_revision,
        "error": conflict_words(form),
        "html": render_to_string("surveys/_meanwhile.html", context, request),
        "button": _("Save mine over it"),
    }
