from collections.abc import AsyncIterator
from typing import Any

import pytest

from stories import clients
from tests.moderation import GUARD
from tests.upstream import Upstream


@pytest.fixture
async def judging(settings: Any) -> AsyncIterator[Upstream]:
    """A real endpoint that moderates well until it is told otherwise; it is the guard too."""
    async with Upstream() as upstream:
        settings.OPENAI_BASE_URL = settings.STORYTELLER_GUARD_BASE_URL = upstream.url
        settings.STORYTELLER_GUARD_MODEL, settings.TELLING_MODERATOR = GUARD, 5
        upstream.moderation = ["good"]
        yield upstream
        for endpoint in ("main", "guard"):
            await clients.openai(endpoint).close()
