"""The seed files: a curator can read them; they add what is missing and never overwrite a curator's edit."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from stories.models import Companion, Dynasty, Hero, Power, Tone

FOLDER = Path(__file__).with_name("seed")


@transaction.atomic
def seed() -> int:
    """Add every entry whose slug is not in the database. How many were added."""
    added = sum(
        _add_all(kind, _read(FOLDER / f"{name}.toml")[name])
        for name, kind in (("powers", Power), ("tones", Tone), ("companions", Companion))
    )
    return added + sum(_add_dynasty(_read(path)) for path in sorted((FOLDER / "dynasties").glob("*.toml")))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _add_dynasty(entry: dict[str, Any]) -> int:
    heroes = entry.pop("heroes")
    scenes = {field: "\n".join(entry.pop(field)) for field in ("scenes_zh", "scenes_en")}
    added = _add_all(Dynasty, [{**entry, **scenes}])
    dynasty = Dynasty.objects.get(slug=entry["slug"])
    return added + _add_all(Hero, [{**hero, "order": place, "dynasty": dynasty} for place, hero in enumerate(heroes, 1)])


def _add_all(kind: type[Model], entries: list[dict[str, Any]]) -> int:
    there = set(kind._default_manager.values_list("slug", flat=True))
    missing = [kind(**entry) for entry in entries if entry["slug"] not in there]
    return len(kind._default_manager.bulk_create(missing))
