"""A story whose teller costs money: what is asked of today's money before, what is counted after, and who tells where it does not reach."""

import asyncio
from decimal import Decimal

import django.db
import pytest
from channels.db import database_sync_to_async as in_thread

from stories import clients
from stories.catalogue.find import Found
from stories.models import Allowance, Charge, Story, Teller
from stories.spending import money, tokens
from stories.spending.payer import Payer
from stories.telling import ends, paid, prompts
from stories.telling.start import Choice, begin
from stories.telling.tell import tell
from stories.telling.tellers.builtin.teller import told
from tests.telling.listening import has_said, outcome, tell_and_listen, until
from tests.upstream import PIECES, Upstream

pytestmark = pytest.mark.django_db(transaction=True)
PRICES = {"price_in": Decimal(1), "price_out": Decimal(10)}


@pytest.fixture(autouse=True)
def quick(settings):
    settings.TELLING_BACK_OFF = (0.01, 0.02)
    settings.STORYTELLER_PACE = 20_000


async def price(upstream):
    await Teller.objects.filter(endpoint="main").aupdate(**PRICES)
    return await Teller.objects.aget(endpoint="main")


async def bound(row):
    teller = await Teller.objects.aget(endpoint="main")
    return paid.bound(teller, prompts.build(await in_thread(prompts.choices_of)(row)), "")


async def charges():
    return [charge async for charge in Charge.objects.order_by("pk")]


async def spent():
    return {row.scope: row.money async for row in Allowance.objects.all()}


async def test_a_told_story_costs_what_the_endpoint_counted(row, upstream):
    await price(upstream)
    story = await tell_and_listen(row)
    [charge] = await charges()
    assert (story.ending, charge.story_id, charge.tokens_in, charge.tokens_out) == ("told", row.pk, 5, 7)
    assert charge.settled == Decimal("0.000075") == (await spent())["site"] == (await spent())["visitor"]
    tokens_in, tokens_out = await bound(row)
    assert charge.reserved == money.cost(story.teller, tokens_in, tokens_out)


async def test_what_is_free_is_not_counted(row, upstream):
    assert (await tell_and_listen(row)).teller.endpoint == "main"
    assert not await charges() and not await spent()


async def test_where_the_endpoint_does_not_count_we_do(row, upstream):
    await price(upstream)
    upstream.usage = None
    await tell_and_listen(row)
    [charge] = await charges()
    assert (charge.tokens_in, charge.tokens_out) == ((await bound(row))[0], tokens.at_most("".join(PIECES)))


async def test_each_asking_is_paid_for_by_itself(row, upstream):
    await price(upstream)
    upstream.breaks_at, upstream.script.modes = 9, ["cut", "503", "good"]
    story = await tell_and_listen(row)
    broken, refused, whole = await charges()
    assert (story.ending, story.text) == ("told", upstream.story)
    assert (refused.settled, whole.tokens_out, refused.tokens_in) == (0, 7, 0)
    assert broken.settled == broken.reserved, "nobody hears it think"
    assert (await spent())["site"] == sum(charge.settled for charge in (broken, refused, whole))


async def test_a_story_that_was_stopped_costs_what_was_reserved(row, upstream):
    await price(upstream)
    upstream.mode = "stall"
    telling = asyncio.create_task(tell(row.pk, "a worker"))
    await until(lambda: has_said(row, "".join(PIECES)))
    await ends.stop(row.pk)
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    [charge] = await charges()
    assert (charge.tokens_in, charge.tokens_out) == await bound(row)
    assert (await spent())["site"] == charge.settled == charge.reserved


@pytest.mark.parametrize("share", ["nothing", "almost"])
async def test_with_no_money_left_the_built_in_teller_tells_the_whole_story(row, upstream, teller, settings, share):
    endpoint = await price(upstream)
    needed = money.cost(endpoint, *await bound(row))
    settings.STORYTELLER_DAILY_MONEY = 0 if share == "nothing" else needed * 2 - Decimal("0.00000002")
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.trouble, story.teller) == ("finished", "told", "", teller)
    assert story.text == told(prompts.build(await in_thread(prompts.choices_of)(row)))
    assert not upstream.asked and not await charges() and not await spent()


async def test_with_just_enough_money_the_endpoint_tells(row, upstream, settings):
    endpoint = await price(upstream)
    settings.STORYTELLER_DAILY_MONEY = money.cost(endpoint, *await bound(row)) * 2
    assert (await tell_and_listen(row)).teller == endpoint


async def test_where_the_money_ends_in_the_middle_an_ending_of_ours_stands_behind_it(row, upstream, settings):
    endpoint = await price(upstream)
    settings.STORYTELLER_DAILY_MONEY = money.cost(endpoint, *await bound(row)) * 2
    upstream.breaks_at, upstream.mode = 9, "cut"
    story = await tell_and_listen(row)
    assert (story.ending, story.text.startswith(upstream.story[:8])) == ("rescued", True)
    assert "money" in story.trouble and len(upstream.asked) == len(await charges()) == 1


async def test_a_second_endpoint_that_is_free_is_asked_where_the_first_cannot_be_paid(row, upstream, settings):
    await price(upstream)
    async with Upstream() as second:
        settings.STORYTELLER_DAILY_MONEY, settings.STORYTELLER_FALLBACK_BASE_URL = 0, second.url
        await Teller.objects.acreate(name="second", endpoint="fallback", order=90)
        story = await tell_and_listen(row)
        await clients.openai("fallback").close()
    assert (story.ending, story.text, story.teller.endpoint, upstream.asked) == ("told", second.story, "fallback", [])


async def test_a_lost_workers_charge_stays_as_reserved(row, upstream, monkeypatch):
    await price(upstream)

    def away(*asked):
        raise django.db.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(money, "settle", away)
    assert (await tell_and_listen(row)).ending == "told", "no family hears of it"
    [charge] = await charges()
    assert charge.settled is None and (await spent())["site"] == charge.reserved


async def test_a_worker_that_leaves_while_it_reserves_gives_it_back(row, upstream, monkeypatch):
    await price(upstream)
    began, reserve = asyncio.Event(), money.reserve
    loop = asyncio.get_running_loop()

    def slow(*asked):
        loop.call_soon_threadsafe(began.set)
        django.db.connection.ensure_connection()
        return reserve(*asked)

    monkeypatch.setattr(money, "reserve", slow)
    telling = asyncio.create_task(tell(row.pk, "leaves"))
    await began.wait()
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    assert [(charge.settled, charge.tokens_out) for charge in await charges()] == [(0, 0)]
    assert (await outcome(row)).state == "waiting" and not upstream.asked


def choice():
    return Choice(Found("宋", None), Found("飞", None), Found("艰难", None), language="zh", length="short")


def test_a_story_that_nobody_can_pay_for_is_the_built_in_tellers_from_the_start(alice, settings):
    settings.OPENAI_BASE_URL, settings.STORYTELLER_DAILY_MONEY = "http://127.0.0.1:1/v1", 0
    Teller.objects.create(name="main", endpoint="main", order=1, **PRICES)
    story, _ = begin(choice(), alice.visitor, "a key", Payer(alice.visitor, network="a street"))
    assert (story.teller.endpoint, story.network) == ("builtin", "a street")
    with_its_lines = len(story.dna)
    from_the_terminal, _ = begin(choice(), "terminal", "a key")
    assert from_the_terminal.teller.endpoint == "builtin"
    settings.STORYTELLER_DAILY_MONEY = 5
    paid_for, _ = begin(choice(), alice.visitor, "another", Payer(alice.visitor))
    assert paid_for.teller.endpoint == "main" and len(paid_for.dna) < with_its_lines
    assert begin(choice(), "terminal", "another")[0].teller.endpoint == "main"


def test_only_a_family_takes_a_place_of_the_day(alice):
    begin(choice(), "terminal", "a key")
    assert not Allowance.objects.exists()
    for _ in range(2):
        begin(choice(), alice.visitor, "a key", Payer(alice.visitor))
    assert set(Allowance.objects.values_list("scope", "stories")) == {("visitor", 1), ("site", 1)}
    Story.objects.all().delete()
    assert Allowance.objects.filter(stories=1).count() == 2, "deleting gives no place back"


@pytest.mark.parametrize("gone", [Story, Teller])
def test_for_a_story_or_a_teller_that_is_gone_nothing_is_reserved(alice, gone):
    teller, story = Teller.objects.create(name="main", endpoint="main", **PRICES), alice.asks()
    gone.objects.filter(pk__in=[story.pk if gone is Story else teller.pk]).delete()
    assert money.reserve(story, teller, 1, 1) is None
    assert not Allowance.objects.exists() and not Charge.objects.exists()
