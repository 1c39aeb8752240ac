"""A house whose stories come from endpoints that misbehave, and what came of each story."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import websockets

from storyteller.redis_server import free_port
from tests.house import House
from tests.upstream import Script, Upstream

STORY = (
    "从前汴京有个孩子叫沈括，最爱数星星。一天夜里，天上忽然少了一颗。他提着灯笼走到河边，看见一只小怪兽捧着星星直发抖。"
    "“我只是怕黑。”小怪兽说。沈括把灯笼递给它，又教它唱了一首歌。星星轻轻飞回了天上。从那以后，河边每晚都亮着一盏小灯。"
)
PIECES = [STORY[start : start + 2] for start in range(0, len(STORY), 2)]
BREAKS_AT = STORY.index("怪兽捧着") + 3  # in the middle of a sentence, where the gate holds nothing back
SETTINGS = {
    "STORYTELLER_FIRST_WORDS": "3",
    "STORYTELLER_STALL": "2.5",
    "STORYTELLER_WHOLE": "5",
    "STORYTELLER_PACE": "2000",
    "STORYTELLER_MODERATION": "local",
}
LONGEST = 150  # seconds a story may take

_ROWS = '''
import json
from stories.models import Story
from stories.telling import endings, prompts
from stories.telling.tellers.builtin.teller import told

def since(row, when):
    return when and (when - row.created).total_seconds()

def kept(row):
    """How much of the text stands before our ending."""
    begins = (row.text[:place] for place in range(len(row.text)))
    return next((len(told) for told in begins if told + endings.rescued(row, told) == row.text), None)

for row in Story.objects.all():
    print("row", json.dumps({
        "id": str(row.pk), "state": row.state, "ending": row.ending, "text": row.text, "trouble": row.trouble,
        "first_words": since(row, row.first_words), "ended": since(row, row.ended),
        "kept": kept(row), "built_in": told(prompts.build(prompts.choices_of(row))),
    }))
'''


@dataclass
class Asking:
    """One story to ask for: which words its prompt shall hold, and how the main endpoint answers for them."""

    modes: list[str]
    manner: str = "exact"
    words: str = ""


@dataclass
class Outcome:
    """What its reader heard, what the row and the page say, and the calls that the endpoints got for it."""

    story: str
    frames: list[dict[str, Any]]
    code: int | None
    main: list[dict[str, Any]]
    fallback: list[dict[str, Any]]
    script: Script  # what the main endpoint did: how much it said, and whether a call is still under way
    page: str
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def heard(self) -> str:
        return "".join(frame["text"] for frame in self.frames if frame["type"] == "text")


class FaultyHouse:
    """`main` is the misbehaving endpoint; `fallback` a good one, or none."""

    def __init__(self, house: House, main_port: int, fallback_port: int | None) -> None:
        self.house = house
        self.main = _endpoint(main_port)
        self.fallback = _endpoint(fallback_port) if fallback_port else None
        self.parent = house.visitor()
        self.asked = 0
        self.at_the_door = asyncio.Semaphore(4)

    async def __aenter__(self) -> "FaultyHouse":
        for endpoint in self._endpoints():
            await endpoint.__aenter__()
        return self

    async def __aexit__(self, *ended: object) -> None:
        for endpoint in self._endpoints():
            await endpoint.__aexit__()

    async def tell(self, asking: Asking) -> Outcome:
        story = await self._begin(asking)
        return await self._hear(asking, story)

    async def tell_with_a_closed_door(self, opens_again: bool) -> Outcome:
        """Nobody is at the main endpoint's port, for the first try or for all of them."""
        asking = Asking(["good"])
        await self.main.close_door()
        story = await self._begin(asking)
        if opens_again:
            await self._wait_for_second_line(story)
            await self.main.open_door()
        return await self._hear(asking, story)

    async def rows(self) -> dict[str, dict[str, Any]]:
        said = await asyncio.to_thread(self.house.manage, "shell", "-c", _ROWS)
        rows = [json.loads(line.removeprefix("row ")) for line in said.stdout.splitlines() if line.startswith("row ")]
        assert rows, said.stderr
        return {row["id"]: row for row in rows}

    async def settle(self) -> None:
        """Give the last calls time to be closed."""
        with suppress(TimeoutError):
            await self.main.wait_until("under_way", 0)

    def _endpoints(self) -> list[Upstream]:
        return [endpoint for endpoint in (self.main, self.fallback) if endpoint]

    async def _begin(self, asking: Asking) -> str:
        self.asked += 1
        asking.words = f"本领{self.asked:03}"
        self.main.scripts[asking.words] = Script(list(asking.modes), asking.manner)
        async with self.at_the_door:
            return await asyncio.to_thread(self.parent.begin, power=asking.words)

    async def _hear(self, asking: Asking, story: str) -> Outcome:
        frames, code = await self._listen(story)
        page = await asyncio.to_thread(self.parent.http.get, f"/stories/{story}/")
        main, fallback = (_calls(endpoint, asking.words) for endpoint in (self.main, self.fallback))
        return Outcome(story, frames, code, main, fallback, self.main.scripts[asking.words], page.text)

    async def _listen(self, story: str) -> tuple[list[dict[str, Any]], int | None]:
        """All frames, and the close code: none where the story did not come to an end in time."""
        address, options = self.parent.socket(story)
        frames = []
        async with websockets.connect(address, **options) as socket:
            with suppress(websockets.ConnectionClosedError, TimeoutError):
                async with asyncio.timeout(LONGEST):
                    async for raw in socket:
                        frames.append(json.loads(raw))
            return frames, socket.close_code

    async def _wait_for_second_line(self, story: str, seconds: float = 5) -> None:
        """The worker says that it begins, and then that a try was in vain."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(lines_about(self.house, story)) < 2:
            await asyncio.sleep(0.02)


@contextmanager
def faulty_house(with_fallback: bool, **environment: str) -> Iterator[tuple[House, int, int | None]]:
    """What a FaultyHouse needs; gone when this is left, whatever happens."""
    main, fallback = free_port(), free_port() if with_fallback else None
    addresses = {"OPENAI_BASE_URL": _address(main), "STORYTELLER_FALLBACK_BASE_URL": _address(fallback)}
    keys = {"OPENAI_API_KEY": "sk-of-nobody", "STORYTELLER_FALLBACK_API_KEY": "sk-of-somebody-else" if with_fallback else ""}
    house = House(**{**SETTINGS, **addresses, **keys, **environment})
    try:
        yield house, main, fallback
    finally:
        house.stop()


def lines_about(house: House, story: str) -> list[str]:
    return [line for line in house.lines if line.startswith("worker") and story in line]


def _endpoint(port: int) -> Upstream:
    endpoint = Upstream(pieces=PIECES, pause=0.01, port=port)
    endpoint.breaks_at, endpoint.gap = BREAKS_AT, 0.9
    return endpoint


def _address(port: int | None) -> str:
    return f"http://127.0.0.1:{port}/v1" if port else ""


def _calls(endpoint: Upstream | None, words: str) -> list[dict[str, Any]]:
    return [call for call in endpoint.asked if words in call["words"]] if endpoint else []
