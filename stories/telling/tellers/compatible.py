"""Any OpenAI-compatible endpoint, asked with the SDK and read raw."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from email.utils import mktime_tz, parsedate_tz
from math import inf, isfinite
from typing import Any

import httpx2
from django.conf import settings
from openai import APIError, APIStatusError, AsyncOpenAI

from stories import clients, models
from stories.errors import TellerError
from stories.telling.prompts import Prompt
from stories.telling.tellers import usage
from stories.telling.tellers.extras import Extras
from stories.telling.tellers.joint import joined
from stories.telling.tellers.stream import from_the_first_word, words_of

PERMANENT = (400, 401, 403, 404, 422)


class CompatibleTeller:
    """One call of one endpoint. `until`: when all must be said, on the monotonic clock."""

    def __init__(self, row: models.Teller, until: float = inf) -> None:
        self.row = row
        self.until = until

    async def tell(self, prompt: Prompt, told_so_far: str) -> AsyncGenerator[str]:
        has_said = False
        try:
            async with AsyncExitStack() as call:
                async with asyncio.timeout(min(self._first_words, self.until - time.monotonic())):
                    answer = await self._answer(call, prompt, told_so_far)
                async for piece in self._pieces(answer.iter_bytes(), prompt, told_so_far):
                    has_said = has_said or bool(piece.strip())
                    yield piece
        except TimeoutError as slow:
            raise TellerError("the endpoint was silent for too long") from slow
        except APIStatusError as refused:
            usage.of_this_call().is_refused = True
            raise _refusal(refused) from refused
        except (APIError, httpx2.HTTPError, OSError) as broken:
            raise TellerError(f"the endpoint cannot be reached: {type(broken).__name__}") from broken
        if not has_said:
            raise TellerError("the endpoint said nothing new")

    def _pieces(self, chunks: AsyncIterator[bytes], prompt: Prompt, told_so_far: str) -> AsyncIterator[str]:
        words = words_of(chunks, self._first_words, self.until)
        is_chat = self.row.style == models.Teller.Style.CHAT  # a completion model goes on by itself
        told = told_so_far or prompt.choices.first_half
        if told and is_chat:
            words = joined(words, told, prompt.choices.language)
        return words if told_so_far else from_the_first_word(words)

    @property
    def _first_words(self) -> float:
        return float(settings.TELLING_FIRST_WORDS[self.row.endpoint])

    async def _answer(self, call: AsyncExitStack, prompt: Prompt, told_so_far: str) -> Any:
        """The SDK's raw streaming response, open until `call` ends."""
        client = clients.openai(self.row.endpoint)
        extras = Extras(str(client.base_url), self._model, self.row.style, prompt)
        while True:
            try:
                return await call.enter_async_context(self._ask(client, prompt, told_so_far, extras.fields))
            except APIStatusError as refused:
                if not extras.are_refused(refused):
                    raise

    def _ask(self, client: AsyncOpenAI, prompt: Prompt, told_so_far: str, extras: dict[str, Any]) -> Any:
        if self.row.style == models.Teller.Style.COMPLETION:
            return client.completions.with_streaming_response.create(**self._completion(prompt, told_so_far), **extras)
        return client.chat.completions.with_streaming_response.create(**self._chat(prompt, told_so_far), **extras)

    def _chat(self, prompt: Prompt, told_so_far: str) -> dict[str, Any]:
        user = f"{prompt.user}\n\n{prompt.go_on}{told_so_far}" if told_so_far else prompt.user
        messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": user}]
        return {"model": self._model, "messages": messages, "stream": True}

    def _completion(self, prompt: Prompt, told_so_far: str) -> dict[str, Any]:
        """As in training: short prompt, separator, stop. The endpoint's own default would end after 16 tokens."""
        begun = "\n".join(filter(None, (prompt.choices.first_half, told_so_far)))
        asked = f"{prompt.short}{self.row.separator}{begun}"
        return {
            "model": self._model,
            "prompt": asked,
            "stop": self.row.stop or None,
            "max_tokens": prompt.tokens,
            "stream": True,
        }

    @property
    def _model(self) -> str:
        is_second = self.row.endpoint == models.Teller.Endpoint.FALLBACK
        return self.row.model or (settings.STORYTELLER_FALLBACK_MODEL if is_second else settings.STORYTELLER_MODEL)


def _refusal(refused: APIStatusError) -> TellerError:
    status = refused.status_code
    return TellerError(f"the endpoint answered {status}", status in PERMANENT, _retry_after(refused.response.headers))


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from `retry-after-ms` or from `Retry-After`, which gives seconds or a date; None where neither makes sense."""
    said = headers.get("retry-after", "")
    ways: list[Callable[[], float]] = [
        lambda: float(headers.get("retry-after-ms", "")) / 1000,
        lambda: float(said),
        lambda: _seconds_until(said),
    ]
    for seconds in ways:
        with suppress(ValueError, OverflowError):
            if isfinite(seconds()):
                return max(0.0, seconds())
    return None


def _seconds_until(said: str) -> float:
    date = parsedate_tz(said)
    return mktime_tz(date) - time.time() if date else inf
