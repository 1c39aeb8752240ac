"""How many stories a day, and how many may wait."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.errors import Crowded, TooMany
from stories.models import Allowance, Story
from stories.spending import allowances
from stories.spending.allowances import Caps, Full
from stories.spending.payer import Payer

SOON = 60  # seconds
Scope = Allowance.Scope


def check_stories(payer: Payer) -> None:
    """Raises TooMany where it looks as if there were no story left today: a reading, before work is put into one."""
    if not allowances.have_room(payer, timezone.localdate(), "stories", 1, _caps()):
        raise _too_many()


def reserve_story(payer: Payer) -> None:
    """One more story today for everybody who has a part in it, or for nobody. Raises TooMany.

    Belongs into the transaction that makes the story, behind its row: what is not made was not asked for.
    """
    try:
        allowances.take(payer, timezone.localdate(), "stories", 1, _caps())
    except Full:
        raise _too_many() from None


def check_room() -> None:
    """Raises Crowded where as many stories wait as may."""
    if Story.objects.waiting().count() >= settings.STORYTELLER_QUEUE:
        raise Crowded(_("So many are listening that every seat is taken. Knock again in a minute: what you chose is still here."), SOON)


def _caps() -> Caps:
    visitor, account, site = settings.STORYTELLER_DAILY_STORIES
    network = settings.STORYTELLER_DAILY_NETWORK
    return {
        Scope.VISITOR: visitor,
        Scope.ACCOUNT: account,
        Scope.NETWORK: (site + 1) // 2 if network is None else network,
        Scope.SITE: site,
    }


def _too_many() -> TooMany:
    return TooMany(_("That is all for today. Come again tomorrow for the next story."), _seconds_to_midnight())


def _this_morning() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _seconds_to_midnight() -> int:
    return int((_this_morning() + timedelta(days=1) - timezone.localtime()).total_seconds()) + 1
