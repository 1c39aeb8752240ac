"""Who has more than the story as it stands: it waits where the words come again, and goes back where they are lost."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async as in_thread
from django.db.models import F

from stories.delivery import bells as bells_module
from stories.delivery import follow as module
from stories.delivery.bells import Words
from stories.delivery.follow import Rewind, StateNow, Text, follow, look
from stories.errors import LeaseLost
from stories.models import Story
from stories.telling import ends, lease
from stories.telling.gate import known_good
from storyteller.redis_server import free_port
from tests.delivery.reader import Reader, end, telling
from tests.delivery.watcher import Watcher

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = 0.03


@pytest.fixture
async def row(redis, alice, monkeypatch):
    monkeypatch.setattr(bells_module, "LOOKS_AGAIN_AFTER", LOOKS)
    return await in_thread(alice.asks)()


async def reads(row, text="", **knows):
    reader = Reader(row.pk, text, **knows)
    reader.comes()
    return reader


async def has_looked_often():
    await asyncio.sleep(10 * LOOKS)


async def tell_and_read(row):
    """A voice, and a reader with its first sentence and a half."""
    voice = await telling(row)
    reader = await reads(row, knows=True)
    for words in ("第一句。", "第二句没"):
        await voice.say(known_good(words))
    await reader.until(lambda reader: reader.text == "第一句。第二句没")
    return voice, reader


async def is_lost(row):
    await in_thread(lease.release_all)("a worker")
    return await telling(row, "another worker")


async def ends_well(voice, reader):
    await end(voice)
    await asyncio.wait_for(reader.task, 5)
    assert reader.text == voice.text == (await Story.objects.aget(pk=voice.story.pk)).text
    assert reader.states()[-1] == "finished"


async def test_when_worker_and_redis_are_lost_at_once_a_reader_goes_back_once_to_where_the_story_goes_on(row, redis):
    _, reader = await tell_and_read(row)
    redis.flushall()
    await has_looked_often()
    assert reader.rewinds() == [] and reader.text == "第一句。第二句没", "nobody knows yet what is lost"
    again = await is_lost(row)
    await reader.until(lambda reader: reader.rewinds())
    await again.say(known_good("另外一句，比原来的长。"))
    await ends_well(again, reader)
    assert reader.rewinds() == [4] and reader.text == "第一句。另外一句，比原来的长。"
    assert reader.events.index(Rewind(4)) < reader.events.index(StateNow("telling", attempt=2))


async def test_a_lost_worker_alone_sends_nobody_back(row):
    _, reader = await tell_and_read(row)
    again = await is_lost(row)
    await again.say(known_good("完。"))
    await ends_well(again, reader)
    assert reader.rewinds() == [] and reader.text == "第一句。第二句没完。"


@pytest.mark.parametrize("what", ["all", "text", "state"])
async def test_a_log_that_is_lost_under_a_living_teller_sends_nobody_back(row, redis, what):
    voice, reader = await tell_and_read(row)
    redis.delete(
        *{"all": [f"story:{row.pk}:text", f"story:{row.pk}:meta"], "text": [f"story:{row.pk}:text"]}.get(what, [f"story:{row.pk}:meta"])
    )
    await has_looked_often()
    await voice.say(known_good("完"))
    await reader.until(lambda reader: reader.text == voice.text)
    await voice.say(known_good("。"))
    await ends_well(voice, reader)
    assert reader.rewinds() == []


async def test_a_page_that_was_loaded_meanwhile_goes_on_from_what_it_shows(row, redis):
    voice, _ = await tell_and_read(row)
    redis.flushall()
    copy = await look(row.pk)
    assert (copy.text, copy.attempt) == ("第一句。", 1)
    reader = await reads(row, copy.text, knows=True, attempt=copy.attempt)
    await voice.say(known_good("完。"))
    await ends_well(voice, reader)
    assert reader.rewinds() == []


@pytest.mark.parametrize("is_told_on", [False, True])
async def test_a_log_that_came_back_older_sends_nobody_back_and_says_no_wrong_word(row, redis, is_told_on):
    voice = await telling(row)
    await voice.say(known_good("第一"))
    old = {key: redis.dump(key) for key in redis.keys("story:*")}
    reader = await reads(row, knows=True)
    await voice.say(known_good("句。第二句没"))
    if is_told_on:
        voice = await is_lost(row)
        await voice.say(known_good("有"))
    await reader.until(lambda reader: reader.text == voice.text)
    for key, value in old.items():
        redis.restore(key, 0, value, replace=True)
    await has_looked_often()
    assert reader.text == voice.text and reader.rewinds() == []
    await voice.say(known_good("完。"))
    await ends_well(voice, reader)
    assert reader.rewinds() == []


async def test_words_of_an_older_log_are_not_read_where_a_later_attempt_said_others(row, redis):
    _, reader = await tell_and_read(row)
    old = {key: redis.dump(key) for key in redis.keys("story:*")}
    redis.flushall()
    again = await is_lost(row)
    await again.say(known_good("别"))
    await reader.until(lambda reader: reader.text == "第一句。别")
    for key, value in old.items():
        redis.restore(key, 0, value, replace=True)
    await has_looked_often()
    assert reader.text == "第一句。别"
    late = await reads(row, knows=True, attempt=2)
    await again.say(known_good("的。"))
    await ends_well(again, late)
    await asyncio.wait_for(reader.task, 5)
    assert reader.text == late.text == "第一句。别的。" and reader.rewinds() == [4] and late.rewinds() == []


async def test_while_redis_is_away_words_come_from_the_database_and_nobody_goes_back(row, settings):
    voice, reader = await tell_and_read(row)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    elsewhere = asyncio.to_thread(asyncio.run, _hears(row.pk, len(voice.text)))
    hearing = asyncio.create_task(elsewhere)
    await reader.leaves()
    await has_looked_often()
    await voice.say(known_good("有。"))
    await end(voice)
    events = await asyncio.wait_for(hearing, 10)
    assert [event for event in events if isinstance(event, Rewind)] == []
    assert "".join(event.text for event in events if isinstance(event, Text)) == "有。" and events[-1].state == "finished"


async def _hears(story_id, after):
    """In another process, as it were: on a loop of its own, which never knew Redis."""
    return [event async for event in follow(story_id, after, 1)]


@pytest.mark.parametrize(("text", "place"), [("第一句。第二句没", 4), ("第一句。第", 4), ("第一句。", None), ("第一", None)])
async def test_who_comes_back_when_the_story_has_grown_beyond_its_place_is_sent_back_to_where_it_went_on(row, redis, text, place):
    _, reader = await tell_and_read(row)
    await reader.leaves()
    redis.flushall()
    again = await is_lost(row)
    await again.say(known_good("另外一句，比原来的长得多。"))
    back = await reads(row, text, knows=True)
    await ends_well(again, back)
    assert back.rewinds() == ([place] if place else [])


async def test_of_several_openings_the_earliest_that_a_reader_has_not_heard_of_counts(row):
    await Story.objects.filter(pk=row.pk).aupdate(text="一二三四五六七八九", state="finished", attempt=4, openings={"2": 6, "3": 4, "4": 7})
    for attempt, places in ((1, [4]), (2, [4]), (3, [7]), (4, [])):
        reader = await reads(row, "一二三四五六七八九"[:8], knows=True, attempt=attempt)
        await asyncio.wait_for(reader.task, 5)
        assert (reader.rewinds(), reader.text) == (places, "一二三四五六七八九")


async def test_who_knows_no_attempt_and_has_too_much_goes_back_at_once_where_the_log_is_there(row):
    voice, _ = await tell_and_read(row)
    reader = await reads(row, "第一句。第二句没有听过的")
    await reader.until(lambda reader: reader.rewinds() == [8])
    reader.text = voice.text
    await voice.say(known_good("完。"))
    await ends_well(voice, reader)


async def test_who_knows_no_attempt_waits_a_little_for_a_log_that_is_gone(row, redis, monkeypatch):
    voice, first = await tell_and_read(row)
    redis.flushall()
    patient = await reads(row, voice.text)
    await has_looked_often()
    assert patient.events == []
    monkeypatch.setattr(module, "LAST_WORDS_COME_WITHIN", 0)
    impatient = await reads(row, voice.text)
    await impatient.until(lambda reader: reader.rewinds() == [4])
    await patient.until(lambda reader: reader.rewinds() == [4])
    await voice.say(known_good("完。"))
    await ends_well(voice, patient)
    assert impatient.text == first.text == voice.text and first.rewinds() == []


async def test_who_has_words_of_a_story_that_ended_without_them_goes_back(row):
    await Story.objects.filter(pk=row.pk).aupdate(text="第一句。", state="finished")
    reader = await reads(row, "第一句。第二", knows=True)
    await asyncio.wait_for(reader.task, 5)
    assert reader.events == [Rewind(4), StateNow("finished")]


async def test_a_later_story_that_parts_a_sign_at_the_readers_place_is_no_trouble(row, redis):
    """Places in the log count bytes: of other words one may stand in the middle of a sign."""
    voice = await telling(row)
    await voice.say(known_good("Once upon"))
    reader = Watcher(row.pk, knows=True)
    reader.comes()
    await reader.looks("none", hears=99)
    redis.flushall()
    again = await is_lost(row)
    await again.say(known_good("a从前有座山"))
    reader.bell.ring()
    assert await reader.looks("all", hears=99) == [("Once upon", 0)]
    assert reader.text == "a从前有座山"


async def test_who_loses_its_line_between_the_last_words_and_the_end_is_not_sent_back(row):
    await Story.objects.filter(pk=row.pk).aupdate(text="第一句。", state="finished", attempt=2, openings={"2": 0})
    async with aclosing(follow(row.pk, 0, 1)) as events:
        heard = [await anext(events), await anext(events)]
    assert heard == [StateNow("telling", attempt=2), Text(0, "第一句。")]
    back = await reads(row, "第一句。", knows=True, attempt=heard[0].attempt)
    await asyncio.wait_for(back.task, 5)
    assert back.events == [StateNow("finished", attempt=2)]


async def test_who_waits_for_the_last_words_of_a_story_that_was_stopped_gets_them_from_the_worker(row, redis):
    voice, reader = await tell_and_read(row)
    redis.flushall()
    await ends.stop(row.pk)
    await has_looked_often()
    assert reader.rewinds() == [] and "stopped" not in reader.states()
    with pytest.raises(LeaseLost):
        await voice.say(known_good("有。"))
    await in_thread(lease.keep_last_words)(row.pk, voice.text, voice.story.attempt)
    await Story.objects.filter(pk=row.pk).aupdate(ended=F("ended") - timedelta(minutes=1))
    await asyncio.wait_for(reader.task, 5)
    assert reader.text == (await Story.objects.aget(pk=row.pk)).text == "第一句。第二句没"
    assert reader.states()[-1] == "stopped" and reader.rewinds() == []


async def test_where_a_bell_was_lost_the_next_one_brings_both_words(row):
    voice = await telling(row)
    reader = await who_has_looked(row)
    for words in ("从前", "有座山"):
        await voice.say(known_good(words))
    reader.bell.ring(Words(1, 6, "有座山", 15))
    await reader.looks("all", hears=99)
    assert reader.text == "从前有座山"


async def test_words_that_a_reader_has_are_not_said_again(row):
    voice = await telling(row)
    await voice.say(known_good("从前"))
    reader = await who_has_looked(row)
    reader.bell.ring(Words(1, 0, "从前", 6))
    reader.bell.ring(Words(1, 6, "有座山", 15))
    await reader.looks("all", hears=99)
    assert reader.text == "从前有座山", "from the bell alone: the log does not have it yet"


async def test_words_of_a_later_attempt_at_the_readers_place_are_no_continuation(row, redis):
    """All that the reader hears of two lost things at once is the bell of the later attempt's second word."""
    voice = await telling(row)
    await voice.say(known_good("从前"))
    reader = await who_has_looked(row)
    redis.flushall()
    again = await is_lost(row)
    for words in ("他们", "有座山"):
        await again.say(known_good(words))
    reader.bell.ring(Words(2, 6, "有座山", 15))
    assert await reader.looks("all", hears=99) == [("从前", 0)]
    assert reader.text == "他们有座山"


async def who_has_looked(row):
    reader = Watcher(row.pk, knows=True)
    reader.comes()
    await reader.looks("none", hears=99)
    return reader
