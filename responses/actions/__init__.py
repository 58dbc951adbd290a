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
from responses.actions.embeds import MOST_SITES, set_frame_origins
from responses.actions.fleet import (
    Change,
    change_fleet,
    open_fleet,
)
from responses.actions.limits import (
    PAUSE_SECONDS,
    count_taken,
    forgive_try,
    may_try_pin,
    record_within_limit,
)
from responses.actions.links import (
    MadeLink,
    WantedLink,
    make_link,
    make_links,
    new_link_key,
    revoke_link_key,
    usual_link_key,
)
from responses.actions.options import Options, set_collector_options
from responses.actions.pointing import Aim, point_collectors
from responses.actions.posters import (
    design_of,
    draw_posters,
    make_posters,
    order_posters,
    preview_poster,
    revive_orders,
    sweep_orders,
)
from responses.actions.privacy import withdraw_consent, write_notice
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
    set_excluded,
)
from responses.actions.suspicions import (
    decide,
    distrust,
    release_unproven,
    suspect,
    suspect_bursts,
    trust,
)
from responses.actions.tally import (
    count_reply,
    is_under_attack,
    new_device,
    raise_alarm,
)
from responses.actions.visits import flush_openings, note_opening

__all__ = [
    "COLUMNS",
    "MOST_SITES",
    "PAUSE_SECONDS",
    "RECORD",
    "ROW",
    "Aim",
    "Change",
    "MadeLink",
    "Options",
    "Outcome",
    "Owner",
    "Recorded",
    "WantedLink",
    "change_answers",
    "change_fleet",
    "count_reply",
    "count_taken",
    "decide",
    "delete_response",
    "design_of",
    "distrust",
    "draw_posters",
    "edit_collector",
    "flush_openings",
    "forgive_try",
    "hand_over_collectors",
    "is_under_attack",
    "make_link",
    "make_links",
    "make_posters",
    "may_try_pin",
    "new_device",
    "new_link_key",
    "note_opening",
    "open_collector",
    "open_collectors",
    "open_fleet",
    "order_posters",
    "point_collectors",
    "preview_poster",
    "raise_alarm",
    "receive_file",
    "record_partial",
    "record_response",
    "record_responses",
    "record_within_limit",
    "refuse_if_answered",
    "release_unproven",
    "revive_orders",
    "revoke_link_key",
    "set_collector_options",
    "set_collector_state",
    "set_excluded",
    "set_frame_origins",
    "suspect",
    "suspect_bursts",
    "sweep_attachments",
    "sweep_orders",
    "trust",
    "usual_link_key",
    "withdraw_consent",
    "write_notice",
]
