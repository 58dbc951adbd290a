"""Collectors, responses, what belongs to them, and the changes that wait to be counted."""

from responses.models.attachments import Attachment, AttachmentQuerySet, attachment_path
from responses.models.collectors import (
    Collector,
    CollectorQuerySet,
    Pointing,
    PointingQuerySet,
    new_collector_code,
)
from responses.models.links import LinkKey, new_secret
from responses.models.loose import loose_key
from responses.models.posters import PosterOrder, PosterOrderQuerySet, poster_path
from responses.models.privacy import ConsentProof, Notice
from responses.models.responses import (
    CountChange,
    Response,
    ResponseQuerySet,
    Trust,
    Verdict,
)
from responses.models.visits import SECONDS_COLUMNS, VisitCount

__all__ = [
    "SECONDS_COLUMNS",
    "Attachment",
    "AttachmentQuerySet",
    "Collector",
    "CollectorQuerySet",
    "ConsentProof",
    "CountChange",
    "LinkKey",
    "Notice",
    "Pointing",
    "PointingQuerySet",
    "PosterOrder",
    "PosterOrderQuerySet",
    "Response",
    "ResponseQuerySet",
    "Trust",
    "Verdict",
    "VisitCount",
    "attachment_path",
    "loose_key",
    "new_collector_code",
    "new_secret",
    "poster_path",
]
