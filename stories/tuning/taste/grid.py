"""Which stories are told to be judged, and the telling of them."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from asgiref.sync import sync_to_async

from stories.catalogue.find import find
from stories.models import Dynasty, Power, Story, Teller, Tone
from stories.telling import prompts, tellers
from stories.telling.dna import Memory
from stories.telling.start import Choice, drawn
from stories.telling.tellers.builtin.teller import told
from stories.tuning.taste.told import Told

# As in the course that the app comes from: nine dynasties, six powers, three tones, three stories each.
COURSE = (
    ("唐", "宋", "元", "明", "清", "汉", "魏", "晋", "南北朝"),
    ("隐形", "飞行", "读心术", "瞬间移动", "不死之身", "喷火"),
    ("轻松", "努力", "艰难"),
)
EACH = 3
AT_ONCE = 8  # stories that an endpoint tells side by side

Cell = tuple[str, str, str]


def cells(grid: str, sample: int | None, seed: str) -> list[Cell]:
    """Every choice of the grid, three times over; of a sample, some of them, in their order."""
    piles: Any = COURSE if grid == "course" else [kind.objects.on().values_list("name_zh", flat=True) for kind in (Dynasty, Power, Tone)]
    dynasties, powers, tones = map(list, piles)
    every = [(dynasty, power, tone) for dynasty in dynasties for power in powers for tone in tones for _ in range(EACH)]
    if sample is None or sample >= len(every):
        return every
    return [every[place] for place in sorted(Random(seed).sample(range(len(every)), sample))]


def waiting(grid: Sequence[Cell], language: str, length: str, age: str, seed: str) -> Iterator[Story]:
    """The rows as one family would have asked for them, one after another; nothing is saved."""
    memory = Memory()
    for dynasty, power, tone in grid:
        found: dict[str, Any] = {
            "dynasty": find(Dynasty, dynasty, language),
            "power": find(Power, power, language),
            "tone": find(Tone, tone, language),
        }
        story = drawn(Choice(**found, language=language, length=length, age=age), f"taste {seed}", memory)
        memory.add(story.dna)
        yield story


def tell_all(stories: Sequence[Story], teller: Teller, said: Callable[[int], None]) -> list[Told]:
    """What `teller` tells, unpaced. `said` hears how many are told. Raises TellerError."""
    if teller.endpoint == Teller.Endpoint.BUILTIN:
        return [_row(story, _by_us(story, place, said)) for place, story in enumerate(stories, 1)]
    return asyncio.run(_ask(stories, teller, said))


def _by_us(story: Story, place: int, said: Callable[[int], None]) -> str:
    said(place)
    return told(prompts.build(prompts.choices_of(story)))


async def _ask(stories: Sequence[Story], teller: Teller, said: Callable[[int], None]) -> list[Told]:
    room, done = asyncio.Semaphore(AT_ONCE), 0

    async def ask(story: Story) -> Told:
        nonlocal done
        async with room:
            prompt = await sync_to_async(lambda: prompts.build(prompts.choices_of(story)))()
            text = "".join([piece async for piece in tellers.teller_for(teller).tell(prompt, "")])
            done += 1
            said(done)
            return _row(story, text)

    return list(await asyncio.gather(*map(ask, stories)))


def _row(story: Story, text: str) -> Told:
    hero = story.hero.in_language("name", story.language) if story.hero else ""
    return Told(story.dynasty_words, story.power_words, story.tone_words, hero, text)
