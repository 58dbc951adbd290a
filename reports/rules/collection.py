"""How answers are collected: the share that finishes, and a mix of channels that moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reports.metrics import Interval, wilson_interval
from reports.rules.scores import is_hidden

MOVED_POINTS: Final = 0.10
"""By how much a channel's share must move before periods are no longer compared like for like."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The share of those who opened the page who came to the end."""

    share: float
    interval: Interval | None


def finished_of(opened: int, finished: int) -> Finished | None:
    """The share with its interval; None where openings were not all noted, or too few are known."""
    if not opened or finished > opened or is_hidden(opened):
        return None
    return Finished(finished / opened, wilson_interval(finished, opened))


@dataclass(frozen=True, slots=True)
class ChannelShare:
    """What part of the responses came through a channel, now and before."""

    channel: str
    people: int
    share: float
    before: float | None
    """None if nothing came before, or nothing is compared."""

    @property
    def has_moved(self) -> bool:
        return self.before is not None and abs(self.share - self.before) > MOVED_POINTS + 1e-9


def mix_of(now: Mapping[str, int], before: Mapping[str, int]) -> tuple[ChannelShare, ...]:
    """The channels by how many responses came through them; none without responses."""
    total, earlier = sum(now.values()), sum(before.values())
    if not total:
        return ()
    channels = sorted(now.keys() | before.keys(), key=lambda name: (-now.get(name, 0), name))
    return tuple(
        ChannelShare(
            channel,
            now.get(channel, 0),
            now.get(channel, 0) / total,
            before.get(channel, 0) / earlier if earlier else None,
        )
        for channel in channels
        if now.get(channel) or before.get(channel)
    )
