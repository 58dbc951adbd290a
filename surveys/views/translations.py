"""Translations of a draft: side by side, another language, translators' files."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.requests import MemberRequest
from surveys.actions import edit_draft, set_languages
from surveys.forms.translations import AddLanguageForm, TranslationFileForm, TranslationsForm
from surveys.models import Survey
from surveys.pages import language_name
from surveys.pages.translations import (
    field_name,
    file_lines,
    language_cards,
    languages_to_add,
    left_words,
    passage_rows,
    taken_words,
    to_translate,
)
from surveys.queries import draft_at, get_survey
from surveys.rules import Content
from surveys.rules.translations import (
    Passage,
    Taken,
    csv_of,
    passages,
    taken_from,
    with_texts,
)
from surveys.rules.xliff import xliff_of
from surveys.views.autosave import is_autosave
from surveys.views.draft import conflict_context, conflict_words, save_edit, save_part, tell_refusal

ON_A_PAGE: Final = 60
"""So many passages at most, or a form could grow beyond what one request may carry."""


# ------------------------------------------------------------------ the page
@require_safe
@requires(Role.VIEWER)
def translations(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    return _page(request, survey, _target(survey, request.GET.get("to", "")))


def _target(survey: Survey, asked: str) -> str:
    """The language to translate into: the one asked for, else the first that is not complete."""
    cards = [card for card in language_cards(survey, survey.content) if not card.is_main]
    if asked in {card.code for card in cards}:
        return asked
    missing = [card.code for card in cards if card.missing]
    return next(iter([*missing, *(card.code for card in cards)]), "")


def _page(
    request: MemberRequest,
    survey: Survey,
    language: str,
    *,
    form: TranslationsForm | None = None,
    file_form: TranslationFileForm | None = None,
) -> HttpResponse:
    content, default = survey.content, survey.default_language
    only_missing = request.GET.get("missing") == "1"
    page = Paginator(_listed(content, default, language, only_missing), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = form.shown if form else list(page)
    form = form or TranslationsForm(survey=survey, language=language, shown=shown)
    rows = passage_rows(content, shown, default)
    context = {
        "survey": survey,
        "cards": language_cards(survey, content),
        "to_add": languages_to_add(survey),
        "language": language,
        "language_name": language_name(language),
        "main_name": language_name(default),
        "only_missing": only_missing,
        "page": page,
        "rows": [(row, form[row.field]) for row in rows],
        "file_form": file_form or TranslationFileForm(default=default, language=language),
        "may_edit": request.membership.role >= Role.EDITOR,
        **conflict_context(survey, form),
    }
    status = 409 if form.meanwhile else 200
    return render(request, "surveys/translations.html", context, status=status)


def _listed(content: Content, default: str, language: str, only_missing: bool) -> list[Passage]:
    if not language:
        return []
    return [
        passage
        for passage in to_translate(content, default)
        if not only_missing or not passage.texts.get(language)
    ]


def _back(request: MemberRequest, survey: Survey, **query: str) -> HttpResponse:
    """To the page again, as it was filtered."""
    asked = QueryDict(mutable=True)
    for name in ("to", "missing", "page"):
        if value := query.get(name) or request.GET.get(name, ""):
            asked[name] = value
    address = reverse("surveys:translations", args=[request.organization.slug, survey.code])
    return redirect(f"{address}?{asked.urlencode()}" if asked else address)


# ------------------------------------------------------------------ typing
@require_POST
@requires(Role.EDITOR)
def translations_save(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    language = _asked(request, survey)
    form = _sent(request, survey, language)
    is_script = is_autosave(request)
    saved = form.is_valid() and save_edit(request, survey, form, form.edited, merge=is_script)
    if is_script:
        return _told(survey=saved, form=form) if saved else _refused(form)
    if saved:
        messages.success(request, _("The translations are saved."))
        return _back(request, saved)
    return _page(request, survey, language, form=form)


def _asked(request: MemberRequest, survey: Survey) -> str:
    """The language that is meant: one beside the main one, or 404; the usual one if none is."""
    asked = request.GET.get("to", "")
    language = _target(survey, asked)
    if asked not in {"", language}:
        raise Http404
    return language


def _sent(request: MemberRequest, survey: Survey, language: str) -> TranslationsForm:
    """The form with those passages that were sent."""
    shown = [
        passage for passage in passages(survey.content) if field_name(passage.path) in request.POST
    ]
    revision = request.POST.get("revision", "")
    is_number = revision.isascii() and revision.isdigit() and len(revision) < 10
    seen = draft_at(request.organization, survey, int(revision)) if is_number else None
    return TranslationsForm(request.POST, survey=survey, language=language, shown=shown, seen=seen)


def _told(survey: Survey, form: TranslationsForm) -> JsonResponse:
    cards = {card.code: card for card in language_cards(survey, survey.content)}
    card = cards[form.language]
    return JsonResponse(
        {
            "revision": survey.draft_revision,
            "saved_at": time_format(timezone.localtime(), "TIME_FORMAT"),
            "done": card.done,
            "missing": card.missing,
            "percent": card.percent,
        }
    )


def _refused(form: TranslationsForm) -> JsonResponse:
    if form.meanwhile:
        return JsonResponse({"error": conflict_words(form)}, status=409)
    errors = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    return JsonResponse({"errors": errors}, status=422)


@require_POST
@requires(Role.EDITOR)
def translation_add(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    form = AddLanguageForm(request.POST, survey=survey)
    saved = form.is_valid() and save_part(
        request,
        survey,
        form,
        lambda: set_languages(
            survey,
            [*survey.languages, form.cleaned_data["language"]],
            revision=form.cleaned_data["revision"],
            by=request.user,
        ),
    )
    tell_refusal(request, form)
    return _back(request, survey, to=form.cleaned_data["language"] if saved else "")


# ------------------------------------------------------------------ files
@require_safe
@requires(Role.EDITOR)
def translations_export(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    language = _asked(request, survey)
    if not language:
        messages.error(request, _("Add a language first."))
        return _back(request, survey)
    default = survey.default_language
    lines = file_lines(survey.content, default, language)
    if request.GET.get("as") == "xliff":
        data, kind, ending = (
            xliff_of(lines, default, language, survey.code),
            "application/xml",
            "xlf",
        )
    else:
        data, kind, ending = csv_of(lines, default, language), "text/csv", "csv"
    name = f"{survey.code}-{default}-{language}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=f"{kind}; charset=utf-8", headers=headers)


@require_POST
@requires(Role.EDITOR)
def translations_import(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    language = _asked(request, survey)
    form = TranslationFileForm(
        request.POST, request.FILES, default=survey.default_language, language=language
    )
    if not language or not form.is_valid():
        return _page(request, survey, language, file_form=form)
    taken: list[Taken] = []

    def take(content: Content) -> Content:
        found = taken_from(content, form.rows, language, survey.default_language)
        taken.append(found)
        return with_texts(content, language, found.words)

    saved = edit_draft(survey, take, by=request.user)
    _report(request, saved, taken[-1])
    return _back(request, survey, to=language)


def _report(request: MemberRequest, survey: Survey, taken: Taken) -> None:
    (messages.success if taken.words else messages.info)(request, taken_words(taken))
    for words in left_words(survey.content, taken):
        messages.warning(request, words)
