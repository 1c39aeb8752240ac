"""The life of one story: claim, prompt, stream, gate, finish or end honestly."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import structlog
from django.conf import settings

from stories.clients import in_database
from stories.errors import LeaseLost, NoMoney, StoryError, TellerError
from stories.models import Story, Teller
from stories.telling import endings, fork, lease, prompts, pulse, rows
from stories.telling.asking import Asking
from stories.telling.gate import Refusal, known_good
from stories.telling.prompts import Prompt
from stories.telling.tries import Tries
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
            with pulse.one_more():
                await _tell_and_end(story, voice)
        except LeaseLost as lost:
            logger.info("left: %s", lost)
            await in_database(lease.keep_last_words, story.pk, voice.text, story.attempt)


async def _claim(story_id: UUID, worker: str) -> Story | None:
    """A claim that was made is known even to whoever was sent away meanwhile: nobody else could give it back."""
    claiming = asyncio.ensure_future(in_database(lease.claim, story_id, worker))
    try:
        return await asyncio.shield(claiming)
    except asyncio.CancelledError:
        if story := await claiming:
            with suppress(LeaseLost):  # it was stopped
                await in_database(lease.hand_over, story, story.text)
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
    """The teller's own end, a gentle one of ours where the gate stopped it, or one of ours where the teller was lost."""
    told = await voice.open()
    if told and (ending := await rows.surely(endings.already, story, told)):
        return await _finish(story, voice, ending, "its worker was lost behind its last words")
    try:
        ending, trouble = await _told_or_rescued(story, voice)
    except Refusal as refusal:
        await voice.say(known_good(endings.gate(story, voice.text)))
        ending, trouble = Story.Ending.GATE, str(refusal)
    await _finish(story, voice, ending, trouble)


async def _told_or_rescued(story: Story, voice: Voice) -> tuple[str, str]:
    """The ending and the trouble that led to it. Raises Refusal."""
    try:
        await _ask_until_told(story, voice)
    except TellerError as fault:
        logger.warning("rescued: %s", fault)
        await _rescue(story, voice)
        return Story.Ending.RESCUED, str(fault)
    if not fork.stops(story):
        return Story.Ending.TOLD, ""
    if rest := await rows.surely(fork.rest, story, voice.text):
        await voice.say(known_good(rest))
    return Story.Ending.ASKED, ""


async def _ask_until_told(story: Story, voice: Voice) -> None:
    """Raises TellerError where nobody in the line-up told it to its end."""
    prompt, line_up = await rows.surely(_prepare, story)
    if story.lost_attempts >= settings.TELLING_ATTEMPTS:
        raise TellerError(f"{story.lost_attempts} workers were lost over it")

    try:
        await Tries(line_up, prompt.tokens).tell(Asking(story, voice, prompt))
    except NoMoney:
        if voice.text.strip():
            raise
        await _tell_for_free(story, voice, story.asks)


async def _rescue(story: Story, voice: Voice) -> None:
    """An ending of our own behind what was told; where nothing was told, a whole story from the built-in teller, which asks nothing."""
    if voice.text.strip():
        return await voice.say(known_good(endings.rescued(story, voice.text)))
    await _tell_for_free(story, voice, asks=False)


async def _tell_for_free(story: Story, voice: Voice, asks: bool) -> None:
    """All of it from the built-in teller."""
    prompt, builtin = await rows.surely(_prepare_builtin, story, asks)
    await Asking(story, voice, prompt)(builtin)


def _prepare(story: Story) -> tuple[Prompt, list[Teller]]:
    prompt, line_up = _prompt(story, story.asks), Teller.objects.line_up(story.teller)
    if not line_up:
        raise TellerError("no teller is able to tell")
    story.teller, story.prompt_version = line_up[0], prompt.version
    return prompt, line_up


def _prepare_builtin(story: Story, asks: bool) -> tuple[Prompt, Teller]:
    builtin = Teller.objects.able().filter(endpoint=Teller.Endpoint.BUILTIN).first()
    if builtin is None:
        raise StoryError("nothing was told, and there is no built-in teller")
    return _prompt(story, asks), builtin


def _prompt(story: Story, asks: bool) -> Prompt:
    return prompts.build(replace(prompts.choices_of(story), asks=asks))


async def _finish(story: Story, voice: Voice, ending: str, trouble: str = "") -> None:
    await rows.finish(story, voice.text, ending, trouble)
    await voice.out.close(Story.State.FINISHED)
    logger.info("finished", extra={"ending": ending, "characters": len(voice.text)})


async def _fail(story: Story, voice: Voice, trouble: str) -> None:
    await rows.surely(lease.fail, story, voice.text, trouble)
    await voice.out.close(Story.State.FAILED)


async def _hand_over(story: Story, voice: Voice) -> None:
    """The worker is leaving, or the story was stopped; in the latter case the row refuses and nothing is written."""
    await rows.surely(lease.hand_over, story, voice.text)
    await voice.out.close(Story.State.WAITING)
    logger.info("handed over")
