import asyncio
from contextlib import aclosing
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories.errors import NoModerator, TellerError
from stories.telling.gate import Refusal, judged
from stories.telling.gate.judged import AT_ONCE
from tests.telling.gate.harm import some_chunks
from tests.telling.gate.moderating import UNFIT, Moderating, Saying

STORY = "从前有座山，山里有座庙。庙里住着一位爷爷，他天天扫地。“下雪啦！”他说。\n雪很大。大家都笑了，笑得好开心！路上有一只猫，跟着他们回了家，喝了一碗汤。"


async def listen(pieces, moderator, language="zh", told=""):
    """What was shown, and what ended it. The teller's stream is closed and no task is left behind."""
    shown, ended, saying = [], None, Saying(pieces)
    try:
        async with aclosing(judged(saying(), language, told, moderator)) as passing:
            async for accepted in passing:
                shown.append(accepted.text)
    except (Refusal, TellerError) as end:
        ended = end
    assert saying.is_closed
    assert asyncio.all_tasks() == {asyncio.current_task()}
    return shown, ended


def check(text, shown, ended, moderator):
    """Each piece was judged fit before it was shown, in order, and what is refused ends it."""
    fit = [unit for unit in moderator.judged if UNFIT not in unit]
    assert all(piece in fit or not piece.strip() for piece in shown)
    assert text.startswith("".join(shown)) and moderator.most <= AT_ONCE
    if UNFIT in text:
        assert isinstance(ended, Refusal) and ended.layer == "moderator" and UNFIT in ended.words and ended.reason == "harm"
        assert text.startswith("".join(shown) + ended.words), "it comes in its place"
    else:
        assert (ended, "".join(shown)) == (None, text)


def with_poison(random):
    place = random.randrange(2 * len(STORY))
    return STORY[:place] + UNFIT + STORY[place:] if place < len(STORY) else STORY


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 1))
def test_nothing_unjudged_is_shown_however_it_is_cut_and_in_whatever_order_it_is_judged(random, fails):
    text, moderator = with_poison(random), Moderating(random, fails)
    check(text, *asyncio.run(listen(some_chunks(random, text), moderator)), moderator)


async def test_in_two_thousand_random_streams_nobody_sees_a_character_that_was_not_judged():
    random, refusals = Random(42), 0
    for _ in range(2000):
        text, moderator = with_poison(random), Moderating(random, random.randrange(2))
        shown, ended = await listen(some_chunks(random, text), moderator)
        check(text, shown, ended, moderator)
        refusals += bool(ended)
    assert 500 < refusals < 1500


async def test_a_slow_moderator_is_asked_several_times_at_once_and_never_more():
    moderator = Moderating(delay=0.01)
    shown, ended = await listen(["一只猫来了。" * 30], moderator)
    assert "".join(shown) == "一只猫来了。" * 30 and ended is None and moderator.most == 4, "78, 78, 18 characters and the last sentence"
    moderator = Moderating(delay=0.01)
    await listen([f"第{place}只很小很小的猫来了，又走了。" * 5 for place in range(20)], moderator)
    assert moderator.most == AT_ONCE


async def test_a_slow_reader_keeps_judgements_waiting():
    moderator, text = Moderating(), "".join(f"{place}只猫来了。" for place in range(40))
    async with aclosing(judged(Saying([*text])(), "zh", "", moderator)) as passing:
        await anext(passing)
        for _ in range(200):
            await asyncio.sleep(0)
        assert len(moderator.asked) <= AT_ONCE + 1
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_unit_is_judged_behind_what_came_before_it():
    moderator = Moderating()
    await listen(["他点了灯。", "猫来了。", "狗也来了。"], moderator, told="天黑了。")
    assert [*zip(*moderator.asked, strict=True)][1][0] == "天黑了。"
    assert moderator.asked[-1] == ("狗也来了。", "他点了灯。猫来了。")


async def test_a_moderator_that_fails_once_is_asked_once_more():
    moderator = Moderating(fails=1)
    assert await listen([STORY], moderator) == await listen([STORY], Moderating())
    assert len(moderator.asked) == 2 * len(moderator.judged)


async def test_where_no_judgement_can_be_had_the_words_stay_unsaid():
    shown, ended = await listen(["他点了灯。", "猫来了。"], Moderating(fails=2))
    assert shown == [] and isinstance(ended, Refusal)
    assert (ended.layer, ended.reason, ended.judge, ended.words) == ("away", "unjudged", "away", "他点了灯。")


class Nobody:
    name = "nobody"

    async def judge(self, words, before=""):
        raise NoModerator("has no /moderations")


async def test_where_there_is_no_moderator_the_words_alone_judge_unless_one_is_required(settings):
    shown, ended = await listen(["他点了灯。猫来了。"], Nobody())
    assert ("".join(shown), ended) == ("他点了灯。猫来了。", None)
    settings.STORYTELLER_MODERATION = "required"
    shown, ended = await listen(["他点了灯。"], Nobody())
    assert shown == [] and ended.layer == "away"


@pytest.mark.parametrize("moderator", [None, Moderating()])
async def test_a_word_of_the_list_is_refused_with_and_without_a_moderator(moderator):
    shown, ended = await listen([*"他点了灯。地上一片血腥。"], moderator)
    assert "".join(shown).startswith("他点了灯。") and "血" not in "".join(shown)
    assert (ended.layer, ended.reason) == ("words", "violence")


async def test_no_moderator_is_shown_a_word_of_the_list():
    moderator = Moderating()
    await listen(["他点了灯。地上一片血腥。"], moderator)
    assert not any("血腥" in words + before for words, before in moderator.asked)


@pytest.mark.parametrize("moderator", [None, Moderating(Random(1))])
async def test_a_fault_of_the_teller_comes_out_behind_what_was_judged(moderator):
    shown, ended = await listen(["他点了灯。", "猫来了。", "于是，它叫", TellerError("cut")], moderator)
    assert "".join(shown).startswith("他点了灯。猫来了") and str(ended) == "cut"


async def test_what_a_child_waits_for_first_comes_at_the_first_comma():
    shown, _ = await listen([*"很久很久以前有座山，山里有座庙，庙里住着一位爷爷。"], Moderating())
    assert shown[0] == "很久很久以前有座山，"


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
async def test_whoever_leaves_in_the_middle_leaves_nothing_behind(steps):
    """Cancelled at any moment, by a stop or a worker that goes."""
    saying, moderator = Saying([*STORY, asyncio.Event()]), Moderating(Random(steps), delay=0.001 if steps % 2 else 0)

    async def hear():
        async with aclosing(judged(saying(), "zh", "", moderator)) as passing:
            async for _ in passing:
                pass

    hearing = asyncio.create_task(hear())
    for _ in range(2 + steps):
        await asyncio.sleep(0)
    hearing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hearing
    assert saying.is_closed and moderator.under_way == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("taken", [0, 1, 3])
async def test_whoever_has_heard_enough_leaves_nothing_behind(taken):
    saying, moderator = Saying([*STORY, asyncio.Event()]), Moderating(delay=0.005)
    passing = judged(saying(), "zh", "", moderator)
    for _ in range(taken):
        await anext(passing)
    await passing.aclose()
    assert (saying.is_closed or not taken) and moderator.under_way == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_nobody_waits_for_a_judgement_that_nobody_wants_any_more():
    async with asyncio.timeout(1):
        passing = judged(Saying([*STORY, asyncio.Event()])(), "zh", "", Late())
        await anext(passing)
        await passing.aclose()
    assert asyncio.all_tasks() == {asyncio.current_task()}


class Late(Moderating):
    async def _wait(self):
        await asyncio.sleep(60 if len(self.asked) > 1 else 0.01)


async def test_letting_all_through_asks_nobody(settings):
    settings.STORYTELLER_GATE, moderator = "pass", Moderating()
    shown, ended = await listen(["血腥，", UNFIT], moderator)
    assert ("".join(shown), ended, moderator.asked) == ("血腥，" + UNFIT, None, [])
