"""Whether a choice can be told from the story alone, its name masked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from stories.tuning.taste.alike import grams

FOLDS = 5
TELLING = (
    300,
    1500,
)  # how many pieces, those that tell most about the label by chi-square; what serves better is found among the stories learned from
AT_LEAST = 3  # stories that a piece stands in

Labelled = list[tuple[set[str], str]]  # the pieces of a story, and its label


def recovered(texts: Sequence[str], labels: Sequence[str], names: Iterable[str]) -> float:
    """The share of stories whose label a naive Bayes classifier names that learned from the other four fifths. `names` are masked."""
    hidden = sorted(filter(None, names), key=len, reverse=True)
    stories = [(_pieces(_mask(text, hidden)), label) for text, label in zip(texts, labels, strict=True)]
    return sum(_right(*_held_out(stories, fold)) for fold in range(FOLDS)) / len(stories) if stories else 0.0


def _held_out(stories: Labelled, fold: int) -> tuple[Labelled, Labelled]:
    """What is learned from, and what is asked."""
    return [story for place, story in enumerate(stories) if place % FOLDS != fold], stories[fold::FOLDS]


def _right(learned: Labelled, asked: Labelled) -> int:
    first, second = _held_out(learned, 0)
    best = max(TELLING, key=lambda number: _Bayes(first, number).right(second)) if first and second else TELLING[0]
    return _Bayes(learned, best).right(asked)


class _Bayes:
    """By which of the most telling pieces are in a story and which are not; add-one smoothed."""

    def __init__(self, learned: Labelled, telling: int) -> None:
        sizes = Counter(label for _, label in learned)
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for pieces, label in learned:
            counts[label].update(pieces)
        told = _most_telling(counts, sizes, telling)
        self.odds: dict[str, tuple[float, dict[str, float]]] = {}
        for label, size in sizes.items():
            shares = {piece: (counts[label][piece] + 1) / (size + 2) for piece in told}
            without = log(size) + sum(log(1 - share) for share in shares.values())
            self.odds[label] = without, {piece: log(share) - log(1 - share) for piece, share in shares.items()}

    def right(self, asked: Labelled) -> int:
        return sum(self._label(pieces) == label for pieces, label in asked)

    def _label(self, pieces: set[str]) -> str:
        return max(self.odds, key=lambda label: self._score(pieces, *self.odds[label]))

    def _score(self, pieces: set[str], without: float, odds: Mapping[str, float]) -> float:
        return without + sum(odds[piece] for piece in pieces & odds.keys())


def _most_telling(counts: Mapping[str, Counter[str]], sizes: Mapping[str, int], number: int) -> list[str]:
    totals: Counter[str] = sum(counts.values(), Counter())
    often = [piece for piece, stories in totals.items() if stories >= AT_LEAST]
    return sorted(often, key=lambda piece: (-_chi_square(piece, counts, sizes, totals[piece]), piece))[:number]


def _chi_square(piece: str, counts: Mapping[str, Counter[str]], sizes: Mapping[str, int], total: int) -> float:
    """How far the piece is from standing in the stories of all labels alike."""
    share = total / sum(sizes.values())
    return sum((counts[label][piece] - size * share) ** 2 / (size * share) for label, size in sizes.items())


def _pieces(text: str) -> set[str]:
    return set(text) | set(grams(text, 2))


def _mask(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, "□")
    return text
