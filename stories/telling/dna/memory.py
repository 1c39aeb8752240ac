from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

Taken = dict[str, list[str]]  # pile -> marks of the cards that a story took from it
Use = tuple[str, str]  # pile and mark


class Memory:
    """What this family's earlier stories took, and what others took for the same choice."""

    def __init__(self, earlier: Iterable[Taken] = (), others: Iterable[Taken] = ()) -> None:
        """`earlier`: the oldest first."""
        self.stories = 0
        self._draws: Counter[str] = Counter()  # pile -> how many stories took of it
        self._last: dict[Use, int] = {}  # the how-manieth of those took the card last
        self._unloved: dict[Use, int] = {}  # the same of a story that the family did not like
        self._users: defaultdict[Use, list[int]] = defaultdict(list)
        self._others: Counter[Use] = Counter(use for taken in others for use in _uses(taken))
        for taken in earlier:
            self.add(taken)

    def add(self, taken: Taken) -> None:
        self._draws.update(taken.keys())
        for use in _uses(taken):
            self._users[use].append(self.stories)
            self._last[use] = self._draws[use[0]]
        self.stories += 1

    def did_not_like(self, taken: Taken) -> None:
        """Said of what the latest story took: it rests for longer."""
        self._unloved.update({use: self._draws[use[0]] for use in _uses(taken)})

    def users(self, pile: str, mark: str) -> list[int]:
        """Which of the earlier stories took it."""
        return self._users.get((pile, mark), [])

    def ago(self, pile: str, mark: str) -> int | None:
        """How many stories ago it was taken last, of those that took of this pile; 1 is the latest of them, None is never."""
        return self._since(self._last.get((pile, mark)), pile)

    def unloved_ago(self, pile: str, mark: str) -> int | None:
        """The same of a story that the family did not like."""
        return self._since(self._unloved.get((pile, mark)), pile)

    def _since(self, last: int | None, pile: str) -> int | None:
        return None if last is None else self._draws[pile] - last + 1

    def taken_by_others(self, pile: str, mark: str) -> int:
        return self._others[pile, mark]


def _uses(taken: Mapping[str, list[str]]) -> Iterable[Use]:
    return [(pile, mark) for pile, marks in taken.items() for mark in marks]
