"""The live copy of a story in Redis: a text that only grows, and a hash with its state and attempt.

Every write carries the attempt number and is refused when a later attempt has opened the log or the story has ended.
Places inside this module count UTF-8 bytes; an append is whole code points, so a byte place never splits one.
Words of many stories that come at about the same moment go in one call, and so do those that readers ask for.

A bell is the id of a story that has changed, or JSON lists with commas between: a story's id, attempt, byte place and the words
that stand there now, so that a reader who is at that place need not ask for them.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from hashlib import sha1
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from redis.exceptions import NoScriptError, ResponseError

from stories import clients
from stories.delivery.accepted import Accepted
from stories.models import Story
from stories.together import Together

BELL = "storyteller:bell"  # what has changed, for readers
ENDED_LIVES = 60  # seconds
GATHERS = 0.0005, 0.015  # seconds; see Together
ENDS = "storyteller:ends"  # stories that were ended from outside, for the worker that may still be telling them

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
# Four values a story: the attempt, the place, the words and the bell. Its expiry is not renewed: a log that is gone is written anew.
_APPEND = """
local answers, rung = {}, {}
for i = 1, #KEYS, 2 do
  local text, meta, story = KEYS[i], KEYS[i + 1], 2 * i + 1
  local held = redis.call('HMGET', meta, 'attempt', 'state')
  if not held[1] or tonumber(held[1]) < tonumber(ARGV[story]) then answers[#answers + 1] = -2
  elseif held[1] ~= ARGV[story] or held[2] ~= 'telling' then answers[#answers + 1] = -1
  elseif redis.call('STRLEN', text) ~= tonumber(ARGV[story + 1]) then answers[#answers + 1] = -2
  else
    local length = redis.call('APPEND', text, ARGV[story + 2])
    if length == #ARGV[story + 2] then redis.call('EXPIRE', text, ARGV[2]) end
    answers[#answers + 1] = length
    rung[#rung + 1] = ARGV[story + 3]
  end
end
if #rung > 0 then redis.call('PUBLISH', ARGV[1], table.concat(rung, ',')) end
return answers
"""
_SET_STATE = """
local attempt = redis.call('HGET', KEYS[2], 'attempt')
if ARGV[4] ~= '' and attempt and attempt ~= ARGV[4] then return false end
redis.call('HSET', KEYS[2], 'state', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2]) redis.call('EXPIRE', KEYS[2], ARGV[2])
for i = 5, #ARGV do redis.call('PUBLISH', ARGV[i], ARGV[3]) end
return redis.call('GET', KEYS[1]) or ''
"""
_SINCE = """
local answers = {}
for i = 1, #KEYS, 2 do
  local held = redis.call('HMGET', KEYS[i + 1], 'state', 'attempt')
  local place = ARGV[(i + 1) / 2]
  answers[#answers + 1] = held[1] and {redis.call('STRLEN', KEYS[i]), redis.call('GETRANGE', KEYS[i], place, -1), held[1], held[2]}
end
return answers
"""
_FORGET = """
local kept = redis.call('HGET', KEYS[2], 'state') == 'stopped'
redis.call('DEL', KEYS[1])
if kept then redis.call('EXPIRE', KEYS[2], ARGV[1]) else redis.call('DEL', KEYS[2]) end
redis.call('PUBLISH', ARGV[2], ARGV[3])
"""
_Words = tuple[UUID, int, int, str]  # whose, of which attempt, at which place
_Place = tuple[UUID, int]


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


@clients.one_a_loop
def _appends() -> Together[_Words, int]:
    return Together(_append_all, *GATHERS)


@clients.one_a_loop
def _reads() -> Together[_Place, Any]:
    return Together(_read_all, *GATHERS)


def _lives(state: str) -> int:
    """In seconds. Behind an end the row alone is read as soon as its last words are in."""
    return settings.LOG_LIVES if state == Story.State.WAITING else ENDED_LIVES


@lru_cache(4096)
def _keys(story_id: UUID) -> tuple[str, str]:
    return f"story:{story_id}:text", f"story:{story_id}:meta"


async def _run(script: str, story_ids: Sequence[UUID], values: Sequence[Any]) -> Any:
    """Redis knows a script by its sum once it has seen it; one that was restarted is shown it again."""
    keys = [key for story_id in story_ids for key in _keys(story_id)]
    async with clients.patience():
        try:
            return await clients.redis().evalsha(_sum(script), len(keys), *keys, *values)
        except NoScriptError:
            return await clients.redis().eval(script, len(keys), *keys, *values)


@lru_cache
def _sum(script: str) -> str:
    return sha1(script.encode(), usedforsecurity=False).hexdigest()


async def open_log(story_id: UUID, attempt: int, told: Accepted, oldest: int = 0) -> str | None:
    """Open the log for `attempt`; the text that it holds now, or None when the story is not ours to tell.

    What stands behind `told` stays, unless the log is older than attempt `oldest`: then it came back from an old copy of Redis.
    """
    values = [attempt, told.text.encode(), settings.LOG_LIVES, BELL, str(story_id), oldest]
    held = await _run(_OPEN, [story_id], values)
    return None if held is None else held.decode()


async def append(story_id: UUID, attempt: int, at: int, accepted: Accepted) -> Append:
    """Put `accepted` at byte place `at`, which must be the end of the log, and wake the readers."""
    length = await _appends().ask((story_id, attempt, at, accepted.text))
    return {-1: Append.REFUSED, -2: Append.GAP}.get(length, Append.DONE)


async def _append_all(words: list[_Words]) -> list[int]:
    values = [value for each in words for value in (each[1], each[2], each[3].encode(), orjson.dumps(each))]
    return await _run(_APPEND, [story_id for story_id, *_ in words], [BELL, settings.LOG_LIVES, *values])


async def close(story_id: UUID, attempt: int, state: str) -> None:
    """Say that nobody tells it any more: an end state, or `waiting` for another worker. Refuses every later append of this attempt."""
    await _run(_SET_STATE, [story_id], [state, _lives(state), str(story_id), attempt, BELL])


async def cut(story_id: UUID, state: str) -> str:
    """`close` from outside: the worker that may still be telling hears of it too. The whole text as the log holds it."""
    return (await _run(_SET_STATE, [story_id], [state, _lives(state), str(story_id), "", BELL, ENDS])).decode()


async def forget(story_ids: Sequence[UUID]) -> None:
    """Nothing that was told is left here. Of a story that was just stopped the bare end stays for a minute: a worker on its way finds it closed."""
    for story_id in story_ids:
        await _run(_FORGET, [story_id], [ENDED_LIVES, BELL, str(story_id)])


async def write_the_dump_anew() -> None:
    """The last one on the disk may still hold what was forgotten. A server that takes no such order forgets with its next dump."""
    with suppress(ResponseError):
        async with clients.patience():
            await clients.redis().bgsave(schedule=True)


async def since(story_id: UUID, place: int) -> Fresh | None:
    """All that stands from byte `place` on, with the state of the same moment; None when there is no log."""
    found = await _reads().ask((story_id, place))
    if not found:
        return None
    total, tail, state, attempt = found
    return Fresh(total, tail.decode(), state.decode(), int(attempt or 0))


async def _read_all(places: list[_Place]) -> Any:
    return await _run(_SINCE, [story_id for story_id, _ in places], [place for _, place in places])
