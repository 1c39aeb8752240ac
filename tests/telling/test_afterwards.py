import pytest

from stories.models import Hero
from stories.telling import afterwards
from stories.telling.dna import Draws, genes_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh", "en"])
def test_after_a_story_there_is_something_to_talk_about_and_a_door_for_tomorrow(alice, language):
    for number in range(20):
        story = alice.asks(language=language, hero=Hero.objects.get(slug="shen-kuo"), seed=f"{number}")
        after = afterwards.of(story)
        assert after.question and after.tomorrow and not set("{}") & set(after.question + after.tomorrow)


def test_it_speaks_of_the_storys_own_hero_and_monster_each_time_alike(alice):
    said = ""
    for number in range(20):
        story = alice.asks(hero=Hero.objects.get(slug="shen-kuo"), seed=f"{number}")
        monster = genes_of(Draws(story.seed), "zh", 960).monster.name
        after = afterwards.of(story)
        assert after == afterwards.of(story)
        said += after.tomorrow.replace(monster, "〔M〕")
    assert "沈括" in said and "〔M〕" in said
