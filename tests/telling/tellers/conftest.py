"""A prompt, and a real endpoint for tellers that no story's row knows of."""

import pytest

from stories import clients
from stories.telling.prompts import build
from stories.telling.prompts.prompt import Choices
from tests.telling.tellers.hearing import patient
from tests.upstream import Upstream


@pytest.fixture
def prompt():
    words = {"dynasty_words": "宋", "power_words": "发射激光", "tone_words": "艰难"}
    return build(Choices(language="zh", length="short", title="沈括和一束光", seed="", **words))


@pytest.fixture
async def upstream(settings):
    async with Upstream() as upstream:
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = upstream.url, "a key"
        patient(settings, 1.0)  # a busy machine takes a nap now and then
        yield upstream
        await clients.openai().close()
