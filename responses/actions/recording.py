"""Writes: store, change and delete responses, and say so."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from django.db import connection, transaction

from responses.actions.attachments import remove_files_after_commit
from responses.actions.privacy import asks_to_agree, keep_proofs
from responses.models import CountChange, Response
from responses.queries import stored_fingerprints
from responses.queries.doors import published
from responses.rules import (
    Answers,
    Ratings,
    Reply,
    Suspicion,
    counted,
    ratings_of,
    reported,
    score_of,
)
from responses.signals import responses_changed


class Outcome(StrEnum):
    """What became of a reply."""

    STORED = "stored"
    REPEATED = "repeated"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a reply, and the id of the response that is stored under its key."""

    outcome: Outcome
    response_id: int


COLUMNS = (
    "organization_id", "survey_id", "version_id", "location_id", "collector_id", "key",
    "fingerprint", "answered_at", "day", "hour", "language", "channel", "seconds", "score",
    "answers", "is_complete", "hidden", "touchpoint_id", "subject_id",
    "reference", "suspicions", "is_excluded",
)  # fmt: skip
ROW = f"({', '.join(['%s'] * len(COLUMNS))})"

# The response and the change it makes to the counts are one statement, hence one transaction and
# one round trip: either both are there or neither. A key that exists already adds nothing.
RECORD = f"""
WITH stored AS (
    INSERT INTO responses_response ({", ".join(COLUMNS)}) VALUES {{rows}}
    ON CONFLICT (organization_id, key) DO NOTHING
    RETURNING id, key, organization_id, survey_id, location_id, collector_id, day, hour
), waiting AS (
    INSERT INTO responses_countchange
        (organization_id, survey_id, location_id, collector_id, day, hour, people, ratings, segment)
    SELECT organization_id, survey_id, location_id, collector_id, day, hour, 1,
           change -> 'ratings', change -> 'segment'
    FROM stored, LATERAL (SELECT %s::jsonb -> key::text AS change OFFSET 0) AS counted
)
SELECT key, id FROM stored
"""  # noqa: S608 - only our own column names


def record_response(reply: Reply) -> Recorded:
    """Store one reply, once however often it is sent, and say what became of it.

    If a part of it is stored already, the whole takes that part's place. Proofs of what was agreed
    to are stored with it.
    """
    if not asks_to_agree(reply.version_id):
        return _record(reply)
    with transaction.atomic():
        recorded = _record(reply)
        if recorded.outcome is Outcome.STORED:
            keep_proofs(reply)
    return recorded


def _record(reply: Reply) -> Recorded:
    recorded = record_responses([reply])[0]
    if recorded.outcome is Outcome.STORED:
        return recorded
    return _continued(reply) or recorded


def record_partial(reply: Reply) -> Recorded:
    """Store what a customer has answered so far; once the reply is complete, it stays as it is."""
    return record_response(replace(reply, is_complete=False))


@transaction.atomic
def _continued(reply: Reply) -> Recorded | None:
    """Put a reply in the place of the partial one under its key; None if nothing is there."""
    stored = _locked_under(reply.organization_id, reply.key)
    if stored is None:
        return None
    is_same = bytes(stored.fingerprint) == reply.fingerprint
    if stored.is_complete or (is_same and not reply.is_complete):
        return Recorded(Outcome.REPEATED if is_same else Outcome.CONFLICT, stored.pk)
    _add_change(stored, -1)
    # Day and hour stay those of the first answers: it is that visit which is counted.
    for name in CONTINUED:
        setattr(stored, name, getattr(reply, name))
    stored.hidden = dict(reply.hidden) or stored.hidden
    _judge_again(stored, reply)
    stored.save(update_fields=[*CONTINUED, "hidden", "suspicions", "is_excluded"])
    # The version may be another one now, and with it what the answers count for.
    _add_change(stored, +1, reply.ratings)
    _announce(stored.survey_id)
    return Recorded(Outcome.STORED, stored.pk)


def _judge_again(stored: Response, reply: Reply) -> None:
    """What was suspicious about the beginning does not become honest by going on.

    Only a proof of work that was missing then is asked for again with what follows.
    """
    earlier = [each for each in stored.suspicions or () if each != Suspicion.NO_PROOF]
    is_excused = bool(stored.suspicions) and not earlier
    stored.suspicions = [*dict.fromkeys([*earlier, *reply.suspicions])] or None
    stored.is_excluded = reply.is_excluded or (stored.is_excluded and not is_excused)


CONTINUED = (
    "version_id", "answers", "fingerprint", "score", "language", "seconds", "is_complete",
)  # fmt: skip
"""What a partial response takes over from the reply that continues it."""


def record_responses(replies: Sequence[Reply]) -> list[Recorded]:
    """Store replies of one organization in one transaction; each key is stored once.

    A key that is stored already with the same answers is REPEATED, with others a CONFLICT.
    """
    if not replies:
        return []
    stored = _insert(replies)
    missing = [reply.key for reply in replies if reply.key not in stored]
    earlier = stored_fingerprints(replies[0].organization_id, missing) if missing else {}
    # A twin that was deleted between the two statements leaves nothing to repeat: store it then.
    if gone := [reply for reply in replies if reply.key not in stored.keys() | earlier.keys()]:
        stored |= _insert(gone)
    for survey_id in {reply.survey_id for reply in replies if reply.key in stored}:
        _announce(survey_id)
    return [_recorded(reply, stored, earlier) for reply in replies]


def _insert(replies: Sequence[Reply]) -> dict[uuid.UUID, int]:
    # One order of keys for everybody: two batches that share keys must not wait for each other.
    fresh = {reply.key: reply for reply in reversed(replies)}
    ordered = [fresh[key] for key in sorted(fresh)]
    values = [value for reply in ordered for value in _values(reply)]
    changes = json.dumps({str(reply.key): _change_of(reply) for reply in ordered})
    with connection.cursor() as cursor:
        cursor.execute(RECORD.format(rows=", ".join([ROW] * len(ordered))), [*values, changes])
        return dict(cursor.fetchall())


def _change_of(reply: Reply) -> dict[str, Any]:
    return {"ratings": _counted(reply, reply.ratings), "segment": _segment_of(reply)}


def _counted(given: Reply | Response, ratings: Ratings) -> Ratings:
    """What a reply, or the response that is stored of it, counts for."""
    return counted(
        ratings,
        is_complete=given.is_complete,
        is_excluded=given.is_excluded,
        seconds=given.seconds,
        channel=given.channel,
    )


def _values(reply: Reply) -> tuple[Any, ...]:
    return (
        reply.organization_id, reply.survey_id, reply.version_id, reply.location_id,
        reply.collector_id, reply.key, reply.fingerprint, reply.answered_at, reply.day, reply.hour,
        reply.language, reply.channel, reply.seconds, reply.score,
        json.dumps(reply.answers, ensure_ascii=False), reply.is_complete,
        json.dumps(reply.hidden, ensure_ascii=False) if reply.hidden else None,
        reply.touchpoint_id, reply.subject_id, reply.reference,
        list(reply.suspicions) or None, reply.is_excluded,
    )  # fmt: skip


def _recorded(
    reply: Reply, stored: dict[uuid.UUID, int], earlier: dict[uuid.UUID, tuple[int, bytes]]
) -> Recorded:
    if reply.key in stored:
        return Recorded(Outcome.STORED, stored[reply.key])
    response_id, fingerprint = earlier[reply.key]
    same = fingerprint == reply.fingerprint
    return Recorded(Outcome.REPEATED if same else Outcome.CONFLICT, response_id)


@transaction.atomic
def change_answers(response: Response, answers: Answers) -> Response:
    """Replace a response's answers; the counts lose the old ones and gain the new ones."""
    locked = _locked(response)
    content = locked.version.content
    _add_change(locked, -1)
    locked.answers = answers
    locked.score = score_of(content, answers)
    # The fingerprint stays that of what was sent: a late retry of it must still be recognised.
    locked.save(update_fields=["answers", "score"])
    _add_change(locked, +1)
    _announce(locked.survey_id)
    return locked


@transaction.atomic
def set_excluded(response: Response, is_excluded: bool) -> None:
    """Count a response out, or in again; the counts move with it."""
    locked = _locked(response)
    if locked.is_excluded == is_excluded:
        return
    _add_change(locked, -1)
    locked.is_excluded = is_excluded
    locked.save(update_fields=["is_excluded"])
    _add_change(locked, +1)
    _announce(locked.survey_id)


@transaction.atomic
def delete_response(response: Response) -> None:
    """Erase a response and take its people out of the counts."""
    locked = _locked(response)
    _add_change(locked, -1)
    locked.delete()
    remove_files_after_commit(locked.organization_id, locked.key)
    _announce(locked.survey_id)


def _locked_under(organization_id: int, key: uuid.UUID) -> Response | None:
    rows = Response.objects.filter(organization_id=organization_id, key=key)
    return rows.select_for_update(of=("self",)).select_related("version").first()


def _locked(response: Response) -> Response:
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=response.pk)
    )


def _add_change(response: Response, people: int, ratings: Ratings | None = None) -> None:
    ratings = ratings or ratings_of(response.version.content, response.answers)
    CountChange.objects.create(
        organization_id=response.organization_id,
        survey_id=response.survey_id,
        location_id=response.location_id,
        collector_id=response.collector_id,
        day=response.day,
        hour=response.hour,
        people=people,
        ratings=_counted(response, ratings),
        segment=_segment_of(response),
    )


def _segment_of(given: Reply | Response) -> dict[str, Any]:
    segment: dict[str, Any] = {
        "channel": given.channel,
        "language": given.language,
        "version": given.version_id,
        "touchpoint": given.touchpoint_id,
        "subject": given.subject_id,
        "is_complete": given.is_complete,
    }
    # Most carry nothing hidden; only then the version is looked at.
    fields = published(given.version_id).content.reportable_fields if given.hidden else ()
    if hidden := reported(given.hidden, fields):
        segment["hidden"] = hidden
    if given.is_excluded:
        segment["is_held"] = True
    return segment


def _announce(survey_id: int) -> None:
    transaction.on_commit(partial(responses_changed.send, sender=Response, survey_id=survey_id))
