"""A PDF is bound by a browser, where this machine has one: one at a time, in a process of its own, while its reader looks in now and then."""

import asyncio
import atexit
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

LIMIT = 60.0  # seconds a binding may take
PATIENCE = 15.0  # seconds without its reader looking in; then it is broken off
KEPT = 3600.0  # seconds that a bound book lies there
REST = 60.0  # seconds before one that could not be bound is tried again
LOOKS = 0.2
PRESSES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WORDS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # it asks nobody for anything
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
_asked: dict[Path, float] = {}
_failed: dict[Path, float] = {}
_under_way: dict[Path, asyncio.Task[None]] = {}
_groups: set[int] = set()


@lru_cache
def press() -> str | None:
    """The browser that binds; None where this machine has none."""
    return next((path for name in PRESSES if (path := shutil.which(name))), None)


def place(story_id: UUID, html: str) -> Path:
    """Where a book of these words lies, in the folder of its story."""
    return _shelf() / str(story_id) / f"{sha256(html.encode()).hexdigest()[:32]}.pdf"


async def bind(book: Path, html: str) -> bool | None:
    """Whether it lies there. If not, it is on its way as long as somebody asks again; None where it could not be bound."""
    if await asyncio.to_thread(book.exists):
        return True
    _asked[book] = time.monotonic()
    if time.monotonic() - _failed.get(book, float("-inf")) < REST:
        return None
    if not _under_way:
        _under_way[book] = asyncio.create_task(_bind(book, html))
    return False


def forget(story_ids: Iterable[UUID]) -> None:
    """The books of stories that go. One that is being bound finds its folder gone."""
    for story_id in story_ids:
        shutil.rmtree(_shelf() / str(story_id), ignore_errors=True)


def tidy() -> None:
    """What has lain there long enough, and what a killed process left."""
    for found in [*_shelf().glob("*/*.pdf"), *_shelf().glob("binding-*")]:
        with suppress(FileNotFoundError):
            if time.time() - found.stat().st_mtime > KEPT:
                shutil.rmtree(found) if found.is_dir() else found.unlink()
    for folder in _shelf().glob("*-*-*-*-*"):
        with suppress(OSError):  # another one lies in it
            folder.rmdir()


async def _bind(book: Path, html: str) -> None:
    tidy()
    book.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="binding-", dir=_shelf()))
    try:
        (folder / "story.html").write_text(html, encoding="utf-8")
        with tempfile.TemporaryDirectory(
            prefix="press-", ignore_cleanup_errors=True
        ) as sockets:  # a path of more than 107 bytes is no address
            is_printed = await _print(folder, sockets, book)
        if is_printed:
            (folder / "story.pdf").replace(book)
            asyncio.get_running_loop().call_later(KEPT, tidy)
        else:
            _failed[book] = time.monotonic()
    except FileNotFoundError:
        _failed[book] = time.monotonic()  # nothing was printed, or its story is gone
    finally:
        del _under_way[book], _asked[book]
        shutil.rmtree(folder, ignore_errors=True)


async def _print(folder: Path, sockets: str, book: Path) -> bool:
    """Whether the browser came to its end. With it goes whatever it started."""
    words = [str(press()), *WORDS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # as root it has no other way
    files = [f"--user-data-dir={folder}", f"--print-to-pdf={folder / 'story.pdf'}", (folder / "story.html").as_uri()]
    knows = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": sockets}
    quiet = {"stdin": asyncio.subprocess.DEVNULL, "stdout": asyncio.subprocess.DEVNULL, "stderr": asyncio.subprocess.DEVNULL}
    process = await asyncio.create_subprocess_exec(*words, *files, env=knows, start_new_session=True, **quiet)  # type: ignore[arg-type]
    _groups.add(process.pid)
    try:
        return await _comes_to_its_end(process, book)
    finally:
        _end(process.pid)
        await process.wait()


async def _comes_to_its_end(process: asyncio.subprocess.Process, book: Path) -> bool:
    began = time.monotonic()
    while process.returncode is None:
        now = time.monotonic()
        if now - began > LIMIT or now - _asked[book] > PATIENCE:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(process.wait())), LOOKS)
    return process.returncode == 0


def _end(group: int) -> None:
    _groups.discard(group)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


@atexit.register
def _end_all() -> None:
    """A web process that leaves takes its press along."""
    for group in list(_groups):
        _end(group)


def _shelf() -> Path:
    return Path(settings.STORYTELLER_DATA) / "copies"
