import threading
from dataclasses import replace

import pytest
from django.db import connection

from stories.catalogue.find import Found
from stories.models import Child, Companion, Dynasty, Feedback, Hero, Power, Story, Teller, Tone
from stories.telling import afterwards, endings, prompts
from stories.telling.start import Choice, Kinship, begin
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


def child_of(person, nickname, **known):
    return Child.objects.create(visitor=person.visitor, nickname=nickname, **known)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_several_children_listen_and_each_has_a_code_point_of_its_own(alice, language):
    mei, tom = child_of(alice, "Meimei"), child_of(alice, "Tomtom")
    story, _ = begin(
        choice(language=language, listeners=(mei, tom), child="Ben", hero_name="Kaikai", length="medium"), alice.visitor, "a key"
    )
    assert story.names == {"\ue000": "Meimei", "\ue002": "Tomtom", "\ue003": "Ben", "\ue001": "Kaikai"}
    assert set(story.listeners.all()) == {mei, tom}
    asked = prompts.build(prompts.choices_of(story))
    text = told(asked)
    assert all(text.count(point) >= 2 for point in ("\ue000", "\ue002", "\ue003"))
    assert not [name for name in story.names.values() if name in text + asked.user + asked.system + story.title]


def test_what_a_child_wishes_is_kept_as_it_was_when_the_story_was_asked_for(alice):
    mei = child_of(alice, "Meimei", likes="恐龙、Meimei的风筝", avoids="蜘蛛 打雷")
    tom = child_of(alice, "Tomtom", likes="打雷，月亮", avoids="蜘蛛")
    story, _ = begin(choice(listeners=(mei, tom)), alice.visitor, "a key")
    Child.objects.update(likes="", avoids="")
    story.refresh_from_db()
    assert story.wishes == {"likes": ["恐龙", f"{Story.CHILD}的风筝", "月亮"], "avoids": ["蜘蛛", "打雷"]}
    assert prompts.choices_of(story).wishes.avoids == ("蜘蛛", "打雷")
    assert begin(choice(), alice.visitor, "another")[0].wishes == {}


def test_what_was_chosen_for_tonight_is_told_though_a_child_had_better_not_hear_of_it(alice):
    mei = child_of(alice, "Meimei", avoids="激光、星星、dragons")
    own = Found("和星星说话", None)
    assert begin(choice(listeners=(mei,)), alice.visitor, "a key")[0].wishes == {"avoids": ["星星", "dragons"]}
    assert begin(choice(listeners=(mei,), power=own), alice.visitor, "another")[0].wishes == {"avoids": ["激光", "dragons"]}


def test_who_heard_the_first_hears_what_comes_of_it_under_the_same_code_points(alice):
    mei, tom = child_of(alice, "Meimei"), child_of(alice, "Tomtom", avoids="蜘蛛")
    first, _ = begin(choice(listeners=(mei, tom)), alice.visitor, "a key")
    mei.delete()
    Child.objects.filter(pk=tom.pk).update(nickname="Tommy")
    second, _ = begin(choice(), alice.visitor, "another", kinship=Kinship(first, Story.Kin.CHAPTER, {}))
    assert second.names == first.names == {"\ue000": "Meimei", "\ue002": "Tomtom"}
    assert list(second.listeners.all()) == [tom] and second.wishes == {"avoids": ["蜘蛛"]}


def test_a_rows_names_from_before_are_told_as_ever(alice):
    row = alice.asks(names={Story.CHILD: "Mei"})
    assert prompts.choices_of(row).child == Story.CHILD and not prompts.choices_of(row).are_several


def test_facts_that_speak_of_it_are_told_to_nobody(alice):
    hero = Hero.objects.get(slug="shen-kuo")
    fact = hero.facts.told()[0]
    mei = child_of(alice, "Meimei", avoids=fact.text_zh[-5:-1])
    story, _ = begin(choice(listeners=(mei,), hero=hero), alice.visitor, "a key")
    assert fact not in prompts.choices_of(story).facts and fact.text_zh not in prompts.build(prompts.choices_of(story)).user


@pytest.mark.parametrize(
    ("said", "rests"),
    [
        ({"face": 1}, True),
        ({"reason": "dull"}, True),
        ({"reason": "scary", "face": 3}, True),
        ({"face": 3}, False),
        ({"reason": "wrong"}, False),
    ],
)
def test_what_a_family_did_not_like_does_not_come_back_while_anything_else_is_left(alice, said, rests):
    asked, drawn = choice(), []
    for turn in range(26):
        story, _ = begin(asked, alice.visitor, f"key {turn}")
        drawn.append((story.dna["voice"][0], story.dna["shape"][0]))
        if turn == 2:
            Feedback.objects.create(story=story, **said)
    voices, shapes = ([one[place] for one in drawn] for place in (0, 1))
    assert (voices[2] in voices[3:24]) != rests  # 11 of them
    assert (shapes[2] in shapes[3:6]) != rests  # three


def test_what_one_family_did_not_like_another_is_told(alice, bob):
    story, _ = begin(choice(), alice.visitor, "key")
    Feedback.objects.create(story=story, face=1)
    his = [begin(choice(), bob.visitor, f"key {turn}")[0].dna["voice"][0] for turn in range(11)]
    assert story.dna["voice"][0] in his
