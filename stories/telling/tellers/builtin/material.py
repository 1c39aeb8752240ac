"""The written lines, one folder a language, read once. A curator can read and mend the files."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("material")

Pools = dict[str, Any]


@dataclass(frozen=True)
class Material:
    """Pools of lines: `general` by piece; `powers`, `tones` and `companions` by slug, then piece; `monsters` a list."""

    general: Pools
    powers: dict[str, Pools]
    tones: dict[str, Pools]
    companions: dict[str, Pools]
    monsters: list[Pools]

    def power(self, slug: str) -> Pools:
        return self.powers.get(slug) or self.powers["any"]

    def tone(self, slug: str) -> Pools:
        return self.tones.get(slug) or self.tones["any"]

    def companion(self, slug: str) -> Pools:
        return self.companions.get(slug) or self.companions["any"]


@lru_cache
def load(language: str) -> Material:
    read = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (FOLDER / language).glob("*.toml")}
    return Material(read["general"], read["powers"], read["tones"], read["companions"], read["monsters"]["monster"])
