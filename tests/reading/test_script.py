import pytest
from django.utils import translation

from stories.models import Story
from stories.reading.script import as_written, lang, script, shown, shown_choice

PAGES = {"zh-hans": ("hans", "汉朝的风", "zh"), "zh-hant": ("hant", "漢朝的風", "zh-Hant"), "en": ("hans", "汉朝的风", "zh")}


@pytest.mark.parametrize("page", PAGES)
def test_chinese_is_written_in_the_letters_of_the_page(page):
    with translation.override(page):
        assert (script(), as_written("汉朝的风"), lang("zh")) == PAGES[page]
        assert lang("en") == "en"


def test_nobodys_name_is_rewritten_and_no_place_moves():
    with translation.override("zh-hant"):
        text = f"{Story.CHILD}听见风声，{Story.HERO}笑了。"
        assert len(as_written(text)) == len(text)
        assert shown(text, {Story.CHILD: "小云", Story.HERO: "张飞飞"}) == "小云聽見風聲，张飞飞笑了。"


def test_title_and_choice_are_written_so_too():
    story = Story(title=f"{Story.CHILD}的灯", dynasty_words="汉", power_words="飞", tone_words="艰难", names={Story.CHILD: "小云"})
    with translation.override("zh-hant"):
        assert shown_choice(story) == {"title": "小云的燈", "dynasty_words": "漢", "power_words": "飛", "tone_words": "艱難"}


def test_where_no_language_is_switched_on_the_house_writes_as_it_does():
    with translation.override(None):
        assert as_written("汉") == "汉"
