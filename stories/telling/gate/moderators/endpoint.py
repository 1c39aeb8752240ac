"""The moderator that comes with an endpoint: `/moderations` of the OpenAI API."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson
from django.conf import settings
from openai import APIError, APIStatusError

from stories import clients
from stories.errors import ModeratorError, NoModerator
from stories.telling.gate.moderators.contract import FIT, Judgement, reason_of

# A score above this is too much for a child of six. The endpoint's own flags are set for adults, and count besides.
# Battles, ghosts and old kings' deaths score below a half of plain violence.
CHILDREN = {
    "sexual": 0.1,
    "sexual/minors": 0.02,
    "violence": 0.6,
    "violence/graphic": 0.2,
    "self-harm": 0.1,
    "self-harm/intent": 0.05,
    "self-harm/instructions": 0.05,
    "hate": 0.15,
    "hate/threatening": 0.1,
    "harassment": 0.4,
    "harassment/threatening": 0.4,
    "illicit": 0.3,
    "illicit/violent": 0.2,
}
_ABSENT = (404, 405, 501)
_ASKS_AGAIN_AFTER = 600.0  # seconds: an endpoint that had none may have one tomorrow
_ASKS_ABOUT_EVERY = 60.0  # seconds


@dataclass
class Known:
    """What this process found at an endpoint; times are on the monotonic clock."""

    has_answered: bool = False
    has_none_until: float = 0
    asked_about: float = -_ASKS_ABOUT_EVERY
    takes_one_at_a_time: bool = False  # some give one judgement for whatever they are shown


known: defaultdict[str, Known] = defaultdict(Known)  # by endpoint


class EndpointModerator:
    """`endpoint`: whose `/moderations` is asked. Words are shown alone and behind what stands before them, in one call."""

    def __init__(self, endpoint: str) -> None:
        self.name = self.endpoint = endpoint
        self.known = known[endpoint]

    def is_known_to_be_absent(self) -> bool:
        return self.known.has_none_until > time.monotonic()

    async def is_there(self) -> bool:
        """Asked once a minute at most, where it is not known. One that is away for now is there: nothing is told without it."""
        now = time.monotonic()
        if not self.known.has_answered and now >= self.known.asked_about + _ASKS_ABOUT_EVERY:
            self.known.asked_about = now
            with suppress(ModeratorError):
                await self.judge("从前有座山。")
        return not self.is_known_to_be_absent()

    async def judge(self, words: str, before: str = "") -> Judgement:
        shown = [words, before + words] if before else [words]
        try:
            async with asyncio.timeout(settings.TELLING_MODERATOR):
                results = await self._ask(shown)
        except TimeoutError as slow:
            raise ModeratorError(f"{self.name}: no judgement in time") from slow
        except APIStatusError as refused:
            raise self._refusal(refused.status_code) from refused
        except (APIError, httpx2.HTTPError, OSError) as broken:
            raise ModeratorError(f"{self.name}: {type(broken).__name__}") from broken
        return next((found for found in map(self._judgement, results) if not found.fit), FIT)

    async def _ask(self, shown: list[str]) -> list[Mapping[str, Any]]:
        if len(shown) > 1 and self.known.takes_one_at_a_time:
            alone = await asyncio.gather(*(self._ask([words]) for words in shown))
            return [result for results in alone for result in results]
        results = _results(await self._answer(shown))
        if len(results) == 1 < len(shown):
            self.known.takes_one_at_a_time = True
            return await self._ask(shown)
        if len(results) != len(shown):
            raise ModeratorError(f"{self.name}: too few judgements")
        self.known.has_answered = True
        return results

    async def _answer(self, shown: list[str]) -> bytes:
        client = clients.openai(self.endpoint)
        asking = client.moderations.with_streaming_response.create(model=settings.STORYTELLER_MODERATION_MODEL, input=shown)
        async with asking as answer:
            if "json" not in answer.headers.get("content-type", "") and not self.known.has_answered:
                raise self._absent()  # some answer whatever they are asked with a page, or with a story
            return await answer.read()

    def _refusal(self, status: int) -> ModeratorError:
        is_absent = status in _ABSENT and not self.known.has_answered
        return self._absent() if is_absent else ModeratorError(f"{self.name}: answered {status}")

    def _absent(self) -> NoModerator:
        self.known.has_none_until = time.monotonic() + _ASKS_AGAIN_AFTER
        return NoModerator(f"{self.name}: has no /moderations")

    def _judgement(self, result: Mapping[str, Any]) -> Judgement:
        scores, flags = result.get("category_scores") or {}, result.get("categories") or {}
        over = {
            category: float(scores.get(category) or 0) - most for category, most in CHILDREN.items() if (scores.get(category) or 0) > most
        }
        worst = max(over, key=lambda category: over[category], default=next((name for name, is_so in flags.items() if is_so), ""))
        if not worst and not result["flagged"]:
            return FIT
        return Judgement(reason_of(worst), f"{self.name}: {worst or 'flagged'} {scores.get(worst, '')}".strip())


def _results(body: bytes) -> list[Mapping[str, Any]]:
    """Raises ModeratorError on an answer that makes no sense: it is no judgement."""
    try:
        results = orjson.loads(body)["results"]
        if all(map(_makes_sense, results)):
            return list(results)
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        pass
    raise ModeratorError("the endpoint's judgement makes no sense")


def _makes_sense(result: Any) -> bool:
    scores, flags = result.get("category_scores") or {}, result.get("categories") or {}
    are_numbers = all(isinstance(score, int | float) for score in scores.values() if score is not None)
    return isinstance(result["flagged"], bool) and isinstance(flags, Mapping) and are_numbers
