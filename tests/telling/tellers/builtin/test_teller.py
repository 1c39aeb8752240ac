import asyncio
import time

import pytest
from asgiref.sync import async_to_sync
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories.telling import prompts
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.builtin.teller import BuiltinTeller
from stories.telling.tellers.builtin.teller import told as whole


def prompt_in(language):
    words = {"dynasty_words": "桃花源", "power_words": "变小", "tone_words": "温馨"}
    return prompts.build(Choices(language=language, length="short", title="", seed="a family", **words))


STORIES = {language: whole(prompt_in(language)) for language in ("zh", "en")}


async def told(language="zh", told_so_far="", pace=1e9):
    return [piece async for piece in BuiltinTeller(pace).tell(prompt_in(language), told_so_far)]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_story_comes_whole_in_at_least_twenty_pieces(language):
    pieces = await told(language)
    assert "".join(pieces) == STORIES[language]
    assert len(pieces) >= 20 and all(pieces)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.sampled_from(["zh", "en"]), st.floats(0, 1))
def test_it_goes_on_from_any_place_without_loss_or_repetition(language, part):
    story = STORIES[language]
    place = round(part * len(story))
    assert story[:place] + "".join(async_to_sync(told)(language, story[:place])) == story


async def test_somebody_elses_beginning_is_brought_to_an_end():
    rest = "".join(await told("zh", "从前有个别的故事，"))
    assert rest.startswith("\n") and STORIES["zh"].endswith(rest.strip())
    assert len(rest) < len(STORIES["zh"]) / 3


async def test_no_piece_comes_before_its_time():
    began, said, pace = time.monotonic(), 0, 1200
    async for piece in BuiltinTeller(pace).tell(prompt_in("zh"), ""):
        assert time.monotonic() - began >= said / pace - 0.002
        said += len(piece)
    assert said == len(STORIES["zh"])


async def test_the_pace_is_kept_by_the_clock_and_lost_time_is_made_up_for():
    whole, ended = len(STORIES["zh"]) / 1000, 0.0
    pieces = BuiltinTeller(1000).tell(prompt_in("zh"), "")
    await anext(pieces)
    await asyncio.sleep(whole)
    began = time.monotonic()
    async for _ in pieces:
        ended = time.monotonic() - began
    assert ended < whole / 2, "all of it was due already"


async def test_the_pace_of_the_house_is_a_setting(settings):
    settings.STORYTELLER_PACE = 123
    assert (BuiltinTeller().pace, BuiltinTeller(7).pace) == (123, 7)


async def test_closing_the_teller_ends_it_at_once():
    pieces = BuiltinTeller(0.5).tell(prompt_in("zh"), "")
    await anext(pieces)
    waiting = asyncio.create_task(anext(pieces))
    await asyncio.sleep(0.05)
    waiting.cancel()
    assert isinstance((await asyncio.gather(waiting, return_exceptions=True))[0], asyncio.CancelledError)
    async with asyncio.timeout(1):
        await pieces.aclose()
