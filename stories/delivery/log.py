"""The live copy of a story in Redis: a text that only grows, and a hash with its state and attempt.

Every write carries the attempt number and is refused when a later attempt has opened the log or the story has ended.
Places inside this module count UTF-8 bytes; an append is whole code points, so a byte place never splits one.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings

from stories import clients
from stories.delivery.accepted import Accepted

BELL = "storyteller:bell"  # a story's id at each change, for readers
ENDS = "storyteller:ends"  # a story's id at its end, for the worker that may still be telling it

_OPEN = """
local attempt = tonumber(redis.call('HGET', KEYS[2], 'attempt') or 0)
local state = redis.call('HGET', KEYS[2], 'state')
if attempt > tonumber(ARGV[1]) or state == 'finished' or state == 'stopped' or state == 'failed' then return false end
local held = redis.call('GET', KEYS[1]) or ''
if attempt < tonumber(ARGV[6]) or string.sub(held, 1, string.len(ARGV[2])) ~= ARGV[2] then
  held = ARGV[2]
  redis.call('SET', KEYS[1], held)
end
redis.call('HSET', KEYS[2], 'attempt', ARGV[1], 'state', 'telling')
redis.call('EXPIRE', KEYS[1], ARGV[3]) redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return held
"""
_APPEND = """
local held = redis.call('HMGET', KEYS[2], 'attempt', 'state')
if not held[1] or tonumber(held[1]) < tonumber(ARGV[1]) then return -2 end
if held[1] ~= ARGV[1] or held[2] ~= 'telling' then return -1 end
if redis.call('STRLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return -2 end
local length = redis.call('APPEND', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4]) redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return length
"""
_SET_STATE = """
local attempt = redis.call('HGET', KEYS[2], 'attempt')
if ARGV[4] ~= '' and attempt and attempt ~= ARGV[4] then return false end
redis.call('HSET', KEYS[2], 'state', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2]) redis.call('EXPIRE', KEYS[2], ARGV[2])
for i = 5, #ARGV do redis.call('PUBLISH', ARGV[i], ARGV[3]) end
return redis.call('GET', KEYS[1]) or ''
"""


class Append(Enum):
    DONE = "done"
    REFUSED = "refused"  # a later attempt holds the log, or the story has ended
    GAP = "gap"  # the log is not where this attempt left it (a Redis that was wiped, or came back older): open it again


@dataclass(frozen=True, slots=True)
class Fresh:
    """What stands in the log from a byte place on, the state it says, and the attempt that opened it last."""

    total: int
    text: str
    state: str
    attempt: int


def _keys(story_id: UUID) -> list[str]:
    return [f"story:{story_id}:text", f"story:{story_id}:meta"]


async def _run(script: str, story_id: UUID, *values: object) -> Any:
    async with clients.patience():
        return await clients.redis().eval(script, 2, *_keys(story_id), *values)  # type: ignore[arg-type]


async def open_log(story_id: UUID, attempt: int, told: Accepted, oldest: int = 0) -> str | None:
    """Open the log for `attempt`; the text that it holds now, or None when the story is not ours to tell.

    What stands behind `told` stays, unless the log is older than attempt `oldest`: then it came back from an old copy of Redis.
    """
    held = await _run(_OPEN, story_id, attempt, told.text.encode(), settings.LOG_LIVES, BELL, str(story_id), oldest)
    return None if held is None else held.decode()


async def append(story_id: UUID, attempt: int, at: int, accepted: Accepted) -> Append:
    """Put `accepted` at byte place `at`, which must be the end of the log, and wake the readers."""
    length = await _run(_APPEND, story_id, attempt, at, accepted.text.encode(), settings.LOG_LIVES, BELL, str(story_id))
    return {-1: Append.REFUSED, -2: Append.GAP}.get(length, Append.DONE)


async def close(story_id: UUID, attempt: int, state: str) -> None:
    """Say that nobody tells it any more: an end state, or `waiting` for another worker. Refuses every later append of this attempt."""
    await _run(_SET_STATE, story_id, state, settings.LOG_LIVES, str(story_id), attempt, BELL)


async def cut(story_id: UUID, state: str) -> str:
    """`close` from outside: the worker that may still be telling hears of it too. The whole text as the log holds it."""
    return (await _run(_SET_STATE, story_id, state, settings.LOG_LIVES, str(story_id), "", BELL, ENDS)).decode()


async def since(story_id: UUID, place: int) -> Fresh | None:
    """All that stands from byte `place` on, with the state of the same moment; None when there is no log."""
    text_key, meta_key = _keys(story_id)
    async with clients.patience(), clients.redis().pipeline(transaction=True) as pipe:
        pipe.strlen(text_key)
        pipe.getrange(text_key, place, -1)
        pipe.hmget(meta_key, "state", "attempt")
        total, tail, (state, attempt) = await pipe.execute()
    return None if state is None else Fresh(total, tail.decode(), state.decode(), int(attempt or 0))
