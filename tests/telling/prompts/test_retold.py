"""A story told once more another way."""

from hashlib import blake2b

import pytest

from stories.models import Story
from stories.telling import prompts
from stories.telling.dna import Draws, genes_of
from stories.telling.prompts import retold, v1
from stories.telling.retold import How
from tests.telling.prompts.test_v2 import choices

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh", "en"]
TOLD = {"zh": "从前有一盏灯。\n它唱歌。", "en": "Once there was a lamp.\nIt sang."}


@pytest.mark.parametrize("how", How.values)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_telling_is_given_whole_with_how_it_shall_differ(catalogue, language, how):
    asked = choices(language, told=TOLD[language], how=how)
    prompt = prompts.build(asked)
    assert prompt == retold.build(asked) and prompt.version == "retold-1"
    assert prompt.user.endswith(f":\n\n{TOLD[language]}") and prompt.user.count(retold._HOW[language][how]) == 1
    genes = genes_of(Draws(asked.seed), language, 960)
    for words in (
        asked.title,
        asked.hero.in_language("name", language),
        Story.CHILD,
        genes.monster.name,
        genes.turn.brief,
        genes.coda.brief,
    ):
        assert words in prompt.user
    assert prompt.short == v1.build(asked).short and prompt.go_on == v1.build(asked).go_on


@pytest.mark.parametrize("system", retold._SYSTEM.values())
def test_nobody_hears_what_the_teller_was_asked(system):
    assert system in prompts.SYSTEMS


def test_the_version_is_frozen():
    words = [*retold._SYSTEM.values(), *(line for table in (*retold._HOW.values(), *retold._HEADS.values()) for line in table.values())]
    frozen = blake2b("".join(words).encode(), digest_size=8).hexdigest()
    assert (retold.VERSION, frozen) == ("retold-1", "92589463889e7e82")
