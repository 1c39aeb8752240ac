import asyncio
from contextlib import suppress
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from channels.db import database_sync_to_async
from django.core.management.base import BaseCommand

from stories.library import leave
from stories.spending import allowances
from stories.telling.sweep import Sweeper, every_hour

SIGN_INS_KEPT = 90  # days, with their addresses


def forget_sign_ins() -> None:
    AxesProxyHandler.reset_logs(age_days=SIGN_INS_KEPT)
    AxesProxyHandler.reset_failure_logs(age_days=SIGN_INS_KEPT)


HOURLY = (leave.delete_what_is_old, database_sync_to_async(allowances.forget_old), database_sync_to_async(forget_sign_ins))


class Command(BaseCommand):
    help = "Ring again for stories that wait, end those whose worker died, keep the canary singing, delete what was kept long enough. Runs until stopped. Example: manage.py sweep"

    def handle(self, *args: Any, **options: Any) -> None:
        with suppress(KeyboardInterrupt):
            asyncio.run(_sweep())


async def _sweep() -> None:
    await asyncio.gather(Sweeper().sweep_for_ever(), every_hour(*HOURLY))
