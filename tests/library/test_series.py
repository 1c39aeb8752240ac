import itertools
import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories.access import new_visitor
from stories.catalogue.find import Found
from stories.library import series
from stories.models import Child, Companion, Power, Story, Thread, Tone
from stories.spending.payer import Payer
from stories.telling import afterwards, material, prompts
from stories.telling.start import begin
from stories.telling.tellers.builtin.teller import told
from tests.telling.test_start import choice

pytestmark = pytest.mark.django_db
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}
NIGHTS = 7


def finish(story: Story, **more) -> Story:
    """As the built-in teller tells it."""
    text = told(prompts.build(prompts.choices_of(Story.objects.get(pk=story.pk))))
    Story.objects.filter(pk=story.pk).update(**{**TOLD, "text": text, **more})
    return Story.objects.get(pk=story.pk)


@pytest.fixture(autouse=True)
def a_long_winter(settings):
    settings.STORYTELLER_DAILY_STORIES = (10_000, 10_000, 10_000)


def first(visitor: str, language: str = "zh", **more) -> Story:
    picked = {name: found(name, slug, language) for name, slug in more.items() if name in ("tone", "power")}
    return finish(begin(choice(language=language, **{**more, **picked}), visitor, f"first {visitor}")[0])


def found(kind: str, slug: str, language: str) -> Found:
    entry = {"tone": Tone, "power": Power}[kind].objects.get(slug=slug)
    return Found(entry.in_language("name", language), entry)


def chapters(visitor: str, language: str = "zh", nights: int = NIGHTS, **more) -> list[Story]:
    told = [first(visitor, language, **more)]
    while len(told) < nights:
        told.append(finish(series.tell_next(told[-1], Payer(visitor))[0]))
    return told


def threads(story: Story, **more) -> list[Thread]:
    series.remember(Story.objects.get(pk=story.pk).series)
    return list(Story.objects.get(pk=story.pk).series.threads.filter(**more))


def open_door(story: Story) -> Thread:
    return threads(story, kind="open", chapter=story.chapter)[0]


def holds(story: Story, words: str) -> bool:
    return words.lower() in story.text.lower()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("length", Story.Length.values)
def test_chapter_seven_uses_two_things_of_the_first_three_that_chapter_six_does_not_hold(catalogue, language, length):
    """Searched for in the words themselves."""
    tones = list(Tone.objects.values_list("slug", flat=True))
    for family in range(10):
        *_, sixth, seventh = chapters(
            new_visitor(), language, length=length, tone=tones[family % len(tones)], age=Story.Age.values[family % 3]
        )
        old = [
            thread.words for thread in threads(seventh, chapter__lte=3) if holds(seventh, thread.words) and not holds(sixth, thread.words)
        ]
        assert len(set(old)) >= 2, (family, old, seventh.recalls)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_chapter_begins_with_what_came_of_the_door_before_it(catalogue, language):
    opens = material.load(language).opens
    told = chapters(new_visitor(), language, nights=4)
    for before, after in itertools.pairwise(told):
        line = opens[before.dna["tomorrow"][0]].text
        longest = max(re.split(r"\{\w+\}", line), key=len)
        assert longest in "".join(after.text.split("\n")[:3])
        assert not re.search(r"[{}]", after.text) and after.recalls[0]["was"].lower() in before.text.lower()
        assert open_door(before).told_in == [after.chapter]


def test_the_first_tap_makes_the_series_and_the_story_its_first_chapter(alice):
    story = first(alice.visitor, child="Mei", companion=Companion.objects.on().first())
    child = Child.objects.create(visitor=alice.visitor, nickname="Mei")
    story.listeners.add(child)
    assert series.next_of(story) is None
    after, is_new = series.tell_next(story, Payer(alice.visitor))
    story.refresh_from_db()
    after.refresh_from_db()
    assert is_new and after.series == story.series and after.series.visitor == alice.visitor
    assert (story.chapter, after.chapter, after.parent, after.kin, after.state) == (1, 2, story, "chapter", "waiting")
    same = ("dynasty", "power", "tone", "hero", "companion", "language", "length", "age", "names", "visitor")
    assert [getattr(after, field) for field in same] == [getattr(story, field) for field in same]
    assert after.dna["voice"] == story.dna["voice"] and list(after.listeners.all()) == [child]
    assert all(after.dna[gene] != story.dna[gene] for gene in ("monster", "place", "want", "price", "turn", "helper"))
    assert after.title.startswith("第二回　") and not story.title.startswith("第")
    assert "Mei" not in "".join(thread.words for thread in threads(story))


def test_an_english_title_says_the_chapter(alice):
    after, _ = series.tell_next(first(alice.visitor, "en"), Payer(alice.visitor))
    assert re.match(r"Chapter two: [A-Z“]", after.title) and len(after.title) <= 120


def test_a_family_may_change_the_tone(alice):
    funny = Tone.objects.get(slug="funny")
    after, _ = series.tell_next(first(alice.visitor), Payer(alice.visitor), funny)
    assert (after.tone, after.tone_words) == (funny, funny.name_zh)


def test_two_taps_are_one_chapter(alice):
    story = first(alice.visitor)
    stale = Story.objects.get(pk=story.pk)  # as another device has it, from before the series was
    after, _ = series.tell_next(story, Payer(alice.visitor))
    assert series.tell_next(stale, Payer(alice.visitor)) == (after, False)
    Story.objects.filter(pk=after.pk).update(chapter=0)  # hidden from the look before the tap: the key alone holds
    assert series.tell_next(Story.objects.get(pk=story.pk), Payer(alice.visitor))[1] is False or Story.objects.count() == 2
    assert Story.objects.filter(kin="chapter").count() == 1 and series.Series.objects.count() == 1
    marks = [(thread.chapter, thread.mark) for thread in threads(story)]
    assert len(marks) == len(set(marks))


@pytest.mark.parametrize("state", series.GONE_WRONG)
def test_in_place_of_a_chapter_that_was_stopped_or_lost_comes_another_with_its_number(alice, state):
    story = first(alice.visitor)
    lost, _ = series.tell_next(story, Payer(alice.visitor))
    Story.objects.filter(pk=lost.pk).update(state=state)
    again, is_new = series.tell_next(Story.objects.get(pk=story.pk), Payer(alice.visitor))
    assert is_new and again != lost and again.chapter == 2 and again.recalls == lost.recalls
    assert not series.may_go_on(Story.objects.get(pk=lost.pk))


@pytest.mark.parametrize(("ending", "may"), [("told", True), ("rescued", True), ("gate", False), ("asked", False), ("", False)])
def test_only_what_came_to_a_good_end_goes_on(alice, ending, may):
    assert series.may_go_on(finish(first(alice.visitor), ending=ending)) is may


def test_what_was_dropped_is_never_told(alice):
    story = first(alice.visitor)
    told = [story, *chapters_from(story, alice.visitor, 1)]
    monster = threads(story, chapter=1, mark__startswith="monster/")[0]
    Thread.objects.filter(pk__in=[monster.pk, open_door(told[-1]).pk]).update(dropped=True)
    later = chapters_from(told[-1], alice.visitor, 5)
    assert not any(holds(chapter, monster.words) for chapter in later)
    assert [recall["frame"] for recall in later[0].recalls if recall["frame"] == "door"] == []
    assert later[0].recalls == [] or all(recall["mark"] != monster.mark for chapter in later for recall in chapter.recalls)


def chapters_from(story: Story, visitor: str, number: int) -> list[Story]:
    told: list[Story] = []
    while len(told) < number:
        told.append(finish(series.tell_next((told or [story])[-1], Payer(visitor))[0]))
    return told


def test_what_was_mended_is_told_with_the_familys_words(alice):
    second = chapters_from(first(alice.visitor), alice.visitor, 1)[0]
    door = open_door(second)
    Thread.objects.filter(pk=door.pk).update(words="门后头有“谁”在煮{汤}")
    Thread.objects.filter(pk=threads(second, chapter=1, mark__startswith="monster/")[0].pk).update(words="小咕噜")
    third = chapters_from(second, alice.visitor, 1)[0]
    assert "“门后头有‘谁’在煮{汤}”" in third.text and "小咕噜" in third.text and "“小咕噜”" not in third.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_family_wrote_itself_is_told_in_the_next_chapter(alice, language):
    story = first(alice.visitor, language)
    second = chapters_from(story, alice.visitor, 1)[0]
    words = {"zh": f"{Story.CHILD}的小狗阿黄会爬树了", "en": f"{Story.CHILD}’s dog has learned to climb trees"}[language]
    mine = Thread.objects.create(series=second.series, kind="who", words=words, chapter=2)
    third = chapters_from(second, alice.visitor, 1)[0]
    mine.refresh_from_db()
    assert f"“{words}”" in third.text and mine.told_in == [3]


def test_a_chapter_that_is_gone_leaves_its_number_and_what_is_remembered(alice):
    told = chapters(alice.visitor, nights=3)
    told[1].delete()
    after, _ = series.tell_next(Story.objects.get(pk=told[2].pk), Payer(alice.visitor))
    assert after.chapter == 4 and {thread.chapter for thread in threads(told[0])} == {1, 2, 3}
    after.delete()
    story = Story.objects.get(pk=told[0].pk)
    assert series.next_of(story) == told[2]


def test_told_on_after_a_crash_it_is_the_same(alice):
    """What it comes back to stands on the row: whatever the family mends in the meantime is for the next one."""
    third = chapters(alice.visitor, nights=3)[-1]
    Thread.objects.update(words="别的", dropped=True)
    assert finish(third).text == third.text


def test_another_family_is_not_asked(alice, bob):
    chapters(alice.visitor, nights=2)
    assert series.next_of(first(bob.visitor)) is None


def test_for_a_model_all_that_was_given_is_remembered(alice, teller):
    story = first(alice.visitor)
    teller.endpoint = "main"
    teller.save()
    series.tell_next(story, Payer(alice.visitor))
    kinds = {thread.mark.partition("/")[0] for thread in threads(story)}
    assert {"monster", "helper", "place", "tomorrow"} <= kinds


def test_a_story_outside_of_any_series_is_told_as_it_always_was(catalogue):
    """A few of them, by their first words and their length: the same seeds told the same before there were chapters."""
    for language in ("zh", "en"):
        story = first(new_visitor(), language, length="long")
        assert not prompts.choices_of(story).recalls and "series" not in "".join(story.dna)
        assert afterwards.of(story).tomorrow and prompts.build(prompts.choices_of(story)).version == prompts.LATEST


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["who", "thing", "where", "open"]), st.integers(1, 9), st.booleans()), max_size=12),
    st.integers(2, 10),
)
def test_never_more_than_a_door_and_two_and_none_that_the_last_chapter_held(given_threads, number):
    held = Story(series_id=None, chapter=number - 1, text="红灯笼")
    rows = [
        Thread(pk=at, kind=kind, chapter=since, mark=f"x/{at}", words="红灯笼" if is_held else f"第{at}样", told_in=[])
        for at, (kind, since, is_held) in enumerate(given_threads)
    ]
    old = [row for row in rows if series._is_old(row, number, held)]
    two = series._two(old, number)
    assert min(1, len(old)) <= len(two) <= 2 and len({row.pk for row in two}) == len(two)
    assert number % 2 == 0 or len(two) == min(2, len(old))
    assert all(row.chapter <= number - 2 and row.words != "红灯笼" for row in two)


def test_every_power_may_have_chapters(catalogue):
    for number, power in enumerate(Power.objects.on()):
        language = ("zh", "en")[number % 2]
        told = chapters(new_visitor(), language, nights=3, power=power.slug)
        assert all(story.text and not re.search(r"[{}]", story.text) for story in told)
