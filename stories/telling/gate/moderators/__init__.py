"""Moderators: one contract; the endpoint's own and a guard model of ours. At most one of them watches."""

from django.conf import settings

from stories.models import Teller
from stories.telling.gate.moderators.contract import FIT, Judgement, Moderator
from stories.telling.gate.moderators.endpoint import EndpointModerator
from stories.telling.gate.moderators.guard import GuardModerator

__all__ = ["FIT", "Judgement", "Moderator", "moderator", "possible"]


def moderator() -> Moderator | None:
    """Who watches now; None where the list of words watches alone."""
    watches = possible()
    if isinstance(watches, EndpointModerator) and settings.STORYTELLER_MODERATION == "auto" and watches.is_known_to_be_absent():
        return None
    return watches


def possible() -> Moderator | None:
    """Who would watch, as this house is set up. A guard of our own comes first: what it reads stays here."""
    if settings.STORYTELLER_GUARD_BASE_URL:
        return GuardModerator()
    if settings.STORYTELLER_MODERATION == "local":
        return None
    endpoints = Teller.endpoints()
    return EndpointModerator(endpoints[0]) if endpoints else None
