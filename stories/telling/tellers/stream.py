"""The words in an endpoint's event stream. Read raw: one of the SDK's chunk objects costs seven times its bytes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import httpx2
import orjson
from django.conf import settings
from openai import APIError

from stories.errors import TellerError
from stories.telling import pulse
from stories.telling.tellers import usage
from stories.telling.tellers.alarm import Alarm

HEARS_OUT = 1.0  # seconds behind the last word


def words_of(chunks: AsyncIterator[bytes], patience: float, until: float) -> AsyncIterator[str]:
    """What is told in the stream, in pieces; a normal end means that it came to its end.

    What has come together is said together. `patience`: seconds until the first chunk; `until`: when all must be said, on the
    monotonic clock. Raises TimeoutError and TellerError.
    """
    return _without_thoughts(_text_of(_lines(_in_time(chunks, patience, until))))


async def _in_time(chunks: AsyncIterator[bytes], patience: float, until: float) -> AsyncIterator[bytes]:
    """The same chunks, or TimeoutError: the first may take long, for a model may have to load.

    The alarm is set for the reading only: over a yield it would cancel whoever reads us.
    """
    async with Alarm() as alarm:
        while True:
            if time.monotonic() >= until:  # no alarm rings where every chunk is there already
                raise TimeoutError
            alarm.wait(min(patience, until - time.monotonic()))
            chunk = await anext(chunks, None)
            await alarm.is_over()
            if chunk is None:
                return
            taken = time.monotonic()
            yield chunk
            patience = settings.TELLING_STALL
            await pulse.rest(taken)


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[list[bytes]]:
    """The whole lines of each chunk. They end at line feeds only: the SDK's own would also end one at a separator in the middle of a story."""
    begun = b""
    async for chunk in chunks:
        *whole, begun = (begun + chunk).split(b"\n")
        yield whole
    yield [begun]


async def _text_of(groups: AsyncIterator[list[bytes]]) -> AsyncIterator[str]:
    """The text in the chunks of an event stream. Only `finish_reason` "stop" is an end; a stream that just ends is a fault."""
    events = _Events()
    async for lines in groups:
        if words := events.take(lines):
            yield words
        if events.is_over:
            break
    if events.fault or events.reason != "stop":
        raise events.fault or TellerError(f"the endpoint did not come to an end: finish_reason {events.reason}")
    if not events.is_done:
        await _hear_out(groups, events)


class _Events:
    """What an event stream has said so far: why it ended, that it is done, or what is wrong with it."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self.is_done = False
        self.fault: TellerError | None = None
        self.usage = usage.of_this_call()

    @property
    def is_over(self) -> bool:
        return self.is_done or self.reason == "stop" or self.fault is not None

    def take(self, lines: list[bytes]) -> str:
        """The words in these lines; those before a fault were said."""
        words = []
        for line in lines:
            if line.startswith(b"data:") and not (self.is_done or self.fault):
                words.append(self._words_in(line[5:].strip()))
        self.usage.said += words
        return "".join(words)

    def _words_in(self, data: bytes) -> str:
        self.is_done = data == b"[DONE]"
        if self.is_done or self.reason == "stop":
            self.count(data)
            return ""
        try:
            chunk = _parse(data)
        except TellerError as fault:
            self.fault = fault
            return ""
        self.usage.take(chunk.get("usage"))
        try:
            return self._of_choices(chunk.get("choices") or ())
        except (AttributeError, TypeError):
            self.fault = TellerError("the endpoint sent a chunk that makes no sense")
            return ""

    def _of_choices(self, choices: Any) -> str:
        self.reason = next((why for choice in choices if (why := choice.get("finish_reason"))), self.reason)
        self.usage.said += map(_thought_in, choices)
        return "".join(map(_said_in, choices))

    def count(self, data: bytes) -> None:
        """Behind the end nothing is a fault any more, but the count may come."""
        if b'"usage"' in data:
            with suppress(TellerError):
                self.usage.take(_parse(data).get("usage"))


async def _hear_out(groups: AsyncIterator[list[bytes]], events: _Events) -> None:
    """The story is whole; what follows is bookkeeping, and an endpoint that stays silent over it has still told the story."""
    with suppress(TimeoutError, APIError, httpx2.HTTPError, OSError):
        async with asyncio.timeout(HEARS_OUT):
            async for lines in groups:
                events.take(lines)
                if events.is_done:
                    return


async def _without_thoughts(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Some models think aloud, between tags, before they begin to tell."""
    begun, tells = "", False
    async for piece in pieces:
        begun = piece if tells else begun + piece
        opening = begun.lstrip()
        if not tells and opening.startswith("<think>"):
            begun = opening.partition("</think>")[2].lstrip() if "</think>" in opening else opening
        elif tells or not "<think>".startswith(opening):
            tells = True
            yield begun
    if not tells and not begun.startswith("<think>"):
        yield begun


async def from_the_first_word(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """A story begins with no empty line. Where it goes on, a line break may be part of it."""
    has_begun = False
    async for piece in pieces:
        words = piece if has_begun else piece.lstrip()
        has_begun = has_begun or bool(words)
        if words:
            yield words


def _parse(data: bytes) -> dict[str, Any]:
    try:
        chunk = orjson.loads(data)
    except orjson.JSONDecodeError as malformed:
        raise TellerError("the endpoint sent a chunk that is not JSON") from malformed
    if not isinstance(chunk, dict) or chunk.get("error"):
        raise TellerError("the endpoint sent an error in its stream")
    return chunk


def _said_in(choice: dict[str, Any]) -> str:
    """A chat chunk has a delta, a completion chunk has text. Some give the content in parts."""
    said = (choice.get("delta") or {}).get("content") or choice.get("text") or ""
    return "".join(part.get("text") or "" for part in said) if isinstance(said, list) else said


def _thought_in(choice: dict[str, Any]) -> str:
    """Thoughts that stand apart are not told, and paid for."""
    thought = (choice.get("delta") or {}).get("reasoning_content")
    return thought if isinstance(thought, str) else ""
