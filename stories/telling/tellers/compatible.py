"""Any OpenAI-compatible endpoint, streamed with the SDK and read raw: a chunk object costs seven times its bytes."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx2
import orjson
from django.conf import settings
from openai import APIError, APIStatusError

from stories import clients, models
from stories.errors import TellerError
from stories.telling.prompts import Prompt


class CompatibleTeller:
    def __init__(self, row: models.Teller) -> None:
        self.row = row

    async def tell(self, prompt: Prompt, told_so_far: str) -> AsyncGenerator[str]:
        try:
            deadline = time.monotonic() + settings.TELLING_WHOLE
            async with AsyncExitStack() as call:
                async with asyncio.timeout(settings.TELLING_FIRST_WORDS):
                    answer = await call.enter_async_context(self._ask(prompt, told_so_far))
                async for piece in _without_thoughts(_text_of(_lines(_in_time(answer.iter_bytes(), deadline)))):
                    yield piece
        except TimeoutError as slow:
            raise TellerError("the endpoint was silent for too long") from slow
        except APIStatusError as refused:
            raise TellerError(
                f"the endpoint answered {refused.status_code}", permanent=refused.status_code in (400, 401, 403, 404)
            ) from refused
        except (APIError, httpx2.HTTPError, OSError) as broken:
            raise TellerError(f"the endpoint cannot be reached: {type(broken).__name__}") from broken

    def _ask(self, prompt: Prompt, told_so_far: str) -> Any:
        """An async context manager that gives the SDK's raw streaming response."""
        client = clients.openai()
        if self.row.style == models.Teller.Style.COMPLETION:
            return client.completions.with_streaming_response.create(**self._completion(prompt, told_so_far))
        return client.chat.completions.with_streaming_response.create(**self._chat(prompt, told_so_far))

    def _chat(self, prompt: Prompt, told_so_far: str) -> dict[str, Any]:
        user = f"{prompt.user}\n\n{prompt.go_on}{told_so_far}" if told_so_far else prompt.user
        messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": user}]
        return {"model": self._model, "messages": messages, "stream": True}

    def _completion(self, prompt: Prompt, told_so_far: str) -> dict[str, Any]:
        """As in training: short prompt, separator, stop. The endpoint's own default would end after 16 tokens."""
        asked = f"{prompt.short}{self.row.separator}{told_so_far}"
        return {
            "model": self._model,
            "prompt": asked,
            "stop": self.row.stop or None,
            "max_tokens": prompt.choices.characters * 3,
            "stream": True,
        }

    @property
    def _model(self) -> str:
        return self.row.model or settings.STORYTELLER_MODEL


async def _in_time(chunks: AsyncIterator[bytes], deadline: float) -> AsyncIterator[bytes]:
    """The same chunks, or TimeoutError: the first may take long, for a model may have to load.

    The timeout stands around the reading only: around a yield it would cancel whoever reads us.
    """
    patience = settings.TELLING_FIRST_WORDS
    while True:
        async with asyncio.timeout(min(patience, deadline - time.monotonic())):
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        yield chunk
        patience = settings.TELLING_STALL


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Lines end at line feeds only: the SDK's own would also end one at a separator in the middle of a story."""
    begun = b""
    async for chunk in chunks:
        *whole, begun = (begun + chunk).split(b"\n")
        for line in whole:
            yield line
    yield begun


async def _text_of(lines: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """The text in the chunks of an event stream. Only `finish_reason` "stop" is an end; a stream that just ends is a fault."""
    reason = None
    async for line in lines:
        if not line.startswith(b"data:"):
            continue
        data = line.removeprefix(b"data:").strip()
        if data == b"[DONE]":
            break
        chunk = _parse(data)
        for choice in chunk.get("choices") or ():
            if words := _words_of(choice):
                yield words
            reason = choice.get("finish_reason") or reason
    if reason != "stop":
        raise TellerError(f"the endpoint did not come to an end: finish_reason {reason}")


async def _without_thoughts(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Some models think aloud, between tags, before they begin to tell."""
    begun, tells = "", False
    async for piece in pieces:
        begun = piece if tells else (begun + piece).lstrip()
        if not tells and begun.startswith("<think>"):
            begun = begun.partition("</think>")[2] if "</think>" in begun else begun
        elif tells or not "<think>".startswith(begun):
            tells = True
            yield begun
    if not tells and not begun.startswith("<think>"):
        yield begun


def _parse(data: bytes) -> dict[str, Any]:
    try:
        chunk = orjson.loads(data)
    except orjson.JSONDecodeError as malformed:
        raise TellerError("the endpoint sent a chunk that is not JSON") from malformed
    if not isinstance(chunk, dict) or chunk.get("error"):
        raise TellerError("the endpoint sent an error in its stream")
    return chunk


def _words_of(choice: dict[str, Any]) -> str:
    """A chat chunk has a delta, a completion chunk has text."""
    return (choice.get("delta") or {}).get("content") or choice.get("text") or ""
