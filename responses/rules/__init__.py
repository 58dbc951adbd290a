"""What is true of answers whatever the framework. Pure Python: no Django, no database, no clock."""

from responses.rules.answers import (
    ANSWERED,
    BROKEN,
    FIELD,
    OTHER,
    WHOLE_RESPONSE,
    Answer,
    AnswerProblem,
    Answers,
    NotAcceptedError,
    Ratings,
    Reading,
    Reply,
    fingerprint_of,
    local_hour,
)
from responses.rules.contacts import email_of, local_phone, phone_of
from responses.rules.context import NO_CONTEXT, Context
from responses.rules.counting import outcome_of, ratings_of, score_of
from responses.rules.files import (
    IMAGE,
    LARGEST_FILE,
    PDF,
    checked_type,
    clean_name,
    file_key,
)
from responses.rules.filling import fields_of
from responses.rules.limits import Limits, Refusal, refusal_at
from responses.rules.paging import (
    EPOCH,
    Cursor,
    fold,
    read_cursor,
)
from responses.rules.reading import number_words, parse_number, read_answer, read_form, read_values
from responses.rules.tokens import (
    MAC_BYTES,
    TOKEN_FORM,
    FormToken,
    TokenError,
    new_key,
    read_token,
    sign_token,
)

__all__ = [
    "ANSWERED",
    "BROKEN",
    "EPOCH",
    "FIELD",
    "IMAGE",
    "LARGEST_FILE",
    "MAC_BYTES",
    "NO_CONTEXT",
    "OTHER",
    "PDF",
    "TOKEN_FORM",
    "WHOLE_RESPONSE",
    "Answer",
    "AnswerProblem",
    "Answers",
    "Context",
    "Cursor",
    "FormToken",
    "Limits",
    "NotAcceptedError",
    "Ratings",
    "Reading",
    "Refusal",
    "Reply",
    "TokenError",
    "checked_type",
    "clean_name",
    "email_of",
    "fields_of",
    "file_key",
    "fingerprint_of",
    "fold",
    "local_hour",
    "local_phone",
    "new_key",
    "number_words",
    "outcome_of",
    "parse_number",
    "phone_of",
    "ratings_of",
    "read_answer",
    "read_cursor",
    "read_form",
    "read_token",
    "read_values",
    "refusal_at",
    "score_of",
    "sign_token",
]
