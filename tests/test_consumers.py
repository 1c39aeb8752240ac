import asyncio
import json
import uuid
from contextlib import asynccontextmanager

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from stories import access
from stories.delivery import follow as follow_module
from stories.delivery.bells import readers_bells
from stories.models import Story
from stories.telling import ends, lease
from stories.telling.gate import known_good
from stories.telling.voice import LogOut, Voice
from storyteller.asgi import application

in_thread = database_sync_to_async
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def row(redis, alice):
    return await in_thread(alice.asks)()


@pytest.fixture
async def told(row):
    await Story.objects.filter(pk=row.pk).aupdate(text="从前有座山。", state="finished")
    return row


def cookie_of(person):
    return f"{access.COOKIE}={access.cookie_of(person.visitor)}" if person else None


@asynccontextmanager
async def socket(story_id, person, query="after=0", origin="http://localhost", cookie=None):
    """A browser's socket, accepted."""
    headers = [(b"origin", origin.encode())]
    if cookie := cookie or cookie_of(person):
        headers.append((b"cookie", cookie.encode()))
    browser = WebsocketCommunicator(application, f"/ws/stories/{story_id}/?{query}", headers=headers)
    accepted, _ = await browser.connect(timeout=5)
    assert accepted
    try:
        yield browser
    finally:
        await browser.disconnect()


async def frames_until_closed(browser):
    """All frames, then the close code."""
    frames = []
    async with asyncio.timeout(5):
        while (message := await browser.output_queue.get())["type"] == "websocket.send":
            frames.append(json.loads(message["text"]))
    return frames, message["code"]


async def telling(row):
    voice = Voice(await in_thread(lease.claim)(row.pk, "a worker"), LogOut())
    await voice.open()
    return voice


async def test_a_told_story_comes_as_text_and_its_end_and_the_socket_closes(told, alice):
    async with socket(told.pk, alice) as browser:
        text = {"type": "text", "at": 0, "text": "从前有座山。"}
        assert await frames_until_closed(browser) == ([text, {"type": "state", "state": "finished"}], 1000)


async def test_a_reader_who_comes_back_gets_what_is_behind_its_place(told, alice):
    async with socket(told.pk, alice, "after=4") as browser:
        text = {"type": "text", "at": 4, "text": "山。"}
        assert await frames_until_closed(browser) == ([text, {"type": "state", "state": "finished"}], 1000)


async def test_without_a_place_a_reader_begins_at_the_beginning(told, alice):
    async with socket(told.pk, alice, "") as browser:
        assert (await browser.receive_json_from())["at"] == 0


async def test_places_count_code_points_and_names_stay_private(told, alice):
    await Story.objects.filter(pk=told.pk).aupdate(text="🐉和\ue000。", names={"\ue000": "Mei"})
    async with socket(told.pk, alice, "after=1") as browser:
        frames, _ = await frames_until_closed(browser)
    assert frames[0] == {"type": "text", "at": 1, "text": "和\ue000。"}
    assert "Mei" not in str(frames)


async def test_a_reader_beyond_the_story_is_sent_back(told, alice):
    async with socket(told.pk, alice, "after=9999999") as browser:
        assert await frames_until_closed(browser) == ([{"type": "rewind", "to": 6}, {"type": "state", "state": "finished"}], 1000)


async def test_the_frames_of_a_whole_evening(row, alice, monkeypatch):
    monkeypatch.setattr(follow_module, "LOOKS_AGAIN_AFTER", 0.05)
    monkeypatch.setattr(follow_module, "PINGS_AFTER", 0.2)
    async with socket(row.pk, alice) as browser:
        assert await browser.receive_json_from(5) == {"type": "state", "state": "waiting", "ahead": 0}
        voice = await telling(row)
        assert await browser.receive_json_from(5) == {"type": "state", "state": "telling"}
        await voice.say(known_good("从前"))
        assert await browser.receive_json_from(5) == {"type": "text", "at": 0, "text": "从前"}
        assert await browser.receive_json_from(5) == {"type": "ping"}
        await ends.stop(row.pk)
        frames, code = await frames_until_closed(browser)
        assert [frame for frame in frames if frame != {"type": "ping"}] == [{"type": "state", "state": "stopped"}]
        assert code == 1000


async def test_bob_and_alice_each_follow_their_own(told, bob, alice):
    other = await in_thread(bob.asks)(text="另一个。", state="finished")
    async with socket(told.pk, alice) as hers, socket(other.pk, bob) as his:
        assert (await hers.receive_json_from())["text"] == "从前有座山。"
        assert (await his.receive_json_from())["text"] == "另一个。"


async def test_somebody_elses_story_and_no_story_look_the_same(told, alice, bob, charlie):
    for story_id, person in ((told.pk, bob), (told.pk, charlie), (told.pk, None), (uuid.uuid4(), alice), (uuid.uuid4(), None)):
        async with socket(story_id, person) as browser:
            assert await frames_until_closed(browser) == ([], 4404)


async def test_a_forged_cookie_opens_nothing(told, alice):
    for forged in (alice.visitor, cookie_of(alice)[:-1] + "_", access.cookie_of("x") + alice.visitor):
        async with socket(told.pk, None, cookie=f"{access.COOKIE}={forged}") as browser:
            assert await frames_until_closed(browser) == ([], 4404)


@pytest.mark.parametrize("after", ["-1", "1.5", "x", "", "٣", "%D9%A3", "99999999", "1e3", "+1", "%201", "0x1", "NaN", "1&after=2"])
async def test_a_place_that_makes_no_sense_is_refused(told, alice, after):
    async with socket(told.pk, alice, f"after={after}") as browser:
        assert await frames_until_closed(browser) == ([], 4400)


async def test_another_site_opens_no_socket(told, alice):
    headers = [(b"origin", b"https://elsewhere.example"), (b"cookie", cookie_of(alice).encode())]
    browser = WebsocketCommunicator(application, f"/ws/stories/{told.pk}/?after=0", headers=headers)
    accepted, _ = await browser.connect(timeout=5)
    assert not accepted


async def test_what_a_browser_sends_changes_nothing(row, alice):
    async with socket(row.pk, alice) as browser:
        assert (await browser.receive_json_from(5))["state"] == "waiting"
        await browser.send_to(text_data='{"type": "stop"}')
        await browser.send_to(bytes_data=b"\x00\xff")
        assert await browser.receive_nothing(0.1)
    assert (await Story.objects.aget(pk=row.pk)).state == "waiting"


async def test_a_reader_who_leaves_is_followed_no_more_and_the_story_goes_on(row, alice):
    async with socket(row.pk, alice) as browser:
        assert await browser.receive_json_from(5)
        assert str(row.pk) in readers_bells().listeners
    async with asyncio.timeout(5):
        while str(row.pk) in readers_bells().listeners:
            await asyncio.sleep(0.01)
    voice = await telling(row)
    await voice.say(known_good("还在讲。"))
    assert (await Story.objects.aget(pk=row.pk)).state == "telling"


async def test_a_reader_is_not_left_hanging_where_following_breaks(row, alice, monkeypatch):
    monkeypatch.setattr(follow_module, "LOOKS_AGAIN_AFTER", 0.05)
    async with socket(row.pk, alice) as browser:
        assert await browser.receive_json_from(5)
        await Story.objects.filter(pk=row.pk).adelete()
        frames, code = await frames_until_closed(browser)
        assert frames == [] and code != 1000, "1000 would tell the browser that all was told"
