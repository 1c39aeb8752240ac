import pytest

from stories.models import Companion, Story
from stories.telling import prompts


@pytest.mark.django_db
def test_choices_are_the_storys_own(alice):
    row = alice.asks(length="medium", language="en")
    choices = prompts.choices_of(row)
    for name in ("language", "length", "title", "seed", "turn", "dynasty", "power", "tone", "hero", "companion"):
        assert getattr(choices, name) == getattr(row, name)
    assert (choices.dynasty_words, choices.characters, choices.child) == ("宋", 600, "")
    assert set(choices.companions) == set(Companion.objects.on())


@pytest.mark.django_db
def test_a_childs_name_never_reaches_a_prompt(alice):
    row = alice.asks(names={Story.CHILD: alice.child})
    prompt = prompts.build(prompts.choices_of(row))
    assert Story.CHILD in prompt.user
    assert alice.child not in f"{prompt}"


@pytest.mark.django_db
def test_a_companion_that_is_switched_off_is_not_drawn(alice):
    Companion.objects.filter(slug="stone-lion").update(on=False)
    assert "stone-lion" not in [companion.slug for companion in prompts.choices_of(alice.asks()).companions]


def test_new_stories_use_the_latest_version():
    assert prompts.LATEST == "1"
