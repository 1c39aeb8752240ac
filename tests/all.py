"""`make test`: the whole suite on SQLite, and on PostgreSQL what may differ there; two parts at a time, each with its own servers.

What is said stays in order: a part's words come when those of the part before it are done. With words for pytest (`python -m tests.all -k shelf`)
the suite is not cut into parts but for the database. What cannot be had here is said at the end."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TextIO

from tests.servers import PostgresServer, find_postgres

AT_ONCE = 2
# One loop for all tests, so that they share one Chromium; each has windows of its own.
IN_ONE_LOOP = ["-o", "asyncio_default_test_loop_scope=session", "-o", "asyncio_default_fixture_loop_scope=session"]
# On a busy machine a browser or a house may miss a moment. In CI it is asked once more, and who was asked twice is named.
ONCE_MORE = ["--reruns", "1", "-rR"] if os.environ.get("CI") == "true" else []
IN_PARTS = ("tests/browser", "tests/whole")

# What a browser, an endpoint, a judge of stories, a style checker or a starting house shows, it shows on one database as on the other.
THE_SAME_ON_BOTH = (
    "tests/bench",
    "tests/browser",
    "tests/redteam",
    "tests/templates",
    "tests/test_doors.py",
    "tests/test_style.py",
    "tests/test_locale.py",
    "tests/test_together.py",
    "tests/test_headers.py",
    "tests/test_promises.py",
    "tests/test_limits.py",
    "tests/storyteller/test_departure.py",
    "tests/storyteller/test_environment.py",
    "tests/storyteller/test_heads.py",
    "tests/storyteller/test_home.py",
    "tests/storyteller/test_logs.py",
    "tests/storyteller/test_origin.py",
    "tests/storyteller/test_proxies.py",
    "tests/telling/tellers",
    "tests/telling/dna",
    "tests/telling/material",
    "tests/tuning",
    "tests/management/commands/test_taste.py",
    "tests/telling/gate",
    "tests/whole/test_crowd.py",
    "tests/whole/test_endpoints.py",
    "tests/whole/test_faults.py",
    "tests/whole/test_names.py",
    "tests/whole/test_run.py",
    "tests/whole/test_readers.py",
)


class Part(NamedTuple):
    name: str
    words: list[str]
    database: str = ""

    def run(self, said: Path) -> int:
        colours = ["--color=yes"] if sys.stdout.isatty() else []
        command = [sys.executable, "-m", "pytest", "-rs", *colours, *self.words]
        with said.open("wb") as out:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": self.database}, stdout=out, stderr=out).returncode


def main() -> int:
    with _postgres() as address:
        status = run(parts(sys.argv[1:], address))
    if not address:
        print("Not run: the suite on PostgreSQL, which cannot be had on this machine.")
        return status or (1 if os.environ.get("CI") == "true" else 0)
    return status


def parts(words: list[str], postgres: str) -> list[Part]:
    """The longest first."""
    there = [Part("On PostgreSQL", [*words, *_without(THE_SAME_ON_BOTH)], postgres)] if postgres else []
    if words:
        return [Part("On SQLite", words), *there]
    in_a_browser = Part("On SQLite, in a browser", ["tests/browser", *IN_ONE_LOOP, *ONCE_MORE])
    whole = Part("On SQLite, whole houses", ["tests/whole", *ONCE_MORE])
    return [in_a_browser, Part("On SQLite", _without(IN_PARTS)), *there, whole]


def run(parts: list[Part]) -> int:
    """The first status that is not 0. Ctrl-C goes to all who run; nobody else begins."""
    with TemporaryDirectory(prefix="storyteller-said-") as folder, ThreadPoolExecutor(AT_ONCE) as hands, ExitStack() as files:
        paths = [Path(folder) / str(number) for number in range(len(parts))]
        said = [files.enter_context(path.open("x+", encoding="utf-8", errors="replace")) for path in paths]
        under_way = [hands.submit(part.run, path) for part, path in zip(parts, paths, strict=True)]
        try:
            for part, words, ended in zip(parts, said, under_way, strict=True):
                _say(part.name, words, ended)
        except KeyboardInterrupt:
            hands.shutdown(wait=True, cancel_futures=True)
            print(*(words.read() for words in said), sep="\n")
            return 130
        return next((status for ended in under_way if (status := ended.result())), 0)


def _say(name: str, words: TextIO, ended: Future[int]) -> None:
    """As they come."""
    print(name, flush=True)
    is_over = False
    while not is_over:
        is_over = ended.done()
        print(words.read(), end="", flush=True)
        time.sleep(0 if is_over else 0.2)


def _without(paths: tuple[str, ...]) -> list[str]:
    return [f"--ignore={path}" for path in paths]


@contextmanager
def _postgres() -> Iterator[str]:
    """The address of a server of our own; nothing where there is none."""
    server = PostgresServer() if find_postgres() else None
    try:
        yield server.url if server else ""
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
