"""A small scene through the whole house: the bench runs, and what it counts is there."""

from django.conf import settings

from bench import figures
from bench.scenes import Scene, play, replay
from bench.systems import Endpoint, House, Raw
from stories.telling.gate import Gate


async def test_a_few_stories_are_told_measured_and_nothing_is_lost():
    assert settings.STORYTELLER_GATE == "on"
    figures.know_gate(lambda told: Gate("zh", told))
    async with Endpoint() as endpoint, House(endpoint.url, "on") as house:
        row = await play(house, endpoint, Scene(3, readers=2, tokens=40, pace=60))
        again = await replay(house, endpoint, Scene(1, tokens=60, pace=60))
    assert (row["lost"], row["repeated"], row["wrong"], row["unfinished"]) == (0, 0, 0, 0)
    assert row["frames"] > 20 and row["delay_ms"]["p50"] > 0 and row["first_words_ms"]["p99"] > 0
    assert {"web", "worker1", "redis"} < set(row["cpu_ms_per_1000_tokens"])
    for way in ("in_the_middle", "at_the_end"):
        assert (again[way]["lost"], again[way]["repeated"], again[way]["unfinished"]) == (0, 0, 0)


async def test_the_limit_is_measured_in_the_same_way():
    async with Endpoint() as endpoint, Raw(endpoint.url) as raw:
        row = await play(raw, endpoint, Scene(3, tokens=40, pace=60))
    assert (row["lost"], row["wrong"], row["unfinished"]) == (0, 0, 0) and row["frames"] == 120
