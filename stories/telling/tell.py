"""The life of one story: claim, prompt, stream, gate, finish or end honestly."""

import asyncio
import logging
from contextlib import aclosing, suppress
from uuid import UUID

import structlog
from channels.db import database_sync_to_async

from stories.errors import LeaseLost, StoryError
from stories.models import Story, Teller
from stories.telling import endings, lease, prompts, tellers
from stories.telling.gate import Refusal, gate_after, known_good
from stories.telling.prompts import Prompt
from stories.telling.voice import LogOut, Out, Voice

logger = logging.getLogger(__name__)


async def tell(story_id: UUID, worker: str, out: Out | None = None) -> None:
    """Tell a waiting story to its end, live through `out` (the log). Nothing happens when it is not there to claim."""
    story = await _claim(story_id, worker)
    if story is None:
        return
    with structlog.contextvars.bound_contextvars(story=str(story_id), attempt=story.attempt):
        logger.info("telling")
        voice = Voice(story, out or LogOut())
        try:
            await _tell_and_end(story, voice)
        except LeaseLost as lost:
            logger.info("left: %s", lost)


async def _claim(story_id: UUID, worker: str) -> Story | None:
    """A claim that was made is known even to whoever was sent away meanwhile: nobody else could give it back."""
    claiming = asyncio.ensure_future(database_sync_to_async(lease.claim)(story_id, worker))
    try:
        return await asyncio.shield(claiming)
    except asyncio.CancelledError:
        if story := await claiming:
            with suppress(LeaseLost):  # it was stopped
                await database_sync_to_async(lease.hand_over)(story, story.text)
        raise


async def _tell_and_end(story: Story, voice: Voice) -> None:
    """Every way out writes the row first, then the log: the row is the truth. Raises LeaseLost."""
    try:
        await _tell_to_an_end(story, voice)
    except asyncio.CancelledError:
        await _hand_over(story, voice)
        raise
    except LeaseLost:
        raise
    except StoryError as fault:
        logger.warning("failed: %s", fault)
        await _fail(story, voice, str(fault))
    except Exception as bug:
        logger.exception("failed by a bug of ours")
        await _fail(story, voice, f"bug: {type(bug).__name__}")


async def _tell_to_an_end(story: Story, voice: Voice) -> None:
    """The teller's own end, or a gentle one of ours where the gate stopped it."""
    try:
        await _stream(story, voice)
    except Refusal as refusal:
        logger.warning("gate: %s", refusal)
        await voice.say(known_good(endings.GATE[story.language]))
        await _finish(story, voice, Story.Ending.GATE, str(refusal))
    else:
        await _finish(story, voice, Story.Ending.TOLD)


async def _stream(story: Story, voice: Voice) -> None:
    told_so_far = await voice.open()
    prompt, teller = await database_sync_to_async(_prepare)(story)
    gate = gate_after(told_so_far)
    async with aclosing(tellers.teller_for(teller).tell(prompt, told_so_far)) as pieces:
        async for piece in pieces:
            await voice.say(gate.take(piece))
    await voice.say(gate.end())
    if not voice.text.strip():
        raise StoryError("the teller said nothing")


def _prepare(story: Story) -> tuple[Prompt, Teller]:
    prompt = prompts.build(prompts.choices_of(story))
    able = Teller.objects.able()
    teller = able.filter(pk=story.teller_id).first() or able.first()
    if teller is None:
        raise StoryError("no teller is able to tell")
    story.teller, story.prompt_version = teller, prompt.version
    return prompt, teller


async def _finish(story: Story, voice: Voice, ending: str, trouble: str = "") -> None:
    await database_sync_to_async(lease.finish)(story, voice.text, ending, trouble)
    await voice.out.close(Story.State.FINISHED)
    logger.info("finished", extra={"ending": ending, "characters": len(voice.text)})


async def _fail(story: Story, voice: Voice, trouble: str) -> None:
    await database_sync_to_async(lease.fail)(story, voice.text, trouble)
    await voice.out.close(Story.State.FAILED)


async def _hand_over(story: Story, voice: Voice) -> None:
    """The worker is leaving, or the story was stopped; in the latter case the row refuses and nothing is written."""
    await database_sync_to_async(lease.hand_over)(story, voice.text)
    await voice.out.close(Story.State.WAITING)
    logger.info("handed over")
