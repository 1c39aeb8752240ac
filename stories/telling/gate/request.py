"""What a parent types: cleaned, and kindly refused where no story for a child can come of it."""

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stories.errors import ChoiceError
from stories.telling.gate import words

LONGEST = 40  # characters of a parent's own words
LONGEST_NAME = 12
_PLAIN = re.compile(r"[\w\s·’'\-!！?？，,、。.（）()]+")
_SPACES = re.compile(r"\s+")


def clean(typed: str) -> str:
    """NFKC, one space for many, and nothing invisible: control, format and private-use characters go."""
    folded = unicodedata.normalize("NFKC", typed)
    seen = "".join(letter for letter in folded if unicodedata.category(letter)[0] != "C" or letter.isspace())
    return _SPACES.sub(" ", seen).strip()


def own_words(field: str, typed: str) -> str:
    """A dynasty, power or tone of the parent's own. Raises ChoiceError."""
    return _checked(field, clean(typed), LONGEST, _("Please say it in a few plain words, forty characters at most."))


def child_name(typed: str) -> str:
    """The name of the child who listens, or nothing. Raises ChoiceError."""
    name = clean(typed)
    return _checked("child", name, LONGEST_NAME, _("A first name or a nickname is enough, twelve letters at most.")) if name else ""


def hero_name(typed: str) -> str:
    """The name that a family gives a hero. Raises ChoiceError."""
    return _checked("hero", clean(typed), LONGEST_NAME, _("A short name is enough for a hero, twelve letters at most."))


def _checked(field: str, said: str, longest: int, too_much: str | Promise) -> str:
    if len(said) > longest or not _PLAIN.fullmatch(said):
        raise ChoiceError(field, too_much)
    if words.load().find(said, 0, finished=True):
        raise ChoiceError(field, _("That is not a story for the evening. What else would the child like?"))
    return said
