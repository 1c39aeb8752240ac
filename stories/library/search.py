"""Search in what a family sees: title and text with the names put in, and the names. Nothing is kept for it: a shelf is small enough to be read through."""

import re
from functools import reduce
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.fields import TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Concat, Replace

from stories.models import Story
from stories.reading.hant import alike, traditional

AT_MOST = 60  # characters of a question
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ue000-\uf8ff]")
_QUOTES = ("'’‘", '"“”')
_SPACE = "[ \t\r\n\u00a0\u3000]+"
_EDGE = "\x1e"  # between title, text and names: nobody types it


def cleaned(typed: str) -> str:
    """What was typed, as it is looked for and shown again."""
    return " ".join(_UNSEEN.sub("", typed).split())[:AT_MOST].strip()


def holding(stories: QuerySet[Story], words: str) -> QuerySet[Story]:
    """Those that hold `words`, clean and not empty, in either script and in whatever case."""
    seen = _seen(_points(stories))
    return stories.alias(seen=seen).filter(seen__regex=pattern(words))


def pattern(words: str) -> str:
    """A regular expression that SQLite's (Python's) and PostgreSQL's engines read alike, and that leaves case to no locale."""
    return "".join(_SPACE if letter == " " else _one(letter, as_word) for letter, as_word in zip(words, traditional(words), strict=True))


def _one(letter: str, as_word: str) -> str:
    """`as_word`: as its neighbours have it written in 繁體."""
    quotes = next((row for row in _QUOTES if letter in row), letter)
    cases = {case for other in {*quotes, *alike(letter), as_word} for case in (other, other.lower(), other.upper()) if len(case) == 1}
    if len(cases) > 1:
        return f"[{''.join(sorted(cases))}]"
    return f"\\{letter}" if letter.isascii() and not letter.isalnum() else letter


def _points(stories: QuerySet[Story]) -> list[str]:
    """The places of names that this family uses."""
    tables = stories.exclude(names={}).order_by().values_list("names", flat=True).distinct()
    return sorted({point for table in tables for point in table})


def _seen(points: list[str]) -> Any:
    names = {point: KeyTextTransform(point, "names") for point in points}
    told: Any = Concat(F("title"), _said(_EDGE), F("text"), output_field=TextField())
    shown = reduce(lambda words, point: _replaced(words, point, names[point]), points, told)
    return reduce(_behind, names.values(), shown)


def _replaced(words: Any, point: str, name: Any) -> Any:
    given: Any = Coalesce(name, _said(point), output_field=TextField())
    return Replace(words, _said(point), given, output_field=TextField())


def _behind(words: Any, name: Any) -> Any:
    return Concat(words, _said(_EDGE), Coalesce(name, _said(""), output_field=TextField()), output_field=TextField())


def _said(words: str) -> Value:
    return Value(words, TextField())
