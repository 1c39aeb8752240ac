import asyncio

import pytest

from stories.spending import tokens
from stories.telling.tellers import usage
from tests import wire
from tests.telling.tellers.hearing import COMPLETION, STORY, hear


async def test_what_the_endpoint_counts_is_what_counts(upstream, prompt):
    for teller in (None, COMPLETION):
        with usage.heard() as heard:
            assert await hear(prompt, *filter(None, [teller])) == (STORY, None)
        assert heard.came_to(1000) == (5, 7)


@pytest.mark.parametrize(
    "given",
    [None, {}, [], "many", {"prompt_tokens": 5}, {"prompt_tokens": "5", "completion_tokens": 7}]
    + [{"prompt_tokens": 5, "completion_tokens": number} for number in (-1, 10**9, 1.5, True, None)],
)
async def test_what_makes_no_sense_is_counted_by_us(upstream, prompt, given):
    upstream.usage = given
    with usage.heard() as heard:
        assert await hear(prompt) == (STORY, None)
    assert heard.came_to(1000) == (1000, tokens.at_most(STORY))


@pytest.mark.parametrize(("mode", "came_to"), [("401", (0, 0)), ("503", (0, 0)), ("reset", (1000, 0)), ("mute", (1000, 0))])
async def test_a_refusal_costs_nothing_and_a_silence_what_was_asked(upstream, prompt, mode, came_to):
    upstream.mode = mode
    with usage.heard() as heard:
        await hear(prompt)
    assert heard.came_to(1000) == came_to


async def test_thoughts_are_paid_for_and_not_told(upstream, prompt, monkeypatch):
    upstream.usage, upstream.pieces = None, ["<think>先想想</think>", STORY]
    with usage.heard() as heard:
        assert await hear(prompt) == (STORY, None)
    assert heard.came_to(0)[1] == tokens.at_most("<think>先想想</think>" + STORY)


async def test_thoughts_that_stand_apart_are_paid_for_too(upstream, prompt, monkeypatch):
    monkeypatch.setattr(wire, "holes", lambda: [wire.event({"choices": [{"delta": {"reasoning_content": "先想想"}}]})])
    upstream.usage, upstream.mode = None, "holes"
    with usage.heard() as heard:
        assert await hear(prompt) == (STORY, None)
    assert heard.came_to(0)[1] == tokens.at_most("先想想" + STORY)


async def test_two_at_once_are_counted_apart(upstream, prompt):
    upstream.usage = None

    async def listen(told):
        with usage.heard() as heard:
            await hear(prompt, told_so_far=told)
        return heard.came_to(0)[1]

    whole, rest = await asyncio.gather(listen(""), listen(STORY[:12]))
    assert (whole, rest) == (tokens.at_most(STORY), tokens.at_most(STORY[12:]))
    assert usage.of_this_call().came_to(3) == (3, 0), "who does not pay is not counted"
