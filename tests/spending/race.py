"""Many at once want the last of a day. What was granted is counted apart from the rows that the caps are kept in."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.db import connection, transaction

from stories.errors import TooMany
from stories.models import Story, Teller
from stories.spending import caps, money
from stories.spending.payer import Payer

THREADS = 50
EACH = 20  # tries on one connection
VISITORS, ACCOUNTS, NETWORKS = 40, 13, 4


@dataclass
class Ran:
    tries: int
    granted: Counter[str]  # by scope and who, as the race itself counts
    seconds: float


def run(tries: int, attempt: Callable[[int], list[str]]) -> Ran:
    """`attempt(number)` gives what it was granted for, or nothing. A connection is let go now and then: on PostgreSQL there are fewer than threads."""
    numbers, granted, faults = count(), [], []
    gate = threading.Barrier(THREADS)

    def some() -> None:
        gate.wait(30)
        while (number := next(numbers)) < tries:
            try:
                granted.extend(attempt(number))
            except Exception as fault:
                faults.append(fault)
            if number % EACH == 0:
                connection.close()
        connection.close()

    began = time.monotonic()
    threads = [threading.Thread(target=some) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return Ran(tries, Counter(granted), time.monotonic() - began)


def ask_for_a_story(number: int) -> list[str]:
    payer = _payer(number)
    try:
        caps.check_stories(payer)
        with transaction.atomic():
            caps.reserve_story(payer)
    except TooMany:
        return []
    return _names(payer)


def ask_a_paid_teller(stories: list[Story], teller: Teller, tokens_out: int) -> Callable[[int], list[str]]:
    """Every third try is settled with half, and every third is asked for by a worker that is lost."""

    def attempt(number: int) -> list[str]:
        story = stories[number % len(stories)]
        charge = money.reserve(story, teller, 0, tokens_out)
        if charge and number % 3 == 0:
            money.settle(charge, 0, tokens_out // 2)
        return _names(Payer.of(story)) if charge else []

    return attempt


def _payer(number: int) -> Payer:
    visitor = number % VISITORS
    return Payer(f"visitor {visitor}", visitor % ACCOUNTS + 1, f"network {visitor % NETWORKS}")


def _names(payer: Payer) -> list[str]:
    return [payer.visitor, f"account {payer.account}", payer.network, "site"]
