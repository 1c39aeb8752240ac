import pytest

from stories.library.copies import as_text
from stories.models import Story

pytestmark = pytest.mark.django_db
NAMES = {Story.CHILD: "Mei", Story.HERO: "Kai"}
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def test_a_copy_to_read_has_the_label_and_the_names(alice, teller):
    story = alice.asks(
        **TOLD,
        teller=teller,
        names=NAMES,
        title=f"{Story.CHILD}与{Story.HERO}",
        power_words=f"{Story.CHILD}会飞",
        text=f"{Story.HERO}来了。",
    )
    assert as_text(story).splitlines()[0] == "Mei与Kai"
    assert "宋 · Mei会飞 · 艰难" in as_text(story) and "拼成" in as_text(story) and as_text(story).endswith("\n\nKai来了。\n")


def test_a_copy_to_read_has_the_true_card_with_its_sources_and_a_reading_behind_its_character(told):
    said = as_text(told(), with_pinyin=True)
    assert "《宋史" in as_text(told()) or "梦溪笔谈" in as_text(told())
    assert "头(tóu)发(fà)" in said and "发(fā)现(xiàn)" in said


def test_parts_are_one_story(told):
    first = told(text="从前。", ending=Story.Ending.ASKED)
    assert "\n从前。\n后来。\n" in as_text(told(text="后来。", parent=first, kin=Story.Kin.PART))
