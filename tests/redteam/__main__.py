"""What the gate stops of what it should, and of what it should not: `make redteam`, or `python -m tests.redteam [FILE …]`.

Files in the form of `tests/redteam/sets.py`; without any, our own sets and the built-in teller's grid. `--whole`: through a real house;
`--moderator`: through the moderator that the environment names, too; `--show`: each surprise.
"""

import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path

import django

import tests.environment  # noqa: F401 (a folder of its own before Django reads its settings)

django.setup()

from tests.redteam.alone import Ask, by_all, by_words  # noqa: E402
from tests.redteam.grid import grid  # noqa: E402
from tests.redteam.sets import FOLDER, Result, Try, read, tabled  # noqa: E402
from tests.redteam.whole import whole  # noqa: E402


def main() -> None:
    options = _options()
    logging.getLogger().setLevel(logging.WARNING)
    sets = dict(_sets(options))
    if options.whole:
        with whole() as ask:
            results = list(_results(sets, ask))
    else:
        results = list(_results(sets, by_all if options.moderator else by_words))
    sys.stdout.write(tabled(results) + "\n")
    if options.show:
        sys.stdout.write(
            "".join(
                f"{result.name}: {one.field}, {one.technique}: {one.text!r} {reason}\n"
                for result in results
                for one, reason in result.surprises
            )
        )


def _sets(options: Namespace) -> Iterator[tuple[str, list[Try]]]:
    for path in options.files or sorted(FOLDER.glob("*.jsonl")):
        tries = read(path)
        for is_bad, name in ((True, path.stem), (False, path.stem)):
            if kind := [one for one in tries if one.is_bad is is_bad]:
                yield name if len(kind) == len(tries) else f"{name}, {'bad' if is_bad else 'good'}", kind
    if not options.files and not options.whole:
        for language in ("zh", "en"):
            yield f"the built-in grid, {language}", grid(language)


def _results(sets: dict[str, list[Try]], ask: Ask) -> Iterable[Result]:
    for name, tries in sets.items():
        result = Result(name, tries[0].is_bad)
        for number, one in enumerate(tries, 1):
            result.add(one, ask(one))
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{name}: {number} of {len(tries)} ")
        yield result


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.redteam", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--moderator", action="store_true")
    parser.add_argument("--show", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
