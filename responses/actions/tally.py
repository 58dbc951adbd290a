"""What came lately: counters in Redis that forget by themselves.

They make nobody wait and refuse nobody: while Redis is away, nothing is known and nobody suspected.
"""

import secrets
import time
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from typing import Any, Final, TypeVar

import structlog
from django.conf import settings
from django.utils.crypto import salted_hmac
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError
from redis.retry import Retry

from responses.rules import ATTACK_SECONDS, MOST_OF_DEVICE, WINDOW_SECONDS, Pace, Reply, is_attack

log = structlog.get_logger("hearme.tally")
Result = TypeVar("Result")
PATIENCE_SECONDS: Final = 0.05
SILENT_SECONDS: Final = 5.0
"""How long Redis is left alone after it did not answer."""
DAY: Final = 24 * 3600
ATTACKS: Final = "guard:attacks"
"""Collectors under attack, by the second at which that ends."""

# A form that is sent again counts once: its first part for the pace, its end for equal answers.
# A device that sends too much is known by that: it does not make its code look busy.
COUNT: Final = """
local said = redis.call('GET', KEYS[1])
local is_over = ARGV[1] == 'whole' and said ~= 'whole'
if not said or is_over then redis.call('SET', KEYS[1], ARGV[1], 'EX', 3600) end
local function counted(key, seconds, is_new)
  if not is_new then return tonumber(redis.call('GET', key) or 0) end
  local n = redis.call('INCR', key)
  if n == 1 then redis.call('EXPIRE', key, seconds) end
  return n
end
local device = counted(KEYS[2], ARGV[3], not said)
local is_one_of_many = device <= tonumber(ARGV[4])
local minute = counted(KEYS[3], 120, not said and is_one_of_many)
counted(KEYS[5], 7500, not said and is_one_of_many)
local same = 0
if is_over and is_one_of_many then
  same = redis.call('HINCRBY', KEYS[4], ARGV[2], 1)
  if same == 1 then redis.call('EXPIRE', KEYS[4], 120) end
end
return {device, minute, tonumber(redis.call('GET', KEYS[6]) or 0), same}
"""


def new_device() -> bytes:
    """A name for a device that says nothing about it."""
    return secrets.token_bytes(12)


def count_reply(reply: Reply, device: bytes) -> Pace:
    """Count a reply once, however often it is sent, and say how much came lately."""
    seconds = int(reply.answered_at.timestamp())
    code, minute, hour = reply.collector_id, seconds // 60, seconds // 3600
    keys = (
        f"guard:said:{reply.organization_id}:{reply.key.hex}",
        f"guard:device:{_pseudonym(reply.organization_id, device, seconds // DAY)}",
        f"guard:minute:{code}:{minute}",
        f"guard:same:{code}:{minute}",
        f"guard:hour:{code}:{hour}",
        f"guard:hour:{code}:{hour - 1}",
    )
    state = "whole" if reply.is_complete else "part"
    equal = reply.fingerprint + str(reply.seconds).encode()
    args = (state, equal, WINDOW_SECONDS, MOST_OF_DEVICE)
    found = _asked(lambda: _count(keys=keys, args=args), None)
    return Pace(*found) if found else Pace()


def raise_alarm(collector_id: int) -> None:
    """Count a response that nobody honest sends; so many of them are an attack."""
    _asked(lambda: _alarm(collector_id), None)


def is_under_attack(collector_id: int) -> bool:
    """Whether this collector is under attack, as it was known at most DOOR_SECONDS ago."""
    global _attacked, _seen_at
    if not settings.GUARD:
        return False
    now = time.monotonic()
    if now - _seen_at >= settings.DOOR_SECONDS:
        _attacked, _seen_at = _asked(attacked_collectors, frozenset()), now
    return collector_id in _attacked


def attacked_collectors() -> frozenset[int]:
    """The collectors under attack. Raises RedisError while that cannot be known."""
    found = _redis().zrangebyscore(ATTACKS, time.time(), "+inf")
    return frozenset(map(int, found))


_attacked: frozenset[int] = frozenset()
_seen_at = float("-inf")


# ------------------------------------------------------------------ Redis
def _count(*, keys: tuple[str, ...], args: tuple[Any, ...]) -> list[int]:
    # The client's own way around a command costs as much again as the command.
    pool = _redis().connection_pool
    connection = pool.get_connection()
    try:
        connection.send_command("EVALSHA", _script().sha, len(keys), *keys, *args)
        found: list[int] = connection.read_response()
    except NoScriptError:
        found = _script()(keys=keys, args=args)
    finally:
        pool.release(connection)
    return found


def _alarm(collector_id: int) -> None:
    now, key = time.time(), f"guard:alarms:{collector_id}"
    calls = _redis().pipeline(transaction=False)
    calls.incr(key)
    calls.expire(key, WINDOW_SECONDS, nx=True)
    if is_attack(calls.execute()[0]):
        calls = _redis().pipeline(transaction=False)
        calls.zremrangebyscore(ATTACKS, 0, now)
        calls.zadd(ATTACKS, {str(collector_id): now + ATTACK_SECONDS})
        if calls.execute()[1]:
            log.warning("under attack", collector=collector_id)


def _asked(call: Callable[[], Result], otherwise: Result) -> Result:
    """What Redis says; `otherwise` while it is away, without asking it again at once."""
    global _silent_until  # noqa: PLW0603 - one rest for the whole process
    now = time.monotonic()
    if now < _silent_until:
        return otherwise
    try:
        return call()
    except (RedisError, OSError) as error:
        _silent_until = now + SILENT_SECONDS
        log.warning("redis away", error=type(error).__name__)
        return otherwise


_silent_until = 0.0


@cache
def _redis() -> Any:
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


@cache
def _script() -> Any:
    return _redis().register_script(COUNT)


# ------------------------------------------------------------------ devices
def _pseudonym(organization_id: int, device: bytes, day: int) -> str:
    """What a device is called within one organization on one day, and never again."""
    name = blake2b(device, digest_size=12, key=_salt(day), salt=organization_id.to_bytes(16))
    return name.hexdigest()


@cache
def _salt(day: int) -> bytes:
    return salted_hmac("responses.device-day", str(day), algorithm="sha256").digest()
