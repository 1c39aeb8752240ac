import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from stories.telling.material.lines import Card, Line, Pile, cards, pile, piles

FOLDER = Path(__file__).parent
# file of genes -> its tables
GENES = {
    "wants": "want",
    "places": "place",
    "monsters": "monster",
    "prices": "price",
    "turns": "turn",
    "helpers": "helper",
    "codas": "coda",
}


@dataclass(frozen=True)
class Material:
    """All of one language, read once. Piles by piece; powers, tones and companions by slug first, with `any` for whatever has none of its own."""

    language: str

    @cached_property
    def general(self) -> Mapping[str, Pile]:
        tomorrow = pile((door["door"] for door in self._file("doors")["door"]), self.language)
        return {**piles(self._file("general"), self.language), **piles(self._file("frames"), self.language), "tomorrow": tomorrow}

    @cached_property
    def opens(self) -> Mapping[str, Line]:
        """What came of each `tomorrow` line, by its mark."""
        lines = pile((door["opens"] for door in self._file("doors")["door"]), self.language)
        return dict(zip(self.general["tomorrow"], lines.values(), strict=True))

    @cached_property
    def series(self) -> Mapping[str, Pile]:
        """How something of an earlier chapter comes into a story, by the frame."""
        return piles(self._file("series"), self.language)

    @cached_property
    def things(self) -> Mapping[str, str]:
        """The thing that a want is about, by its slug; some are about none."""
        return dict(self._file("series")["things"])

    @cached_property
    def powers(self) -> Mapping[str, Mapping[str, Pile]]:
        return self._folder("powers")

    @cached_property
    def tones(self) -> Mapping[str, Mapping[str, Pile]]:
        return self._folder("tones")

    @cached_property
    def companions(self) -> Mapping[str, Mapping[str, Pile]]:
        return {slug: piles(table, self.language) for slug, table in self._file("companions").items()}

    @cached_property
    def voices(self) -> Mapping[str, "Voice"]:
        return {entry["slug"]: _voice(entry, self.language) for entry in self._file("voices")["voice"]}

    @cached_property
    def genes(self) -> Mapping[str, Mapping[str, Card]]:
        """By kind (want, place, monster, price, turn, helper, coda), then slug."""
        return {table: cards(self._file(name)[table], self.language) for name, table in GENES.items()}

    def power(self, slug: str) -> Mapping[str, Pile]:
        return self.powers.get(slug) or self.powers["any"]

    def tone(self, slug: str) -> Mapping[str, Pile]:
        return self.tones.get(slug) or self.tones["any"]

    def companion(self, slug: str) -> Mapping[str, Pile]:
        return self.companions.get(slug) or self.companions["any"]

    def _file(self, name: str) -> dict[str, Any]:
        return _read(FOLDER / self.language / f"{name}.toml")

    def _folder(self, name: str) -> dict[str, Mapping[str, Pile]]:
        return {path.stem: piles(_read(path), self.language) for path in sorted((FOLDER / self.language / name).glob("*.toml"))}


@dataclass(frozen=True)
class Voice:
    """Who tells: `openings` of several forms, and what this voice says in between and at the end."""

    slug: str
    brief: str
    openings: Pile
    forms: Mapping[str, str]  # mark of an opening -> its form
    piles: Mapping[str, Pile]


@lru_cache
def load(language: str) -> Material:
    return Material(language)


def _voice(entry: Mapping[str, Any], language: str) -> Voice:
    by_form = {form: pile(lines, language) for form, lines in entry["opening"].items()}
    openings = {mark: line for lines in by_form.values() for mark, line in lines.items()}
    forms = {mark: form for form, lines in by_form.items() for mark in lines}
    return Voice(entry["slug"], entry["brief"], openings, forms, piles(entry, language))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
