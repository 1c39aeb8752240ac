import pytest
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from stories.forms import ChoiceForm, new_request_key, page_language
from stories.models import Companion, Dynasty, Hero, Power, Story, Tone

pytestmark = pytest.mark.django_db
SONG = {"dynasty": "song", "power": "laser", "tone": "hard"}


def asked(**fields: str) -> ChoiceForm:
    return ChoiceForm({**SONG, **fields})


def troubles(**fields: str) -> set[str]:
    return set(asked(**fields).errors)


def test_three_taps_are_a_whole_choice(catalogue):
    form = asked()
    assert form.is_valid()
    choice = form.choice()
    assert [found.entry.slug for found in (choice.dynasty, choice.power, choice.tone)] == ["song", "laser", "hard"]
    assert (choice.length, choice.hero, choice.companion, choice.child) == (Story.Length.SHORT, None, None, "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_may_be_said_by_each_of_its_names(catalogue, language):
    for name, kind in (("dynasty", Dynasty), ("power", Power), ("tone", Tone)):
        for entry in kind.objects.on():
            for said in (entry.slug, entry.name_zh, entry.name_en, f" {entry.name_zh}\u200b "):
                form = asked(**{name: said, "language": language})
                assert form.is_valid(), form.errors
                found = getattr(form.choice(), name)
                assert (found.entry, found.words) == (entry, entry.in_language("name", language))


def test_every_hero_and_companion_may_be_said_by_each_of_its_names(catalogue):
    for name, kind in (("hero", Hero), ("companion", Companion)):
        for entry in kind.objects.on():
            for said in (entry.slug, entry.name_zh, entry.name_en):
                form = asked(**{name: said, "dynasty": entry.dynasty.slug if name == "hero" else "song"})
                assert form.is_valid(), form.errors
                assert getattr(form.choice(), name) == entry


def test_a_hero_of_another_dynasty_is_not_drawn_into_this_one(catalogue):
    assert troubles(dynasty="qin", hero="li-bai") == {"hero"}


@pytest.mark.parametrize("name", ["dynasty", "power", "tone"])
def test_words_of_a_parents_own_are_taken_from_either_field(catalogue, name):
    for fields in ({name: "会和星星说话"}, {name: "", f"{name}_own": "会和星星说话"}):
        form = asked(**fields)
        assert form.is_valid(), form.errors
        found = getattr(form.choice(), name)
        assert (found.words, found.entry) == ("会和星星说话", None)


def test_typed_words_come_before_a_picked_card(catalogue):
    form = asked(dynasty_own="月亮上", power_own="让花说话")
    assert form.is_valid()
    assert (form.choice().dynasty.words, form.choice().power.words) == ("月亮上", "让花说话")


def test_a_tapped_tone_comes_before_typed_words(catalogue):
    form = asked(tone_own="安静")
    assert form.is_valid()
    assert form.choice().tone.entry.slug == "hard"


def test_own_words_that_name_an_entry_are_that_entry(catalogue):
    form = asked(power_own="Flight")
    assert form.is_valid()
    assert form.choice().power.entry.slug == "flight"


@pytest.mark.parametrize("name", ["dynasty", "power", "tone"])
def test_what_was_not_picked_is_said_beside_its_step(catalogue, name):
    assert troubles(**{name: ""}) == troubles(**{name: " \u200b "}) == {name}
    assert set(ChoiceForm({}).errors) == {"dynasty", "power", "tone"}


@pytest.mark.parametrize(
    ("field", "said", "trouble"),
    [
        ("power", "x" * 10_000, "power"),
        ("dynasty_own", "<b>唐</b>", "dynasty"),
        ("tone_own", "血腥", "tone"),
        ("power", "Suicide", "power"),
        ("power_own", "\x00", "power_own"),
        ("hero", "nobody", "hero"),
        ("companion", "ultraman", "companion"),
        ("companion", "奥特曼", "companion"),
        ("length", "endless", "length"),
        ("language", "fr", "language"),
        ("child", "Bartholomew the Third, by the Grace of Grandmother", "child"),
        ("child", "<Mei>", "child"),
        ("request_key", "k" * 65, "request_key"),
    ],
)
def test_what_cannot_be_told_is_said_beside_its_field(catalogue, field, said, trouble):
    fields = {"tone": ""} if field == "tone_own" else {}
    assert trouble in troubles(**fields, **{field: said})


def test_a_listed_word_is_not_said_again(catalogue):
    form = asked(power="碎尸")
    assert not form.is_valid()
    assert "碎尸" not in form.errors.as_json() and "power" in form.errors


def test_a_hero_or_companion_who_is_off_is_not_known(catalogue):
    Hero.objects.filter(slug="shen-kuo").update(on=False)
    assert troubles(hero="shen-kuo") == {"hero"}


def test_a_childs_name_is_cleaned_and_kept(catalogue):
    form = asked(child="  Mei\u200b  Mei ")
    assert form.is_valid()
    assert form.choice().child == "Mei Mei"


@pytest.mark.parametrize(("page", "story"), [("zh-hans", "zh"), ("zh-hant", "zh"), ("en", "en")])
def test_the_story_is_told_in_the_pages_language_unless_another_was_picked(catalogue, page, story):
    with translation.override(page):
        form, other = asked(), asked(language="en" if story == "zh" else "zh")
        assert form.is_valid() and other.is_valid()
        assert page_language() == form.choice().language == story
        assert other.choice().language != story


@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(list(ChoiceForm.base_fields)),
        st.one_of(st.text(), st.sampled_from(["宋", "laser", "勇敢", "血腥", "\x00", "short"])),
    )
)
def test_whatever_is_sent_it_is_a_whole_choice_or_a_kind_refusal(catalogue, fields):
    form = ChoiceForm(fields)
    if form.is_valid():
        assert all(found.words for found in (form.choice().dynasty, form.choice().power, form.choice().tone))
    else:
        assert set(form.errors) <= set(form.fields)


def test_no_two_forms_carry_the_same_key():
    keys = {new_request_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert max(map(len, keys)) <= ChoiceForm.base_fields["request_key"].max_length


@pytest.mark.parametrize("fields", [{"hero": "Kaikai"}, {"hero_own": "Kaikai"}, {"hero": "li-bai", "hero_own": "Kaikai"}])
def test_a_hero_of_the_familys_own_is_taken_only_where_the_house_allows_it(catalogue, settings, fields):
    assert troubles(**fields) == {"hero"}
    settings.STORYTELLER_OWN_HEROES = True
    form = asked(**fields)
    assert form.is_valid(), form.errors
    assert (form.choice().hero, form.choice().hero_name) == (None, "Kaikai")


@pytest.mark.parametrize("said", ["<b>Kai</b>", "K" * 13, "妓女"])
def test_no_other_name_is_taken(catalogue, settings, said):
    settings.STORYTELLER_OWN_HEROES = True
    assert troubles(hero_own=said) == {"hero"}


def test_who_is_in_the_catalogue_is_that_one_and_who_was_taken_out_of_it_is_nobody(catalogue, settings):
    settings.STORYTELLER_OWN_HEROES = True
    form = asked(hero_own="沈括")
    assert form.is_valid() and (form.choice().hero.slug, form.choice().hero_name) == ("shen-kuo", "")
    assert troubles(dynasty="qin", hero_own="沈括") == {"hero"}
    Hero.objects.filter(slug="shen-kuo").update(on=False)
    assert troubles(hero_own="沈括") == {"hero"}
