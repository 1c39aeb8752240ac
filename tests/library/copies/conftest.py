from typing import Any

import pytest

from stories.models import Fact, Hero, Story

TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}
ODD = '<Mei> & "Tom"'


@pytest.fixture
def told(alice: Any, teller: Any) -> Any:
    """A story told to its end, with a true card, and with names of which no file may stumble."""

    def tell(**more: Any) -> Story:
        hero = Hero.objects.get(slug="shen-kuo")
        assert Fact.objects.told().filter(hero=hero).exists()
        names = {Story.CHILD: ODD, Story.HERO: "Kai]]>"}
        words = {"title": f"{Story.CHILD}与《云上的桥》", "power_words": f"{Story.CHILD}会飞"}
        text = f"从前，{Story.CHILD}头发很长。\n{Story.HERO}说：“发现了 <b>星星</b> & 月亮！”"
        return alice.asks(**{**TOLD, **words, "hero": hero, "teller": teller, "names": names, "text": text, **more})

    return tell


@pytest.fixture
def in_english(told: Any) -> Any:
    def tell(**more: Any) -> Story:
        words = {"dynasty_words": "Song", "power_words": "laser", "tone_words": "hard"}
        title, text = f"{Story.CHILD} and the bridge", f"Once {Story.CHILD} flew.\n{Story.HERO} said: “<b>Stars</b> & moon!”"
        return told(**{"language": "en", **words, "title": title, "text": text, **more})

    return tell
