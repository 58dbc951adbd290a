"""Writes: versions of the privacy notice, and proofs of what customers agreed to."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from hearme.accounts.models import Organization, User
from responses.models import ConsentProof, Notice
from responses.queries.doors import published
from responses.queries.privacy import current_notice
from responses.rules import Reply, agreed_in
from surveys.rules import Kind

MAX_NOTICE = 6_000
AGREEING = frozenset({Kind.CONTACT, Kind.CONSENT})


@transaction.atomic
def write_notice(organization: Organization, texts: dict[str, str], by: User) -> Notice:
    """Put a new version of the notice in the place of the one that holds.

    Raises ValidationError if it is empty, too long, or says what the present one says.
    """
    kept = {language: text.strip() for language, text in texts.items() if text.strip()}
    # Two versions at once would want the same number.
    Organization.objects.select_for_update().get(pk=organization.pk)
    present = current_notice(organization.pk)
    if not kept and present is None:
        raise ValidationError(_("Write something first."))
    if any(len(text) > MAX_NOTICE for text in kept.values()):
        raise ValidationError(_("A notice may have %d letters.") % MAX_NOTICE)
    if present and present.texts == kept:
        raise ValidationError(_("Nothing has changed, so the present version goes on."))
    number = present.number + 1 if present else 1
    return Notice.objects.create(
        organization=organization, number=number, texts=kept, written_by=by
    )


def asks_to_agree(version_id: int) -> bool:
    """Whether a survey version asks anything that needs a proof."""
    return any(question.kind in AGREEING for question in published(version_id).content.questions)


def agreement_words() -> str:
    """What the box of a contact block says."""
    return _("You may contact me about this feedback.")


def _usual_words(language: str) -> str:
    spoken = language if language in dict(settings.LANGUAGES) else "en"
    with translation.override(spoken):
        return agreement_words()


def keep_proofs(reply: Reply) -> None:
    """Keep a proof of every box ticked in a reply, and of none that was unticked since."""
    version = published(reply.version_id)
    agreed = dict(
        agreed_in(
            version.content,
            reply.answers,
            reply.language,
            version.default_language,
            _usual_words(reply.language),
        )
    )
    mine = ConsentProof.objects.filter(
        organization_id=reply.organization_id, response_key=reply.key
    )
    mine.exclude(question_key__in=agreed).delete()
    notice = current_notice(reply.organization_id)
    for key, purposes in agreed.items():
        ConsentProof.objects.update_or_create(
            organization_id=reply.organization_id,
            response_key=reply.key,
            question_key=key,
            defaults={
                "collector_id": reply.collector_id,
                "version_id": reply.version_id,
                "notice_number": notice.number if notice else None,
                "purposes": [purpose[:300] for purpose in purposes],
                "language": reply.language,
                "given_at": reply.answered_at,
            },
        )


@transaction.atomic
def withdraw_consent(proof: ConsentProof) -> None:
    """Note that somebody took back what they agreed to. Raises ValidationError if it is noted."""
    standing = ConsentProof.objects.filter(pk=proof.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=Now()):
        raise ValidationError(_("This consent has been withdrawn already."))
