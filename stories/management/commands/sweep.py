import asyncio
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand

from stories.telling.sweep import Sweeper


class Command(BaseCommand):
    help = "Ring again for stories that wait, end those whose worker died, keep the canary singing. Runs until stopped. Example: manage.py sweep"

    def handle(self, *args: Any, **options: Any) -> None:
        with suppress(KeyboardInterrupt):
            asyncio.run(Sweeper().sweep_for_ever())
