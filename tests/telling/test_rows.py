import asyncio

import django.db
import pytest
from asgiref.sync import async_to_sync

from stories.errors import LeaseLost
from stories.models import Story, Teller
from stories.telling import lease, rows
from tests.telling.keeping import checkpoint

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(alice):
    return lease.claim(alice.asks().pk, "a worker")


@pytest.fixture
def away(monkeypatch):
    """Let the database be away for the next so many pieces of work; how often it was asked."""

    def away(name, times, error=django.db.OperationalError):
        work, asked = getattr(lease, name), []

        def asks(*values):
            asked.append(values)
            if len(asked) <= times:
                raise error("server closed the connection unexpectedly")
            return work(*values)

        monkeypatch.setattr(lease, name, asks)
        return asked

    return away


@async_to_sync
async def keep(story, text):
    await rows.keep(story, text)


@async_to_sync
async def surely(work, *values):
    async with asyncio.timeout(20):
        return await rows.surely(work, *values)


@async_to_sync
async def finish(story, text):
    async with asyncio.timeout(20):
        await rows.finish(story, text, "told")


def text_of(story):
    return Story.objects.get(pk=story.pk).text


@pytest.mark.parametrize("error", rows.AWAY)
def test_a_checkpoint_is_left_out_while_the_database_is_away(story, away, error):
    asked = away("checkpoint_all", 1, error)
    keep(story, "第一句。")
    assert (len(asked), text_of(story)) == (1, "")
    keep(story, "第一句。第二句。")
    assert text_of(story) == "第一句。第二句。"


@pytest.mark.parametrize("error", rows.AWAY)
def test_an_end_waits_for_the_database(story, away, error):
    asked = away("finish_all", 3, error)
    finish(story, "完。")
    assert (len(asked), text_of(story)) == (4, "完。")


def test_a_database_that_does_not_come_back_is_told_of_in_the_end(story, away, monkeypatch):
    monkeypatch.setattr(rows, "OUTLASTS", 0.3)
    asked = away("finish_all", 1000)
    with pytest.raises(django.db.OperationalError):
        finish(story, "完。")
    assert len(asked) > 1


@pytest.mark.parametrize("way", [keep, lambda story, text: surely(checkpoint, story, text)])
def test_a_lost_lease_is_no_trouble_of_the_databases(story, away, way):
    lease.stop(story.pk)
    asked = away("checkpoint_all", 0)
    with pytest.raises(LeaseLost):
        way(story, "第一句。")
    assert len(asked) == 1


def test_a_bug_is_not_tried_again(story):
    asked = []

    def bug():
        asked.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        surely(bug)
    assert asked == [1]


def test_what_was_asked_for_is_handed_back(story):
    assert surely(text_of, story) == ""


def keep_together(*texts):
    """What became of each."""

    @async_to_sync
    async def keep_all():
        return await asyncio.gather(*(rows.checkpoint(story, text) for story, text in texts), return_exceptions=True)

    return keep_all()


def test_a_teller_that_a_curator_took_away_meanwhile_costs_no_story_its_words(alice, story):
    story.teller = Teller.objects.create(name="gone", endpoint="main", order=1)
    other = lease.claim(alice.asks().pk, "a worker")
    Teller.objects.filter(pk=story.teller_id).delete()
    assert keep_together((other, "好。"), (story, "也好。")) == [None, None]
    assert (text_of(other), text_of(story)) == ("好。", "也好。")
    lease.finish(story, "也好。完。", "told")
    assert (text_of(story), Story.objects.get(pk=story.pk).teller) == ("也好。完。", None)


def test_what_the_database_does_not_take_of_one_story_is_no_others_trouble(alice, story, monkeypatch):
    others = [lease.claim(alice.asks().pk, "a worker") for _ in range(2)]
    keep_all = lease.checkpoint_all

    def refuses(texts):
        if any(told.pk == story.pk for told, *_ in texts):
            raise django.db.IntegrityError("not this one")
        return keep_all(texts)

    monkeypatch.setattr(lease, "checkpoint_all", refuses)
    first, guilty, second = keep_together((others[0], "一。"), (story, "坏。"), (others[1], "二。"))
    assert (first, second) == (None, None) and isinstance(guilty, LeaseLost)
    assert [text_of(other) for other in others] == ["一。", "二。"]


def finish_together(*ends):
    """What became of each, and how often the database was asked."""

    @async_to_sync
    async def finish_all():
        return await asyncio.gather(*(rows.finish(story, text, "told") for story, text in ends), return_exceptions=True)

    return finish_all()


def test_stories_that_end_at_the_same_moment_end_in_one_transaction(alice, away):
    stories = [lease.claim(alice.asks().pk, "a worker") for _ in range(5)]
    asked = away("finish_all", 0)
    assert finish_together(*((story, f"{place}。") for place, story in enumerate(stories))) == [None] * 5
    assert [text_of(story) for story in stories] == [f"{place}。" for place in range(5)]
    assert len(asked) < 5


def test_one_that_was_stopped_does_not_end_with_the_others(alice, story):
    other = lease.claim(alice.asks().pk, "a worker")
    lease.stop(story.pk)
    stopped, told = finish_together((story, "完。"), (other, "也完。"))
    assert isinstance(stopped, LeaseLost) and told is None
    assert [Story.objects.get(pk=row.pk).state for row in (story, other)] == ["stopped", "finished"]
