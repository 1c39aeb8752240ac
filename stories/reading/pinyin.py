"""Pinyin for each character, as a reading book of a primary school prints it.

一 and 不 keep the tone of the dictionary (yī, bù) wherever they stand, neutral tones are printed without a mark, 儿 has a syllable of its own.
A reading is found in the words around the character: the longest that sounds/ours-*.txt or sounds/phrases.txt has (of two as long, ours,
then the one that begins first); where none stands there, the usual reading.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path

from stories.reading.around import around, is_settled

SOUNDS = Path(__file__).with_name("sounds")
Words = dict[str, tuple[str | None, ...]]


def readings(text: str) -> list[str | None]:
    """One for each code point: pinyin with tone marks for a Chinese character, None for anything else."""
    return [reading(text, place) for place in range(len(text))]


def readings_of_a_name(name: str) -> list[str | None]:
    """As `readings`, by itself; some characters sound otherwise where a family is called by them."""
    said = readings(f"{name}。")[:-1]
    surname = _ours()[2].get(name[:1]) if len(set(name)) > 1 else None
    return [surname, *said[1:]] if surname else said


def reading(text: str, place: int) -> str | None:
    usual = _usual().get(text[place])
    if usual is None or text[place] not in _several():
        return usual
    left, right = around(text, place)
    return next(_found(left, text[place], right), usual)


def is_sure(text: str, place: int) -> bool:
    """Whether nothing that may yet follow `text` changes the reading at `place`."""
    return text[place] not in _several() or is_settled(text, place)


def _found(left: str, letter: str, right: str) -> Iterator[str]:
    """Readings that the lists have for `letter` here, of the longest word first."""
    doubled = _marked(left)
    for length in range(len(left) + len(right) + 1, 1, -1):
        for words in _lists():
            for before in range(min(len(left), length - 1), max(0, length - 1 - len(right)) - 1, -1):
                rest = letter + right[: length - 1 - before]
                for start in (left, doubled):
                    found = words.get(start[len(left) - before :] + rest)
                    if found and (said := found[before]):
                        yield said


def _marked(left: str) -> str:
    """With = for a character that stands there a second time, as in 慢慢地."""
    return left[:1] + "".join("=" if letter == last else letter for last, letter in pairwise(left))


@lru_cache(1)
def _usual() -> dict[str, str]:
    pairs = (line.split(" ") for line in _lines("characters.txt"))
    return {letter: said for said, letters in pairs for letter in letters} | _ours()[0]


@lru_cache(1)
def _several() -> frozenset[str]:
    """Characters whose words are looked at."""
    return frozenset(word[place] for words in _lists() for word, said in words.items() for place in range(len(word)) if said[place])


@lru_cache(1)
def _lists() -> tuple[Words, Words]:
    return _ours()[1], _phrases()


def _phrases() -> Words:
    words: Words = {}
    for line in _lines("phrases.txt"):
        said, _, those = line.partition(": ")
        parts = tuple(None if part == "-" else part for part in said.split(" "))
        words |= dict.fromkeys(those.split(" "), parts)
    return words


@lru_cache(1)
def _ours() -> tuple[dict[str, str], Words, dict[str, str]]:
    """Usual readings, words, and surnames.

    `长 = cháng`: its usual reading. `长 zhǎng: 成长 长大 长*长`: words in which it is read so; * behind it where it stands there twice,
    | for the end of a run of words, = for the same character again. `姓 曾 = zēng`: how a family is called. `N = 一二三`: N stands for each.
    """
    usual: dict[str, str] = {}
    surnames: dict[str, str] = {}
    signs: dict[str, str] = {}
    words: Words = {}
    for line in _lines("ours-*.txt"):
        head, _, those = line.partition(":")
        letter, *_, said = head.removeprefix("姓 ").split()
        if not those:
            (surnames if line.startswith("姓 ") else signs if letter.isascii() else usual)[letter] = said
        for word in _each(those, signs):
            _add(words, word, letter, said)
    return usual, words, surnames


def _each(those: str, signs: dict[str, str]) -> Iterator[str]:
    """Each word, with every sign in it as each of what it stands for."""
    for word in those.split():
        yield from ("".join(letters) for letters in product(*(signs.get(letter, letter) for letter in word)))


def _add(words: Words, marked: str, letter: str, said: str) -> None:
    word = marked.replace("*", "")
    place = marked.index(letter + "*") if "*" in marked else word.index(letter)
    before = words.get(word, (None,) * len(word))
    words[word] = (*before[:place], said, *before[place + 1 :])


def _lines(name: str) -> list[str]:
    lines = [line for path in sorted(SOUNDS.glob(name)) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
