import pytest

from stories.models import Hero, Story
from stories.telling import prompts


@pytest.mark.django_db
def test_choices_are_the_storys_own(alice):
    row = alice.asks(length="medium", language="en")
    choices = prompts.choices_of(row)
    for name in ("language", "length", "title", "seed", "dna", "age", "dynasty", "power", "tone", "hero", "companion"):
        assert getattr(choices, name) == getattr(row, name)
    assert (choices.dynasty_words, choices.characters, choices.child) == ("宋", 600, "")
    assert choices.year == 960 and choices.facts == ()


@pytest.mark.django_db
def test_only_what_was_looked_up_is_told_as_true(alice):
    row = alice.asks(hero=Hero.objects.get(slug="shen-kuo"))
    told = prompts.choices_of(row).facts
    assert told and all(fact.checked and fact.source for fact in told)
    row.hero.facts.update(checked=False)
    assert prompts.choices_of(row).facts == ()


@pytest.mark.django_db
def test_a_childs_name_never_reaches_a_prompt(alice):
    row = alice.asks(names={Story.CHILD: alice.child})
    prompt = prompts.build(prompts.choices_of(row))
    assert Story.CHILD in prompt.user
    assert alice.child not in f"{prompt}"


def test_new_stories_use_the_latest_version():
    assert prompts.LATEST == "3"
