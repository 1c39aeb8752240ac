"""What a family takes with it, and that nothing of it is left behind: in a whole house, down to the bytes of its files."""

import io
import json
import os
import sqlite3
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from redis import Redis

from tests.house import House, Visitor

IS_SQLITE = not os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture(scope="module")
def quiet() -> Iterator[House]:
    """A house at a pace that lets a story be caught in the middle."""
    house = House(STORYTELLER_PACE="120")
    yield house
    house.stop()


def _letters(count: int) -> str:
    """By chance, and no figures: seven of them would be a telephone number."""
    return uuid.uuid4().hex[:count].translate(str.maketrans("0123456789", "ghijklmnop"))


@dataclass(frozen=True)
class Canary:
    """What one family says and nobody else: its own words, and the name of its child."""

    house: House
    words: str = field(default_factory=lambda: f"kanarienvogel-{_letters(6)}")
    child: str = field(default_factory=lambda: f"Z{_letters(8)}")

    def begin(self, parent: Visitor, **more: str) -> str:
        return parent.begin(power=f"{self.words} fangen", child=self.child, **more)

    def is_in(self, bytes_or_words: Any) -> bool:
        found = bytes_or_words if isinstance(bytes_or_words, bytes) else str(bytes_or_words).encode()
        return self.words.encode() in found or self.child.encode() in found

    def in_rows(self) -> list[str]:
        """The tables that hold it, as SQL sees them."""
        return [table for table, row in _rows(self.house) if self.is_in(row)]

    def in_files(self) -> list[str]:
        """Down to free pages and the journal: every byte below the house's folder."""
        return sorted(path.name for path in self.house.folder.rglob("*") if path.is_file() and self.is_in(_bytes(path)))

    def in_redis(self) -> list[bytes]:
        with Redis.from_url((self.house.folder / "redis.url").read_text()) as redis:
            return [key for key in redis.scan_iter() if self.is_in(key) or self.is_in(_value(redis, key))]

    def in_lines(self) -> list[str]:
        return [line for line in self.house.lines if self.is_in(line)]


@pytest.fixture
def canary(quiet: House) -> Canary:
    return Canary(quiet)


def _rows(house: House) -> list[tuple[str, Any]]:
    if IS_SQLITE:
        with closing(sqlite3.connect(house.folder / "storyteller.sqlite3")) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return [(table, row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"')]
    with psycopg.connect(house.environment["DATABASE_URL"]) as connection:
        tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return [(table, row) for table in tables for row in connection.execute(f'SELECT "{table}"::text FROM "{table}"')]  # type: ignore[arg-type]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # a dump under way has been given its name meanwhile
        return b""


def _value(redis: Redis, key: bytes) -> Any:
    match redis.type(key):
        case b"string":
            return redis.get(key)
        case b"hash":
            return redis.hgetall(key)
        case b"list":
            return redis.lrange(key, 0, -1)
        case b"set":
            return redis.smembers(key)
        case b"zset":
            return redis.zrange(key, 0, -1)
        case b"none":  # it went meanwhile
            return ""
        case kind:
            raise AssertionError(f"a key of the kind {kind!r} is not looked into")


def post(parent: Visitor, address: str, **fields: str) -> httpx.Response:
    token = {"csrfmiddlewaretoken": parent.http.cookies["csrftoken"]}
    return parent.http.post(address, data={**fields, **token}, headers={"Referer": parent.house.url})


def until_gone(find: Callable[[], list[Any]], seconds: float = 15) -> list[Any]:
    """What is still found in the end. A dump is written beside the house's work, so it may take a moment."""
    until = time.monotonic() + seconds
    while (found := find()) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def until_told(parent: Visitor, story: str, characters: int) -> None:
    while len(parent.text(story).text) < characters:
        time.sleep(0.05)


def save_dump(house: House) -> None:
    with Redis.from_url((house.folder / "redis.url").read_text()) as redis:
        redis.save()


def bugs(house: House) -> list[str]:
    return [line for line in house.lines if "Traceback" in line or "bug" in line]


def test_a_family_that_leaves_leaves_nothing_behind(quiet: House, canary: Canary):
    parent = quiet.visitor()
    stories = [canary.begin(parent) for _ in range(20)]
    for story in stories:
        parent.wait_for_end(story)
    under_way = canary.begin(parent, tone="轻松")
    until_told(parent, under_way, 60)
    save_dump(quiet)
    assert canary.in_rows() and canary.in_redis() and "dump.rdb" in canary.in_files(), "it was there"
    assert {"storyteller.sqlite3", "storyteller.sqlite3-wal"} <= set(canary.in_files()) or not IS_SQLITE

    answer = post(parent, "/parents/delete", sure="on")
    assert answer.status_code == 200 and "21" in answer.text
    assert "visitor" not in parent.http.cookies, "the browser is a stranger again"
    assert canary.in_rows() == []
    assert until_gone(canary.in_redis) == [] and until_gone(canary.in_files) == []
    time.sleep(3)  # the worker has heard that its story was stopped, and has had its heartbeat
    assert (canary.in_rows(), canary.in_redis(), canary.in_files()) == ([], [], [])
    assert canary.in_lines() == [] and bugs(quiet) == []
    assert parent.text(under_way).status_code == 404


def test_another_familys_stories_stay(quiet: House, canary: Canary):
    leaves, stays = quiet.visitor(), quiet.visitor()
    kept = stays.begin()
    told = stays.wait_for_end(kept).text
    leaves.wait_for_end(canary.begin(leaves))
    assert post(leaves, "/parents/delete", sure="on").status_code == 200
    assert stays.text(kept).text == told and canary.in_rows() == []


def test_one_story_is_deleted_while_it_is_told(quiet: House, canary: Canary):
    parent = quiet.visitor()
    kept, gone = parent.begin(), canary.begin(parent)
    until_told(parent, gone, 30)
    assert post(parent, f"/stories/{gone}/delete").status_code == 302
    assert parent.text(gone).status_code == 404 and canary.in_rows() == []
    assert until_gone(canary.in_redis) == [] and until_gone(canary.in_files) == []
    assert parent.wait_for_end(kept).headers["x-story-state"] == "finished"
    assert canary.in_lines() == [] and bugs(quiet) == []


def test_all_stories_are_taken_along(quiet: House, canary: Canary):
    parent, stranger = quiet.visitor(), quiet.visitor()
    stories = [canary.begin(parent), canary.begin(parent, language="en")]
    told = [parent.wait_for_end(story).text for story in stories]
    answer = parent.http.get("/parents/export")
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None and len(archive.namelist()) == 9
    found = {
        data["id"]: data
        for name in archive.namelist()
        if name.endswith(".json") and name[0] == "0"
        for data in [json.loads(archive.read(name))]
    }
    assert [found[story]["text"] for story in stories] == told
    assert all(canary.child in text for text in told) and canary.words in found[stories[0]]["choice"]["power"]
    assert len(zipfile.ZipFile(io.BytesIO(stranger.http.get("/parents/export").content)).namelist()) == 3


def test_what_was_kept_long_enough_is_deleted_by_the_sweeper(quiet: House, canary: Canary):
    parent = quiet.visitor()
    old, young = canary.begin(parent), parent.begin()
    told = [parent.wait_for_end(story) for story in (old, young)][1].text
    age = f"from stories.models import Story; Story.objects.filter(pk='{old}').update(created='2020-02-02T02:02Z')"
    assert quiet.manage("shell", "-c", age).returncode == 0
    assert canary.in_rows()
    quiet.interrupt()
    quiet.start()
    assert until_gone(canary.in_rows) == [] and until_gone(canary.in_files) == []
    assert parent.text(old).status_code == 404 and parent.text(young).text == told
    assert quiet.wait_for_line("old stories deleted") and canary.in_lines() == []
