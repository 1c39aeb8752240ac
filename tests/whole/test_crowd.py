"""More stories than the house holds: each reader hears how many wait before, and one too many is asked to come again."""

import asyncio
import json

import pytest
import websockets

from tests.house import House

SEATS, MAY_WAIT = 1, 3


@pytest.fixture(scope="module")
def small():
    house = House(STORYTELLER_CAPACITY=str(SEATS), STORYTELLER_QUEUE=str(MAY_WAIT), STORYTELLER_PACE="300")
    yield house
    house.stop()


async def hears(visitor, story):
    """What is said of waiting, and the states in order."""
    address, options = visitor.socket(story)
    ahead, states = [], []
    async with websockets.connect(address, **options) as socket, asyncio.timeout(60):
        async for said in socket:
            frame = json.loads(said)
            if frame["type"] == "state":
                states.append(frame["state"])
                ahead += [frame["ahead"]] if "ahead" in frame else []
    return ahead, list(dict.fromkeys(states))


async def test_nobody_waits_in_silence(small):
    visitor = small.visitor()
    first = visitor.begin()
    while visitor.text(first).headers["x-story-state"] == "waiting":
        await asyncio.sleep(0.05)
    others = [visitor.begin() for _ in range(MAY_WAIT)]
    refused = visitor.ask(dynasty="宋", power="发射激光", tone="艰难")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert "坐满" in refused.text
    heard = await asyncio.gather(*(hears(visitor, story) for story in others))
    for place, (ahead, states) in enumerate(heard):
        assert ahead and ahead[0] <= place and ahead == sorted(ahead, reverse=True)
        assert states == ["waiting", "telling", "finished"]
    assert heard[-1][0][0] == MAY_WAIT - 1
    assert visitor.ask(dynasty="宋", power="发射激光", tone="艰难").status_code == 302
