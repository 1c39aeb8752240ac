"""The house in parts: each a process group of its own, with the command lines of `make run`, which may be killed, frozen and
restarted at will. A part that dies is started again after 0.2 s, as its supervisor would."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
from redis.asyncio import Redis
from redis.exceptions import RedisError

from storyteller import redis_server
from storyteller.supervisor import _die_with_parent
from tests.house import ROOT, _database

RESTARTS_AFTER = 0.2  # seconds
READY_WITHIN = 90.0
T = TypeVar("T")
_COMMANDS = (
    "import json; from stories.management.commands.run import _parts; "
    "print(json.dumps([[part.name, part.command, part.environment] for part in _parts()]))"
)


class Part:
    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.away = RESTARTS_AFTER
        self.meanwhile: Callable[[], object] | None = None
        self.started = asyncio.Event()
        self.starts = 0
        self.keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            await self._start()
            status = await self.process.wait()
            self.started.clear()
            self._note(f"ended with status {status}")
            away, meanwhile = self.away, self.meanwhile
            self.away, self.meanwhile = RESTARTS_AFTER, None
            if meanwhile:
                meanwhile()
            await asyncio.sleep(away)

    async def _start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.starts += 1
        self.started.set()

    def send(self, number: signal.Signals) -> None:
        """To the whole group. Nothing happens to a part that is dead already."""
        self._note(number.name)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    async def restart(self, number: signal.Signals, away: float = RESTARTS_AFTER, meanwhile: Callable[[], object] | None = None) -> None:
        """End it, so that it is away for so many seconds; returns when it was started again."""
        await self.started.wait()
        before, self.away, self.meanwhile = self.starts, away, meanwhile
        self.send(number)
        while self.starts == before:
            await asyncio.sleep(0.01)

    async def freeze(self, seconds: float) -> None:
        process = self.process
        self.send(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        if process is self.process:
            self.send(signal.SIGCONT)

    def _note(self, words: str) -> None:
        with self.log.open("a") as log:
            log.write(f"--- {time.strftime('%H:%M:%S')} {self.name}: {words}\n")

    async def end(self) -> None:
        self.keeper.cancel()
        with suppress(asyncio.CancelledError):
            await self.keeper
        if self.started.is_set():
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()


class Parts:
    """`async with Parts(upstream.url, workers=2) as house`: Redis, web, workers and sweeper, ready to be broken."""

    def __init__(self, upstream: str, workers: int = 1, **environment: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="storyteller-parts-"))
        self.port = redis_server.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.workers = [f"worker{number}" for number in range(1, workers + 1)]
        self.parts: dict[str, Part] = {}
        self.failed = False
        self.database = _database()
        ours = {"STORYTELLER_DATA": str(self.folder), "PORT": str(self.port), "OPENAI_BASE_URL": upstream, "OPENAI_API_KEY": "sk-of-nobody"}
        many = {"STORYTELLER_DAILY_STORIES": "100000,100000,1000000"}
        self.environment = {**_clean(os.environ), **ours, **many, **self.database, **environment}

    async def __aenter__(self) -> "Parts":
        try:
            await self._start()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *ended: object) -> None:
        """The folder stays for the post-mortem, unless it was only that somebody had enough."""
        await self._end()
        if self.failed or (kind and kind is not asyncio.CancelledError):
            print(f"The logs of each part are in {self.folder / 'logs'}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def _start(self) -> None:
        (self.folder / "logs").mkdir()
        configuration, self.environment["REDIS_URL"] = redis_server.configure(self.folder / "redis")
        self._add("redis", [str(redis_server.find()), str(configuration)], {})
        await self.manage("migrate", "-v0")
        await self.manage("seed_catalogue")
        for name, command, environment in json.loads(await self.manage("shell", "-v0", "-c", _COMMANDS)):
            for part in self.workers if name == "worker" else [name]:
                self._add(part, command, environment)
        await self.ready()

    def _add(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.parts[name] = Part(name, command, {**self.environment, **environment}, self.folder / "logs" / f"{name}.log")

    def __getitem__(self, name: str) -> Part:
        return self.parts[name]

    async def ready(self, seconds: float = READY_WITHIN) -> None:
        """Until database, Redis and a worker answer."""
        async with asyncio.timeout(seconds), httpx.AsyncClient(timeout=5) as http:
            while True:
                with suppress(httpx.HTTPError):
                    if (await http.get(self.url + "/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)

    async def restart_redis(self, number: signal.Signals, away: float = RESTARTS_AFTER, wiped: bool = False) -> None:
        await self["redis"].restart(number, away, self._wipe if wiped else None)

    async def snapshot(self) -> None:
        """Redis keeps what it holds now, which is what a killed one comes back with. Nothing happens where it does not answer."""
        with suppress(RedisError, OSError):
            async with asyncio.timeout(2), Redis.from_url(self.environment["REDIS_URL"], socket_timeout=None) as client:
                await client.save()

    def _wipe(self) -> None:
        for dump in (self.folder / "redis").glob("*.rdb"):
            dump.unlink()

    async def manage(self, *words: str) -> str:
        """What a management command prints."""
        command = [sys.executable, "manage.py", *words]
        done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    async def rows(self) -> dict[str, dict[str, Any]]:
        """The stories as the database holds them, by id."""
        ask = "import json; from stories.models import Story; fields = 'pk', 'state', 'ending', 'attempt', 'trouble', 'text'; "
        said = await self.manage("shell", "-v0", "-c", ask + "print(json.dumps(list(Story.objects.values(*fields)), default=str))")
        return {row["pk"]: row for row in json.loads(said)}

    async def _end(self) -> None:
        await asyncio.gather(*(part.end() for part in self.parts.values()))
        if self.database:
            await asyncio.to_thread(_drop, self.database["DATABASE_URL"])


def prove(work: Coroutine[Any, Any, T]) -> T:
    """Run it; on Ctrl-C and on SIGTERM too, all that it started is ended."""

    async def main() -> T:
        proof = asyncio.current_task()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, proof.cancel)
        return await work

    return asyncio.run(main())


def _clean(environment: Any) -> dict[str, str]:
    """Nothing of the tester's own."""
    return {name: value for name, value in environment.items() if not name.startswith(("OPENAI_", "STORYTELLER_", "REDIS_URL"))}


def _drop(url: str) -> None:
    server, _, name = url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
