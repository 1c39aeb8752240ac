"""The halves of a story that asks its child."""

from hashlib import blake2b

import pytest

from stories.telling import prompts
from stories.telling.prompts import asking


@pytest.mark.parametrize("systems", [asking._ASKS, asking._ANSWER], ids=["asks", "answer"])
def test_nobody_hears_what_the_teller_was_asked(systems):
    assert set(systems.values()) <= set(prompts.SYSTEMS)


def test_the_version_is_frozen():
    tables = (asking._ASKS, asking._ANSWER, asking._GO_ON, asking._BEFORE, asking._SAID)
    frozen = blake2b("".join(words for table in tables for words in table.values()).encode(), digest_size=8).hexdigest()
    assert (*asking.VERSIONS.values(), frozen) == ("asking-1", "answer-1", "b7738453179d2bf6")
