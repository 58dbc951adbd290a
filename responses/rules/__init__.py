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
from responses.rules.contacts import email_of, phone_of
from responses.rules.counting import outcome_of, ratings_of, score_of
from responses.rules.paging import (
    EPOCH,
    Cursor,
    fold,
    read_cursor,
)
from responses.rules.reading import parse_number, read_answer, read_form, read_values
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
    "MAC_BYTES",
    "OTHER",
    "TOKEN_FORM",
    "WHOLE_RESPONSE",
    "Answer",
    "AnswerProblem",
    "Answers",
    "Cursor",
    "FormToken",
    "NotAcceptedError",
    "Ratings",
    "Reading",
    "Reply",
    "TokenError",
    "email_of",
    "fingerprint_of",
    "fold",
    "local_hour",
    "new_key",
    "outcome_of",
    "parse_number",
    "phone_of",
    "ratings_of",
    "read_answer",
    "read_cursor",
    "read_form",
    "read_token",
    "read_values",
    "score_of",
    "sign_token",
]
