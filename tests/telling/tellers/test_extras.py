"""What an endpoint is asked beside the story, and what becomes of one that does not know it."""

import asyncio
from dataclasses import replace

import pytest

from stories.models import Teller
from stories.telling.tellers.extras import TOO_MUCH
from tests.telling.tellers.hearing import CHAT, COMPLETION, STORY, hear

NEW = {"max_completion_tokens", "stream_options", "safety_identifier"}


@pytest.fixture
def asked_by(prompt):
    return replace(prompt, choices=replace(prompt.choices, asked_by="0" * 64))


async def test_a_chat_model_is_given_a_bound_with_room_to_think_and_asked_to_count(upstream, asked_by):
    assert await hear(asked_by) == (STORY, None)
    [asked] = upstream.asked
    assert asked["max_completion_tokens"] == asked_by.tokens * 2 + 2000
    assert (asked["stream_options"], asked["safety_identifier"]) == ({"include_usage": True}, "0" * 64)
    assert "max_tokens" not in asked


async def test_a_completion_model_is_asked_to_count(upstream, asked_by):
    await hear(asked_by, COMPLETION)
    assert upstream.asked[0]["stream_options"] == {"include_usage": True} and not NEW - {"stream_options"} & upstream.asked[0].keys()


async def test_who_does_not_know_a_field_is_asked_without_and_remembered(upstream, asked_by):
    upstream.refuses = {"safety_identifier"}
    assert await hear(asked_by) == (STORY, None)
    assert await hear(asked_by) == (STORY, None)
    first, again, next_time = upstream.asked
    assert first.keys() > NEW and not NEW & again.keys() and not NEW & next_time.keys()
    assert again["max_tokens"] == next_time["max_tokens"] == first["max_completion_tokens"], "the bound holds by its older name"


async def test_who_knows_no_bound_at_all_is_asked_without_one(upstream, asked_by):
    upstream.refuses = {"stream_options", "max_tokens"}
    assert await hear(asked_by) == (STORY, None)
    assert len(upstream.asked) == 3 and not (NEW | {"max_tokens"}) & upstream.asked[2].keys()


async def test_a_completion_model_that_does_not_count_is_asked_without(upstream, asked_by):
    upstream.refuses = {"stream_options"}
    assert await hear(asked_by, COMPLETION) == (STORY, None)
    assert "stream_options" not in upstream.asked[1] and upstream.asked[1]["max_tokens"] == asked_by.tokens
    assert await hear(asked_by, CHAT) == (STORY, None)
    assert "stream_options" in upstream.asked[2], "the other way of asking is another matter"


async def test_a_refusal_that_names_none_of_them_is_a_refusal(upstream, asked_by):
    upstream.mode = "400"
    _, error = await hear(asked_by)
    assert error.permanent and len(upstream.asked) == 1


async def test_a_field_that_must_be_there_is_not_asked_about_for_ever(upstream, asked_by):
    upstream.refuses = {"messages", *NEW, "max_tokens"}
    _, error = await hear(asked_by)
    assert error.permanent and len(upstream.asked) == 3


async def test_two_who_are_refused_at_once_go_one_step_and_not_two(upstream, asked_by):
    upstream.refuses = NEW
    assert await asyncio.gather(hear(asked_by), hear(asked_by)) == [(STORY, None)] * 2
    await hear(asked_by)
    assert upstream.asked[-1]["max_tokens"]


async def test_another_model_of_the_same_endpoint_is_asked_anew(upstream, asked_by):
    upstream.refuses = {"safety_identifier"}
    await hear(asked_by)
    upstream.refuses = set()
    other = Teller(name="other", endpoint=CHAT.endpoint, style=CHAT.style, model="another")
    await hear(asked_by, other)
    assert upstream.asked[-1].keys() > NEW


def test_a_bound_that_is_too_large_once_is_not_remembered():
    assert all(
        TOO_MUCH.search(said)
        for said in ("max_tokens is too large: 9200", "supports at most 4096 completion tokens", "exceeds the maximum")
    )
    assert not TOO_MUCH.search("Unrecognized request argument supplied: max_completion_tokens")
