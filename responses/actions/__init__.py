"""Writes: open and close collectors; store, change and delete responses."""

from responses.actions.collectors import (
    close_collector,
    edit_collector,
    open_collector,
    open_collectors,
    reopen_collector,
)
from responses.actions.recording import (
    COLUMNS,
    RECORD,
    ROW,
    Outcome,
    Recorded,
    change_answers,
    delete_response,
    record_response,
    record_responses,
)

__all__ = [
    "COLUMNS",
    "RECORD",
    "ROW",
    "Outcome",
    "Recorded",
    "change_answers",
    "close_collector",
    "delete_response",
    "edit_collector",
    "open_collector",
    "open_collectors",
    "record_response",
    "record_responses",
    "reopen_collector",
]
