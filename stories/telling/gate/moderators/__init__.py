"""Moderators: one contract; the endpoint's own and a guard model of ours. At most one of them watches."""

from django.conf import settings

from stories.errors import ModeratorError, NoModerator
from stories.models import Teller
from stories.telling.gate.moderators.contract import FIT, Judgement, Moderator
from stories.telling.gate.moderators.endpoint import EndpointModerator
from stories.telling.gate.moderators.guard import GuardModerator

__all__ = ["FIT", "Judgement", "Moderator", "asked_twice", "judge_request", "moderator", "possible", "watching"]


def moderator(teller: str = "") -> Moderator | None:
    """Who watches now; None where the list of words watches alone. `teller`: the endpoint that tells, whose own moderator is asked."""
    watches = possible(teller)
    if isinstance(watches, EndpointModerator) and settings.STORYTELLER_MODERATION == "auto" and watches.is_known_to_be_absent():
        return None
    return watches


def possible(teller: str = "") -> Moderator | None:
    """Who would watch, as this house is set up. A guard of our own comes first: what it reads stays here."""
    if settings.STORYTELLER_GUARD_BASE_URL:
        return GuardModerator()
    if settings.STORYTELLER_MODERATION == "local":
        return None
    endpoints = Teller.endpoints()
    return EndpointModerator(teller if teller in endpoints else endpoints[0]) if endpoints else None


async def judge_request(words: str) -> Judgement:
    """A parent's own words, asked about twice at most. Raises ModeratorError where nobody judges who should."""
    fault = ModeratorError("nobody moderates")
    for endpoint in Teller.endpoints() or [""]:
        watches = moderator(endpoint)
        if watches is None:
            return FIT
        try:
            return await asked_twice(watches, words)
        except NoModerator as none:
            if settings.STORYTELLER_MODERATION == "auto":
                return FIT
            fault = none
        except ModeratorError as away:
            fault = away
    raise fault


async def asked_twice(watches: Moderator, words: str, before: str = "") -> Judgement:
    """A fault may pass. Raises ModeratorError, and at once where there is no moderator."""
    try:
        return await watches.judge(words, before)
    except NoModerator:
        raise
    except ModeratorError:
        return await watches.judge(words, before)


async def watching() -> str:
    """`guard`, `endpoint` or `none`: what a page for parents says."""
    watches = moderator()
    if isinstance(watches, EndpointModerator) and settings.STORYTELLER_MODERATION == "auto":
        return "endpoint" if await watches.is_there() else "none"
    return "none" if watches is None else "guard" if isinstance(watches, GuardModerator) else "endpoint"
