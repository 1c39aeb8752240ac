import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from stories import access
from stories.library import shelf
from stories.library.shelf import Sought
from stories.models import Child, Dynasty, Power, Series, Story

pytestmark = pytest.mark.django_db
PART, BESIDE, CHAPTER = Story.Kin.PART, Story.Kin.BESIDE, Story.Kin.CHAPTER


def found(person, **sought) -> set[Story]:
    return set(shelf.found(access.stories_of(person.visitor), Sought(**sought)))


def many(person, count: int, same_moment: int = 1) -> None:
    """`same_moment`: so many have one time."""
    now = timezone.now()
    rows = [Story(visitor=person.visitor, request_key=str(number), title=str(number), seed="x") for number in range(count)]
    for number, row in enumerate(Story.objects.bulk_create(rows)):
        Story.objects.filter(pk=row.pk).update(created=now - timedelta(minutes=number // same_moment))


def walked(person, way: str, place: str = "") -> list[list[Story]]:
    pages = []
    for _ in itertools.count():
        page = shelf.page(access.stories_of(person.visitor), **{way: place} if place else {})
        pages.append(page.stories)
        if not (place := getattr(page, way)):
            return pages
    return pages


@pytest.mark.parametrize("same_moment", [1, 30])
def test_leafing_there_and_back_shows_each_story_once_and_in_order(alice, same_moment):
    many(alice, 55, same_moment)
    pages = walked(alice, "older")
    shown = [story.pk for page in pages for story in page]
    assert [len(page) for page in pages] == [24, 24, 7]
    assert shown == list(Story.objects.order_by("-created", "-pk").values_list("pk", flat=True))
    back = walked(alice, "newer", shelf.place_of(pages[2][0]))
    assert [[story.pk for story in page] for page in back] == [[story.pk for story in page] for page in (pages[1], pages[0])]


def test_a_whole_page_has_no_older_one(alice):
    many(alice, 24)
    page = shelf.page(access.stories_of(alice.visitor))
    assert len(page.stories) == 24 and not page.older and not page.newer


@pytest.mark.parametrize("place", ["x", "1-", "1-x", "9" * 40 + "-" + "0" * 32, "-1-" + "0" * 32, "²-" + "0" * 32])
def test_a_place_that_makes_no_sense_is_the_beginning(alice, place):
    story = alice.asks()
    for way in ("newer", "older"):
        assert shelf.page(access.stories_of(alice.visitor), **{way: place}).stories == [story]


def test_of_a_story_that_was_answered_only_the_newest_part_has_a_card(alice):
    first = alice.asks(text="开头的话")
    second = alice.asks(parent=first, kin=PART)
    third = alice.asks(parent=second, kin=PART)
    beside, chapter = alice.asks(parent=first, kin=BESIDE), alice.asks(parent=first, kin=CHAPTER)
    assert found(alice) == {third, beside, chapter}
    assert found(alice, words="开头") == {first}, "what an earlier part says stands in no other row"
    Story.objects.filter(pk=third.pk).take_off()
    assert second in found(alice)


def test_picks_narrow_the_shelf_together(alice):
    child = Child.objects.create(visitor=alice.visitor, nickname="Mei")
    tang, flight = Dynasty.objects.get(slug="tang"), Power.objects.get(slug="flight")
    series = Series.objects.create(visitor=alice.visitor)
    plain, old, both = (
        alice.asks(),
        alice.asks(dynasty=tang, favourite=True),
        alice.asks(dynasty=tang, power=flight, series=series, chapter=1),
    )
    both.listeners.add(child)
    assert found(alice, dynasty="tang") == {old, both} and found(alice, dynasty="tang", power="flight") == {both}
    assert found(alice, child=str(child.pk)) == {both} == found(alice, series=str(series.pk))
    assert found(alice, favourites="on") == {old} and found(alice) == {plain, old, both}


def test_only_what_has_a_story_is_offered(alice, bob):
    mei, lan = (Child.objects.create(visitor=alice.visitor, nickname=name) for name in ("Mei", "Lan"))
    story, gone = alice.asks(), alice.asks(dynasty=Dynasty.objects.get(slug="tang"), favourite=True)
    story.listeners.add(mei), gone.listeners.add(lan)
    bob.asks(power=Power.objects.get(slug="flight"))
    Story.objects.filter(pk=gone.pk).take_off()
    has = shelf.has(access.stories_of(alice.visitor), alice.visitor)
    assert has.children == [mei] and not has.favourites and has.series == []
    assert [entry["slug"] for entry in has.dynasties] == ["song"] and [entry["slug"] for entry in has.powers] == ["laser"]
    asked = Sought(words="山", child=str(lan.pk), dynasty="tang", power="laser", series="x", favourites="on")
    assert has.known(asked) == Sought(words="山", power="laser")


def test_a_series_is_called_by_the_first_chapter_that_there_is(alice):
    series = Series.objects.create(visitor=alice.visitor)
    first, second, _ = (alice.asks(series=series, chapter=number, title=str(number)) for number in (1, 2, 3))
    mine = access.stories_of(alice.visitor)
    assert shelf.has(mine, alice.visitor).series == [first]
    Story.objects.filter(pk=first.pk).take_off()
    assert shelf.has(mine, alice.visitor).series == [second]
