from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import translation
from redis import Redis

from stories import access, clients
from stories.models import Dynasty, Power, Story, Teller, Tone
from stories.telling.tellers.first import add_missing
from storyteller.files import Files
from tests.chromium import browsing
from tests.house import House
from tests.seeded import seeded


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file: threads share it as they do in the house, which an in-memory database does not let them."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(settings.STORYTELLER_DATA) / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Async tests ask the database from asgiref's own thread and from ours; PostgreSQL drops no database while one is connected."""
    yield
    for executor in (SyncToAsync.single_thread_executor, clients.database_thread):
        executor.submit(connections.close_all).result()


@pytest.fixture(autouse=True)
def the_houses_own_language() -> Iterator[None]:
    """A page that was asked for in another leaves it behind in its thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def files_are_looked_at_once() -> Iterator[None]:
    """Each new Client makes the middleware anew, and that looks at hundreds of files; those of the tree are the same for all."""
    look, usual, seen = Files.add_files_from_finders, list(settings.STATICFILES_DIRS), dict[tuple[object, ...], dict[str, Any]]()

    def look_once(files: Files) -> None:
        kind = (files.max_age, files.allow_all_origins, files.static_prefix, settings.STORYTELLER_DATA)
        are_usual = usual == settings.STATICFILES_DIRS and not files.autorefresh
        if not are_usual or kind not in seen:
            look(files)
        if are_usual:
            files.files |= seen.setdefault(kind, files.files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Files, "add_files_from_finders", look_once)
        yield


@pytest.fixture
def redis() -> Iterator[Redis]:
    """The real server, empty."""
    client = Redis.from_url(settings.REDIS_URL)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def catalogue(db: Any) -> None:
    seeded()
    add_missing()


@dataclass
class Person:
    """Somebody with a browser. Alice and Bob have a child each; Charlie is a stranger to both."""

    name: str
    child: str
    visitor: str
    browser: Client

    def asks(self, **choice: Any) -> Story:
        """A waiting story of this family."""
        fields = {
            "dynasty": Dynasty.objects.get(slug="song"),
            "power": Power.objects.get(slug="laser"),
            "tone": Tone.objects.get(slug="hard"),
        }
        words = {f"{kind}_words": entry.name_zh for kind, entry in fields.items()}
        key = f"{self.name} {Story.objects.count()}"
        row = {**fields, **words, "visitor": self.visitor, "request_key": key, "title": "一个故事", "seed": self.name, **choice}
        return Story.objects.create(**row)


def _person(name: str, child: str) -> Person:
    visitor = access.new_visitor()
    browser = Client(headers={"accept-language": "zh-CN"})
    browser.cookies[access.COOKIE] = access.cookie_of(visitor)
    return Person(name, child, visitor, browser)


@pytest.fixture
def alice(catalogue: None) -> Person:
    return _person("alice", "Mei")


@pytest.fixture
def bob(catalogue: None) -> Person:
    return _person("bob", "Tom")


@pytest.fixture
def charlie(catalogue: None) -> Person:
    return _person("charlie", "")


@pytest.fixture
def teller(catalogue: None) -> Teller:
    return Teller.objects.get(endpoint="builtin")


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """One house for all tests that only visit."""
    house = House()
    yield house
    house.stop()


@pytest.fixture(scope="session")
def unhurried() -> Iterator[House]:
    """A house for tests that come in the middle of a story: it takes about six seconds."""
    house = House(STORYTELLER_PACE="100")
    yield house
    house.stop()


@pytest.fixture(scope="session")
def slow() -> Iterator[House]:
    """A house at the pace of a voice, for tests that break a story several times: it takes about twelve seconds."""
    house = House(STORYTELLER_PACE="30")
    yield house
    house.stop()


@pytest.fixture
async def page(house: House) -> AsyncIterator[Any]:
    """A phone in Debian's Chromium, in Chinese."""
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        yield await context.new_page()
