import pytest

from stories.models import Hero
from stories.reading.card import Card, card_of

LI_BAI = {
    "name_zh": "李白", "name_en": "Li Bai", "pinyin": "Lǐ Bái", "who_zh": "唐朝的大诗人", "who_en": "a poet of the Tang dynasty",
    "fact_zh": "他留下近千首诗。", "fact_en": "He left nearly a thousand poems.", "source": "《旧唐书》", "born": 701, "died": 762,
}  # fmt: skip


def test_the_card_tells_who_the_hero_really_was():
    assert card_of(Hero(**LI_BAI), "zh") == Card("李白", "Lǐ Bái", "唐朝的大诗人", "701–762", "他留下近千首诗。", "《旧唐书》")
    assert card_of(Hero(**LI_BAI), "en") == Card(
        "Li Bai", "Lǐ Bái", "a poet of the Tang dynasty", "701–762", "He left nearly a thousand poems.", "《旧唐书》"
    )


def test_without_a_source_the_fact_is_not_told():
    assert card_of(Hero(**{**LI_BAI, "source": ""}), "zh") is None


def test_without_a_hero_there_is_no_card():
    assert card_of(None, "zh") is None


@pytest.mark.parametrize(
    ("born", "died", "zh", "en"),
    [
        (-145, -86, "前145–前86", "145 BC–86 BC"),
        (-53, 18, "前53–18", "53 BC–18"),
        (None, 762, "?–762", "?–762"),
        (701, None, "701–?", "701–?"),
        (None, -207, "?–前207", "?–207 BC"),
        (None, None, "", ""),
    ],
)
def test_years_are_said_as_each_language_says_them(born, died, zh, en):
    hero = Hero(**{**LI_BAI, "born": born, "died": died})
    assert (card_of(hero, "zh").years, card_of(hero, "en").years) == (zh, en)


@pytest.mark.django_db
def test_every_seeded_hero_has_a_whole_card_in_both_languages(catalogue):
    for hero in Hero.objects.all():
        for language in ("zh", "en"):
            card = card_of(hero, language)
            assert card and card.name and card.who and card.fact and card.source, hero
