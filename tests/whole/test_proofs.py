"""A little of each long proof (tests/proofs/), in one house."""

from signal import SIGKILL, SIGTERM

import pytest

from tests.proofs import kills
from tests.proofs.chaos import Chaos, details, read_options, summary
from tests.proofs.matrix import Cell, try_cell
from tests.proofs.street import Site

pytestmark = pytest.mark.asyncio(loop_scope="package")
CHAOS = "--seconds 13 --every 3 --readers 6 --rate 60 --last-rate 600 --seed 4 --what worker-kill,web-kill,redis-kill,redis-wipe"


@pytest.mark.parametrize("cell", [Cell(SIGKILL, 0.5, False, "in flight"), Cell(SIGTERM, 0.05, False, "idle")], ids=str)
async def test_a_restarted_redis_costs_nothing(site: Site, cell: Cell):
    outcome = await try_cell(site, cell)
    assert outcome.is_ok, str(outcome)


async def test_a_killed_workers_stories_go_on(site: Site):
    found = kills.result([await kills.kill(site)], [])
    assert found["proven"], kills.summary(found) + "\n".join(found["wrong"])


async def test_chaos_loses_and_repeats_nothing(site: Site):
    options = read_options(CHAOS.split())
    result = await Chaos(options).in_house(site.house, site.endpoint)
    assert {name for _, name in result["events"]} == set(options.what.split(","))
    assert result["proven"], f"{details(result)}\n{summary(result)}"
