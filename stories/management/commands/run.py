import asyncio
import fcntl
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from storyteller import redis_server
from storyteller.supervisor import Part, Supervisor

# A browser that answers no ping is gone 30 s later, and what was not read with it.
_WEB = ["-b", settings.HOST, "-p", str(settings.PORT), "--ping-interval", "8", "--ping-timeout", "18"]
READY_WITHIN = 60  # seconds
REDIS_WITHIN = 5


class Command(BaseCommand):
    help = "Run the whole house in the foreground: Redis where none is given, web server, worker and sweeper. Ctrl-C ends all of it. Example: manage.py run"

    def handle(self, *args: Any, **options: Any) -> None:
        _port_is_free()
        with _alone_in(settings.STORYTELLER_DATA):
            call_command("migrate", verbosity=0)
            call_command("seed_catalogue")
            sys.exit(asyncio.run(self._run()))

    async def _run(self) -> int:
        house = Supervisor(_parts(), lambda line: self.stdout.write(line))
        asked_to_end = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, asked_to_end.set)
        ending = asyncio.create_task(asked_to_end.wait())
        try:
            return await self._until(house, ending)
        finally:
            await house.end()
            settings.REDIS_URL_FILE_OF_RUN.unlink(missing_ok=True)
            self.stdout.write("The house is quiet. Good night.")

    async def _until(self, house: Supervisor, ending: asyncio.Task[Any]) -> int:
        await house.start("redis")
        if not await _first(ending, _redis_answers(_redis_url(house))):
            return 0
        await house.start()
        if not await _first(ending, _ready()):
            return 0
        self.stdout.write(_welcome())
        await ending
        return 0


async def _first(ending: asyncio.Task[Any], work: Coroutine[Any, Any, None]) -> bool:
    """Do `work` unless the house is asked to end meanwhile; whether it was done. Raises what the work raises."""
    task = asyncio.create_task(work)
    await asyncio.wait([ending, task], return_when=asyncio.FIRST_COMPLETED)
    if ending.done():
        task.cancel()
        return False
    await task
    return True


def _parts() -> list[Part]:
    python = [sys.executable, "-u", "-m"]
    manage = [sys.executable, "-u", str(settings.BASE_DIR / "manage.py")]
    redis_part, shared = _redis_part()
    worker = {"STORYTELLER_DRAIN": os.environ.get("STORYTELLER_DRAIN", "0"), **shared}
    return [
        *redis_part,
        Part("web", [*python, "storyteller.web", *_WEB], shared),
        Part(
            "worker",
            [*python, "celery", "-A", "storyteller", "worker", "--without-gossip", "--without-mingle", "--without-heartbeat"],
            worker,
        ),
        Part("sweeper", [*manage, "sweep"], shared),
    ]


def _redis_part() -> tuple[list[Part], dict[str, str]]:
    """Our own server and its address for the others; nothing where REDIS_URL names one."""
    if os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE"):
        return [], {"REDIS_URL": settings.REDIS_URL}
    program = redis_server.find()
    if program is None:
        raise CommandError("Redis cannot be had: install redis-server or valkey-server, or set REDIS_URL to one that runs.")
    configuration, url = redis_server.configure(settings.STORYTELLER_DATA / "redis")
    settings.REDIS_URL_FILE_OF_RUN.touch(mode=0o600)
    settings.REDIS_URL_FILE_OF_RUN.write_text(url)
    return [Part("redis", [program, str(configuration)], last=True)], {"REDIS_URL": url}


def _redis_url(house: Supervisor) -> str:
    return next(part.environment["REDIS_URL"] for part in house.parts if part.name == "web")


async def _redis_answers(url: str) -> None:
    """Wait a little for Redis. Raises CommandError."""
    until = time.monotonic() + REDIS_WITHIN
    while time.monotonic() < until:
        try:
            async with asyncio.timeout(1), Redis.from_url(url, socket_timeout=None, retry=None) as client:
                await client.ping()
                return
        except (RedisError, OSError):
            await asyncio.sleep(0.1)
    raise CommandError("Redis does not answer: see that the one named by REDIS_URL runs, or unset REDIS_URL to use one of our own.")


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One house a folder: two would share a Redis configuration and its data. Raises CommandError."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(f"A house runs in {folder} already. Give this one another: STORYTELLER_DATA=./other make run") from None
        yield


def _port_is_free() -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as taken:
            hint = f"PORT={settings.PORT + 1} make run"
            raise CommandError(f"Cannot listen on {settings.HOST}:{settings.PORT}: {taken.strerror}. Take another: {hint}") from None


async def _ready() -> None:
    """Wait until all parts are ready. Raises CommandError."""
    for _ in range(READY_WITHIN * 5):
        if await asyncio.to_thread(_readyz):
            return
        await asyncio.sleep(0.2)
    raise CommandError(f"The house was not ready within {READY_WITHIN} s; the lines above say why.")


def _address() -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.HOST, settings.HOST)
    return f"http://{host}:{settings.PORT}/"


def _readyz() -> bool:
    host = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else "localhost"
    try:
        with urllib.request.urlopen(urllib.request.Request(_address() + "readyz", headers={"Host": host}), timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _welcome() -> str:
    address = f"https://{settings.AWAY[0].strip('.')}/" if settings.AWAY else _address()
    return (
        f"\n  说书人 · Storyteller is ready:  {address}\n"
        f"  Curators enter at {address}admin/ ; make the first one with:  .venv/bin/python manage.py createsuperuser\n"
        "  From elsewhere they need a code from their phone too:  .venv/bin/python manage.py totp NAME\n"
        "  Ctrl-C ends everything.\n"
    )
