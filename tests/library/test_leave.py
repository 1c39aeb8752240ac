import asyncio
import io
import logging
import zipfile
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from stories import clients
from stories.delivery import log
from stories.delivery.follow import follow
from stories.library import leave
from stories.models import Charge, Story, Verdict
from stories.telling import lease
from stories.telling.gate import known_good
from storyteller.redis_server import free_port

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


@pytest.fixture
async def asks(redis, alice):
    return in_thread(alice.asks)


async def left() -> set:
    return {pk async for pk in Story.objects.values_list("pk", flat=True)}


async def live(story: Story, text: str, state: str = "") -> None:
    await log.open_log(story.pk, 1, known_good(text))
    if state:
        await log.close(story.pk, 1, state)


async def test_all_of_a_family_goes_and_nothing_of_another(asks, alice, bob, redis):
    hers = [await asks(text="从前。", state=state) for state in Story.State.values]
    his = await in_thread(bob.asks)(text="从前。")
    for story in [*hers, his]:
        await live(story, "从前。有座山")
    assert await leave.delete_everything_of(alice.visitor) == len(hers)
    assert await left() == {his.pk}
    assert {key for key in redis.keys("story:*") if key.endswith(b":text")} == {f"story:{his.pk}:text".encode()}


async def test_a_worker_on_its_way_finds_a_deleted_story_closed(asks, redis):
    story = await asks()
    taken = await in_thread(lease.claim)(story.pk, "a worker")
    await leave.delete(story.pk)
    assert await log.open_log(story.pk, taken.attempt, known_good("")) is None, "or its words would stay for an hour"
    await in_thread(lease.keep_last_words)(story.pk, "从前。", taken.attempt)
    assert await left() == set()
    assert 0 < redis.ttl(f"story:{story.pk}:meta") <= log.ENDED_LIVES and redis.keys("story:*:text") == []


async def test_whoever_reads_a_story_that_is_deleted_is_not_left_waiting(asks):
    story = await asks(state=Story.State.TELLING)
    await live(story, "从前。")
    heard = []
    reading = asyncio.create_task(_read(story, heard))
    async with asyncio.timeout(3):
        while not heard:
            await asyncio.sleep(0.01)
    await leave.delete(story.pk)
    async with asyncio.timeout(3):
        (end,) = await asyncio.gather(reading, return_exceptions=True)
    assert isinstance(end, Story.DoesNotExist) or heard[-1].state == Story.State.STOPPED, "the one or the other, by who is quicker"


async def _read(story, heard: list) -> None:
    async for event in follow(story.pk, 0):
        heard.append(event)


async def test_what_was_noted_about_a_story_goes_with_it_and_its_cost_stays_without_it(asks, django_user_model):
    story, other = await asks(), await asks()
    curator = await django_user_model.objects.acreate(username="curator")
    kind = await in_thread(ContentType.objects.get_for_model)(Story)
    for row in (story, other):
        await Verdict.objects.acreate(story=row, at=0, layer="words", reason="rude", words="kanarienvogel")
        await Charge.objects.acreate(story=row, day=timezone.localdate(), reserved=1)
        await LogEntry.objects.acreate(user=curator, content_type=kind, object_id=str(row.pk), object_repr="kanarienvogel", action_flag=2)
    await leave.delete(story.pk)
    assert [row async for row in Verdict.objects.values_list("story", flat=True)] == [other.pk]
    assert [row async for row in LogEntry.objects.values_list("object_id", flat=True)] == [str(other.pk)]
    assert {row async for row in Charge.objects.values_list("story", flat=True)} == {None, other.pk}


async def test_more_stories_than_go_at_once_all_go(asks, alice, monkeypatch):
    monkeypatch.setattr(leave, "AT_ONCE", 2)
    for _ in range(5):
        await asks(text="从前。")
    pieces = [piece async for piece in leave.everything_of(alice.visitor)]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert len(archive.namelist()) == 18 and len(pieces) == 8
    assert await leave.delete_everything_of(alice.visitor) == 5
    assert await left() == set()


async def test_a_story_under_way_is_taken_along_as_far_as_it_is_told(asks, alice):
    story = await asks(state=Story.State.TELLING, text="从前。")
    await live(story, "从前。有座山，")
    archive = zipfile.ZipFile(io.BytesIO(b"".join([piece async for piece in leave.everything_of(alice.visitor)])))
    (name,) = [name for name in archive.namelist() if name.startswith("001") and name.endswith(".txt")]
    assert archive.read(name).decode().endswith("从前。有座山，\n")


async def test_only_what_was_kept_too_long_goes_by_itself(asks, settings, caplog, redis):
    caplog.set_level(logging.INFO)
    settings.STORYTELLER_KEEP_DAYS = 30
    old, young = await asks(title="kanarienvogel", text="kanarienvogel"), await asks()
    await live(old, "kanarienvogel")
    await Story.objects.filter(pk=old.pk).aupdate(created=timezone.now() - timedelta(days=31))
    assert await leave.delete_what_is_old() == 1
    assert await left() == {young.pk} and redis.keys("story:*:text") == []
    assert "old stories deleted" in caplog.text and "kanarienvogel" not in caplog.text
    assert await leave.delete_what_is_old() == 0


async def test_without_redis_the_rows_go_all_the_same(asks, alice, settings, caplog):
    await asks(state=Story.State.TELLING, text="从前。")
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    clients.redis.made.clear()
    assert await leave.delete_everything_of(alice.visitor) == 1
    assert await left() == set() and "Redis does not forget now" in caplog.text


async def test_what_is_deleted_while_it_is_taken_along_breaks_no_archive(asks, alice):
    pieces = leave.everything_of(alice.visitor)
    archive = await anext(pieces)
    await leave.delete_everything_of(alice.visitor)
    archive += b"".join([piece async for piece in pieces])
    assert zipfile.ZipFile(io.BytesIO(archive)).testzip() is None
