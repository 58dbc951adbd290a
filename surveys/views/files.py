"""Surveys as files: export one, import one and read what of it was left behind."""

from typing import Final

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Role
from hearme.accounts.queries import locations_of
from hearme.accounts.requests import MemberRequest
from surveys.actions import import_survey
from surveys.forms.files import ImportForm
from surveys.models import Survey
from surveys.pages.files import NoteLine, note_lines, understood
from surveys.queries import get_survey, pictures_by_key, touchpoints_of
from surveys.rules import Fact
from surveys.rules.files import Belongings, file_of, ids_in
from surveys.rules.imported import Note, NoteKind

REPORT: Final = "import_report"
"""Where the session keeps what the last import left behind."""


@require_safe
@requires(Role.EDITOR)
def survey_export(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    content = survey.content
    touchpoints, locations = ids_in(content, Fact.TOUCHPOINT), ids_in(content, Fact.LOCATION)
    belongings = Belongings(
        pictures_by_key(request.organization, content.pictures),
        {
            touchpoint.pk: touchpoint.name
            for touchpoint in touchpoints_of(request.organization).filter(pk__in=touchpoints)
        },
        {
            location.pk: location.name
            for location in locations_of(request.organization).filter(pk__in=locations)
        },
    )
    document = file_of(content, survey.default_language, survey.languages, belongings)
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="hearme-{survey.code}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def survey_import(request: MemberRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = ImportForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        language=request.organization.language,
    )
    if is_sent and form.is_valid() and (survey := _imported(request, form)):
        return redirect("surveys:imported", request.organization.slug, survey.code)
    return render(request, "surveys/import.html", {"form": form})


def _imported(request: MemberRequest, form: ImportForm) -> Survey | None:
    assert form.found is not None  # noqa: S101 - a valid form has read something
    title = form.cleaned_data["title"] or _("Imported survey")
    try:
        survey, notes = import_survey(
            request.organization, form.found, title=title, by=request.user
        )
    except ValidationError as error:
        form.add_error("file" if form.cleaned_data["file"] else "pasted", error.messages)
        return None
    lines = [(note.kind.value, note.where, note.detail) for note in notes]
    request.session[REPORT] = {"survey": survey.code, "notes": lines}
    return survey


@require_safe
@requires(Role.EDITOR)
def survey_imported(request: MemberRequest, code: str) -> HttpResponse:
    survey = get_survey(request.organization, code)
    report = request.session.get(REPORT, {})
    if report.get("survey") != survey.code:
        return redirect("surveys:detail", request.organization.slug, survey.code)
    context = {
        "survey": survey,
        "questions": understood(survey),
        "rules": len(survey.content.rules),
        "notes": _lines(report["notes"]),
    }
    return render(request, "surveys/imported.html", context)


def _lines(told: list[list[str]]) -> list[NoteLine]:
    return note_lines([Note(NoteKind(kind), where, detail) for kind, where, detail in told])
