"""How much stories are alike, letter by letter."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from statistics import mean


def grams(text: str, size: int) -> Iterator[str]:
    return (text[place : place + size] for place in range(len(text) - size + 1))


def distinct(texts: Sequence[str], size: int) -> float:
    """How many of all pieces of `size` characters are there only in their first place."""
    total = sum(max(0, len(text) - size + 1) for text in texts)
    return len({gram for text in texts for gram in grams(text, size)}) / total if total else 0.0


def commonest(texts: Sequence[str], size: int) -> tuple[str, float]:
    """The piece of `size` characters that stands in most of the stories, and in what share."""
    counts = Counter(gram for text in texts for gram in set(grams(text, size)))
    gram, number = counts.most_common(1)[0] if counts else ("", 0)
    return gram, number / len(texts) if texts else 0.0


def unique_openings(texts: Sequence[str], size: int) -> float:
    """In what share of the stories the first `size` characters stand at no other's beginning."""
    counts = Counter(text[:size] for text in texts)
    return sum(counts[text[:size]] == 1 for text in texts) / len(texts) if texts else 0.0


def likeness(texts: Sequence[str], groups: Sequence[object], size: int) -> tuple[list[float], list[float]]:
    """Jaccard of the sets of pieces, over all pairs, and over those of the same group."""
    sets = [set(grams(text, size)) for text in texts]
    shared: dict[tuple[int, int], int] = _shared(sets)
    every, same = [], []
    for one, other in combinations(range(len(texts)), 2):
        common = shared.get((one, other), 0)
        together = len(sets[one]) + len(sets[other]) - common
        every.append(common / together if together else 0.0)
        if groups[one] == groups[other]:
            same.append(every[-1])
    return every, same


def mean_and_worst(values: Sequence[float]) -> tuple[float, float]:
    return (mean(values), max(values)) if values else (0.0, 0.0)


def _shared(sets: Sequence[set[str]]) -> dict[tuple[int, int], int]:
    """How many pieces each pair has in common; pairs with none are left out."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, pieces in enumerate(sets):
        for piece in pieces:
            holders[piece].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        shared.update(combinations(numbers, 2))
    return shared
