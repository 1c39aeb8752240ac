"""An ordered end of the web server: Daphne by itself drops whatever is under way."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from twisted.internet import defer, error, reactor, tcp

WAITS = 2.0  # seconds at most for requests under way
LAST_WORDS = 0.2  # seconds for close frames to go out


class Departure:
    """An ASGI application that knows its requests, and on SIGTERM accepts no more, sends readers on, and lets requests come to their end.

    `send_readers_on` closes the sockets. Only inside Daphne, whose reactor runs; elsewhere nothing ever asks it to leave.
    """

    def __init__(self, application: Callable[..., Awaitable[None]], send_readers_on: Callable[[], Awaitable[None]]) -> None:
        self.application = application
        self.send_readers_on = send_readers_on
        self.requests: set[asyncio.Task[Any] | None] = set()
        self.is_leaving: asyncio.Future[None] | None = None
        self.reactor: Any = reactor
        # Twisted sets a handler of its own when it begins to run, and ends at once.
        self.reactor.callWhenRunning(signal.signal, signal.SIGTERM, self._asked_to_leave)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await self.application(scope, receive, send)
        task = asyncio.current_task()
        self.requests.add(task)
        try:
            await self.application(scope, receive, send)
        finally:
            self.requests.discard(task)

    def _asked_to_leave(self, *signal_and_frame: Any) -> None:
        self.reactor.callFromThread(self._begin_to_leave)

    def _begin_to_leave(self) -> None:
        self.is_leaving = self.is_leaving or asyncio.ensure_future(self._leave())

    async def _leave(self) -> None:
        try:
            await self._close_the_door()
            await self.send_readers_on()
            await asyncio.sleep(LAST_WORDS)
            if under_way := [task for task in self.requests if task]:
                await asyncio.wait(under_way, timeout=WAITS)
        finally:
            with suppress(error.ReactorNotRunning):  # Ctrl-C was quicker
                self.reactor.stop()

    async def _close_the_door(self) -> None:
        for port in [reader for reader in self.reactor.getReaders() if isinstance(reader, tcp.Port)]:
            await defer.maybeDeferred(port.stopListening).asFuture(asyncio.get_running_loop())
