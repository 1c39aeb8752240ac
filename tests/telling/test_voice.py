import asyncio
import signal
import time

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError

from stories import clients
from stories.delivery import log
from stories.errors import LeaseLost
from stories.models import Story
from stories.telling import lease
from stories.telling.gate import known_good
from stories.telling.voice import LogOut, Voice
from storyteller.redis_server import free_port
from tests.environment import REDIS

in_thread = database_sync_to_async
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def voice(redis, alice):
    return await begins(await in_thread(alice.asks)())


@pytest.fixture
def away(monkeypatch):
    """Let the database be away for the next so many writes of a kind; how often it was asked."""

    def away(name, times):
        write, asked = getattr(lease, name), []

        def asks(*values):
            asked.append(values)
            if len(asked) <= times:
                raise OperationalError("server closed the connection unexpectedly")
            return write(*values)

        monkeypatch.setattr(lease, name, asks)
        return asked

    return away


async def begins(row, worker="a worker"):
    voice = Voice(await in_thread(lease.claim)(row.pk, worker), LogOut())
    await voice.open()
    return voice


async def say(voice, *pieces):
    for piece in pieces:
        await voice.say(known_good(piece))


async def kept(voice):
    return (await Story.objects.aget(pk=voice.story.pk)).text


async def live(voice):
    return (await log.since(voice.story.pk, 0)).text


async def test_words_are_live_at_once_and_each_whole_sentence_is_kept(voice):
    await say(voice, "从前", "有座山")
    assert (await live(voice), await kept(voice)) == ("从前有座山", "")
    await say(voice, "。山里")
    assert (await live(voice), await kept(voice)) == ("从前有座山。山里", "从前有座山。山里")
    await say(voice, "有座庙")
    assert await kept(voice) == "从前有座山。山里"


async def test_nothing_to_say_is_nothing_said(voice):
    await voice.say(None)
    assert (voice.text, await live(voice), voice.story.first_words) == ("", "", None)


async def test_the_first_words_are_timed_once(voice):
    await say(voice, "从")
    first = voice.story.first_words
    assert first
    await say(voice, "前。", "后来。")
    assert voice.story.first_words == first
    assert (await Story.objects.aget(pk=voice.story.pk)).first_words == first


async def test_who_goes_on_begins_with_the_longer_of_log_and_database(voice):
    await say(voice, "第一句。第二句没")
    await in_thread(lease.release_all)("a worker")
    again = await begins(voice.story, "another worker")
    assert again.text == "第一句。第二句没"
    await say(again, "完。")
    assert await live(again) == await kept(again) == "第一句。第二句没完。"


async def test_a_wiped_log_is_written_anew_with_all_that_was_told(voice, redis):
    await say(voice, "第一句。", "第二")
    redis.flushall()
    await say(voice, "句。", "三")
    assert await live(voice) == voice.text == "第一句。第二句。三"


async def test_a_log_that_came_back_from_an_old_snapshot_is_put_right(voice, redis):
    await say(voice, "第一句。", "第二句。")
    redis.set(f"story:{voice.story.pk}:text", "第一")
    await say(voice, "三")
    assert await live(voice) == "第一句。第二句。三"


async def test_a_word_whose_answer_got_lost_stands_once_and_the_story_goes_on(voice):
    """Redis took it, the connection broke, and the client asked again."""
    await say(voice, "从前")
    lost = known_good("有座山。")
    assert await log.append(voice.story.pk, 1, len("从前".encode()), lost) is log.Append.DONE
    await voice.say(lost)
    await say(voice, "完。")
    assert await live(voice) == voice.text == "从前有座山。完。"


async def test_a_later_attempt_silences_an_earlier_one(voice):
    await say(voice, "第一句。")
    await in_thread(lease.release_all)("a worker")
    late = await begins(voice.story, "another worker")
    with pytest.raises(LeaseLost):
        await say(voice, "旧")
    await say(late, "新")
    assert await live(late) == "第一句。新"


async def test_an_earlier_attempt_that_closes_late_silences_nobody(voice):
    await in_thread(lease.hand_over)(voice.story, voice.text)
    late = await begins(voice.story, "another worker")
    await voice.out.close("waiting")
    await say(late, "新")
    assert await live(late) == "新"


async def test_an_earlier_attempt_cannot_even_begin(voice):
    early = LogOut()
    await in_thread(lease.release_all)("a worker")
    await begins(voice.story, "another worker")
    with pytest.raises(LeaseLost):
        await early.open(voice.story)


async def test_a_stopped_story_takes_no_word_though_its_log_was_wiped(voice, redis):
    await say(voice, "第一句。")
    await in_thread(lease.stop)(voice.story.pk)
    redis.flushall()
    with pytest.raises(LeaseLost):
        await say(voice, "第二句。")
    assert await log.since(voice.story.pk, 0) is None
    assert await kept(voice) == "第一句。"


async def test_without_redis_a_story_goes_on_and_every_sentence_is_kept(redis, alice, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    voice = await begins(await in_thread(alice.asks)())
    await say(voice, "第一句。", "第二", "句。")
    await voice.out.close("finished")
    assert await kept(voice) == voice.text == "第一句。第二句。"


async def test_when_redis_dies_and_comes_back_the_log_is_whole_again(voice, monkeypatch):
    monkeypatch.setattr("stories.telling.voice.SKIPS_FOR", {"frozen": 0, "refused": 0})
    await say(voice, "第一句。")
    REDIS.stop()
    try:
        await say(voice, "第二句。", "第三")
        assert await kept(voice) == "第一句。第二句。第三", "readers may have seen all of it"
    finally:
        REDIS.start()
    await say(voice, "句。", "完。")
    assert await live(voice) == await kept(voice) == "第一句。第二句。第三句。完。"


async def test_a_slow_redis_is_not_waited_for_longer_than_a_reader_would(voice, redis, monkeypatch):
    monkeypatch.setattr(clients, "PATIENCE", 0.2)
    redis.client_pause(5000)
    try:
        async with asyncio.timeout(3):
            await say(voice, "第一句。")
        assert await kept(voice) == "第一句。"
    finally:
        redis.client_unpause()


async def test_a_frozen_redis_holds_up_one_word_and_not_each(voice, monkeypatch):
    monkeypatch.setattr(clients, "PATIENCE", 0.3)
    await say(voice, "第一句。")
    REDIS.process.send_signal(signal.SIGSTOP)
    try:
        async with asyncio.timeout(3):
            await say(voice, *"从前有座山山里有座庙", "。")
        assert await kept(voice) == voice.text == "第一句。从前有座山山里有座庙。"
    finally:
        REDIS.process.send_signal(signal.SIGCONT)


async def test_a_frozen_redis_is_left_alone_for_longer_than_one_that_refuses(voice, monkeypatch, redis, settings):
    monkeypatch.setattr(clients, "PATIENCE", 0.2)
    monkeypatch.setattr("stories.telling.voice.FROZEN", 0.1)
    redis.client_pause(500)
    await say(voice, "第一句。")
    assert voice.out.skip_until - time.monotonic() > 2
    voice.out.skip_until = 0
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    clients.redis.made.clear()
    monkeypatch.setattr("stories.telling.voice.FROZEN", 60)
    await say(voice, "第二句。")
    assert voice.out.skip_until - time.monotonic() < 1


async def test_a_first_attempt_goes_on_from_nowhere(voice):
    await say(voice, "第一句。")
    assert (await Story.objects.aget(pk=voice.story.pk)).openings == {}


async def test_each_later_attempt_says_in_characters_where_it_goes_on(voice):
    await say(voice, "第一句。🐉飞")
    for worker in ("second", "third"):
        await in_thread(lease.hand_over)(voice.story, voice.text)
        voice = await begins(voice.story, worker)
        await say(voice, "句。")
    story = await Story.objects.aget(pk=voice.story.pk)
    assert (story.text, story.openings) == ("第一句。🐉飞句。句。", {"2": 6, "3": 8})


async def test_where_it_goes_on_is_known_before_the_first_word(voice):
    await say(voice, "第一句。第二")
    await in_thread(lease.release_all)("a worker")
    await begins(voice.story, "another worker")
    assert (await Story.objects.aget(pk=voice.story.pk)).openings == {"2": 6}


async def test_an_old_copy_of_redis_that_has_other_words_is_put_right_by_whoever_goes_on(voice, redis):
    await say(voice, "第一句。", "第二句。")
    await in_thread(lease.release_all)("a worker")
    redis.set(f"story:{voice.story.pk}:text", "第一句。别的")
    late = await begins(voice.story, "another worker")
    assert late.text == await live(late) == "第一句。第二句。"


async def test_an_old_copy_of_redis_from_before_the_last_attempt_counts_for_nothing(voice, redis):
    """The second attempt went on from what the first had; a copy from the time of the first may hold words that nobody kept."""
    await say(voice, "第一句。")
    copy = redis.get(f"story:{voice.story.pk}:text") + "被忘了".encode()
    await in_thread(lease.release_all)("a worker")
    second = await begins(voice.story, "second")
    await in_thread(lease.release_all)("second")
    redis.set(f"story:{voice.story.pk}:text", copy)
    redis.hset(f"story:{voice.story.pk}:meta", mapping={"attempt": 1, "state": "telling"})
    third = await begins(second.story, "third")
    assert third.text == await live(third) == "第一句。"


async def test_an_old_copy_of_redis_under_a_voice_that_speaks_is_put_right(voice, redis):
    await say(voice, "第一句。第二")
    await in_thread(lease.release_all)("a worker")
    late = await begins(voice.story, "another worker")
    await say(late, "句。")
    redis.set(f"story:{voice.story.pk}:text", "第一句。第二别的")
    redis.hset(f"story:{voice.story.pk}:meta", mapping={"attempt": 1, "state": "telling"})
    await say(late, "第三句。")
    assert await live(late) == await kept(late) == late.text == "第一句。第二句。第三句。"


async def test_a_database_that_is_away_holds_up_no_word_and_the_next_sentence_is_kept(voice, away):
    asked = away("checkpoint_all", 1)
    await say(voice, "第一句。", "第二")
    assert (await live(voice), await kept(voice), len(asked)) == ("第一句。第二", "", 1)
    await say(voice, "句。")
    assert await kept(voice) == await live(voice) == "第一句。第二句。"


async def test_with_both_away_the_story_goes_on_and_is_whole_in_the_end(voice, redis, away, monkeypatch):
    monkeypatch.setattr("stories.telling.voice.SKIPS_FOR", {"frozen": 0, "refused": 0})
    redis.flushall()
    asked = away("checkpoint_all", 2)
    await say(voice, "第一句。")
    await say(voice, "第二句。")
    assert len(asked) >= 2
    await say(voice, "完。")
    assert await live(voice) == await kept(voice) == "第一句。第二句。完。"


async def test_a_log_that_was_away_gives_what_readers_may_have_seen_to_the_database_at_once(voice, settings):
    await say(voice, "第一句。第二")
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    clients.redis.made.clear()
    await say(voice, "句没")
    assert await kept(voice) == voice.text == "第一句。第二句没"


async def test_to_say_where_it_goes_on_waits_for_the_database(voice, away):
    await say(voice, "第一句。")
    await in_thread(lease.release_all)("a worker")
    asked = away("opened", 2)
    await begins(voice.story, "another worker")
    assert len(asked) == 3 and (await Story.objects.aget(pk=voice.story.pk)).openings == {"2": 4}
