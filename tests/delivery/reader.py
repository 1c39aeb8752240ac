"""A story that is told by hand, and a reader who follows it as a browser does."""

import asyncio
from contextlib import aclosing

from channels.db import database_sync_to_async as in_thread

from stories.delivery.follow import Rewind, StateNow, Text, follow
from stories.telling import lease
from stories.telling.voice import LogOut, Voice


async def telling(row, worker="a worker"):
    """A voice that tells this row."""
    story = await in_thread(lease.claim)(row.pk, worker)
    voice = Voice(story, LogOut())
    await voice.open()
    return voice


async def end(voice, state="finished"):
    await in_thread(lease.finish if state == "finished" else lease.fail)(voice.story, voice.text, "told" if state == "finished" else "")
    await voice.out.close(state)


class Reader:
    """A browser: keeps what it was told and goes by docs/protocol.md. One that `knows` passes back the latest attempt it heard of."""

    def __init__(self, story_id, text="", knows=False, attempt=1):
        self.story_id, self.text, self.knows, self.attempt = story_id, text, knows, attempt
        self.events = []
        self.task = None

    def comes(self):
        self.task = asyncio.create_task(self._read())

    async def leaves(self):
        self.task.cancel()
        done, _ = await asyncio.wait([self.task], timeout=5)
        assert done, "a reader who leaves must be let go"

    async def _read(self):
        async with aclosing(follow(self.story_id, len(self.text), self.attempt if self.knows else None)) as events:
            async for event in events:
                self.events.append(event)
                self._take(event)

    def _take(self, event):
        match event:
            case Text(at, text):
                assert at == len(self.text), f"a gap or an overlap: {event} behind {len(self.text)} code points"
                assert text
                self.text += text
            case Rewind(to):
                assert to < len(self.text)
                self.text = self.text[:to]
            case StateNow():
                self.attempt = max(self.attempt, event.attempt)

    async def until(self, reached, seconds=5):
        async with asyncio.timeout(seconds):
            while not reached(self):
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.005)

    def states(self):
        return [event.state for event in self.events if isinstance(event, StateNow)]

    def rewinds(self):
        return [event.to for event in self.events if isinstance(event, Rewind)]
