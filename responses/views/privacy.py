"""Privacy: the notice that customers read, and the register of what they agreed to."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearme.accounts.access import requires
from hearme.accounts.models import Organization, Role
from hearme.accounts.requests import MemberRequest
from hearme.common.formulas import harmless
from responses.actions import withdraw_consent, write_notice
from responses.forms.privacy import ConsentFilterForm, NoticeForm
from responses.models import ConsentProof
from responses.queries import consents_of, get_consent, notices_of, told

PAGE_SIZE = 50
BATCH = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def notice(request: MemberRequest) -> HttpResponse:
    """The organization's own words beside ours, and all versions of them."""
    versions = notices_of(request.organization)
    present = versions[0] if versions else None
    form = NoticeForm(request.POST if request.method == "POST" else None, notice=present)
    if form.is_valid():
        try:
            write_notice(request.organization, form.texts, request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The new version holds from now on."))
            return redirect("responses:notice", request.organization.slug)
    context = {"form": form, "present": present, "versions": versions}
    return render(request, "responses/notice.html", context)


@require_safe
@requires(Role.ADMIN)
def consents(request: MemberRequest) -> HttpResponse:
    """The register: who agreed to what, when and where, without saying who they are."""
    form = ConsentFilterForm(request.GET)
    is_read = form.is_valid()
    found = consents_of(
        request.organization,
        form.cleaned_data["since"] if is_read else None,
        is_standing=is_read and form.cleaned_data["is_standing"],
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(told(request.organization, list(page)))
    context = {"form": form, "page": page, "rows": rows, "total": page.paginator.count}
    return render(request, "responses/consents.html", context)


@require_POST
@requires(Role.ADMIN)
def consent_withdraw(request: MemberRequest, proof_id: int) -> HttpResponse:
    """Note that a customer took their consent back."""
    try:
        withdraw_consent(get_consent(request.organization, proof_id))
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    else:
        messages.success(request, _("Noted. The proof stays, with the day of withdrawal."))
    return redirect("responses:consents", request.organization.slug)


# ------------------------------------------------------------------ the register as a file
HEADINGS = (
    "given_at", "withdrawn_at", "response", "survey", "version", "question", "notice", "place",
    "language", "purposes",
)  # fmt: skip


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


@require_safe
@requires(Role.ADMIN)
def consents_file(request: MemberRequest) -> StreamingHttpResponse:
    """All proofs as CSV, for whoever has to show them."""
    name = f"{request.organization.slug}-consents-{timezone.localdate()}.csv"
    return StreamingHttpResponse(
        _lines(request.organization),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(organization: Organization) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # Spreadsheet programs take a file for UTF-8 only if it begins with this mark.
    yield "\ufeff" + writer.writerow(HEADINGS)
    found = consents_of(organization).iterator(chunk_size=BATCH)
    batch: list[ConsentProof] = []
    for proof in found:
        batch.append(proof)
        if len(batch) == BATCH:
            yield from _written(organization, batch, writer)
            batch = []
    yield from _written(organization, batch, writer)


def _written(organization: Organization, batch: list[ConsentProof], writer) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for row in told(organization, batch):
        proof = row.proof
        cells = (
            proof.given_at.isoformat(timespec="seconds"),
            proof.withdrawn_at.isoformat(timespec="seconds") if proof.withdrawn_at else "",
            proof.response_key, row.survey, row.version, proof.question_key,
            proof.notice_number or "", row.place, proof.language, " | ".join(proof.purposes),
        )  # fmt: skip
        yield writer.writerow([harmless(str(cell)) for cell in cells])
