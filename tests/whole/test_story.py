"""One story through every part of the house: row, bell, worker, teller, gate, log, socket."""

import asyncio
import json
import os
import signal
from contextlib import suppress

import websockets

from tests.house import House, Visitor

END_STATES = {"finished", "stopped", "failed"}


async def hear(parent: Visitor, story: str, after: int = 0, until: int | None = None) -> tuple[list[dict], int | None]:
    """The frames from `after` on, and the close code; leaves early once `until` characters were heard."""
    address, options = parent.socket(story, after)
    frames: list[dict] = []
    async with websockets.connect(address, **options) as socket:
        with suppress(websockets.ConnectionClosedError):  # which any code but 1000 and 1001 raises
            async for raw in socket:
                frames.append(json.loads(raw))
                if until is not None and len(text_of(frames)) >= until:
                    return frames, None
        return frames, socket.close_code


def text_of(frames: list[dict]) -> str:
    return "".join(frame["text"] for frame in frames if frame["type"] == "text")


async def test_a_story_comes_word_by_word(house: House):
    parent = house.visitor()
    story = parent.begin()
    frames, code = await hear(parent, story)
    texts = [frame for frame in frames if frame["type"] == "text"]
    states = [frame["state"] for frame in frames if frame["type"] == "state"]
    assert len(texts) >= 20 and len(text_of(frames)) >= 300
    assert [frame["at"] for frame in texts] == [sum(len(one["text"]) for one in texts[:place]) for place in range(len(texts))]
    assert states[-1] == "finished" and frames[-1]["type"] == "state" and len(END_STATES & set(states)) == 1
    assert code == 1000
    assert parent.text(story).text == text_of(frames)


async def test_a_cut_reader_misses_and_repeats_nothing(unhurried: House):
    parent = unhurried.visitor()
    story = parent.begin(tone="睡前")
    heard = ""
    while not heard or len(heard) < 120:
        frames, _ = await hear(parent, story, after=len(heard), until=25)
        heard += text_of(frames)
    frames, code = await hear(parent, story, after=len(heard))
    assert (heard + text_of(frames), code) == (parent.text(story).text, 1000)


async def test_two_readers_hear_the_same_and_a_late_one_hears_all(house: House):
    parent = house.visitor()
    story = parent.begin(language="en")
    early, later = await asyncio.gather(hear(parent, story), hear(parent, story, after=0))
    last, code = await hear(parent, story)
    assert text_of(early[0]) == text_of(later[0]) == text_of(last) and code == 1000


async def test_a_reader_ahead_of_the_story_is_sent_back(house: House):
    parent = house.visitor()
    story = parent.begin()
    frames, _ = await hear(parent, story, after=100_000, until=10)
    back = next(frame for frame in frames if frame["type"] == "rewind")
    assert next(frame for frame in frames if frame["type"] == "text")["at"] == back["to"]


async def test_strangers_and_nonsense_are_told_apart(house: House):
    alice, charlie = house.visitor(), house.visitor()
    story = alice.begin()
    assert (await hear(charlie, story))[1] == 4404
    assert (await hear(alice, "00000000-0000-4000-8000-000000000000"))[1] == 4404
    address, options = alice.socket(story, "over-there")
    async with websockets.connect(address, **options) as socket:
        await socket.wait_closed()
        assert socket.close_code == 4400
    assert charlie.text(story).status_code == charlie.http.get(f"/stories/{story}/").status_code == 404


async def test_stop_keeps_what_was_told(unhurried: House):
    parent = unhurried.visitor()
    story = parent.begin()
    await hear(parent, story, until=40)
    token = parent.http.cookies["csrftoken"]
    parent.http.post(f"/stories/{story}/stop", data={"csrfmiddlewaretoken": token}, headers={"Referer": unhurried.url})
    frames, code = await hear(parent, story)
    stopped = parent.text(story)
    assert (stopped.headers["x-story-state"], code, stopped.text) == ("stopped", 1000, text_of(frames))
    assert len(stopped.text) >= 40
    await asyncio.sleep(1)
    assert parent.text(story).text == stopped.text


def test_the_log_of_each_part_names_the_story(house: House):
    parent = house.visitor()
    story = parent.begin()
    parent.wait_for_end(story)
    about = [line for line in house.lines if f"story={story}" in line]
    assert any(line.startswith("worker") and "finished" in line for line in about)


def test_a_house_that_loses_its_worker_and_its_redis_tells_on():
    house = House(STORYTELLER_PACE="120")
    try:
        parent = house.visitor()
        story = parent.begin()
        asyncio.run(hear(parent, story, until=20))
        os.kill(house.pids()["worker"], signal.SIGKILL)
        frames, code = asyncio.run(hear(parent, story))
        told = parent.text(story)
        assert (told.headers["x-story-state"], code, told.text) == ("finished", 1000, text_of(frames)) and len(told.text) > 300
        os.kill(house.pids()["redis"], signal.SIGKILL)  # with the bell for the next one
        assert parent.wait_for_end(parent.begin(), 60).headers["x-story-state"] == "finished"
    finally:
        house.stop()
