"""Links that show one story to whoever has them, until a day."""

from datetime import timedelta
from uuid import UUID

import segno
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from stories.models import Share, Story
from stories.reading.names import neutral

DAYS = (1, 7, 30)
AT_MOST = 10  # open links of one story
SHOWN = ("story__dynasty", "story__power", "story__tone", "story__hero", "story__companion", "story__teller")


def make(story: Story, days: int, with_names: bool) -> Share | None:
    """None where as many as may be are open already."""
    with transaction.atomic():
        Story.objects.select_for_update().only("pk").get(pk=story.pk)  # two taps at once
        if open_of(story).count() >= AT_MOST:
            return None
        until = timezone.now() + timedelta(days=days)
        return Share.objects.create(story=story, until=until, with_names=with_names)


def open_of(story: Story) -> QuerySet[Share]:
    return Share.objects.open().filter(story=story)


def open_of_family(visitor: str) -> QuerySet[Share]:
    return Share.objects.open().filter(story__visitor=visitor).select_related("story").order_by("until")


def end(story_id: UUID, share_id: int) -> None:
    Share.objects.filter(pk=share_id, story_id=story_id).delete()


def forget_ended() -> None:
    Share.objects.filter(until__lte=timezone.now()).delete()


def find(token: str) -> Share | None:
    """What a link shows now. Ended, taken back, off the shelf, deleted and never there all look the same."""
    return Share.objects.open().select_related(*SHOWN).filter(token=token, story__state__in=Story.ENDS).first()


def names_of(share: Share) -> dict[str, str]:
    """Those that are put in."""
    return share.story.names if share.with_names else neutral(share.story.language, "".join(share.story.names))


def qr(address: str) -> str:
    """An SVG without a style, to stand inside a page. Dark on white, by night too: cameras want it so."""
    return segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
