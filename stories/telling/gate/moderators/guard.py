"""A guard model of our own, behind an OpenAI-compatible server on this machine or beside it: Llama Guard, Qwen3Guard and their like."""

import asyncio
import re
from typing import Any

import httpx2
from django.conf import settings
from openai import APIError

from stories import clients
from stories.errors import ModeratorError
from stories.models import Verdict
from stories.telling.gate.moderators.contract import FIT, Judgement

_UNSAFE = re.compile(r"\b(unsafe|controversial)\b", re.IGNORECASE)
_SAFE = re.compile(r"\s*(?:safety:\s*)?safe\s*(?:\n\s*categories:\s*none\s*)?(?:\n.*refusal:.*)?", re.IGNORECASE)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_ASKED = "Tell my child of six a bedtime story."
# The hazards of Llama Guard 3, and words that others say.
_REASONS = {
    "S1": Verdict.Reason.VIOLENCE,
    "S2": Verdict.Reason.DANGER,
    "S3": Verdict.Reason.SEXUAL,
    "S4": Verdict.Reason.SEXUAL,
    "S7": Verdict.Reason.PRIVATE,
    "S9": Verdict.Reason.DANGER,
    "S10": Verdict.Reason.HATE,
    "S11": Verdict.Reason.HARM,
    "S12": Verdict.Reason.SEXUAL,
    "Violent": Verdict.Reason.VIOLENCE,
    "Sexual": Verdict.Reason.SEXUAL,
    "Self-Harm": Verdict.Reason.HARM,
    "PII": Verdict.Reason.PRIVATE,
}
_HAZARD = re.compile(r"\b(" + "|".join(sorted(_REASONS, key=len, reverse=True)) + r")\b")


class GuardModerator:
    name = "guard"

    async def judge(self, words: str, before: str = "") -> Judgement:
        messages = [{"role": "user", "content": _ASKED}, {"role": "assistant", "content": before + words}]
        try:
            async with asyncio.timeout(settings.TELLING_MODERATOR):
                said = await self._ask(messages)
        except TimeoutError as slow:
            raise ModeratorError("guard: no judgement in time") from slow
        except (APIError, httpx2.HTTPError, OSError, ValueError) as broken:
            raise ModeratorError(f"guard: {type(broken).__name__}") from broken
        return _judgement(said)

    async def _ask(self, messages: list[Any]) -> str:
        answer = await clients.openai("guard").chat.completions.create(
            model=settings.STORYTELLER_GUARD_MODEL, messages=messages, temperature=0, max_tokens=40
        )
        choices = getattr(answer, "choices", None)  # of a senseless answer the SDK makes whatever it finds
        return (choices[0].message.content or "") if choices else ""


def _judgement(said: str) -> Judgement:
    """Raises ModeratorError where it said neither, or more than that: that is no judgement."""
    said = _THOUGHT.sub("", said)
    if _UNSAFE.search(said):
        hazard = _HAZARD.search(said)
        return Judgement(_REASONS[hazard[1]] if hazard else Verdict.Reason.OTHER, f"guard: {' '.join(said.split())[:80]}")
    if _SAFE.fullmatch(said):
        return FIT
    raise ModeratorError("guard: said neither safe nor unsafe")
