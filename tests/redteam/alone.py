"""The gate alone: what a parent types goes to its request side, what a teller says to its text side."""

import asyncio
from collections.abc import Callable

from stories.errors import ChoiceError, ModeratorError
from stories.telling.gate import Gate, Refusal
from stories.telling.gate import request as gate
from stories.telling.gate.moderators import judge_request, moderator
from tests.redteam.sets import Try

Ask = Callable[[Try], str]
_NAMES = {"hero_name": gate.hero_name, "hero": gate.hero_name, "child": gate.child_name}
PIECE = 3  # characters that a teller says at once


def by_words(one: Try) -> str:
    """Why the layer of words stops it, or nothing."""
    return _typed(one) if one.is_typed else _said(one)


def by_all(one: Try) -> str:
    """The same with the moderator that this house has."""
    return by_words(one) or asyncio.run(_moderated(one))


def _typed(one: Try) -> str:
    try:
        _NAMES[one.field](one.text) if one.field in _NAMES else gate.own_words(one.field, one.text)
    except ChoiceError as refusal:
        return str(refusal.message)
    return ""


def _said(one: Try) -> str:
    passing = Gate(one.lang)
    try:
        for start in range(0, len(one.text), PIECE):
            passing.take(one.text[start : start + PIECE])
        passing.end()
    except Refusal as refusal:
        return f"{refusal.reason}: {refusal.judge}"
    return ""


async def _moderated(one: Try) -> str:
    watching = moderator()
    if watching is None:
        raise SystemExit("Nobody moderates here: set OPENAI_API_KEY, OPENAI_BASE_URL or STORYTELLER_GUARD_BASE_URL.")
    try:
        judgement = await (judge_request(one.text) if one.is_typed else watching.judge(one.text))
    except ModeratorError as away:
        return f"unjudged: {away}"
    return judgement.judge
