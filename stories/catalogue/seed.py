"""The seed files: a curator can read them; they add what is missing and never overwrite a curator's edit."""

import tomllib
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
    return added + sum(_add_dynasty(_read(path)) for path in sorted((FOLDER / "dynasties").glob("*.toml")))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _add_dynasty(entry: dict[str, Any]) -> int:
    heroes, facts = entry.pop("heroes"), {}
    lists = {field: "\n".join(entry.pop(field, [])) for field in LISTS}
    added = _add_all(Dynasty, [{**entry, **lists}])
    dynasty = Dynasty.objects.get(slug=entry["slug"])
    for hero in heroes:
        facts[hero["slug"]] = hero.pop("facts")
    added += _add_all(Hero, [{**hero, "order": place, "dynasty": dynasty} for place, hero in enumerate(heroes, 1)])
    return added + _add_facts(facts)


def _add_facts(facts: dict[str, list[dict[str, Any]]]) -> int:
    heroes = Hero.objects.in_bulk(facts, field_name="slug")
    numbered = [
        {**fact, "slug": f"{slug}-{place}", "hero": heroes[slug]} for slug, told in facts.items() for place, fact in enumerate(told, 1)
    ]
    return _add_all(Fact, numbered)


def _add_all(kind: type[Model], entries: list[dict[str, Any]]) -> int:
    there = set(kind._default_manager.values_list("slug", flat=True))
    missing = [kind(**entry) for entry in entries if entry["slug"] not in there]
    return len(kind._default_manager.bulk_create(missing))
