import asyncio
import json
import uuid
from contextlib import asynccontextmanager

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.db import OperationalError, connection

from stories import access, clients, consumers
from stories.consumers import StoryConsumer, send_readers_on
from stories.delivery import bells as bells_module
from stories.delivery import follow as follow_module
from stories.delivery.bells import readers_bells
from stories.limits import Rate
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
async def socket(story_id, person, query="after=0", origin="http://localhost", cookie=None, client="127.0.0.1"):
    """A browser's socket, accepted."""
    headers = [(b"host", b"localhost"), (b"origin", origin.encode())]
    if cookie := cookie or cookie_of(person):
        headers.append((b"cookie", cookie.encode()))
    browser = WebsocketCommunicator(application, f"/ws/stories/{story_id}/?{query}", headers=headers)
    browser.scope["client"] = [client, 1]
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


@pytest.mark.parametrize(("query", "text", "ruby"), [
    ("ruby=1", "长发。", ["cháng", "fà", None]),
    ("ruby=1&script=hant", "長髮。", ["cháng", "fà", None]),
    ("script=hant", "長髮。", None),
    ("ruby=0&script=hans", "长发。", None),
])  # fmt: skip
async def test_a_reader_sees_the_text_as_asked_for_from_any_place(told, alice, query, text, ruby):
    await Story.objects.filter(pk=told.pk).aupdate(text="长发。")
    for after in range(4):
        async with socket(told.pk, alice, f"after={after}&{query}") as browser:
            frames, code = await frames_until_closed(browser)
        seen = {"type": "text", "at": after, "text": text[after:]} | ({"ruby": ruby[after:]} if ruby else {})
        assert (frames, code) == ([seen, {"type": "state", "state": "finished"}][after == 3 :], 1000)


@pytest.mark.parametrize(
    "query", ["ruby=", "ruby=2", "ruby=true", "ruby=1&ruby=1", "script=", "script=zh", "script=HANT", "script=hant&script=hans"]
)
async def test_a_look_that_makes_no_sense_is_refused(told, alice, query):
    async with socket(told.pk, alice, f"after=0&{query}") as browser:
        assert await frames_until_closed(browser) == ([], 4400)


@pytest.mark.parametrize(
    ("after", "frames"), [(9, [{"type": "rewind", "to": 6}]), (6, []), (5, [{"type": "text", "at": 5, "text": "。", "ruby": [None]}])]
)
async def test_with_readings_a_reader_beyond_the_story_is_sent_back_as_well(told, alice, after, frames):
    async with socket(told.pk, alice, f"after={after}&ruby=1") as browser:
        assert await frames_until_closed(browser) == ([*frames, {"type": "state", "state": "finished"}], 1000)


async def test_what_comes_next_says_how_a_character_is_read(row, alice, monkeypatch):
    monkeypatch.setattr(consumers, "QUIET", 60)
    async with socket(row.pk, alice, "after=0&ruby=1") as browser:
        voice = await telling(row)
        while await browser.receive_json_from(5) != {"type": "state", "state": "telling"}:
            pass
        await voice.say(known_good("他长"))
        assert await browser.receive_json_from(5) == {"type": "text", "at": 0, "text": "他", "ruby": ["tā"]}
        assert await browser.receive_nothing(0.2), "cháng or zhǎng is not known yet"
        await voice.say(known_good("大了，还"))
        assert await browser.receive_json_from(5) == {"type": "text", "at": 1, "text": "长大了，", "ruby": ["zhǎng", "dà", "le", None]}
        await ends.stop(row.pk)
        frames, code = await frames_until_closed(browser)
        assert [frame for frame in frames if frame["type"] == "text"] == [{"type": "text", "at": 5, "text": "还", "ruby": ["hái"]}]
        assert frames[-1] == {"type": "state", "state": "stopped"} and code == 1000


async def test_after_a_quiet_moment_nothing_is_held_back(row, alice):
    async with socket(row.pk, alice, "after=0&script=hant") as browser:
        voice = await telling(row)
        await voice.say(known_good("他发"))
        while (frame := await browser.receive_json_from(5))["type"] != "text":
            pass
        assert frame == {"type": "text", "at": 0, "text": "他發"}


async def test_a_reader_with_readings_who_leaves_is_followed_no_more(row, alice):
    async with socket(row.pk, alice, "after=0&ruby=1") as browser:
        assert await browser.receive_json_from(5)
        assert str(row.pk) in readers_bells().listeners
    async with asyncio.timeout(5):
        while str(row.pk) in readers_bells().listeners:
            await asyncio.sleep(0.01)


async def test_with_readings_too_a_reader_is_not_left_hanging_where_following_breaks(row, alice, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.05)
    async with socket(row.pk, alice, "after=0&ruby=1") as browser:
        assert await browser.receive_json_from(5)
        await Story.objects.filter(pk=row.pk).adelete()
        assert await frames_until_closed(browser) == ([], 4404)


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


TELLING = {"type": "state", "state": "telling", "attempt": 3}


@pytest.mark.parametrize(("query", "frames"), [
    ("after=5&attempt=1", [{"type": "rewind", "to": 4}, TELLING, {"type": "text", "at": 4, "text": "山。"}]),
    ("after=5&attempt=2", [TELLING, {"type": "text", "at": 5, "text": "。"}]),
    ("after=5&attempt=3", [{"type": "text", "at": 5, "text": "。"}]),
    ("after=5", [TELLING, {"type": "text", "at": 5, "text": "。"}]),
])  # fmt: skip
async def test_who_passes_back_its_attempt_is_sent_back_to_where_a_later_one_went_on(told, alice, query, frames):
    await Story.objects.filter(pk=told.pk).aupdate(attempt=3, openings={"2": 4, "3": 6})
    async with socket(told.pk, alice, query) as browser:
        assert await frames_until_closed(browser) == ([*frames, {"type": "state", "state": "finished", "attempt": 3}], 1000)


@pytest.mark.parametrize("attempt", ["", "x", "-1", "1.5", "٣", "99999999", "1&attempt=2"])
async def test_an_attempt_that_makes_no_sense_is_as_none(told, alice, attempt):
    await Story.objects.filter(pk=told.pk).aupdate(attempt=2, openings={"2": 4})
    async with socket(told.pk, alice, f"after=6&attempt={attempt}") as browser:
        assert await frames_until_closed(browser) == ([{"type": "state", "state": "finished", "attempt": 2}], 1000)


async def test_state_frames_say_which_attempt_tells_but_not_the_first(row, alice, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.05)
    async with socket(row.pk, alice, "after=0&attempt=1") as browser:
        assert "attempt" not in await browser.receive_json_from(5)
        first = await telling(row)
        assert await browser.receive_json_from(5) == {"type": "state", "state": "telling"}
        await in_thread(lease.hand_over)(first.story, first.text)
        await first.out.close("waiting")
        while (frame := await browser.receive_json_from(5)) != {"type": "state", "state": "waiting", "ahead": 0}:
            assert frame["state"] in ("waiting", "telling") and "attempt" not in frame
        await telling(row)
        while (frame := await browser.receive_json_from(5)) != {"type": "state", "state": "telling", "attempt": 2}:
            assert frame["state"] in ("waiting", "telling")


async def test_a_server_that_leaves_sends_its_readers_on(told, alice):
    row = await in_thread(alice.asks)()
    async with socket(row.pk, alice) as waiting, socket(told.pk, alice) as ended, socket(uuid.uuid4(), alice) as refused:
        assert (await waiting.receive_json_from(5))["state"] == "waiting"
        assert (await frames_until_closed(ended))[1] == 1000 and (await frames_until_closed(refused))[1] == 4404
        await send_readers_on()
        assert await frames_until_closed(waiting) == ([], 4012)
        async with asyncio.timeout(5):
            while str(row.pk) in readers_bells().listeners:
                await asyncio.sleep(0.01)
        await send_readers_on()
        assert waiting.output_queue.empty(), "a socket closes once"


async def test_the_frames_of_a_whole_evening(row, alice, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.05)
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
    headers = [(b"host", b"localhost"), (b"origin", b"https://elsewhere.example"), (b"cookie", cookie_of(alice).encode())]
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
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.05)
    async with socket(row.pk, alice) as browser:
        assert await browser.receive_json_from(5)
        await clients.in_database(lambda: connection.execute_wrappers.append(_away))
        try:
            assert await frames_until_closed(browser) == ([], 4011), "1000 would tell the browser that all was told, 4404 that it is gone"
        finally:
            await clients.in_database(lambda: connection.execute_wrappers.remove(_away))


def _away(*question):
    raise OperationalError("away")


async def test_a_story_that_is_deleted_meanwhile_is_not_there(row, alice, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.05)
    async with socket(row.pk, alice) as browser:
        assert await browser.receive_json_from(5)
        await Story.objects.filter(pk=row.pk).adelete()
        assert await frames_until_closed(browser) == ([], 4404)


async def test_a_network_that_knocks_without_end_waits_and_this_machine_never(told, alice, monkeypatch):
    monkeypatch.setattr(consumers, "KNOCKS", Rate(2, 60))
    for client, code in [("203.0.113.9", 1000), ("203.0.113.9", 1000), ("203.0.113.9", 4429), ("203.0.113.8", 1000), ("127.0.0.1", 1000)]:
        async with socket(told.pk, alice, client=client) as browser:
            assert (await frames_until_closed(browser))[1] == code
    for _ in range(5):
        async with socket(told.pk, alice) as browser:
            assert (await frames_until_closed(browser))[1] == 1000


async def test_no_place_is_kept_for_who_has_left_or_never_came(told, row, alice):
    for story_id, person, query in (
        (row.pk, alice, "after=0"),
        (uuid.uuid4(), alice, "after=0"),
        (row.pk, alice, "after=x"),
        (row.pk, None, "after=0"),
    ):
        async with socket(story_id, person, query) as browser:
            await browser.output_queue.get()
    assert not consumers.StoryConsumer.places.taken


async def test_a_place_is_given_back_where_the_database_fails_at_the_door(told, alice, monkeypatch):
    """Nobody calls `disconnect` then, and the family would run out of places."""
    monkeypatch.setattr(consumers, "_may_follow", _away)
    places = []
    monkeypatch.setattr(StoryConsumer, "disconnect", lambda *gone: places.append("disconnect"))
    scope = {"type": "websocket", "path": "/", "query_string": b"", "headers": [], "url_route": {"kwargs": {"story_id": told.pk}}}
    reader = StoryConsumer()
    reader.scope = {**scope, "client": ["127.0.0.1", 1], "cookies": {access.COOKIE: access.cookie_of(alice.visitor)}}
    monkeypatch.setattr(reader, "accept", lambda: asyncio.sleep(0))
    with pytest.raises(OperationalError):
        await reader.connect()
    assert not StoryConsumer.places.taken and not places
