"""The true card: who the hero really was."""

from dataclasses import dataclass

from stories.models import Hero


@dataclass(frozen=True)
class Card:
    name: str
    pinyin: str
    who: str
    years: str
    fact: str
    source: str


def card_of(hero: Hero | None, language: str) -> Card | None:
    """None without a hero, or without a source: what could not be checked is not told."""
    if hero is None or not hero.source:
        return None
    told = {field: hero.in_language(field, language) for field in ("name", "who", "fact")}
    return Card(pinyin=hero.pinyin, years=_years(hero, language), source=hero.source, **told)


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
