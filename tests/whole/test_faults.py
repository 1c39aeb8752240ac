"""Endpoints that misbehave, through the whole house: nobody sees a fault, and no story is left without an end.

`python -m tests.proofs.faults` has the rest: what takes longer, and all of it beside a fallback.
"""

import asyncio
from collections.abc import Iterator

import pytest

from tests.proofs.endpoints import faulty_house
from tests.proofs.faults import FAULTS, REFUSED, Fault, Outcomes, outcomes, problems

TAKE_LONG = ("trickle", "429 after=7")
HERE = [REFUSED, *(fault for fault in FAULTS if fault.mode not in TAKE_LONG)]
BESIDE_A_FALLBACK = [
    fault for fault in [REFUSED, *FAULTS] if fault.mode in ("refused", "429 after=7", "500", "cut", "length", "401", "holes")
]


@pytest.fixture(scope="module")
def alone() -> Iterator[Outcomes]:
    """All rows in one house, told at the same time."""
    with faulty_house(with_fallback=False) as (house, *ports):
        yield asyncio.run(outcomes(house, *ports, HERE, ["once", "alone"]))


@pytest.fixture(scope="module")
def beside_a_fallback() -> Iterator[Outcomes]:
    with faulty_house(with_fallback=True) as (house, *ports):
        yield asyncio.run(outcomes(house, *ports, BESIDE_A_FALLBACK, ["fallback"]))


def _name(fault: Fault) -> str:
    return fault.what


@pytest.mark.parametrize("fault", HERE, ids=_name)
def test_a_fault_that_passes_is_not_seen(alone: Outcomes, fault: Fault):
    assert not problems(fault, "once", alone[fault.what, "once"])


@pytest.mark.parametrize("fault", HERE, ids=_name)
def test_a_fault_that_stays_ends_in_an_ending_of_our_own(alone: Outcomes, fault: Fault):
    assert not problems(fault, "alone", alone[fault.what, "alone"])


@pytest.mark.parametrize("fault", BESIDE_A_FALLBACK, ids=_name)
def test_the_fallback_goes_on_where_the_first_endpoint_fails(beside_a_fallback: Outcomes, fault: Fault):
    assert not problems(fault, "fallback", beside_a_fallback[fault.what, "fallback"])
