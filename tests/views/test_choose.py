import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories import access
from stories.models import Dynasty, Hero, Power, Story, Tone
from tests.views.markup import Page

pytestmark = pytest.mark.django_db
SONG = {"dynasty": "song", "power": "laser", "tone": "hard"}


def ask(person, **fields: str):
    return person.browser.post("/stories/", {**SONG, **fields})


def test_the_page_offers_everything_that_is_on(alice):
    answer = alice.browser.get("/")
    assert answer.status_code == 200
    html = answer.content.decode()
    for entry in (*Dynasty.objects.all(), *Power.objects.all(), *Tone.objects.all(), *Hero.objects.all()):
        assert f'value="{entry.slug}"' in html and entry.name_zh in html
    assert "光之巨人" in html and "奥特曼" not in html


def test_what_a_curator_switched_off_is_not_offered(alice):
    Power.objects.filter(slug="laser").update(on=False)
    Hero.objects.filter(slug="shen-kuo").update(on=False)
    html = alice.browser.get("/").content.decode()
    assert 'value="laser"' not in html and 'value="shen-kuo"' not in html


def test_the_third_tap_sends_the_form(alice):
    tags = Page(alice.browser.get("/")).tags
    assert {found["value"] for tag, found in tags if tag == "button" and found.get("name") == "tone"} == set(
        Tone.objects.values_list("slug", flat=True)
    )


def test_each_page_carries_a_key_of_its_own(alice):
    keys = [Page(alice.browser.get("/")).values["request_key"] for _ in range(2)]
    assert keys[0] != keys[1] and len(keys[0]) == 1 and len(keys[0][0]) >= 16


def test_the_page_shows_a_stranger_nothing_of_a_familys(alice, charlie):
    alice.asks(title="我们的故事", names={Story.CHILD: alice.child})
    html = charlie.browser.get("/").content.decode()
    assert "我们的故事" not in html and f">{alice.child}<" not in html


def test_the_page_opens_without_a_cookie_and_gives_one(catalogue):
    answer = Client().get("/")
    assert answer.status_code == 200
    assert access.visitor_of(answer.cookies[access.COOKIE].value)


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_the_page_is_only_looked_at(alice, verb):
    assert getattr(alice.browser, verb)("/").status_code == 405


def test_the_page_repeats_nothing_from_its_address(alice):
    answer = alice.browser.get("/", {"dynasty": "<script>alert(1)</script>", "said": "夜里没有星星"})
    assert answer.status_code == 200
    assert "alert(1)" not in answer.content.decode() and "夜里没有星星" not in answer.content.decode()


def test_a_choice_becomes_a_waiting_story_and_the_browser_goes_there(alice):
    answer = ask(alice, companion="dinosaur", length="long", language="en", child=alice.child, request_key="one")
    story = Story.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/stories/{story.pk}/")
    assert (story.visitor, story.request_key, story.state) == (alice.visitor, "one", Story.State.WAITING)
    assert (story.dynasty_words, story.power.slug, story.tone.slug, story.companion.slug) == ("Song", "laser", "hard", "dinosaur")
    assert (story.length, story.language, story.names) == ("long", "en", {Story.CHILD: alice.child})
    assert story.hero.dynasty == story.dynasty


def test_names_of_the_catalogue_are_taken_as_well_as_slugs(alice):
    ask(alice, dynasty="宋", power="发射激光", tone="Hard-won")
    story = Story.objects.get()
    assert (story.dynasty.slug, story.power.slug, story.tone.slug) == ("song", "laser", "hard")


def test_a_picked_hero_is_the_hero(alice):
    ask(alice, hero="shen-kuo")
    assert Story.objects.get().hero.slug == "shen-kuo"


def test_the_doorbell_rings_once_for_a_story(alice, redis, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(alice, request_key="one")
        ask(alice, request_key="one")
    rings = [json.loads(ring) for ring in redis.lrange("stories", 0, -1)]
    assert [ring["headers"]["task"] for ring in rings] == ["stories.tasks.tell_story"]
    assert str(Story.objects.get().pk) in rings[0]["headers"]["argsrepr"]


def test_nobody_is_rung_for_what_cannot_be_told(alice, redis, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as rung:
        assert ask(alice, hero="nobody").status_code == 422
    assert rung == [] and redis.llen("stories") == 0


def test_a_form_that_is_sent_twice_leads_to_the_first_story(alice):
    first, again = ask(alice, request_key="one"), ask(alice, request_key="one", tone="funny")
    assert again.status_code == 302
    assert first["Location"] == again["Location"]
    assert Story.objects.get().tone.slug == "hard"


def test_two_families_may_send_the_same_key(alice, charlie):
    hers, theirs = ask(alice, request_key="one"), ask(charlie, request_key="one")
    assert hers["Location"] != theirs["Location"]
    assert charlie.browser.get(hers["Location"]).status_code == 404


def test_a_form_without_a_key_is_a_new_story_each_time(alice):
    assert ask(alice)["Location"] != ask(alice)["Location"]


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_a_story_is_asked_for_by_post_only(alice, verb):
    assert getattr(alice.browser, verb)("/stories/").status_code == 405
    assert not Story.objects.exists()


def test_another_site_cannot_ask_in_a_familys_name(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice.browser.cookies
    assert strict.post("/stories/", SONG).status_code == 403
    assert not Story.objects.exists()


OWN = {"dynasty_own": "月亮背面", "power_own": "让花说话", "tone": "", "tone_own": "安安静静", "child": "Mei"}
BAD = {
    "nothing at all": ("power_own", "", "power"),
    "ten thousand characters": ("power_own", "变" * 10_000, "power"),
    "control characters": ("power_own", "\x07\x1b\x7f", "power"),
    "zero-width characters": ("power_own", "\u200b\u200d\ufeff\u202e", "power"),
    "HTML": ("dynasty_own", '"><script>alert(1)</script>', "dynasty"),
    "a listed word": ("tone_own", "血腥的", "tone"),
    "a listed word with zero-width characters": ("tone_own", "血\u200b腥", "tone"),
    "an English listed word in capitals": ("tone_own", "SUICIDE", "tone"),
    "an unknown hero": ("hero", "nobody", "hero"),
    "an unknown companion": ("companion", "nobody", "companion"),
    "a companion who is off": ("companion", "ultraman", "companion"),
    "an unknown length": ("length", "endless", "length"),
    "an unknown language": ("language", "fr", "language"),
    "a long name": ("child", "Bartholomew the Third, by the Grace of Grandmother", "child"),
}


def test_a_null_in_what_was_typed_is_dropped(alice):
    answer = ask(alice, power="", power_own="飞\x00起来")
    assert Story.objects.get(pk=answer["Location"].split("/")[2]).power_words == "飞起来"


@pytest.mark.parametrize(("field", "said", "beside"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_told_is_refused_kindly_and_nothing_typed_is_lost(alice, field, said, beside):
    fields = {**OWN, "dynasty": "", "power": "", "request_key": "one", field: said}
    answer = alice.browser.post("/stories/", fields)
    assert answer.status_code == 422
    assert not Story.objects.exists()
    page = Page(answer)
    typed = {name: fields[name] for name in ("dynasty_own", "power_own", "tone_own", "child", "request_key")}
    for name, words in typed.items():
        assert [value[:200] for value in page.values[name]] == [words[:200]]
    assert page.not_ours == []
    assert f'id="{beside}-trouble"' in page.html


def test_nothing_at_all_is_asked_for_three_times(alice):
    page = Page(alice.browser.post("/stories/", {}))
    assert all(f'id="{name}-trouble"' in page.html for name in ("dynasty", "power", "tone"))
    assert page.values["request_key"] != [""]


def test_cards_that_were_picked_stay_picked(alice):
    fields = {
        "dynasty": "tang",
        "power": "flight",
        "length": "long",
        "age": "9-12",
        "language": "en",
        "hero": "li-bai",
        "companion": "dinosaur",
    }
    page = Page(alice.browser.post("/stories/", fields))
    assert page.picked == {
        "dynasty": ["tang"],
        "power": ["flight"],
        "length": ["long"],
        "age": ["9-12"],
        "language": ["en"],
        "option": ["li-bai", "dinosaur"],
    }


def test_a_key_that_is_too_long_is_replaced_so_that_the_next_try_succeeds(alice):
    page = Page(ask(alice, request_key="k" * 65))
    assert ask(alice, request_key=page.values["request_key"][0]).status_code == 302


def test_zero_width_characters_inside_a_name_do_no_harm(alice):
    assert ask(alice, dynasty="宋\u200b", power="发射\u200d激光").status_code == 302
    assert (Story.objects.get().dynasty.slug, Story.objects.get().power.slug) == ("song", "laser")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["dynasty", "dynasty_own", "power", "power_own", "tone", "hero", "child", "length", "request_key"]),
        st.text(),
        max_size=4,
    )
)
def test_whatever_is_sent_the_answer_is_a_story_or_the_form(alice, fields):
    answer = ask(alice, **fields)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert Page(answer).not_ours == []


def test_a_surprise_needs_nothing_picked(alice):
    assert alice.browser.post("/stories/", {"surprise": "1"}).status_code == 302
    story = Story.objects.get()
    assert story.hero and story.dynasty and story.power and story.tone


def test_a_surprise_keeps_the_power_that_a_parent_typed(alice):
    alice.browser.post("/stories/", {"surprise": "1", "power_own": "让花说话", "child": "Mei", "length": "long"})
    story = Story.objects.get()
    assert (story.power_words, story.power) == ("让花说话", None)
    assert (story.names, story.length) == ({Story.CHILD: "Mei"}, "long")


def test_a_parents_own_power_is_kept_word_for_word(alice):
    ask(alice, power_own="会和星星说话")
    story = Story.objects.get()
    assert (story.power_words, story.power) == ("会和星星说话", None)
    assert story.dynasty.slug == "song"


def test_over_the_cap_the_family_hears_when_to_come_again(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (1, 1, 100)
    assert ask(alice, request_key="one").status_code == 302
    answer = alice.browser.post("/stories/", {**OWN, "request_key": "two"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 24 * 3600
    page = Page(answer)
    assert 'role="alert"' in page.html
    assert {name: page.values[name] for name in ("dynasty_own", "power_own", "tone_own")} == {
        name: [OWN[name]] for name in ("dynasty_own", "power_own", "tone_own")
    }
    assert Story.objects.count() == 1


def test_over_the_cap_a_form_sent_twice_still_leads_to_its_story(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (1, 1, 100)
    first = ask(alice, request_key="one")
    again = ask(alice, request_key="one")
    assert (again.status_code, again["Location"]) == (302, first["Location"])


def test_where_every_seat_is_taken_the_family_hears_so_and_keeps_its_choice(alice, bob, settings):
    settings.STORYTELLER_QUEUE = 2
    assert [ask(person, request_key=key).status_code for person, key in ((alice, "1"), (bob, "2"))] == [302, 302]
    answer = alice.browser.post("/stories/", {**OWN, "request_key": "3"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    page = Page(answer)
    assert 'role="alert"' in page.html and page.values["power_own"] == [OWN["power_own"]]
    assert ask(bob, request_key="2").status_code == 302, "a story that has its place keeps it"
    Story.objects.filter(request_key="1").update(state="telling")
    assert ask(alice, request_key="3").status_code == 302


def test_one_familys_cap_closes_no_other_door(alice, bob, settings):
    settings.STORYTELLER_DAILY_STORIES = (1, 1, 2)
    assert [ask(person).status_code for person in (alice, alice, bob, bob)] == [302, 429, 302, 429]


def test_a_box_for_a_hero_of_the_familys_own_stands_there_only_where_the_house_allows_it(alice, settings):
    assert 'name="hero_own"' not in alice.browser.get("/").content.decode()
    settings.STORYTELLER_OWN_HEROES = True
    assert 'name="hero_own"' in alice.browser.get("/").content.decode()
    refused = alice.browser.post("/stories/", {"hero_own": "<Kai>"})
    assert 'value="&lt;Kai&gt;"' in refused.content.decode() and 'id="hero-trouble"' in refused.content.decode()
