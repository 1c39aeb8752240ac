"""What can become of Redis and of its copy of one story, as rules of a state machine."""

import asyncio
from contextlib import contextmanager
from math import inf

from hypothesis import strategies as st
from hypothesis.stateful import rule
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NoAnswer

from stories import clients
from stories.delivery import log


class RedisTroubles:
    """`redis`: a client of the real server, which is there also while the product's own finds nobody."""

    @rule(what=st.sampled_from(["wiped", "half lost", "copied", "old again", "away or back", "away or back", "frozen or thawed"]))
    def redis_is(self, what):
        getattr(self, "_" + what.replace(" ", "_"))()
        self.was_harmed = self.was_harmed or what != "copied"
        self.is_harmed = self.is_harmed or what in ("wiped", "half lost", "old again")

    def _wiped(self):
        self.redis.flushdb()

    def _half_lost(self):
        self.redis.delete(f"story:{self.row.pk}:text")

    def _copied(self):
        self.copy = {key: self.redis.dump(key) for key in self.redis.keys("story:*")}

    def _old_again(self):
        self.redis.flushdb()
        for key, value in self.copy.items():
            self.redis.restore(key, 0, value)

    def _frozen_or_thawed(self):
        """As the latest teller found it, who does without it for a while."""
        if self.latest:
            self.latest.out.skip_until = 0.0 if self.latest.out.skip_until else inf

    def _away_or_back(self):
        self.is_away = not self.is_away
        nowhere = Redis.from_url(self.nowhere, retry=Retry(NoBackoff(), 0))
        self.do(self._other_client(nowhere if self.is_away else None))

    async def _other_client(self, client=None):
        if old := clients.redis.made.pop(asyncio.get_running_loop(), None):
            await old.aclose()
        if client:
            clients.redis.made[asyncio.get_running_loop()] = client

    @contextmanager
    def _unheard(self, is_so):
        """What was asked of Redis is done, and the answer is lost."""
        heard = log._run

        async def unheard(*question):
            await heard(*question)
            raise NoAnswer("the answer was lost")

        log._run = unheard if is_so else heard
        try:
            yield
        finally:
            log._run = heard
