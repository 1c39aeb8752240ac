import asyncio

import django.db
import pytest

from stories.telling import lease
from stories.telling.heartbeat import beat


@pytest.mark.django_db(transaction=True)
async def test_a_heart_beats_on_after_the_database_was_away(settings, monkeypatch):
    settings.TELLING_HEARTBEAT = 0.01
    beats: list[str] = []

    def away_at_first(worker: str, story_ids: object) -> None:
        beats.append(worker)
        if len(beats) == 1:
            raise django.db.InterfaceError("connection already closed")

    monkeypatch.setattr(lease, "heartbeat", away_at_first)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await beat("a worker", list)
    assert len(beats) > 1
