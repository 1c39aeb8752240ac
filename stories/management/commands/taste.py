import logging
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stories.errors import TellerError
from stories.models import Story, Teller
from stories.tuning.taste import Taste, Told, judge, plots, read, table, write
from stories.tuning.taste.grid import cells, tell_all, waiting


class Command(BaseCommand):
    help = (
        "Tell a grid of stories and judge them: how alike they are, whether they are true to their time, whether they are what was asked for.\n\nExamples:\n"
        "  manage.py taste --teller builtin --grid course --csv stories.csv\n  manage.py taste --sample 60 --language en\n"
        "  manage.py taste --teller builtin --against others.csv\n  manage.py taste --judge others.csv        (no story is told)"
    )

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--teller", default="builtin", help="builtin, or the name of a teller in admin")
        parser.add_argument(
            "--grid", choices=["course", "all"], default="course", help="the course's 9 × 6 × 3 × 3, or every choice three times"
        )
        parser.add_argument("--sample", type=int, help="only so many of the grid")
        parser.add_argument("--language", choices=Story.Language.values, default="zh")
        parser.add_argument("--length", choices=Story.Length.values, default="short")
        parser.add_argument("--age", choices=Story.Age.values, default=Story.Age.MIDDLE.value)
        parser.add_argument("--seed", default="taste", help="the same seed tells the same stories")
        parser.add_argument("--csv", type=Path, help="write the stories there: dynasty, super_power, story_type, hero, story")
        parser.add_argument("--against", type=Path, help="another set beside it, a CSV of the same form")
        parser.add_argument("--judge", type=Path, help="judge this CSV and tell nothing")
        parser.add_argument("--plots", type=Path, help="a folder for the SVG pictures; var/taste where none is named")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger().setLevel(logging.WARNING)
        sets = {options["judge"].name: _read(options["judge"])} if options["judge"] else {options["teller"]: self._tell(options)}
        if options["against"]:
            sets[options["against"].name] = _read(options["against"])
        tastes = {name: judge(stories, options["language"]) for name, stories in sets.items()}
        self.stdout.write(table(tastes))
        self._draw(tastes, options["plots"] or Path(settings.STORYTELLER_DATA) / "taste")

    def _tell(self, options: dict[str, Any]) -> list[Told]:
        teller = _teller(options["teller"])
        grid = cells(options["grid"], options["sample"], options["seed"])
        stories = list(waiting(grid, options["language"], options["length"], options["age"], options["seed"]))
        try:
            told = tell_all(stories, teller, lambda place: self._progress(place, len(stories)))
        except TellerError as fault:
            raise CommandError(f"The teller stopped: {fault}") from None
        if options["csv"]:
            write(options["csv"], told)
        return told

    def _progress(self, place: int, number: int) -> None:
        if place == number or (sys.stderr.isatty() and place % 10 == 0):
            self.stderr.write(f"\r{place} of {number} told", ending="\n" if place == number else "")

    def _draw(self, tastes: dict[str, Taste], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in plots(tastes).items():
            (folder / name).write_text(picture, encoding="utf-8")
        self.stderr.write(f"Pictures: {folder}")


def _teller(name: str) -> Teller:
    wanted = Teller.objects.filter(endpoint=Teller.Endpoint.BUILTIN) if name == "builtin" else Teller.objects.filter(name=name)
    if teller := wanted.first():
        return teller
    raise CommandError(f"There is no teller called {name}. There are: builtin, {', '.join(Teller.objects.values_list('name', flat=True))}")


def _read(path: Path) -> list[Told]:
    try:
        return read(path)
    except (OSError, ValueError) as fault:
        raise CommandError(str(fault)) from None
