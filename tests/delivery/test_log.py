import asyncio
import uuid

import pytest
from asgiref.sync import async_to_sync
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories import clients
from stories.delivery import log
from stories.delivery.follow import LAST_WORDS_COME_WITHIN
from stories.delivery.log import Append, Fresh
from stories.telling.gate import known_good

ENDS = ("finished", "stopped", "failed")
PIECES = st.text(st.sampled_from("从前山。Ab \n\ue000\U0010fffd🐉é"), min_size=1, max_size=6)


@pytest.fixture
def story():
    return uuid.uuid4()


async def begin(story, attempt=1, told="", oldest=0):
    return await log.open_log(story, attempt, known_good(told), oldest)


def copied(redis, story):
    """What brings this story's log back as it is now."""
    held = {key: redis.dump(key) for key in redis.keys(f"story:{story}:*")}

    def come_back():
        for key, value in held.items():
            redis.restore(key, 0, value, replace=True)

    return come_back


async def append(story, attempt, at, text):
    return await log.append(story, attempt, at, known_good(text))


async def test_what_is_appended_stands_in_order(redis, story):
    assert await begin(story) == ""
    assert await append(story, 1, 0, "从前") is Append.DONE
    assert await append(story, 1, 6, "有座山") is Append.DONE
    fresh = await log.since(story, 6)
    assert fresh == Fresh(15, "有座山", "telling", 1)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=8), data=st.data())
def test_a_reader_at_any_place_gets_the_rest_of_any_text(redis, pieces, data):
    text = "".join(pieces)
    place = data.draw(st.integers(0, len(text)))

    async def tell_and_read():
        story, at = uuid.uuid4(), 0
        await begin(story)
        for piece in pieces:
            assert await append(story, 1, at, piece) is Append.DONE
            at += len(piece.encode())
        fresh = await log.since(story, len(text[:place].encode()))
        await clients.redis().aclose()
        return fresh

    assert async_to_sync(tell_and_read)() == Fresh(len(text.encode()), text[place:], "telling", 1)


async def test_there_is_no_log_before_somebody_opens_one(redis, story):
    assert await log.since(story, 0) is None
    assert await append(story, 1, 0, "从前") is Append.GAP
    assert await log.since(story, 0) is None


async def test_an_earlier_attempt_writes_nothing_any_more(redis, story):
    await begin(story, 1)
    await append(story, 1, 0, "一")
    assert await begin(story, 2) == "一"
    assert await append(story, 1, 3, "旧") is Append.REFUSED
    assert await append(story, 2, 3, "新") is Append.DONE
    assert await begin(story, 1) is None
    assert await log.since(story, 0) == Fresh(6, "一新", "telling", 2)


async def test_an_earlier_attempt_closes_nothing_any_more(redis, story):
    await begin(story, 1, "一")
    await begin(story, 2)
    await log.close(story, 1, "waiting")
    assert await append(story, 2, 3, "二") is Append.DONE
    assert await log.since(story, 0) == Fresh(6, "一二", "telling", 2)


async def test_attempts_are_counted_as_numbers(redis, story):
    await begin(story, 9)
    assert await begin(story, 10) == ""
    assert await begin(story, 9) is None


async def test_an_attempt_may_open_its_own_log_again(redis, story):
    await begin(story, 1)
    await append(story, 1, 0, "一")
    assert await begin(story, 1) == "一"
    assert await append(story, 1, 3, "二") is Append.DONE


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("closing", [lambda story, end: log.close(story, 1, end), log.cut], ids=["close", "cut"])
async def test_nothing_is_told_after_an_end(redis, story, end, closing):
    await begin(story)
    await append(story, 1, 0, "完。")
    await closing(story, end)
    assert await append(story, 1, 6, "还有") is Append.REFUSED
    assert await begin(story, 1) is None
    assert await begin(story, 2) is None, "not even by a later attempt"
    assert await log.since(story, 0) == Fresh(6, "完。", end, 1)


async def test_a_story_that_was_handed_over_waits_for_the_next_attempt(redis, story):
    await begin(story)
    await append(story, 1, 0, "一")
    await log.close(story, 1, "waiting")
    assert await append(story, 1, 3, "旧") is Append.REFUSED
    assert await begin(story, 2) == "一"
    assert await append(story, 2, 3, "二") is Append.DONE


async def test_cutting_gives_back_every_word_that_readers_saw(redis, story):
    await begin(story)
    await append(story, 1, 0, "从前有")
    assert await log.cut(story, "stopped") == "从前有"


async def test_cutting_a_log_that_is_gone_gives_nothing_and_stays_cut(redis, story):
    assert await log.cut(story, "stopped") == ""
    assert await begin(story, 1) is None


async def test_a_wiped_redis_is_a_gap_and_takes_no_word(redis, story):
    await begin(story)
    await append(story, 1, 0, "从前")
    redis.flushall()
    assert await append(story, 1, 6, "有座山") is Append.GAP
    assert await log.since(story, 0) is None


@pytest.mark.parametrize("at", [0, 3, 5, 7, 600])
async def test_a_word_at_a_wrong_place_is_a_gap(redis, story, at):
    await begin(story)
    await append(story, 1, 0, "从前")
    assert await append(story, 1, at, "有") is Append.GAP
    assert (await log.since(story, 0)).text == "从前"


async def test_a_log_that_only_lost_its_text_is_a_gap(redis, story):
    await begin(story)
    await append(story, 1, 0, "从前")
    redis.delete(f"story:{story}:text")
    assert await append(story, 1, 6, "有") is Append.GAP


@pytest.mark.parametrize(("held", "told"), [("从前有座山", "从前"), ("从前", "从前有座山"), ("", "从前"), ("从前", "")])
async def test_opening_takes_the_longer_of_log_and_database(redis, story, held, told):
    await begin(story, 1, held)
    longer = max(held, told, key=len)
    assert await begin(story, 2, told) == longer
    assert (await log.since(story, 0)).text == longer


@pytest.mark.parametrize("told", ["从后", "后前有座山", "从前有座庙还有一座山"])
async def test_opening_takes_the_database_where_the_log_says_something_else(redis, story, told):
    await begin(story, 1, "从前有座山")
    assert await begin(story, 2, told) == told
    assert await log.since(story, 0) == Fresh(len(told.encode()), told, "telling", 2)


async def test_a_log_that_came_back_older_takes_no_word_and_is_written_anew(redis, story):
    await begin(story, 1, "一二")
    comes_back = copied(redis, story)
    await begin(story, 2, "一二")
    await append(story, 2, 6, "三")
    comes_back()
    assert await log.since(story, 0) == Fresh(6, "一二", "telling", 1)
    assert await append(story, 2, 6, "四") is Append.GAP, "at the very place, but of the earlier attempt"
    assert await begin(story, 2, "一二三", oldest=2) == "一二三"
    assert await append(story, 2, 9, "四") is Append.DONE


async def test_words_of_an_older_log_than_the_last_opening_are_left_behind(redis, story):
    await begin(story, 1, "一旧")
    assert await begin(story, 3, "一", oldest=2) == "一"
    assert await log.since(story, 0) == Fresh(3, "一", "telling", 3)


async def test_words_of_the_last_opening_stay(redis, story):
    await begin(story, 2, "一二")
    assert await begin(story, 3, "一", oldest=2) == "一二"


async def test_closing_a_log_that_is_gone_opens_none(redis, story):
    await begin(story, 1, "一")
    redis.flushall()
    await log.close(story, 1, "waiting")
    assert await log.since(story, 0) == Fresh(0, "", "waiting", 0), "no attempt: readers take the database"
    assert await append(story, 1, 3, "二") is Append.GAP
    assert await begin(story, 2, "一") == "一"


async def test_of_two_writers_at_one_place_only_one_writes(redis, story):
    await begin(story)
    answers = await asyncio.gather(*(append(story, 1, 0, letter) for letter in "甲乙丙丁戊己庚辛"))
    assert answers.count(Append.DONE) == 1 and answers.count(Append.GAP) == 7
    assert len((await log.since(story, 0)).text) == 1


@pytest.mark.parametrize("told", ["", "字"])
async def test_a_log_goes_away_some_time_after_it_was_opened_or_closed(redis, story, settings, told):
    settings.LOG_LIVES = 100
    await begin(story, 1, told)
    await append(story, 1, len(told.encode()), "字")
    assert lives(redis, story) == 100
    settings.LOG_LIVES = 900
    await log.close(story, 1, "waiting")
    assert lives(redis, story) == 900


@pytest.mark.parametrize("end", ENDS)
async def test_behind_an_end_a_log_stays_until_the_last_words_are_in_the_row_and_not_much_longer(redis, story, end):
    await begin(story, 1, "字")
    await log.close(story, 1, end)
    assert all(LAST_WORDS_COME_WITHIN < redis.ttl(key) <= log.ENDED_LIVES for key in redis.keys(f"story:{story}:*"))


def lives(redis, story):
    """Both keys, in seconds, give or take a few."""
    keys = redis.keys(f"story:{story}:*")
    assert len(keys) == 2
    return min(-(-redis.ttl(key) // 50) * 50 for key in keys)


async def test_each_change_rings_for_readers_and_an_end_from_outside_for_the_worker_too(redis, story):
    with redis.pubsub(ignore_subscribe_messages=True) as ears:
        ears.subscribe(log.BELL, log.ENDS)
        await begin(story)
        await append(story, 1, 0, "一")
        await append(story, 1, 0, "refused: no bell")
        await log.cut(story, "stopped")
        heard = []
        while len(heard) < 4:
            message = ears.get_message(timeout=2)
            heard += [(message["channel"].decode(), message["data"].decode())] if message else []
        changed = str(story)
        assert heard[:2] == [(log.BELL, changed), (log.BELL, f'["{story}",1,0,"一"]')]
        assert sorted(heard[2:]) == [(log.BELL, changed), (log.ENDS, changed)]
        assert ears.get_message(timeout=0.1) is None


async def test_words_of_many_stories_go_in_one_call_and_each_gets_an_answer_of_its_own(redis):
    mine, stopped, lost = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for story in (mine, stopped, lost):
        await begin(story)
    await log.cut(stopped, "stopped")
    redis.delete(f"story:{lost}:meta")
    before = redis.info("commandstats")["cmdstat_evalsha"]["calls"]
    answers = await asyncio.gather(*(append(story, 1, 0, "一") for story in (mine, stopped, lost)))
    assert answers == [Append.DONE, Append.REFUSED, Append.GAP]
    assert redis.info("commandstats")["cmdstat_evalsha"]["calls"] == before + 1
    read = await asyncio.gather(*(log.since(story, 0) for story in (mine, stopped, lost, mine)))
    assert read == [Fresh(3, "一", "telling", 1), Fresh(0, "", "stopped", 1), None, Fresh(3, "一", "telling", 1)]
    assert redis.info("commandstats")["cmdstat_evalsha"]["calls"] == before + 2


async def test_a_redis_that_was_restarted_is_shown_its_scripts_again(redis, story):
    await begin(story)
    redis.script_flush()
    assert await append(story, 1, 0, "一") is Append.DONE
    redis.script_flush()
    assert (await log.since(story, 0)).text == "一"
