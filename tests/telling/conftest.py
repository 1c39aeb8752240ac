"""Who tells in a test: an endpoint that follows a script, and a second one behind it."""

from collections.abc import AsyncIterator, Callable
from math import inf
from typing import Any

import pytest
from channels.db import database_sync_to_async

from stories import clients
from stories.models import Story, Teller
from stories.telling import tellers
from stories.telling.gate.moderators import endpoint
from tests.telling.scripted import Scripted, Turns
from tests.upstream import Upstream

NOWHERE = "http://127.0.0.1:1/v1"


@pytest.fixture
def told_by(monkeypatch: pytest.MonkeyPatch, settings: Any, teller: Teller) -> Callable[..., Scripted]:
    """Let this script, or these turns, tell, as the endpoint; the built-in teller stays as it is."""
    settings.OPENAI_BASE_URL, settings.STORYTELLER_MODERATION = NOWHERE, "local"
    return _told_by(monkeypatch, Teller.objects.create(name="main", endpoint="main", order=1))


@pytest.fixture
def second_by(monkeypatch: pytest.MonkeyPatch, settings: Any, told_by: object) -> Callable[..., Scripted]:
    """The same for the second endpoint."""
    settings.STORYTELLER_FALLBACK_BASE_URL = NOWHERE
    return _told_by(monkeypatch, Teller.objects.create(name="second", endpoint="fallback", order=90))


def _told_by(monkeypatch: pytest.MonkeyPatch, row: Teller) -> Callable[..., Any]:
    def told_by(*script: object) -> Any:
        others = tellers.teller_for
        scripted = script[0] if script and isinstance(script[0], Turns) else Scripted(*script)
        monkeypatch.setattr(tellers, "teller_for", lambda asked, until=inf: scripted if asked == row else others(asked, until))
        return scripted

    return told_by


@pytest.fixture(autouse=True)
def nothing_is_known_of_moderators() -> None:
    """What one test found at an endpoint is no other's."""
    endpoint.known.clear()


@pytest.fixture
async def row(redis: object, alice: Any) -> Story:
    return await database_sync_to_async(alice.asks)()


@pytest.fixture
async def upstream(settings: Any, teller: Teller) -> AsyncIterator[Upstream]:
    """A real endpoint, which tells first; nobody moderates."""
    async with Upstream() as upstream:
        settings.OPENAI_BASE_URL, settings.STORYTELLER_MODERATION = upstream.url, "local"
        await Teller.objects.acreate(name="main", endpoint="main", order=1)
        yield upstream
        await clients.openai().close()
