"""A teller that costs money: its price is reserved before it is asked, and settled with what it came to, however it ended."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from stories.clients import in_database
from stories.errors import NoMoney, TellerError
from stories.models import Charge, Story, Teller
from stories.spending import money, tokens
from stories.spending.payer import Payer
from stories.telling import prompts, rows
from stories.telling.prompts import Prompt
from stories.telling.tellers import usage

logger = logging.getLogger(__name__)


def can_pay(story: Story, teller: Teller) -> bool:
    """Whether today's money looks as if it reached for asking `teller` once. The story need not be saved."""
    if not money.costs(teller):
        return True
    return money.can_pay(Payer.of(story), teller, *bound(teller, prompts.build(prompts.choices_of(story)), ""))


@asynccontextmanager
async def paying(story: Story, teller: Teller, prompt: Prompt, told: str) -> AsyncIterator[None]:
    """`teller` is asked inside, once, to go on from `told`. Raises NoMoney where that would exceed a cap."""
    if not money.costs(teller):
        yield
        return
    tokens_in, tokens_out = bound(teller, prompt, told)
    charge = await _reserved(story, teller, tokens_in, tokens_out)
    most = tokens_out
    with usage.heard() as heard:
        try:
            yield
            most = 0  # it came to its end, so all that it said was heard
        finally:
            await _settle(charge, *heard.came_to(tokens_in, most))


def bound(teller: Teller, prompt: Prompt, told: str) -> tuple[int, int]:
    """The most tokens that asking may come to, in and out."""
    if teller.style == Teller.Style.COMPLETION:
        return tokens.at_most(prompt.short, teller.separator, prompt.choices.first_half, told) + tokens.OVERHEAD, prompt.tokens
    return tokens.at_most(prompt.system, prompt.user, prompt.go_on, told) + tokens.OVERHEAD, prompt.tokens_with_thoughts


async def _reserved(story: Story, teller: Teller, tokens_in: int, tokens_out: int) -> Charge:
    """Who is sent away while it is being reserved gives it back."""
    reserving = asyncio.ensure_future(rows.surely(money.reserve, story, teller, tokens_in, tokens_out))
    try:
        charge = await asyncio.shield(reserving)
    except asyncio.CancelledError:
        with suppress(*rows.AWAY):
            if charge := await reserving:
                await _settle(charge, 0, 0)
        raise
    except rows.AWAY as away:
        raise TellerError(f"the database is away, and nothing may be paid for: {away}") from away
    if charge is None:
        logger.warning("no money: %s is passed over", teller.endpoint)
        raise NoMoney
    return charge


async def _settle(charge: Charge, tokens_in: int, tokens_out: int) -> None:
    """Where the database is away it stays as reserved, which is no less than it came to: an end does not wait for it."""
    try:
        await in_database(money.settle, charge, tokens_in, tokens_out)
    except rows.AWAY as away:
        logger.warning("not settled: %s", away)
