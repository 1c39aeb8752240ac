"""Which paper-cut stands for an entry: its own where one was cut, else the one for words of a parent's own."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from stories.models.catalogue import Entry


@lru_cache
def _cut() -> dict[str, str]:
    sprite = Path(settings.BASE_DIR) / "static" / "img" / "papercut.svg"
    return dict(re.findall(r'<symbol[^>]*\bid="([\w-]+)"[^>]*>(.*?)</symbol>', sprite.read_text(encoding="utf-8"), re.DOTALL))


def picture(kind: str, entry: Entry | None) -> str:
    """The id of a symbol in static/img/papercut.svg. `kind`: dynasty, power, tone or companion."""
    name = f"{kind}-{entry.slug}" if entry else ""
    return name if name in _cut() else f"{kind}-any"


def cut_out(name: str) -> str:
    """What a symbol is made of, 120 by 120, in the colour of what it is put into."""
    return _cut()[name]
