"""Five thousand stories in a family change nothing one can feel. Only ratios are held: how fast a machine is, is its own affair."""

import time
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from stories import access
from stories.library.shelf import place_of
from stories.models import Dynasty, Power, Story, Tone

pytestmark = pytest.mark.django_db
SMALL, LARGE, ROUNDS = 50, 5000, 5
LETTERS = "从前有座山里一只小猫看见了云和月亮它说我们走吧。，"
ADDRESSES = {"first": "", "words": "?words=美美笑了", "nothing": "?words=无处可寻", "picked": "?dynasty=tang&favourites=on"}
AT_MOST = {"first": 12, "words": 60, "nothing": 60, "picked": 20}  # a search reads a hundred times as much


def filled(person: Any, count: int) -> None:
    chance, now = Random(7), timezone.now()
    dynasties, powers = list(Dynasty.objects.all()), list(Power.objects.all())
    words = {
        "tone": Tone.objects.get(slug="hard"),
        "dynasty_words": "宋",
        "power_words": "飞",
        "tone_words": "难",
        "names": {Story.CHILD: "美美"},
    }
    rows = [
        Story(
            visitor=person.visitor, request_key=str(number), title=f"第{number}个故事", seed=str(number), favourite=number % 9 == 0,
            dynasty=chance.choice(dynasties), power=chance.choice(powers), **words,
            text="".join(chance.choices(LETTERS, k=400)) + ("\ue000笑了" if number % 100 == 0 else ""),
        )
        for number in range(count)
    ]  # fmt: skip
    Story.objects.bulk_create(rows, batch_size=500)
    for number, row in enumerate(rows):
        row.created = now - timedelta(hours=number)
    Story.objects.bulk_update(rows, ["created"], batch_size=500)
    if connection.vendor == "postgresql":  # as its own upkeep does within a minute; until then it takes the table for an empty one
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE stories_story")


def quickest(person: Any, address: str) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert person.browser.get(f"/stories/{address}").status_code == 200
        times.append(time.perf_counter() - began)
    return min(times)


def test_a_page_of_five_thousand_stories_costs_little_more_than_one_of_fifty(alice, bob):
    filled(alice, SMALL), filled(bob, LARGE)
    far_down = access.stories_of(bob.visitor).order_by("-created")[LARGE - 1000]
    ways = {**ADDRESSES, "deep": f"?older={place_of(far_down)}"}
    for name, address in ways.items():
        small, large = quickest(alice, "" if name == "deep" else address), quickest(bob, address)
        print(f"{name}: {small * 1000:.0f} ms of {SMALL}, {large * 1000:.0f} ms of {LARGE}, {large / small:.1f} times")
        assert large < AT_MOST.get(name, 12) * small, name
