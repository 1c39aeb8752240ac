"""A story that asks, told in two parts by the built-in teller: whichever way it goes, it is one whole story."""

import re
from dataclasses import replace

import pytest
from asgiref.sync import async_to_sync
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories.catalogue.find import Found
from stories.models import Companion, Power, Story, Tone
from stories.spending.payer import Payer
from stories.telling import answering, fork, prompts
from stories.telling.gate.sentences import split
from stories.telling.start import begin
from stories.telling.tellers.builtin.teller import BuiltinTeller, told
from tests.telling.test_start import choice

pytestmark = pytest.mark.django_db
LEAST_AND_MOST = {"short": (250, 500), "medium": (480, 900), "long": (950, 1650)}  # characters in Chinese
ANY = {
    "family": st.integers(0, 10**6),
    "language": st.sampled_from(Story.Language.values),
    "length": st.sampled_from(Story.Length.values),
    "age": st.sampled_from(Story.Age.values),
    "tone": st.integers(0, 7),
    "power": st.integers(0, 8),
    "has_friend": st.booleans(),
}
often = hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def text_of(story: Story) -> str:
    return told(prompts.build(prompts.choices_of(story)))


def asking(family, language, length, age, tone, power, has_friend, **more) -> Story:
    kinds = {"tone": Tone.objects.on()[tone % Tone.objects.on().count()], "power": Power.objects.on()[power % Power.objects.on().count()]}
    picked = {name: Found(entry.in_language("name", language), entry) for name, entry in kinds.items()}
    friend = Companion.objects.on().first() if has_friend else None
    Story.objects.all().delete()  # the family remembers nothing of the example before
    asked = replace(choice(language=language, length=length, age=age, companion=friend), asks=True, **{**picked, **more})
    story, _ = begin(asked, f"family {family}", f"key {family} {Story.objects.count()}")
    return _ended(story)


def _ended(story: Story) -> Story:
    Story.objects.filter(pk=story.pk).update(state="finished", ending="asked", text=text_of(story))
    return Story.objects.get(pk=story.pk)


def parts(story: Story) -> dict[str, Story]:
    found = {}
    for slug in fork.of(story).answers:
        answer = answering.written(story, slug)
        assert answer
        found[slug] = answering.tell(story, answer, Payer(story.visitor))[0]
    return found


@often
@given(**ANY)
def test_either_way_it_is_one_whole_story_and_nothing_is_told_twice(catalogue, settings, **any_choice):
    settings.STORYTELLER_DAILY_STORIES = (10**6,) * 3
    story = asking(**any_choice)
    asked = fork.of(story)
    assert story.text.endswith(f"\n{asked.question}") and len(set(asked.answers.values())) == 3
    rests = {slug: text_of(part) for slug, part in parts(story).items()}
    assert len(set(rests.values())) == 3
    least, most = LEAST_AND_MOST[any_choice["length"]]
    for slug, rest in rests.items():
        card = fork.material.load(story.language).genes["turn"][slug]
        first = rest.split("\n")[0]
        assert any(max(re.split(r"\{\w+\}", line.text), key=len) in first for line in card.piles["hinge"].values()), first
        said = [
            sentence.strip()
            for sentence in split(f"{story.text}\n{rest}")
            if len(sentence.strip()) > (12 if story.language == "zh" else 36)
        ]
        assert len(said) == len(set(said))
        if story.language == "zh":
            assert least <= len(story.text) + len(rest) <= most, len(story.text) + len(rest)


@often
@given(cut=st.floats(0, 1), which=st.integers(0, 3), **ANY)
def test_a_part_that_goes_on_from_any_place_is_the_same_part(catalogue, settings, cut, which, **any_choice):
    settings.STORYTELLER_DAILY_STORIES = (10**6,) * 3
    story = asking(**any_choice)
    part = [story, *parts(story).values()][which]
    whole, prompt = text_of(part), prompts.build(prompts.choices_of(part))
    place = round(cut * len(whole))

    @async_to_sync
    async def rest() -> str:
        return "".join([piece async for piece in BuiltinTeller(1e9).tell(prompt, whole[:place])])

    assert whole[:place] + rest() == whole
    if part.asks:
        so_far = whole[:place]
        joint = "" if so_far.endswith("\n") else "\n"
        assert whole + fork.rest(part, whole) == whole
        assert so_far + fork.rest(part, so_far) in (whole, f"{so_far}{joint}{fork.of(part).question}")


@pytest.mark.parametrize("language", Story.Language.values)
def test_a_story_that_does_not_ask_is_what_it_was(catalogue, language):
    """What a story takes is what it took before any story could ask."""
    story, _ = begin(choice(language=language), "a family", "one")
    asks, _ = begin(replace(choice(language=language), asks=True), "another", "one", None)
    assert not {"answer", "general/ask"} & set(story.dna) and {"answer", "general/ask"} <= set(asks.dna)
    assert fork.of(asks).question not in text_of(story) and not fork.stops(story)


def test_a_family_that_is_asked_every_evening_is_offered_other_ways(catalogue, settings):
    settings.STORYTELLER_DAILY_STORIES = (10**6,) * 3
    offered = []
    for evening in range(8):
        story, _ = begin(replace(choice(), asks=True), "a family", f"evening {evening}")
        offered.append(list(fork.of(story).answers))
    firsts = [turns[0] for turns in offered]
    assert len(set(firsts)) == 8
    assert all(not set(turns[1:]) & set(firsts[:evening]) for evening, turns in enumerate(offered))


def test_every_turn_has_an_answer_and_no_two_are_alike(catalogue):
    for language, longest in (("zh", 14), ("en", 40)):
        said = [card.answer for card in fork.material.load(language).genes["turn"].values()]
        assert len(said) == len(set(said)) == 36 and all(4 <= len(words) <= longest for words in said)
        assert len(fork.material.load(language).general["ask"]) >= 12
