"""Where accepted text goes while a story is told: the log word by word, the database sentence by sentence."""

import logging
import time
from typing import Protocol

from django.utils import timezone
from redis.exceptions import RedisError

from stories.delivery import log
from stories.delivery.accepted import Accepted
from stories.errors import LeaseLost
from stories.models import Story
from stories.telling import gate, lease, rows
from stories.telling.gate import sentences

logger = logging.getLogger(__name__)

# Seconds without the log after it did not answer. A frozen Redis must not hold up every word; one that refuses at once may be asked soon.
SKIPS_FOR = {"frozen": 3.0, "refused": 0.3}
FROZEN = 1.0  # seconds without an answer


class Out(Protocol):
    """Who hears a story live."""

    async def open(self, story: Story) -> str:
        """Begin or go on; the text told so far. Raises LeaseLost."""
        ...

    async def say(self, accepted: Accepted) -> None:
        """Raises LeaseLost."""
        ...

    async def close(self, state: str) -> None: ...


class LogOut:
    """The Redis log. Where Redis is away the story goes on: every sentence is in the database, and the log is written anew."""

    skip_until = 0.0

    async def open(self, story: Story) -> str:
        self.story, self.text = story, story.text
        try:
            held = await log.open_log(story.pk, story.attempt, gate.known_good(story.text), story.newest_opening)
        except (RedisError, OSError):
            held = self.text
        if held is None:
            raise LeaseLost("the log is held by somebody else")
        self.text, self.place = held, len(held.encode())
        if story.attempt > 1:
            await rows.surely(lease.opened, story, len(held))
        return held

    async def say(self, accepted: Accepted) -> None:
        """Raises LeaseLost where the story has ended or a later attempt tells it."""
        asked = time.monotonic()
        if asked < self.skip_until:
            return self._said(accepted)
        try:
            done = await log.append(self.story.pk, self.story.attempt, self.place, accepted)
            if done is log.Append.GAP:
                done = await self._put_right(accepted)
        except (RedisError, OSError, *rows.AWAY) as away:
            logger.warning("log away: %s", away)
            await self._do_without(asked, accepted)
            done = log.Append.DONE
        if done is not log.Append.DONE:
            raise LeaseLost("the log takes no more of this attempt")
        self._said(accepted)

    def _said(self, accepted: Accepted) -> None:
        self.text += accepted.text
        self.place += len(accepted.text.encode())

    async def _do_without(self, asked: float, accepted: Accepted) -> None:
        """The database gets at once what readers may have seen: the log may come back empty."""
        now = time.monotonic()
        self.skip_until = now + SKIPS_FOR["frozen" if now - asked > FROZEN else "refused"]
        await rows.keep(self.story, self.text + accepted.text)

    async def close(self, state: str) -> None:
        try:
            await log.close(self.story.pk, self.story.attempt, state)
        except (RedisError, OSError) as away:
            logger.warning("log not closed: %s", away)  # readers find the end in the database

    async def _put_right(self, accepted: Accepted) -> log.Append:
        """The log is not where this attempt left it. The database says first whether the attempt may still write.

        Shorter, or another attempt's: it was lost, and is written anew. One word longer: only the answer to that word was lost.
        """
        await rows.checkpoint(self.story, self.text)
        held = await log.open_log(self.story.pk, self.story.attempt, gate.known_good(self.text), self.story.attempt)
        if held == self.text + accepted.text:
            return log.Append.DONE
        return await log.append(self.story.pk, self.story.attempt, self.place, accepted)


class Voice:
    """Says accepted text and keeps each whole sentence."""

    def __init__(self, story: Story, out: Out) -> None:
        self.story = story
        self.out = out
        self.text = story.text
        self.kept = len(story.text)

    async def open(self) -> str:
        self.text = await self.out.open(self.story)
        self.kept = len(self.text)
        return self.text

    async def say(self, accepted: Accepted | None) -> None:
        if accepted is None:
            return
        await self.out.say(accepted)
        self.text += accepted.text
        self.story.first_words = self.story.first_words or timezone.now()
        if sentences.ends_at(self.text[self.kept :]):
            await rows.keep(self.story, self.text)
            self.kept = len(self.text)
