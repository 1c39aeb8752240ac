"""Off the shelf, and back again within a day. After that the sweeper deletes it (`leave.py`)."""

import asyncio
from collections.abc import Iterator

from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from stories.models import Story
from stories.telling import ends


async def take_off(story: Story) -> None:
    """It is gone for everybody at once; whoever is telling it is stopped."""
    gone = await database_sync_to_async(_take_off)(story)
    await asyncio.gather(*(ends.stop(part.pk) for part in gone if part.is_going_on))


@transaction.atomic
def _take_off(story: Story) -> list[Story]:
    """With the earlier parts that its page shows, but for those that another part still goes on from."""
    gone = [story]
    Story.objects.filter(pk=story.pk).take_off()
    for part in _earlier(story):
        if part.children.on_the_shelf().filter(kin=Story.Kin.PART).exists():
            break
        gone.append(part)
        Story.objects.filter(pk=part.pk).take_off()
    return gone


@transaction.atomic
def put_back(story: Story) -> None:
    Story.objects.filter(pk__in=[story.pk, *(part.pk for part in _earlier(story))]).put_back()


def lately(removed: QuerySet[Story]) -> QuerySet[Story]:
    """One row for each card that went, the latest first."""
    parts = Story.objects.taken_off_lately().filter(parent=OuterRef("pk"), kin=Story.Kin.PART)
    return removed.filter(~Exists(parts)).only("title", "names", "language", "removed").order_by("-removed")


def _earlier(story: Story) -> Iterator[Story]:
    while story.kin == Story.Kin.PART and story.parent:
        story = story.parent
        yield story
