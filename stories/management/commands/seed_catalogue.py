from typing import Any

from django.core.management.base import BaseCommand

from stories.catalogue.seed import seed
from stories.telling.tellers.first import add_missing


class Command(BaseCommand):
    help = "Add the catalogue entries and tellers that are missing; never overwrite a curator's edit. Example: manage.py seed_catalogue"

    def handle(self, *args: Any, **options: Any) -> None:
        added = seed() + add_missing()
        self.stderr.write(f"{added} added.")
