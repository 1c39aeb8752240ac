from hashlib import blake2b

import pytest

from stories.models import Story
from stories.telling.prompts import v2, v3, wishes
from stories.telling.wishes import Wishes
from tests.telling.prompts.test_v2 import choices

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_wish_a_model_is_asked_word_for_word_as_before(catalogue, language):
    asked = choices(language)
    assert wishes.lines(asked) == ""
    assert (v3.build(asked).user, v3.build(asked).system) == (v2.build(asked).user, v2.build(asked).system)
    assert v3.build(asked).version == "3"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wish_is_one_more_item_of_the_material(catalogue, language):
    asked = choices(language, wishes=Wishes(("kites", "moon"), ("spiders",)))
    before, after = v2.build(asked).user, v3.build(asked).user
    likes, avoids = after.removeprefix(before).strip().split("\n")
    assert "kites" in likes and "moon" in likes and "spiders" not in likes
    assert "spiders" in avoids and "kites" not in avoids


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_several_children_none_is_left_out(catalogue, language):
    one, two = choices(language), choices(language, child="".join(Story.CHILDREN[:2]))
    assert not one.are_several and two.are_several
    assert len(v3.build(two).user.split("\n")) == len(v3.build(one).user.split("\n")) + 1


def test_what_version_three_adds_is_frozen():
    words = [*(line for table in wishes._HEADS.values() for line in table.values()), *wishes._ALL.values()]
    assert blake2b("".join(words).encode(), digest_size=8).hexdigest() == "09c1119799a20173"
