"""The true card: who the hero really was."""

from dataclasses import dataclass

from stories.models import Hero
from stories.reading.script import as_written


@dataclass(frozen=True)
class Card:
    name: str
    pinyin: str
    who: str
    years: str
    facts: list[tuple[str, str]]  # what is true, as the house writes it, and where it stands


def card_of(hero: Hero | None, language: str) -> Card | None:
    """None without a hero, or where nothing about the hero was looked up: what could not be checked is not told."""
    facts = [(fact.in_language("text", language), as_written(fact.source)) for fact in hero.facts.told()] if hero else []
    if hero is None or not facts:
        return None
    told = {field: as_written(hero.in_language(field, language)) for field in ("name", "who")}
    return Card(pinyin=hero.pinyin, years=_years(hero, language), facts=facts, **told)


def _years(hero: Hero, language: str) -> str:
    if hero.born is None and hero.died is None:
        return ""
    return f"{_year(hero.born, language)}–{_year(hero.died, language)}"


def _year(year: int | None, language: str) -> str:
    if year is None:
        return "?"
    if year > 0:
        return str(year)
    return f"前{-year}" if language == "zh" else f"{-year} BC"
