import asyncio
import time
from contextlib import aclosing

import pytest

from stories import clients, models
from stories.errors import TellerError
from stories.telling.prompts import build
from stories.telling.prompts.prompt import Choices
from stories.telling.tellers.compatible import CompatibleTeller
from storyteller.redis_server import free_port
from tests.upstream import PIECES, Upstream

STORY = "".join(PIECES)
CHAT = models.Teller(name="chat", endpoint="main", model="gpt-test")
COMPLETION = models.Teller(name="old", endpoint="main", model="davinci-test", style="completion")


@pytest.fixture
def prompt():
    words = {"dynasty_words": "宋", "power_words": "发射激光", "tone_words": "艰难"}
    return build(Choices(language="zh", length="short", title="沈括和一束光", seed="", turn=0, **words))


@pytest.fixture
async def upstream(settings):
    async with Upstream() as upstream:
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = upstream.url, "a key"
        settings.TELLING_FIRST_WORDS = settings.TELLING_STALL = 1.0  # a busy machine takes a nap now and then
        yield upstream
        await clients.openai().close()


async def hear(prompt, teller=CHAT, told_so_far=""):
    """What the teller says, and the error it ends with or None."""
    said = []
    try:
        async with asyncio.timeout(5), aclosing(CompatibleTeller(teller).tell(prompt, told_so_far)) as pieces:
            async for piece in pieces:
                said.append(piece)
    except TellerError as error:
        return "".join(said), error
    return "".join(said), None


async def test_a_story_comes_whole_and_piece_by_piece(upstream, prompt):
    pieces = [piece async for piece in CompatibleTeller(CHAT).tell(prompt, "")]
    assert pieces == list(PIECES)


async def test_a_chat_model_is_asked_for_a_stream_with_the_whole_prompt(upstream, prompt):
    await hear(prompt)
    asked = upstream.asked[0]
    assert (asked["path"], asked["model"], asked["stream"]) == ("/v1/chat/completions", "gpt-test", True)
    assert asked["messages"] == [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
    assert asked["headers"]["authorization"] == "Bearer a key"


async def test_a_chat_model_that_goes_on_is_shown_what_was_told(upstream, prompt):
    await hear(prompt, told_so_far="从前有座山，")
    assert upstream.asked[0]["messages"][1]["content"] == f"{prompt.user}\n\n{prompt.go_on}从前有座山，"


async def test_a_completion_model_is_asked_exactly_as_in_training(upstream, prompt):
    assert await hear(prompt, COMPLETION) == (STORY, None)
    asked = upstream.asked[0]
    assert (asked["path"], asked["prompt"], asked["stop"]) == ("/v1/completions", "宋,发射激光,艰难 ->", "###")
    assert asked["max_tokens"] >= 300, "the endpoint's own default ends a story after 16 tokens"


async def test_a_completion_model_goes_on_behind_what_was_told(upstream, prompt):
    await hear(prompt, COMPLETION, "从前")
    assert upstream.asked[0]["prompt"] == "宋,发射激光,艰难 ->从前"


async def test_a_teller_without_a_model_of_its_own_asks_for_the_houses(upstream, prompt, settings):
    settings.STORYTELLER_MODEL = "qwen-test"
    await hear(prompt, models.Teller(endpoint="main"))
    assert upstream.asked[0]["model"] == "qwen-test"


@pytest.mark.parametrize("mode", ["slow", "torn", "holes"])
async def test_what_is_only_odd_changes_nothing(upstream, prompt, mode):
    upstream.mode, upstream.pause = mode, 0.05 if mode == "slow" else 0
    assert await hear(prompt) == (STORY, None)


async def test_a_line_separator_in_the_story_does_not_tear_a_chunk(upstream, prompt):
    upstream.pieces = ["一\u2028二\u0085三", "四"]
    assert await hear(prompt) == ("一\u2028二\u0085三四", None)


FAULTS = {
    "silent": ("", "silent for too long"),
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


@pytest.mark.parametrize(("status", "permanent"), [("401", True), ("404", True), ("429", False), ("500", False), ("503", False)])
async def test_a_refusal_says_whether_asking_again_can_help(upstream, prompt, status, permanent):
    upstream.mode = status
    said, error = await hear(prompt)
    assert (said, error.permanent) == ("", permanent)
    assert status in error.reason and status not in str(error.message)
    assert len(upstream.asked) == 1, "asking again is ours to decide, not the SDK's"


async def test_nobody_at_the_address_is_a_fault_that_may_pass(prompt, settings):
    settings.OPENAI_BASE_URL = f"http://127.0.0.1:{free_port()}/v1"
    said, error = await hear(prompt)
    await clients.openai().close()
    assert said == "" and "cannot be reached" in error.reason and not error.permanent


async def test_an_endless_story_ends_with_the_time_for_a_whole_one(upstream, prompt, settings):
    settings.TELLING_WHOLE = 1.0
    upstream.pieces, upstream.pause = ["又"] * 500, 0.02
    said, error = await hear(prompt)
    assert 0 < len(said) < 500 and "silent for too long" in error.reason


async def test_the_first_words_may_take_longer_than_the_next(upstream, prompt, settings):
    settings.TELLING_FIRST_WORDS, settings.TELLING_STALL = 5, 0.2
    upstream.mode = "mute"
    began = time.monotonic()
    listening = asyncio.create_task(hear(prompt))
    await asyncio.sleep(0.5)
    assert not listening.done(), "a model may have to load first"
    listening.cancel()
    upstream.mode = "stall"
    assert "silent for too long" in str((await hear(prompt))[1])
    assert time.monotonic() - began < 4, "a story under way is not given the patience of a first word"


async def test_closing_the_teller_ends_the_call_within_a_second(upstream, prompt):
    upstream.pieces, upstream.pause = ["又"] * 500, 0.02
    pieces = CompatibleTeller(CHAT).tell(prompt, "")
    await anext(pieces)
    assert upstream.under_way == 1
    await pieces.aclose()
    await upstream.wait_until("ended_by_caller", 1, seconds=1)


@pytest.mark.parametrize("mode", ["silent", "mute", "stall"])
async def test_leaving_a_silent_endpoint_ends_the_call_within_a_second(upstream, prompt, settings, mode):
    settings.TELLING_FIRST_WORDS = settings.TELLING_STALL = 60
    upstream.mode = mode
    listening = asyncio.create_task(hear(prompt))
    await upstream.wait_until("under_way", 1)
    await asyncio.sleep(0.1)
    listening.cancel()
    await upstream.wait_until("ended_by_caller", 1, seconds=1)
    assert await asyncio.gather(listening, return_exceptions=True) != [None]


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
        (["<think>想不完"], ""),
    ],
)
async def test_what_a_model_thinks_aloud_is_not_told(upstream, prompt, pieces, told):
    upstream.pieces = pieces
    assert await hear(prompt) == (told, None)
