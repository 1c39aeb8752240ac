"""Through a real socket, for the wire is what matters here."""

import asyncio
import time

import pytest

from stories.errors import TellerError
from stories.telling import pulse
from stories.telling.tellers.compatible import CompatibleTeller
from stories.telling.tellers.stream import words_of
from tests.telling.tellers.hearing import CHAT, STORY, hear, patient
from tests.upstream import PIECES


async def test_a_story_comes_whole_and_piece_by_piece(upstream, prompt):
    upstream.pause = 0.03
    pieces = [piece async for piece in CompatibleTeller(CHAT).tell(prompt, "")]
    assert pieces == list(PIECES)


async def test_what_came_together_is_said_together(upstream, prompt):
    pieces = []
    async for piece in CompatibleTeller(CHAT).tell(prompt, ""):
        pieces.append(piece)
        await asyncio.sleep(0.1)
    assert "".join(pieces) == STORY and len(pieces) < len(PIECES)


@pytest.mark.parametrize("mode", ["slow", "torn", "holes"])
async def test_what_is_only_odd_changes_nothing(upstream, prompt, mode):
    upstream.mode, upstream.pause = mode, 0.05 if mode == "slow" else 0
    assert await hear(prompt) == (STORY, None)


async def test_a_line_separator_in_the_story_does_not_tear_a_chunk(upstream, prompt):
    upstream.pieces = ["一\u2028二\u0085三", "四"]
    assert await hear(prompt) == ("一\u2028二\u0085三四", None)


FAULTS = {
    "silent": ("", "silent for too long"),
    "reset": ("", "cannot be reached"),
    "mute": ("", "silent for too long"),
    "stall": (STORY, "silent for too long"),
    "cut": (STORY, "cannot be reached"),
    "no_finish": (STORY, "did not come to an end"),
    "early_done": (STORY, "did not come to an end"),
    "malformed": (STORY, "not JSON"),
    "error_in_stream": (STORY, "an error in its stream"),
    "html": ("", "did not come to an end"),
    "length": (STORY, "finish_reason length"),
    "content_filter": (STORY, "finish_reason content_filter"),
}


@pytest.mark.parametrize("mode", FAULTS)
async def test_a_story_that_does_not_end_well_is_a_fault_behind_its_last_word(upstream, prompt, mode):
    upstream.mode = mode
    said, error = await hear(prompt)
    heard, reason = FAULTS[mode]
    assert said == heard
    assert reason in str(error) and not error.permanent


async def test_an_endless_story_ends_with_the_time_for_a_whole_one(upstream, prompt):
    upstream.pieces, upstream.pause = ["又"] * 500, 0.02
    said, error = await hear(prompt, until=time.monotonic() + 1)
    assert 0 < len(said) < 500 and "silent for too long" in error.reason


async def test_the_first_words_may_take_longer_than_the_next(upstream, prompt, settings):
    patient(settings, 5, 0.2)
    upstream.mode = "mute"
    began = time.monotonic()
    listening = asyncio.create_task(hear(prompt))
    await asyncio.sleep(0.5)
    assert not listening.done(), "a model may have to load first"
    listening.cancel()
    upstream.mode = "stall"
    assert "silent for too long" in str((await hear(prompt))[1])
    assert time.monotonic() - began < 4, "a story under way is not given the patience of a first word"


async def test_a_fault_leaves_no_call_open(upstream, prompt):
    for mode in ("stall", "malformed", "error_in_stream", "length"):
        upstream.mode = mode
        await hear(prompt)
        await upstream.wait_until("under_way", 0, seconds=1)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (["<th", "ink>先想", "想</think>\n\n从前", "有座山。"], "从前有座山。"),
        (["\n<think>", "</think>", "\n", "从前"], "从前"),
        (["从", "前<think>"], "从前<think>"),
        (["<t", "iger>"], "<tiger>"),
        (["<thi"], "<thi"),
    ],
)
async def test_what_a_model_thinks_aloud_is_not_told(upstream, prompt, pieces, told):
    upstream.pieces = pieces
    assert await hear(prompt) == (told, None)


async def test_a_story_begins_with_no_empty_line(upstream, prompt):
    upstream.pieces = [" \n", "\n从前", "\n\n有座山。"]
    assert await hear(prompt) == ("从前\n\n有座山。", None)


async def test_a_story_that_goes_on_may_begin_with_a_line_break(upstream, prompt):
    upstream.pieces = ["从前有座山。", "\n山里有座庙。"]
    assert await hear(prompt, told_so_far="从前有座山。") == ("\n山里有座庙。", None)


async def test_silence_behind_the_end_is_still_the_end(upstream, prompt, settings, monkeypatch):
    monkeypatch.setattr("stories.telling.tellers.stream.HEARS_OUT", 0.1)
    patient(settings, 60)
    upstream.mode = "hangs"
    assert await hear(prompt) == (STORY, None)
    await upstream.wait_until("under_way", 0)


async def test_a_connection_that_stays_open_behind_the_end_keeps_nobody(upstream, prompt, settings):
    patient(settings, 60)
    upstream.mode = "endless"
    assert await hear(prompt) == (STORY, None)
    await upstream.wait_until("under_way", 0)


@pytest.mark.parametrize("stories", [1, 60, 2000])
async def test_who_babbles_on_is_ended_in_time_however_many_are_told(upstream, prompt, monkeypatch, stories):
    monkeypatch.setattr(pulse, "_told", stories)
    upstream.pieces, upstream.pause = ["啦"] * 300, 0.01
    began = time.monotonic()
    with pytest.raises(TellerError, match="silent for too long"):
        async for _ in CompatibleTeller(CHAT, began + 0.5).tell(prompt, ""):
            await asyncio.sleep(0.001)
    assert time.monotonic() - began < 2.5


GOOD = b'data: {"choices":[{"delta":{"content":"\xe4\xb8\x80"},"finish_reason":"stop"}]}\n\n'


@pytest.mark.parametrize(
    ("chunk", "heard"),
    [
        (b'{"choices":[{"delta":{"content":null,"reasoning_content":7}}]}', "一"),
        (b'{"choices":[{"delta":{"content":[{"type":"text","text":"x"},{"type":"image"}]}}]}', "x一"),
        (b'{"choices":[null]}', None),
        (b'{"choices":[{"delta":"x"}]}', None),
        (b'{"choices":[{"delta":{"content":5}}]}', None),
        (b'{"choices":{"a":1}}', None),
    ],
)
async def test_a_chunk_that_makes_no_sense_is_a_fault_of_the_endpoint_and_no_bug_of_ours(chunk, heard):
    async def chunks():
        yield b"data: " + chunk + b"\n\n" + GOOD

    words = words_of(chunks(), 5, time.monotonic() + 5)
    if heard is None:
        with pytest.raises(TellerError):
            [piece async for piece in words]
    else:
        assert "".join([piece async for piece in words]) == heard
