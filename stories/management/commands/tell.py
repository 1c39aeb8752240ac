import asyncio
import logging
import secrets
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from stories.catalogue.find import find
from stories.catalogue.surprise import surprise
from stories.delivery.accepted import Accepted
from stories.errors import ChoiceError
from stories.models import Dynasty, Power, Story, Tone
from stories.reading.label import in_its_language
from stories.reading.names import put_in
from stories.telling import ends
from stories.telling.gate import request as gate
from stories.telling.heartbeat import beat
from stories.telling.start import Choice, begin
from stories.telling.tell import tell

KINDS: dict[str, Any] = {"dynasty": Dynasty, "power": Power, "tone": Tone}


class Command(BaseCommand):
    help = "Tell one story in the terminal, word by word; Ctrl-C stops it.\n\nExamples:\n  manage.py tell 宋 发射激光 艰难\n  manage.py tell Tang Flight Bedtime --language en\n  manage.py tell            (a surprise)"

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        for kind in KINDS:
            parser.add_argument(kind, nargs="?", help="slug, Chinese or English name, or your own words")
        parser.add_argument("--language", choices=Story.Language.values, default="zh")
        parser.add_argument("--length", choices=Story.Length.values, default="short")
        parser.add_argument("--age", choices=Story.Age.values, default=Story.Age.MIDDLE.value)
        parser.add_argument("--seed", default="", help="the same seed tells the same stories, one after another, in every new house")
        parser.add_argument("--child", default="", help="name of the child who listens")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger().setLevel(logging.WARNING)  # a terminal is for the story
        story = self._begin(options)
        self.stderr.write(f"《{put_in(story.title, story.names)}》\n")
        try:
            asyncio.run(_tell(story))
        except KeyboardInterrupt:
            asyncio.run(ends.stop(story.pk))
            sys.stdout.write("\n")
            self.stderr.write(in_its_language(story))
            sys.exit(130)
        self._end(story)

    def _begin(self, options: dict[str, Any]) -> Story:
        try:
            return begin(_choice(options), f"{Story.TERMINAL} {options['seed']}".strip(), secrets.token_urlsafe(16))[0]
        except ChoiceError as refusal:
            raise CommandError(f"{refusal.field}: {refusal.message}") from None
        except DatabaseError:
            raise CommandError(
                "There is no catalogue yet. Run `make run` once, or: manage.py migrate && manage.py seed_catalogue"
            ) from None

    def _end(self, story: Story) -> None:
        story.refresh_from_db()
        sys.stdout.write("\n")
        self.stderr.write(in_its_language(story))
        if story.state != Story.State.FINISHED:
            raise CommandError(f"The story did not come to its end: {story.trouble or story.state}")


async def _tell(story: Story) -> None:
    worker = f"terminal {secrets.token_hex(4)}"
    beating = asyncio.create_task(beat(worker, lambda: [story.pk]))  # a house that runs beside would think the story lost
    try:
        await tell(story.pk, worker, _Terminal())
    finally:
        beating.cancel()


class _Terminal:
    """Standard output as the place where a story is heard live."""

    async def open(self, story: Story) -> str:
        self.names = story.names
        return story.text

    async def say(self, accepted: Accepted) -> None:
        sys.stdout.write(put_in(accepted.text, self.names))
        sys.stdout.flush()

    async def close(self, state: str) -> None:
        pass


def _choice(options: dict[str, Any]) -> Choice:
    language, drawn = options["language"], surprise()
    said = {kind: gate.clean(options[kind] or drawn.get(kind, "")) for kind in KINDS}
    found: dict[str, Any] = {kind: find(row, said[kind], language) for kind, row in KINDS.items()}
    for kind, entry in found.items():
        if entry.entry is None:
            gate.own_words(kind, said[kind])
    return Choice(**found, language=language, length=options["length"], age=options["age"], child=gate.child_name(options["child"]))
