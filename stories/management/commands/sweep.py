import asyncio
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand

from stories.library import leave
from stories.telling.sweep import Sweeper, every_hour

HOURLY = (leave.delete_what_is_old,)  # a verb each


class Command(BaseCommand):
    help = "Ring again for stories that wait, end those whose worker died, keep the canary singing, delete what was kept long enough. Runs until stopped. Example: manage.py sweep"

    def handle(self, *args: Any, **options: Any) -> None:
        with suppress(KeyboardInterrupt):
            asyncio.run(_sweep())


async def _sweep() -> None:
    await asyncio.gather(Sweeper().sweep_for_ever(), every_hour(*HOURLY))
