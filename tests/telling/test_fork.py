"""A story that asks, told through the whole machinery: its end, a crash, a rescue, the gate, and a model's two halves."""

import asyncio
from dataclasses import replace

import pytest
from channels.db import database_sync_to_async

from stories.consumers import frame
from stories.delivery.follow import StateNow, look
from stories.errors import TellerError
from stories.models import Story, Teller
from stories.spending.payer import Payer
from stories.telling import answering, fork, prompts
from stories.telling.start import begin
from stories.telling.tell import tell
from tests.telling.listening import has_said, heard, tell_and_listen
from tests.telling.test_start import choice
from tests.upstream import Upstream

pytestmark = pytest.mark.django_db(transaction=True)
LOST = TellerError("gone", permanent=True)


@database_sync_to_async
def asking(alice, language="zh") -> Story:
    return begin(replace(choice(language=language), asks=True), alice.visitor, "a key")[0]


@database_sync_to_async
def question(story) -> str:
    return fork.of(Story.objects.get(pk=story.pk)).question


@database_sync_to_async
def answered(story, words="", way=0) -> Story:
    story = Story.objects.select_related("teller").get(pk=story.pk)
    said = answering.own(story, words) if words else answering.written(story, list(fork.of(story).answers)[way])
    return answering.tell(story, said, Payer(story.visitor))[0]


async def told(row) -> Story:
    await tell(row.pk, "a worker")
    return await Story.objects.select_related("teller").aget(pk=row.pk)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_it_stops_at_its_turn_and_readers_hear_that_it_asks(redis, alice, settings, language):
    settings.STORYTELLER_PACE = 20_000
    row = await asking(alice, language)
    listening = asyncio.create_task(heard(row))
    story = await told(row)
    assert (await listening)[-1] == StateNow("finished", detail="ask")
    assert (story.state, story.ending, story.prompt_version) == ("finished", "asked", "asking-1")
    assert story.text.endswith(f"\n{await question(story)}") and story.text.count(await question(story)) == 1
    last = (await heard(story))[-1]
    assert last == StateNow("finished", detail="ask") and frame(last) == {"type": "state", "state": "finished", "detail": "ask"}
    assert not await Story.objects.told().aexists()
    part = await told(await answered(story))
    assert (part.ending, part.prompt_version, (await heard(part))[-1]) == ("told", "answer-1", StateNow("finished"))


async def test_the_question_is_asked_once_where_its_worker_is_lost_behind_it(redis, alice, settings):
    settings.STORYTELLER_PACE = 20_000
    story = await told(await asking(alice))
    await Story.objects.filter(pk=story.pk).aupdate(state="waiting", ending="", ended=None)
    redis.flushall()
    again = await told(story)
    assert (again.ending, again.text) == ("asked", story.text) and again.attempt == 2


@pytest.mark.parametrize("words", ["", "从前有一头怪兽。"])
async def test_one_that_loses_its_teller_is_rescued_and_asks_nothing(redis, alice, told_by, settings, words):
    settings.STORYTELLER_PACE = 20_000
    told_by(*filter(None, [words, LOST]))
    story = await told(await asking(alice))
    assert (story.state, story.ending) == ("finished", "rescued") and await question(story) not in story.text
    assert (await look(story.pk)).detail == "" and story.text.startswith(words)


async def test_one_that_the_gate_stopped_asks_nothing(redis, alice, told_by):
    told_by("从前有一头怪兽。", "它拿刀杀人。", "后来。")
    story = await told(await asking(alice))
    assert story.ending == "gate" and await question(story) not in story.text


async def test_a_model_is_asked_for_half_and_then_for_the_rest_and_says_nothing_twice(redis, upstream: Upstream, alice):
    upstream.pieces = ["从前有座山。", "山里有一头怪兽，", "它挡住了路。"]
    story = await tell_through(await asking(alice))
    system, user = (message["content"] for message in upstream.asked[0]["messages"])
    assert system == prompts.asking._ASKS["zh"] and "转折" not in user
    assert story.ending == "asked" and story.text == f"从前有座山。山里有一头怪兽，它挡住了路。\n{await question(story)}"
    upstream.pieces = ["它挡住了路。", await question(story), "英雄跳起舞来，", "怪兽也跳起舞来。"]
    part = await tell_and_listen(await answered(story, "跳一支舞"))
    system, user = (message["content"] for message in upstream.asked[-1]["messages"])
    assert system == prompts.asking._ANSWER["zh"] and story.text in user and user.endswith("孩子的主意: 跳一支舞")
    assert (part.ending, part.answer) == ("told", "跳一支舞") and part.text.endswith("英雄跳起舞来，怪兽也跳起舞来。")
    assert "从前" not in part.text


async def tell_through(row) -> Story:
    story = await told(row)
    assert await has_said(row, story.text)
    return story


async def test_a_written_answer_says_what_is_meant_by_it(redis, upstream: Upstream, alice):
    upstream.pieces = ["从前有座山。"]
    part = await answered(await told(await asking(alice)), way=1)
    prompt = await database_sync_to_async(lambda: prompts.build(prompts.choices_of(part)))()
    turn = fork.material.load("zh").genes["turn"][part.dna["turn"][0]]
    assert prompt.user.endswith(f"孩子的主意: {turn.answer}；{turn.brief}")


async def test_one_that_only_completes_tells_a_whole_story_and_asks_nothing(redis, upstream: Upstream, alice):
    await Teller.objects.filter(endpoint="main").aupdate(style="completion")
    upstream.pieces = ["从前有座山。", "天亮了。"]
    story = await told(await asking(alice))
    assert (story.ending, story.text) == ("told", "从前有座山。天亮了。")
