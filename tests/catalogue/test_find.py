import pytest

from stories.catalogue.find import Found, find, heroes_of
from stories.models import Companion, Dynasty, Hero, Power, Tone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("said", ["song", "宋", "Song", "SONG"])
def test_a_dynasty_is_found_by_slug_chinese_or_english_name_and_said_in_the_storys_language(catalogue, said):
    song = Dynasty.objects.get(slug="song")
    assert find(Dynasty, said, "zh") == Found("宋", song)
    assert find(Dynasty, said, "en") == Found("Song", song)


@pytest.mark.parametrize("kind", [Dynasty, Power, Tone, Hero, Companion])
def test_every_entry_that_is_on_is_found_by_each_of_its_names(catalogue, kind):
    for entry in kind.objects.on():
        for said in (entry.slug, entry.slug.upper(), entry.name_zh, entry.name_en):
            assert find(kind, said, "zh").entry == entry


@pytest.mark.parametrize(("kind", "said"), [(Dynasty, "漢"), (Power, "發射激光"), (Tone, "艱難"), (Hero, "蘇軾")])
def test_a_parent_may_write_a_name_in_traditional_letters(catalogue, kind, said):
    found = find(kind, said, "zh")
    assert found.entry and found.words == found.entry.name_zh != said


def test_what_the_catalogue_does_not_have_stays_as_it_was_said(catalogue):
    assert find(Power, "会和星星说话", "zh") == Found("会和星星说话", None)
    assert find(Power, "", "zh") == Found("", None)


def test_an_entry_that_is_off_is_not_found(catalogue):
    assert find(Companion, "奥特曼", "zh") == Found("奥特曼", None)
    Power.objects.filter(slug="laser").update(on=False)
    assert find(Power, "laser", "en") == Found("laser", None)


def test_a_name_that_a_curator_left_in_one_language_is_said_in_that_one(catalogue):
    entry = Power.objects.create(slug="moon", name_zh="摘月亮", name_en="")
    assert find(Power, "moon", "en") == Found("摘月亮", entry)


def test_the_heroes_of_a_dynasty_are_those_that_are_on_in_their_order(catalogue):
    tang = Dynasty.objects.get(slug="tang")
    Hero.objects.filter(slug="li-bai").update(on=False)
    heroes = heroes_of(tang)
    assert {hero.dynasty for hero in heroes} == {tang}
    assert len(heroes) == tang.heroes.count() - 1
    assert [hero.order for hero in heroes] == sorted(hero.order for hero in heroes)
    assert "li-bai" not in {hero.slug for hero in heroes}


def test_words_of_a_parents_own_have_no_heroes():
    assert heroes_of(None) == []
