"""What a parent types: cleaned, and kindly refused where no story for a child can come of it."""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stories.errors import ChoiceError
from stories.models import Verdict
from stories.telling.gate import readings, shapes, sounds

TYPED_AT_MOST = 200  # characters that are looked at: the shapes of personal data take time by the square of them
LONGEST = 40  # characters of a parent's own words; in Latin letters as many as the row takes
LONGEST_LATIN = 60
MANY = 12  # things that a child likes, or had better not hear of
LONGEST_KEPT = 100  # of what a series is to remember
LONGEST_KEPT_LATIN = 200
LONGEST_NAME = 12  # of a name in Chinese; a name in Latin letters takes more of them
LONGEST_LATIN_NAME = 40
_PLAIN = re.compile(r"[\w\s·’'\-!！?？,，、。.（）()]+")
_SENTENCE = re.compile(r"[\w\s·’‘“”'\"\-—–…!！?？,，、:：;；。.（）()〔〕]+")
_NAME = re.compile(r"[^\W_]+(?:[\s·.’'\-]{1,2}[^\W_]+)*\.?")
_NAMES = re.compile(rf"{_NAME.pattern}(?:\s*[、,，&]\s*{_NAME.pattern})*")  # of several children
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[^\W_]")
_SPACES = re.compile(r"\s+")

TOO_LONG = _("Please say it in a few plain words, sixty letters at most.")
TOO_MANY = _("Please name a dozen things at most, in a few plain words each.")
TOO_LONG_TO_KEEP = _("Please say it in a sentence or two, without lists and signs.")
NO_NAME = _("A first name or a nickname is enough, without any figures or signs.")
NO_HERO = _("A short name is enough, without any figures or signs.")
PRIVATE = _("Please leave out telephone numbers, addresses and schools: the story does not need them, and they are nobody's business.")
ALREADY = _("No story in this house tells of that anyway. You can leave it out here.")
NOT_TONIGHT = _("That is not a story for the evening. What else would the child like?")


def clean(typed: str) -> str:
    """NFKC, one space for many, and nothing invisible: control, format and private-use characters go."""
    folded = unicodedata.normalize("NFKC", typed)
    seen = "".join(_digit(letter) for letter in folded if unicodedata.category(letter)[0] != "C" or letter.isspace())
    return _SPACES.sub(" ", seen).strip()


def _digit(letter: str) -> str:
    """The usual ten in place of those of other scripts."""
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def own_words(field: str, typed: str) -> str:
    """A dynasty, power or tone of the parent's own. Raises ChoiceError."""
    said = _without_pictures(clean(typed[:TYPED_AT_MOST]))
    _check_private(field, said)
    if (
        not _LETTER.search(said)
        or len(typed) > TYPED_AT_MOST
        or len(said) > (LONGEST if _HAN.search(said) else LONGEST_LATIN)
        or not _PLAIN.fullmatch(said)
    ):
        raise ChoiceError(field, TOO_LONG)
    return _checked(field, said)


def own_things(field: str, typed: str, things: Sequence[str]) -> str:
    """What a child likes, or had better not hear of. `things`: each by itself. Raises ChoiceError."""
    said = _without_pictures(clean(typed[:TYPED_AT_MOST]))
    _check_private(field, said)
    if len(typed) > TYPED_AT_MOST or len(things) > MANY:
        raise ChoiceError(field, TOO_MANY)
    for thing in things:
        own_words(field, thing)
    return said if things else ""


def kept_words(field: str, typed: str) -> str:
    """What a family wants its series to remember: a name, a place, a sentence. Raises ChoiceError."""
    said = _without_pictures(clean(typed[:TYPED_AT_MOST]))
    _check_private(field, said)
    is_too_long = len(typed) > TYPED_AT_MOST or len(said) > (LONGEST_KEPT if _HAN.search(said) else LONGEST_KEPT_LATIN)
    if is_too_long or not _LETTER.search(said) or not _SENTENCE.fullmatch(said):
        raise ChoiceError(field, TOO_LONG_TO_KEEP)
    return _checked(field, said)


def child_name(typed: str) -> str:
    """The name of the child who listens, or nothing. Raises ChoiceError."""
    return _name("child", typed, _NAMES, NO_NAME) if clean(typed) else ""


def nickname(typed: str) -> str:
    """What one child of the family is called. Raises ChoiceError."""
    return _name("nickname", typed, _NAME, NO_NAME)


def hero_name(typed: str) -> str:
    """A name that the family gives to its hero. Raises ChoiceError."""
    return _name("hero", typed, _NAME, NO_HERO)


def _name(field: str, typed: str, shape: re.Pattern[str], too_much: str | Promise) -> str:
    name = _without_pictures(clean(typed[:TYPED_AT_MOST]))
    _check_private(field, name)
    has_too_much = (
        len(typed) > TYPED_AT_MOST
        or len(_HAN.findall(name)) > LONGEST_NAME
        or len(name) > LONGEST_LATIN_NAME
        or sum(map(str.isdigit, name)) > 6
    )
    if has_too_much or not shape.fullmatch(name):
        raise ChoiceError(field, too_much)
    return _checked(field, name)


def _without_pictures(said: str) -> str:
    """Emoji are nice, but nobody can read them aloud."""
    return _SPACES.sub(" ", "".join(letter for letter in said if unicodedata.category(letter) not in ("So", "Sk"))).strip()


def _check_private(field: str, said: str) -> None:
    if shapes.is_private(said):
        raise ChoiceError(field, PRIVATE)


def _checked(field: str, said: str) -> str:
    """Raises ChoiceError for what nobody needs to ask for, in whatever way it is written."""
    word = readings.found("words", said) or readings.found("asks", said) or sounds.heard(said)
    if word and word.reason == Verdict.Reason.PRIVATE:
        raise ChoiceError(field, PRIVATE)
    if word or shapes.is_coded(said) or shapes.repeats(said):
        raise ChoiceError(field, NOT_TONIGHT)
    return said
