"""Writes: open and close collectors; store, change and delete responses."""

from responses.actions.attachments import (
    Owner,
    receive_file,
    sweep_attachments,
)
from responses.actions.collectors import (
    edit_collector,
    hand_over_collectors,
    open_collector,
    open_collectors,
    refuse_if_answered,
    set_collector_state,
)
from responses.actions.posters import (
    design_of,
    draw_posters,
    make_posters,
    order_posters,
    preview_poster,
    revive_orders,
    sweep_orders,
)
from responses.actions.recording import (
    COLUMNS,
    RECORD,
    ROW,
    Outcome,
    Recorded,
    change_answers,
    delete_response,
    record_partial,
    record_response,
    record_responses,
)

__all__ = [
    "COLUMNS",
    "RECORD",
    "ROW",
    "Outcome",
    "Owner",
    "Recorded",
    "change_answers",
    "delete_response",
    "design_of",
    "draw_posters",
    "edit_collector",
    "hand_over_collectors",
    "make_posters",
    "open_collector",
    "open_collectors",
    "order_posters",
    "preview_poster",
    "receive_file",
    "record_partial",
    "record_response",
    "record_responses",
    "refuse_if_answered",
    "revive_orders",
    "set_collector_state",
    "sweep_attachments",
    "sweep_orders",
]
