"""The seed files: a curator can read them; they add what is missing and never overwrite a curator's edit."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from stories.models import Companion, Dynasty, Fact, Hero, Power, Tone

FOLDER = Path(__file__).with_name("seed")
LISTS = ("scenes_zh", "scenes_en", "daily_zh", "daily_en")  # a line each on the row


@transaction.atomic
def seed() -> int:
    """Add every entry whose slug is not in the database. How many were added."""
    added = sum(
        _add_all(kind, _read(FOLDER / f"{name}.toml")[name])
        for name, kind in (("powers", Power), ("tones", Tone), ("companions", Companion))
    )
    return added + _add_dynasties([_read(path) for path in sorted((FOLDER / "dynasties").glob("*.toml"))])


@lru_cache
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _add_dynasties(entries: list[dict[str, Any]]) -> int:
    """Each with its heroes, and each hero with the facts, numbered."""
    added = _add_all(Dynasty, map(_dynasty, entries))
    dynasties = Dynasty.objects.in_bulk(field_name="slug")
    told = [(entry, place, hero) for entry in entries for place, hero in enumerate(entry["heroes"], 1)]
    added += _add_all(
        Hero, ({**_without(hero, "facts"), "order": place, "dynasty": dynasties[entry["slug"]]} for entry, place, hero in told)
    )
    heroes = Hero.objects.in_bulk(field_name="slug")
    facts = [(hero["slug"], number, fact) for _, _, hero in told for number, fact in enumerate(hero["facts"], 1)]
    return added + _add_all(Fact, ({**fact, "slug": f"{slug}-{number}", "hero": heroes[slug]} for slug, number, fact in facts))


def _dynasty(entry: dict[str, Any]) -> dict[str, Any]:
    return {**_without(entry, "heroes"), **{field: "\n".join(entry.get(field, [])) for field in LISTS}}


def _without(entry: dict[str, Any], name: str) -> dict[str, Any]:
    return {field: value for field, value in entry.items() if field != name}


def _add_all(kind: type[Model], entries: Iterable[dict[str, Any]]) -> int:
    there = set(kind._default_manager.values_list("slug", flat=True))
    missing = [kind(**entry) for entry in entries if entry["slug"] not in there]
    return len(kind._default_manager.bulk_create(missing))
