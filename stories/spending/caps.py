"""How many stories a day, and how many may wait."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.errors import Crowded, TooMany
from stories.models import Story

SOON = 60  # seconds


def check_stories(visitor: str) -> None:
    """Raises TooMany where this visitor, or this site, has had its stories of today."""
    of_visitor, _of_account, of_site = settings.STORYTELLER_DAILY_STORIES
    today = Story.objects.filter(created__gte=_this_morning())
    if today.of_visitor(visitor).count() >= of_visitor or today.count() >= of_site:
        raise TooMany(_("That is all for today. Come again tomorrow for the next story."), _seconds_to_midnight())


def check_room() -> None:
    """Raises Crowded where as many stories wait as may."""
    if Story.objects.waiting().count() >= settings.STORYTELLER_QUEUE:
        raise Crowded(_("So many are listening that every seat is taken. Knock again in a minute: what you chose is still here."), SOON)


def _this_morning() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _seconds_to_midnight() -> int:
    return int((_this_morning() + timedelta(days=1) - timezone.localtime()).total_seconds()) + 1
