import asyncio
import time
from email.utils import formatdate
from math import inf

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories import clients, models
from stories.telling.tellers.compatible import CompatibleTeller, _retry_after
from storyteller.redis_server import free_port
from tests.telling.tellers.hearing import CHAT, COMPLETION, SECOND, STORY, hear, patient
from tests.upstream import Upstream


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


REFUSALS = {
    **dict.fromkeys(["400", "401", "403", "404", "422"], True),
    **dict.fromkeys(["408", "409", "429", "500", "502", "503", "529"], False),
}


@pytest.mark.parametrize(("status", "permanent"), REFUSALS.items())
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


async def test_with_no_time_left_nobody_waits_for_an_answer(upstream, prompt, settings):
    patient(settings, 60)
    upstream.mode = "silent"
    said, error = await hear(prompt, until=time.monotonic() - 1)
    assert said == "" and "silent for too long" in error.reason


async def test_closing_the_teller_ends_the_call_within_a_second(upstream, prompt):
    upstream.pieces, upstream.pause = ["又"] * 500, 0.02
    pieces = CompatibleTeller(CHAT).tell(prompt, "")
    await anext(pieces)
    assert upstream.under_way == 1
    await pieces.aclose()
    await upstream.wait_until("ended_by_caller", 1, seconds=1)


@pytest.mark.parametrize("mode", ["silent", "mute", "stall"])
async def test_leaving_a_silent_endpoint_ends_the_call_within_a_second(upstream, prompt, settings, mode):
    patient(settings, 60)
    upstream.mode = mode
    listening = asyncio.create_task(hear(prompt))
    await upstream.wait_until("under_way", 1)
    await asyncio.sleep(0.1)
    listening.cancel()
    await upstream.wait_until("ended_by_caller", 1, seconds=1)
    assert await asyncio.gather(listening, return_exceptions=True) != [None]


@pytest.mark.parametrize("manner", ["exact", "again", "repeats"])
async def test_a_chat_model_is_heard_from_where_the_story_broke_off(upstream, prompt, manner):
    upstream.script.manner = manner
    for told in (STORY[:3], STORY[:12], STORY[:16], STORY[:-4]):
        assert await hear(prompt, told_so_far=told) == (STORY[len(told) :], None)


async def test_a_completion_model_goes_on_by_itself_and_is_taken_at_its_word(upstream, prompt):
    upstream.pieces = ["咚咚咚！", "咚咚咚！"]
    assert await hear(prompt, COMPLETION, "咚咚咚！") == ("咚咚咚！", None)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [([], ""), ([" ", "\n"], ""), (["<think>想不完"], ""), ([STORY], STORY), (["庙里住着沈括。", "他正数星星呢。"], STORY)],
)
async def test_an_end_without_a_new_word_is_a_fault_that_may_pass(upstream, prompt, pieces, told):
    upstream.pieces = pieces
    said, error = await hear(prompt, told_so_far=told)
    assert said.strip() == "" and "said nothing new" in error.reason and not error.permanent


async def test_the_second_endpoint_is_asked_with_its_own_address_key_model_and_patience(upstream, prompt, settings):
    async with Upstream() as second:
        settings.STORYTELLER_FALLBACK_BASE_URL, settings.STORYTELLER_FALLBACK_API_KEY = second.url, "another key"
        settings.STORYTELLER_FALLBACK_MODEL = "second-test"
        assert await hear(prompt, SECOND) == (STORY, None)
        assert (second.asked[0]["model"], second.asked[0]["headers"]["authorization"]) == ("second-test", "Bearer another key")
        assert await hear(prompt, models.Teller(endpoint="fallback", model="a curators")) == (STORY, None)
        assert second.asked[1]["model"] == "a curators"
        settings.TELLING_FIRST_WORDS = {"main": 60, "fallback": 0.2}
        second.mode = "mute"
        assert "silent for too long" in (await hear(prompt, SECOND))[1].reason
        await clients.openai("fallback").close()
    assert not upstream.asked


async def test_without_an_address_of_its_own_the_second_endpoint_is_not_the_first_one(upstream, settings, monkeypatch):
    """The SDK reads OPENAI_BASE_URL from the environment where it is given none."""
    monkeypatch.setenv("OPENAI_BASE_URL", upstream.url)
    settings.STORYTELLER_FALLBACK_BASE_URL = ""
    assert str(clients.openai("fallback").base_url) == "https://api.openai.com/v1/"
    await clients.openai("fallback").close()


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("429 after=2", 2), ("503 after=0.5", 0.5), ("429 ms=1500", 1.5), ("429", None), ("429 after=soon", None), ("503 after=-3", 0)],
)
async def test_when_to_come_again_stands_on_the_fault(upstream, prompt, said, seconds):
    upstream.mode = said
    _, error = await hear(prompt)
    assert error.retry_after == seconds and not error.permanent


async def test_when_to_come_again_may_be_a_date(upstream, prompt):
    upstream.mode = "429 date=60"
    _, error = await hear(prompt)
    assert 30 < error.retry_after <= 61


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7),
        ({"retry-after": formatdate(0, usegmt=True)}, 0),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "Mon, 01 Jan 99999 00:00:00 GMT"}, None),
    ],
)
def test_when_to_come_again_is_read_or_left_alone(headers, seconds):
    assert _retry_after(headers) == seconds


DATES = st.lists(
    st.sampled_from(["Mon,", "01", "31", "Jan", "99999", "0", "00:00:00", "99:99", "+0100", "GMT", "-", ":", "(", "1e3"]), max_size=7
)
WIRE = st.text(st.characters(max_codepoint=255))


@hypothesis_settings(max_examples=200, deadline=None)
@given(said=st.one_of(WIRE, DATES.map(" ".join)), ms=st.one_of(st.none(), WIRE))
def test_whatever_an_endpoint_says_of_the_time_is_no_trouble(said, ms):
    seconds = _retry_after({"retry-after": said} | ({} if ms is None else {"retry-after-ms": ms}))
    assert seconds is None or 0 <= seconds < inf
