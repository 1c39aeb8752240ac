import pytest

from stories.models import Companion, Dynasty, Hero, Power, Story, Tone
from stories.reading.card import card_of

pytestmark = pytest.mark.django_db
SONG = {"dynasty": "song", "power": "laser", "tone": "hard"}
KINDS = {"dynasty": Dynasty, "hero": Hero, "power": Power, "tone": Tone, "companion": Companion}


def address(name: str, page: str = "") -> str:
    return f"/admin/stories/{name}/{page}"


def form_of(answer) -> dict[str, str]:
    """The fields of an admin form as a browser would send them back."""
    form = answer.context["adminform"].form
    forms = [
        form,
        *(
            part
            for formset in answer.context["inline_admin_formsets"]
            for part in (formset.formset.management_form, *formset.formset.forms)
        ),
    ]
    values = {form.add_prefix(name): form.get_initial_for_field(field, name) for form in forms for name, field in form.fields.items()}
    return {name: getattr(value, "pk", value) for name, value in values.items() if value not in (None, False)}


def change(curator, row, **fields) -> None:
    page = address(row._meta.model_name, f"{row.pk}/change/")
    answer = curator.post(page, {**form_of(curator.get(page)), **fields})
    assert answer.status_code == 302, answer.context["errors"]


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_entry_has_its_list_its_search_and_its_form(curator, catalogue, name):
    entry = KINDS[name].objects.on().first()
    for page in ("", f"?q={entry.name_zh}", "add/", f"{entry.pk}/change/"):
        assert curator.get(address(name, page)).status_code == 200
    assert entry.name_zh in curator.get(address(name)).content.decode()


@pytest.mark.parametrize("name", KINDS)
def test_every_seeded_entry_may_be_saved_again_as_it_is(curator, catalogue, name):
    entry = KINDS[name].objects.order_by("?").first()
    before = KINDS[name].objects.filter(pk=entry.pk).values().get()
    change(curator, entry)
    assert KINDS[name].objects.filter(pk=entry.pk).values().get() == before


def test_what_a_curator_changes_is_offered_the_same_evening(curator, alice):
    change(curator, Power.objects.get(slug="laser"), name_zh="放一道彩虹")
    assert "放一道彩虹" in alice.browser.get("/").content.decode()
    alice.browser.post("/stories/", SONG)
    assert Story.objects.get().power_words == "放一道彩虹"


def test_an_entry_is_switched_off_from_the_list(curator, alice):
    tones = list(Tone.objects.all())
    rows = {f"form-{place}-{field}": value for place, tone in enumerate(tones) for field, value in (("id", tone.pk), ("order", tone.order))}
    on = {f"form-{place}-on": "on" for place, tone in enumerate(tones) if tone.slug != "hard"}
    count = {"form-TOTAL_FORMS": len(tones), "form-INITIAL_FORMS": len(tones)}
    assert curator.post(address("tone"), {**rows, **on, **count, "_save": "Save"}).status_code == 302
    assert not Tone.objects.get(slug="hard").on
    assert Tone.objects.on().count() == len(tones) - 1
    assert 'value="hard"' not in alice.browser.get("/").content.decode()


def test_a_hero_added_in_the_admin_can_be_drawn_for_the_next_story(curator, alice):
    song = Dynasty.objects.get(slug="song")
    hero = {
        "slug": "bi-sheng-again", "name_zh": "毕昇", "name_en": "Bi Sheng", "dynasty": song.pk, "gender": "m", "order": 1, "on": "on",
        "who_zh": "北宋的工匠", "who_en": "a craftsman of the Northern Song",
        "facts-TOTAL_FORMS": 1, "facts-INITIAL_FORMS": 0, "facts-0-slug": "bi-sheng-again-1", "facts-0-text_zh": "毕昇做了活字。",
        "facts-0-text_en": "Bi Sheng made movable type.", "facts-0-source": "《梦溪笔谈》卷十八", "facts-0-checked": "on",
    }  # fmt: skip
    answer = curator.post(address("hero", "add/"), hero)
    assert answer.status_code == 302, answer.context["errors"]
    Hero.objects.filter(dynasty=song).exclude(slug="bi-sheng-again").update(on=False)
    alice.browser.post("/stories/", SONG)
    story = Story.objects.get()
    assert story.hero.slug == "bi-sheng-again"
    assert card_of(story.hero, "zh").facts == [("毕昇做了活字。", "《梦溪笔谈》卷十八")]


def test_a_dynasty_added_in_the_admin_can_be_chosen(curator, alice):
    dynasty = {"slug": "later-shu", "name_zh": "后蜀", "name_en": "Later Shu", "order": 99, "on": "on"}
    assert curator.post(address("dynasty", "add/"), dynasty).status_code == 302
    assert 'value="later-shu"' in alice.browser.get("/").content.decode()
    assert alice.browser.post("/stories/", {**SONG, "dynasty": "后蜀"}).status_code == 302
    assert Story.objects.get().dynasty.slug == "later-shu"


def test_two_entries_cannot_share_a_slug(curator, catalogue):
    answer = curator.post(address("power", "add/"), {"slug": "laser", "name_zh": "另一个", "name_en": "Another", "order": 1})
    assert answer.status_code == 200 and answer.context["errors"]
    assert Power.objects.get(slug="laser").name_zh == "发射激光"


def test_a_story_outlives_the_entries_it_was_told_with(curator, alice):
    story = alice.asks()
    curator.post(address("dynasty", f"{story.dynasty.pk}/delete/"), {"post": "yes"})
    after = Story.objects.get(pk=story.pk)
    assert (after.dynasty, after.dynasty_words) == (None, "宋")


def test_the_list_of_heroes_does_not_ask_the_database_for_each_hero(curator, catalogue, django_assert_max_num_queries):
    hero = Hero.objects.get(slug="shen-kuo")
    with django_assert_max_num_queries(15):
        html = curator.get(address("hero"), {"q": "shen-kuo"}).content.decode()
        curator.get(address("hero"))
    assert f'<td class="field-facts_told">{hero.facts.told().count()}</td>' in html
