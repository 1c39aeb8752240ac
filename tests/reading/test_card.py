import pytest

from stories.models import Dynasty, Fact, Hero
from stories.reading.card import Card, card_of

LI_BAI = {
    "name_zh": "李白", "name_en": "Li Bai", "pinyin": "Lǐ Bái", "who_zh": "唐朝的大诗人", "who_en": "a poet of the Tang dynasty", "born": 701, "died": 762,
}  # fmt: skip
TRUE = {
    "text_zh": "他留下近千首诗。",
    "text_en": "He left nearly a thousand poems.",
    "source": "《旧唐书》",
    "words": "诗",
    "checked": True,
}


@pytest.fixture
def li_bai(db):
    """Makes the hero, with facts as given."""

    def made(*facts, **more):
        hero = Hero.objects.create(
            slug="li", gender="m", dynasty=Dynasty.objects.create(slug="t", name_zh="唐", name_en="Tang"), **{**LI_BAI, **more}
        )
        for place, fact in enumerate(facts):
            Fact.objects.create(hero=hero, slug=f"li-{place}", **fact)
        return hero

    return made


def test_the_card_tells_who_the_hero_really_was(li_bai):
    hero = li_bai(TRUE)
    assert card_of(hero, "zh") == Card("李白", "Lǐ Bái", "唐朝的大诗人", "701–762", [("他留下近千首诗。", "《旧唐书》")])
    english = [("He left nearly a thousand poems.", "《旧唐书》")]
    assert card_of(hero, "en") == Card("Li Bai", "Lǐ Bái", "a poet of the Tang dynasty", "701–762", english)


@pytest.mark.parametrize("wanting", [{"checked": False}, {"source": ""}])
def test_what_was_not_looked_up_is_not_told(li_bai, wanting):
    hero = li_bai(TRUE, {**TRUE, "text_zh": "他会飞。", **wanting})
    assert [fact for fact, _ in card_of(hero, "zh").facts] == ["他留下近千首诗。"]


def test_without_anything_looked_up_there_is_no_card(li_bai):
    assert card_of(li_bai({**TRUE, "checked": False}), "zh") is None


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
def test_years_are_said_as_each_language_says_them(li_bai, born, died, zh, en):
    hero = li_bai(TRUE, born=born, died=died)
    assert (card_of(hero, "zh").years, card_of(hero, "en").years) == (zh, en)


@pytest.mark.django_db
def test_a_seeded_hero_has_a_card_in_both_languages_where_anything_was_looked_up(catalogue):
    for hero in Hero.objects.filter(facts__checked=True).distinct():
        for language in ("zh", "en"):
            card = card_of(hero, language)
            assert card.name and card.who and all(fact and source for fact, source in card.facts), hero
