from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone

from stories import access
from stories.library import leave, undo
from stories.models import Story

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}
PART = Story.Kin.PART
in_thread = database_sync_to_async


def on_shelf(person) -> set:
    return set(access.stories_of(person.visitor))


def lately(person) -> list:
    return list(undo.lately(access.removed_of(person.visitor)))


async def test_what_is_taken_off_can_be_put_back_as_it_was(alice):
    story, other = [await in_thread(alice.asks)(**TOLD, favourite=True, text="从前。") for _ in range(2)]
    await undo.take_off(story)
    assert await in_thread(on_shelf)(alice) == {other} and await in_thread(lately)(alice) == [story]
    await in_thread(undo.put_back)(story)
    assert await in_thread(on_shelf)(alice) == {story, other} and await in_thread(lately)(alice) == []
    assert (await Story.objects.aget(pk=story.pk)).favourite


async def test_a_story_that_goes_on_is_stopped(alice):
    story = await in_thread(alice.asks)(state=Story.State.TELLING, text="从前。")
    await undo.take_off(story)
    assert (await Story.objects.aget()).state == Story.State.STOPPED


async def test_its_earlier_parts_go_and_come_with_it(alice):
    first = await in_thread(alice.asks)(**TOLD)
    second = await in_thread(alice.asks)(**TOLD, parent=first, kin=PART)
    third = await in_thread(alice.asks)(**TOLD, parent=second, kin=PART)
    await undo.take_off(third)
    assert await in_thread(on_shelf)(alice) == set() and await in_thread(lately)(alice) == [third]
    await in_thread(undo.put_back)(await Story.objects.aget(pk=third.pk))
    assert await in_thread(on_shelf)(alice) == {first, second, third}


async def test_an_earlier_part_stays_while_another_goes_on_from_it(alice):
    first = await in_thread(alice.asks)(**TOLD)
    one, other = [await in_thread(alice.asks)(**TOLD, parent=first, kin=PART) for _ in range(2)]
    await undo.take_off(one)
    assert await in_thread(on_shelf)(alice) == {first, other}


async def test_a_day_later_it_is_deleted_for_good_and_not_before(alice):
    young, old = [await in_thread(alice.asks)(**TOLD) for _ in range(2)]
    for story, hours in ((young, 23.9), (old, 24.1)):
        await Story.objects.filter(pk=story.pk).aupdate(removed=timezone.now() - timedelta(hours=hours))
    assert await in_thread(lately)(alice) == [young], "what the sweeper has not found yet comes back to nobody"
    assert await leave.delete_what_is_old() == 1
    assert {story async for story in Story.objects.all()} == {young}


async def test_an_offer_ends_with_it_and_does_not_come_back_with_it(alice):
    story = await in_thread(alice.asks)(**TOLD, offered=True, review="featured")
    await undo.take_off(story)
    assert not await Story.objects.featured().aexists()
    await in_thread(undo.put_back)(story)
    assert not await Story.objects.may_be_shown().aexists() and (await Story.objects.aget()).review == "unreviewed"
