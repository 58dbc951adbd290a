"""Reads: the notice that holds, its versions, and the register of consents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from hearme.accounts.models import Organization
from responses.models import Collector, ConsentProof, Notice
from surveys.models import SurveyVersion


def current_notice(organization_id: int) -> Notice | None:
    """The newest version of an organization's notice; None if it has written none."""
    return Notice.objects.filter(organization_id=organization_id).order_by("-number").first()


def notices_of(organization: Organization) -> list[Notice]:
    """All versions of the notice, newest first."""
    found = Notice.objects.filter(organization=organization).select_related("written_by")
    return list(found.order_by("-number"))


@dataclass(frozen=True, slots=True)
class Consented:
    """A proof as the register shows it."""

    proof: ConsentProof
    survey: str
    version: int
    place: str


def consents_of(
    organization: Organization, since: date | None = None, *, is_standing: bool = False
) -> QuerySet[ConsentProof]:
    """The register of an organization, newest first; `is_standing` leaves out withdrawn ones."""
    found = ConsentProof.objects.filter(organization=organization)
    if since:
        found = found.filter(given_at__date__gte=since)
    if is_standing:
        found = found.filter(withdrawn_at=None)
    return found.order_by("-given_at", "-id")


def get_consent(organization: Organization, proof_id: int) -> ConsentProof:
    """One proof of the organization, or 404."""
    return get_object_or_404(ConsentProof, organization=organization, pk=proof_id)


def told(organization: Organization, proofs: list[ConsentProof]) -> Iterator[Consented]:
    """Proofs with the names of the survey and of the place where they were given."""
    versions = SurveyVersion.objects.select_related("survey").filter(organization=organization)
    known = versions.in_bulk([proof.version_id for proof in proofs])
    doors = Collector.objects.of(organization).select_related("location")
    places = doors.in_bulk([proof.collector_id for proof in proofs])
    for proof in proofs:
        version = known.get(proof.version_id)
        yield Consented(
            proof,
            version.survey.title if version else "",
            version.number if version else 0,
            str(places.get(proof.collector_id, "")),
        )
