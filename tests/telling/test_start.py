import threading
from dataclasses import replace

import pytest
from django.db import connection

from stories.catalogue.find import Found
from stories.models import Companion, Dynasty, Hero, Power, Story, Teller, Tone
from stories.telling import afterwards, endings, prompts
from stories.telling.start import Choice, begin
from stories.telling.tellers.builtin.teller import told

pytestmark = pytest.mark.django_db


def choice(**more):
    rows = {"dynasty": Dynasty.objects.get(slug="song"), "power": Power.objects.get(slug="laser"), "tone": Tone.objects.get(slug="hard")}
    found = {name: Found(row.name_zh, row) for name, row in rows.items()}
    return Choice(**{**found, "language": "zh", "length": "short", **more})


def test_a_choice_becomes_a_waiting_story(alice):
    companion = Companion.objects.on().first()
    story, is_new = begin(choice(companion=companion, child=alice.child), alice.visitor, "a key")
    story.refresh_from_db()
    assert is_new and story.state == "waiting" and story.attempt == 0
    assert (story.dynasty.slug, story.power.slug, story.tone.slug) == ("song", "laser", "hard")
    assert (story.dynasty_words, story.power_words, story.tone_words) == ("宋", "发射激光", "艰难")
    assert (story.companion, story.language, story.length) == (companion, "zh", "short")
    assert story.names == {Story.CHILD: "Mei"} and story.title


def test_without_a_child_there_is_no_name(alice):
    assert begin(choice(), alice.visitor, "a key")[0].names == {}


def test_the_same_request_twice_gives_the_first_story(alice):
    first, _ = begin(choice(), alice.visitor, "a key")
    again, is_new = begin(choice(language="en"), alice.visitor, "a key")
    assert again == first and not is_new
    assert Story.objects.count() == 1


def test_the_same_key_of_another_family_is_another_story(alice, bob):
    hers, _ = begin(choice(), alice.visitor, "a key")
    his, is_new = begin(choice(), bob.visitor, "a key")
    assert is_new and his != hers


@pytest.mark.django_db(transaction=True)
def test_the_same_request_from_many_threads_at_once_is_one_story(alice):
    asked, gate, results = choice(), threading.Barrier(8), []

    def ask():
        looked = []

        def all_find_nothing(execute, question, *more):
            """Each looks for the first story before any of them has made it."""
            answer = execute(question, *more)
            if not looked:
                looked.append(gate.wait(10))
            return answer

        try:
            with connection.execute_wrapper(all_find_nothing):
                results.append(begin(asked, alice.visitor, "a key"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 8 and len({story.pk for story, _ in results}) == 1
    assert sum(is_new for _, is_new in results) == 1
    assert Story.objects.count() == 1


def test_a_hero_of_the_dynasty_is_drawn_and_none_twice_before_all_had_their_turn(alice):
    heroes = list(Hero.objects.on().filter(dynasty__slug="song"))
    drawn = [begin(choice(), alice.visitor, f"key {turn}")[0].hero for turn in range(len(heroes))]
    assert sorted(hero.slug for hero in drawn) == sorted(hero.slug for hero in heroes)


def test_a_hero_who_was_chosen_comes(alice):
    hero = Hero.objects.get(slug="shen-kuo")
    assert begin(choice(hero=hero), alice.visitor, "a key")[0].hero == hero


def test_a_hero_who_is_switched_off_is_not_drawn(alice):
    Hero.objects.exclude(slug="shen-kuo").update(on=False)
    assert begin(choice(), alice.visitor, "a key")[0].hero.slug == "shen-kuo"


def test_words_of_the_parents_own_are_kept_and_have_no_entry(alice):
    own = choice(dynasty=Found("桃花源", None), power=Found("变成一棵树", None), tone=Found("稀里糊涂", None))
    story, _ = begin(own, alice.visitor, "a key")
    assert (story.dynasty, story.power, story.tone, story.hero) == (None, None, None, None)
    assert (story.dynasty_words, story.power_words, story.tone_words) == ("桃花源", "变成一棵树", "稀里糊涂")


def test_each_story_of_a_family_has_its_turn_and_the_seed_does_not_name_the_family(alice, bob):
    stories = [begin(choice(), alice.visitor, f"key {turn}")[0] for turn in range(3)]
    assert [story.turn for story in stories] == [0, 1, 2]
    assert len({story.seed for story in stories}) == 3
    assert alice.visitor not in stories[0].seed
    assert begin(choice(), bob.visitor, "a key")[0].seed != stories[0].seed


def test_all_that_was_drawn_stands_on_the_row_and_the_story_is_told_from_it(alice):
    story, _ = begin(choice(), alice.visitor, "a key")
    story.refresh_from_db()
    assert {"hero", "voice", "want", "place", "monster", "turn", "helper", "price", "coda", "shape"} <= set(story.dna)
    first = told(prompts.build(prompts.choices_of(story)))
    story.seed = "another"
    assert told(prompts.build(prompts.choices_of(story))) == first


def test_thirty_stories_of_a_family_have_other_monsters_and_another_family_has_those_of_the_same_choice_last(alice, bob):
    hers = [begin(choice(), alice.visitor, f"key {turn}")[0].dna["monster"][0] for turn in range(30)]
    assert len(set(hers)) == 30
    his = [begin(choice(), bob.visitor, f"key {turn}")[0].dna["monster"][0] for turn in range(10)]
    assert not set(his) & set(hers)


def test_for_an_endpoint_only_the_genes_are_drawn(alice, settings):
    Teller.objects.create(name="main", endpoint="main", order=1)
    settings.OPENAI_API_KEY = "sk-of-nobody"
    story, _ = begin(choice(), alice.visitor, "a key")
    assert story.teller.endpoint == "main" and "monster" in story.dna
    assert not any(pile.startswith("power/") for pile in story.dna)
    assert told(prompts.build(prompts.choices_of(story)))


def test_a_title_stands_before_the_first_word_and_is_not_the_last_one_again(alice):
    titles = [begin(replace(choice(), language="en"), alice.visitor, f"key {turn}")[0].title for turn in range(6)]
    assert len(set(titles)) == 6 and all(titles)


def test_a_childs_name_in_words_of_the_parents_own_is_taken_out(alice):
    own = choice(dynasty=Found("Mei’s garden", None), power=Found("Mei会飞", None), tone=Found("像mei一样", None), child="Mei")
    story, _ = begin(own, alice.visitor, "a key")
    story.refresh_from_db()
    assert (story.dynasty_words, story.power_words, story.tone_words) == (
        f"{Story.CHILD}’s garden",
        f"{Story.CHILD}会飞",
        f"像{Story.CHILD}一样",
    )
    asked = prompts.build(prompts.choices_of(story))
    everything = f"{asked.user} {asked.system} {asked.short} {asked.go_on} {story.title} {told(asked)} {afterwards.of(story)}"
    assert "mei" not in everything.lower()


def test_a_catalogue_entry_keeps_its_name_though_the_child_has_it_too(alice):
    story, _ = begin(choice(child="宋"), alice.visitor, "a key")
    assert story.dynasty_words == "宋"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hero_whom_the_family_named_is_told_as_a_code_point(alice, language):
    story, _ = begin(choice(language=language, hero_name="Kaikai", child="Mei", length="long"), alice.visitor, "a key")
    story.refresh_from_db()
    assert story.hero is None and story.names == {Story.CHILD: "Mei", Story.HERO: "Kaikai"} and "hero" not in story.dna
    asked = prompts.build(prompts.choices_of(story))
    who = "孩子自己取名的英雄" if language == "zh" else "a hero the child has named"
    assert f"{Story.HERO} ({who})" in asked.user and asked.choices.child == Story.CHILD
    assert told(asked).count(Story.HERO) >= 3 and "Kaikai" not in asked.user + told(asked) + story.title


def test_a_hero_of_the_familys_own_without_a_child_is_not_the_child(alice):
    story, _ = begin(choice(hero_name="Kaikai"), alice.visitor, "a key")
    assert prompts.choices_of(story).child == "" and Story.CHILD not in told(prompts.build(prompts.choices_of(story)))


def test_an_ending_of_our_own_names_the_familys_hero_by_the_code_point(alice):
    for turn in range(4):
        story, _ = begin(choice(hero_name="Kaikai"), alice.visitor, f"key {turn}")
        said = endings.rescued(story, "从前。")
        assert "咱们的主人公" not in said and "Kaikai" not in said
        assert endings.already(story, "从前。" + said) == Story.Ending.RESCUED
