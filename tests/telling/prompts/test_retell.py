"""A story told once more in the other language."""

from hashlib import blake2b

import pytest

from stories.models import Companion, Story
from stories.telling import prompts
from stories.telling.prompts import retell, v1
from tests.telling.prompts.test_v2 import choices

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh", "en"]
TOLD = {"zh": "Once there was a lamp.\nIt sang.", "en": "从前有一盏灯。\n它唱歌。"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_telling_is_given_whole_with_the_names_of_the_other_language(catalogue, language):
    asked = choices(language, told=TOLD[language])
    prompt = prompts.build(asked)
    assert prompt == retell.build(asked) and prompt.version == "retell-1"
    assert prompt.user.endswith(f":\n\n{TOLD[language]}")
    for words in (asked.title, asked.dynasty_words, asked.power_words, asked.hero.in_language("name", language), Story.CHILD):
        assert words in prompt.user
    assert prompt.short == v1.build(asked).short and prompt.go_on == v1.build(asked).go_on


def test_a_companion_helps_in_place_of_a_helper(catalogue):
    companion = Companion.objects.on().first()
    assert companion.name_en in prompts.build(choices("en", told=TOLD["en"], companion=companion)).user


def test_what_was_not_told_before_is_asked_for_as_ever(catalogue):
    assert prompts.build(choices()).version == prompts.LATEST == "3"


@pytest.mark.parametrize("system", retell._SYSTEM.values())
def test_nobody_hears_what_the_teller_was_asked(system):
    assert system in prompts.SYSTEMS


def test_the_version_is_frozen():
    frozen = blake2b("".join([*retell._SYSTEM.values(), *retell._STORY.values()]).encode(), digest_size=8).hexdigest()
    assert (retell.VERSION, frozen) == ("retell-1", "5f543825e93e43bd")
