"""How much one comer may ask of one process. Counted in memory: it protects this process, and forgets with it."""

import time
from collections import Counter, deque
from collections.abc import Callable, Hashable
from ipaddress import ip_address


class Places:
    """So many at once for each holder."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken: Counter[Hashable] = Counter()

    def take(self, holder: Hashable) -> bool:
        """Whether there was one left. What was taken has to be given back."""
        if self.taken[holder] >= self.most:
            return False
        self.taken[holder] += 1
        return True

    def give_back(self, holder: Hashable) -> None:
        self.taken[holder] -= 1
        if not self.taken[holder]:
            del self.taken[holder]


class Rate:
    """So many in so many seconds for each who knocks; a knock that is refused does not count."""

    def __init__(self, most: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self.most, self.seconds, self.now = most, seconds, now
        self.knocks: dict[Hashable, deque[float]] = {}
        self.tidied = now()

    def allows(self, who: Hashable) -> bool:
        self._tidy()
        knocks = self.knocks.setdefault(who, deque())
        while knocks and knocks[0] <= self.now() - self.seconds:
            knocks.popleft()
        if len(knocks) >= self.most:
            return False
        knocks.append(self.now())
        return True

    def _tidy(self) -> None:
        """Once in a while, those who were not heard of for so long."""
        if self.now() - self.tidied > self.seconds:
            self.tidied = self.now()
            self.knocks = {who: knocks for who, knocks in self.knocks.items() if knocks[-1] > self.tidied - self.seconds}


def network(address: str) -> str | None:
    """Who shares a line: an IPv4 address, or the first half of an IPv6 one. None for this machine, and for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return None
    return str(found) if found.version == 4 else found.exploded[:19]
