import pytest
from channels.db import database_sync_to_async

from stories import clients
from stories.delivery import log
from stories.errors import LeaseLost
from stories.models import Story
from stories.telling import ends, lease
from stories.telling.gate import known_good
from stories.telling.voice import LogOut, Voice
from storyteller.redis_server import free_port

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async


@pytest.fixture
async def row(redis, alice):
    return await in_thread(alice.asks)()


async def half_told(row):
    voice = Voice(await in_thread(lease.claim)(row.pk, "a worker"), LogOut())
    await voice.open()
    await voice.say(known_good("第一句。第二"))
    return voice


async def test_a_stop_keeps_every_word_that_readers_saw(row):
    voice = await half_told(row)
    assert (await Story.objects.aget(pk=row.pk)).text == "第一句。第二"
    await voice.say(known_good("句还没完"))
    assert await ends.stop(row.pk)
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.text) == ("stopped", "第一句。第二句还没完")
    assert story.ended and story.lease_until is None and not story.trouble


async def test_after_a_stop_the_worker_writes_nothing_more(row):
    voice = await half_told(row)
    await ends.stop(row.pk)
    with pytest.raises(LeaseLost):
        await voice.say(known_good("句。"))
    assert (await log.since(row.pk, 0)).text == "第一句。第二"


async def test_a_stop_is_rung_for_the_worker(row, redis):
    await half_told(row)
    with redis.pubsub(ignore_subscribe_messages=True) as ears:
        ears.subscribe(log.ENDS)
        ears.get_message(timeout=1)
        await ends.stop(row.pk)
        while not (message := ears.get_message(timeout=2)):
            pass
        assert message["data"].decode() == str(row.pk)


async def test_a_second_stop_and_a_stop_after_the_end_change_nothing(row):
    voice = await half_told(row)
    await in_thread(lease.finish)(voice.story, voice.text, "told")
    await voice.out.close("finished")
    assert not await ends.stop(row.pk)
    assert (await Story.objects.aget(pk=row.pk)).state == "finished"
    assert (await log.since(row.pk, 0)).state == "finished"


async def test_a_stop_before_the_claim_means_that_nobody_tells_it(row):
    assert await ends.stop(row.pk)
    assert await in_thread(lease.claim)(row.pk, "a worker") is None
    assert not await ends.stop(row.pk)


async def test_a_stop_works_without_redis(row, settings):
    voice = await half_told(row)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    clients.redis.made.clear()
    assert await ends.stop(row.pk)
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.text) == ("stopped", "第一句。第二") and voice.text == story.text


async def test_a_stop_after_a_wiped_redis_keeps_what_the_database_has(row, redis):
    await half_told(row)
    redis.flushall()
    assert await ends.stop(row.pk)
    assert (await Story.objects.aget(pk=row.pk)).text == "第一句。第二"
