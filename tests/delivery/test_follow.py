import asyncio

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories import clients
from stories.delivery import bells as bells_module
from stories.delivery import follow as module
from stories.delivery import log
from stories.delivery.bells import readers_bells
from stories.delivery.follow import Copy, Ping, Rewind, StateNow, Text, follow, look
from stories.models import Story
from stories.telling import ends, lease
from stories.telling.gate import known_good
from storyteller.redis_server import free_port
from tests.delivery.reader import Reader, end, telling

ENDS = ("finished", "stopped", "failed")
in_thread = database_sync_to_async
with_database = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quick(monkeypatch):
    """Readers who look again soon."""
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.03)


@pytest.fixture
async def row(redis, alice):
    return await in_thread(alice.asks)()


async def read_all(story_id, after=0):
    async with asyncio.timeout(10):
        return [event async for event in follow(story_id, after)]


@with_database
async def test_an_ended_story_is_its_text_and_then_its_end(row):
    await Story.objects.filter(pk=row.pk).aupdate(text="从前有座山。", state="finished")
    assert await read_all(row.pk) == [Text(0, "从前有座山。"), StateNow("finished")]
    assert await read_all(row.pk, 3) == [Text(3, "座山。"), StateNow("finished")]
    assert await read_all(row.pk, 6) == [StateNow("finished")]


@with_database
@pytest.mark.parametrize("state", ENDS)
async def test_the_end_is_told_once_and_last(row, quick, state):
    voice = await telling(row)
    reader = Reader(row.pk)
    reader.comes()
    await voice.say(known_good("从前"))
    await reader.until(lambda reader: reader.text == "从前")
    await (ends.stop(row.pk) if state == "stopped" else end(voice, state))
    await asyncio.wait_for(reader.task, 5)
    assert reader.states()[-1] == state and sum(word in ENDS for word in reader.states()) == 1
    assert isinstance(reader.events[-1], StateNow)


@with_database
async def test_a_reader_hears_the_state_before_the_words_and_each_change_once(row, quick):
    reader = Reader(row.pk)
    reader.comes()
    await reader.until(lambda reader: reader.states() == ["waiting"])
    voice = await telling(row)
    for piece in ("从前", "有座", "山。"):
        await voice.say(known_good(piece))
        await reader.until(lambda reader: reader.text == voice.text)
    await end(voice)
    await asyncio.wait_for(reader.task, 5)
    assert reader.states() == ["waiting", "telling", "finished"]
    assert reader.events.index(StateNow("telling")) < min(place for place, event in enumerate(reader.events) if isinstance(event, Text))


@with_database
async def test_a_waiting_reader_hears_how_many_wait_before(row, alice, quick):
    second = await in_thread(alice.asks)()
    third = await in_thread(alice.asks)()
    reader = Reader(third.pk)
    reader.comes()
    await reader.until(lambda reader: reader.events == [StateNow("waiting", 2)])
    await telling(row)
    await telling(second)
    await reader.until(lambda reader: reader.events[-1] == StateNow("waiting", 0))
    assert set(reader.states()) == {"waiting"}
    await reader.leaves()


@with_database
async def test_words_come_by_the_bell_and_not_by_looking_again(row, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 60)
    voice = await telling(row)
    reader = Reader(row.pk)
    reader.comes()
    for piece in ("从前", "有座", "山"):
        await voice.say(known_good(piece))
        await reader.until(lambda reader: reader.text == voice.text)
    await end(voice)
    await asyncio.wait_for(reader.task, 5)


@with_database
async def test_a_reader_ahead_of_the_story_goes_back_to_its_end(row):
    await Story.objects.filter(pk=row.pk).aupdate(text="从前有座山。", state="failed")
    assert await read_all(row.pk, 9999999) == [Rewind(6), StateNow("failed")]


@with_database
async def test_a_lost_bell_delays_a_word_but_loses_none(row, redis, quick):
    voice = await telling(row)
    reader = Reader(row.pk)
    reader.comes()
    await reader.until(lambda reader: reader.states() == ["telling"])
    redis.append(f"story:{row.pk}:text", "没有铃声的字")
    await reader.until(lambda reader: reader.text == "没有铃声的字")
    await reader.leaves()
    assert voice.text == ""


@with_database
async def test_a_log_that_was_wiped_before_its_end_says_no_end_without_its_words(row, redis, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 60)
    voice = await telling(row)
    reader = Reader(row.pk)
    reader.comes()
    await reader.until(lambda reader: reader.states() == ["telling"])
    redis.flushall()
    voice.text = "从前有座山。"
    await end(voice)
    await asyncio.wait_for(reader.task, 5)
    assert reader.text == "从前有座山。" and reader.events[-1] == StateNow("finished")


@with_database
async def test_without_redis_the_database_is_followed_to_the_end(row, settings, quick):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    reader = Reader(row.pk)
    reader.comes()
    await reader.until(lambda reader: reader.states() == ["waiting"])
    voice = await telling(row)
    for sentence in ("第一句。", "第二句。"):
        await voice.say(known_good(sentence))
        await reader.until(lambda reader: reader.text == voice.text)
    await end(voice)
    await asyncio.wait_for(reader.task, 5)
    assert reader.states() == ["waiting", "telling", "finished"]


@with_database
async def test_silence_is_broken_by_a_ping_every_so_often(row, monkeypatch, quick):
    monkeypatch.setattr(module, "PINGS_AFTER", 0.1)
    voice = await telling(row)
    reader = Reader(row.pk)
    reader.comes()
    await reader.until(lambda reader: reader.events.count(Ping()) == 2)
    await voice.say(known_good("醒了。"))
    await end(voice)
    await asyncio.wait_for(reader.task, 5)
    assert reader.text == "醒了。" and reader.states() == ["telling", "finished"]


@with_database
async def test_who_hears_words_hears_no_pings(row, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.03)
    monkeypatch.setattr(module, "PINGS_AFTER", 0.4)
    voice = await telling(row)
    reader = Reader(row.pk)
    reader.comes()
    for _ in range(8):
        await voice.say(known_good("字"))
        await asyncio.sleep(0.08)
    await end(voice)
    await asyncio.wait_for(reader.task, 5)
    assert reader.text == "字" * 8 and Ping() not in reader.events


@with_database
async def test_a_reader_who_leaves_is_forgotten(row, quick):
    reader = Reader(row.pk)
    reader.comes()
    await reader.until(lambda reader: reader.events)
    assert str(row.pk) in readers_bells().listeners
    await reader.leaves()
    assert str(row.pk) not in readers_bells().listeners


@with_database
@pytest.mark.parametrize(("live", "kept"), [("从前有座山", "从前"), ("从前", "从前有座山")])
async def test_a_look_gives_the_longer_of_log_and_database(row, live, kept):
    voice = await telling(row)
    await voice.say(known_good(live))
    await Story.objects.filter(pk=row.pk).aupdate(text=kept)
    assert await look(row.pk) == Copy("从前有座山", "telling", None)


@with_database
async def test_an_end_that_only_the_database_knows_counts_once_last_words_had_their_time(row, monkeypatch):
    await telling(row)
    await in_thread(lease.stop)(row.pk)
    assert (await log.since(row.pk, 0)).state == "telling"
    assert (await look(row.pk)).state == "telling"
    monkeypatch.setattr(module, "LAST_WORDS_COME_WITHIN", 0)
    assert (await look(row.pk)).state == "stopped"


@with_database
async def test_who_comes_while_a_story_is_being_stopped_gets_its_last_words_too(row, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", 0.5)
    voice = await telling(row)
    assert await in_thread(lease.stop)(row.pk)
    reader = Reader(row.pk)
    reader.comes()
    await asyncio.sleep(0.1)
    await voice.say(known_good("最后"))
    await ends._cut(row.pk)
    await asyncio.wait_for(reader.task, 5)
    assert reader.text == "最后" == (await Story.objects.aget(pk=row.pk)).text


# The promise: whatever happens on the way, each reader's text is the story, exactly once.

WORDS = st.text(st.sampled_from("从前有座山。！“”\nOnce upon, a. \ue000\uf8ff\U000f0000🐉👨‍👩‍👧é̀"), min_size=1, max_size=8)
STEPS = st.one_of(
    st.tuples(st.just("say"), WORDS),
    st.tuples(st.just("say"), WORDS),
    st.tuples(st.just("comes"), st.integers(0, 60)),
    st.tuples(st.just("leaves"), st.integers(0, 9)),
    st.tuples(st.just("returns"), st.integers(0, 9)),
    st.tuples(st.just("wait"), st.sampled_from([0, 0.001, 0.02, 0.05])),
    st.tuples(st.sampled_from(["wiped", "expired", "text expired", "bells lost", "handed over"]), st.none()),
)


class Evening:
    """One story, told through all that can happen to it."""

    def __init__(self, redis, row, steps):
        self.redis, self.row, self.steps = redis, row, steps
        self.whole = "".join(words for step, words in steps if step == "say")
        self.readers = []

    async def goes_on(self):
        try:
            self.voice = await telling(self.row)
            for step, value in self.steps:
                await getattr(self, "_" + step.replace(" ", "_"))(value)
            await end(self.voice)
            for reader in self.readers:
                if reader.task is None or reader.task.cancelled():
                    reader.comes()
                await asyncio.wait_for(reader.task, 3)
        finally:
            await asyncio.gather(*(reader.leaves() for reader in self.readers if reader.task))
            await clients.redis().aclose()

    async def _say(self, words):
        await self.voice.say(known_good(words))

    async def _comes(self, place):
        """With the beginning in hand, or with more than there will ever be."""
        reader = Reader(self.row.pk, self.whole[:place].ljust(place, "？"), knows=place % 2 == 0)
        reader.comes()
        self.readers.append(reader)

    async def _leaves(self, which):
        if self.readers and (reader := self.readers[which % len(self.readers)]).task:
            await reader.leaves()

    async def _returns(self, which):
        if self.readers:
            await self._leaves(which)
            self.readers[which % len(self.readers)].comes()

    async def _wait(self, seconds):
        await asyncio.sleep(seconds)

    async def _wiped(self, _):
        self.redis.flushall()

    async def _expired(self, _):
        self.redis.delete(f"story:{self.row.pk}:text", f"story:{self.row.pk}:meta")

    async def _text_expired(self, _):
        self.redis.delete(f"story:{self.row.pk}:text")

    async def _bells_lost(self, _):
        self.redis.client_kill_filter(_type="pubsub")

    async def _handed_over(self, _):
        await in_thread(lease.hand_over)(self.voice.story, self.voice.text)
        await self.voice.out.close("waiting")
        self.voice = await telling(self.row)


@with_database
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=3, max_size=25))
def test_every_reader_gets_the_story_exactly_once(redis, alice, quick, monkeypatch, steps):
    monkeypatch.setattr(module, "LAST_WORDS_COME_WITHIN", 0.2)
    evening = Evening(redis, alice.asks(), steps)
    async_to_sync(evening.goes_on)()
    assert Story.objects.get(pk=evening.row.pk).text == evening.whole
    for reader in evening.readers:
        assert reader.text == evening.whole
        assert reader.states()[-1] == "finished" and isinstance(reader.events[-1], StateNow)
