import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async

from stories.errors import TooMany
from stories.models import Companion, Story
from stories.spending.payer import Payer
from stories.telling import beside, prompts
from stories.telling.dna import Draws, genes_of
from stories.telling.once_more import GONE_WRONG
from stories.telling.start import begin
from stories.telling.tell import tell
from stories.telling.tellers.builtin.teller import told
from tests.library.test_series import chapters
from tests.telling.listening import tell_and_listen
from tests.telling.test_start import choice
from tests.upstream import Upstream

pytestmark = pytest.mark.django_db
OTHER = [("zh", "en"), ("en", "zh")]
SAME = ("dynasty", "power", "tone", "hero", "companion", "length", "age", "names", "seed", "visitor")
GENES = ("want", "place", "monster", "price", "turn", "helper", "coda", "voice", "shape")


def finished(alice, language="zh", **more) -> Story:
    story, _ = begin(choice(language=language, child="Quillo", companion=Companion.objects.on().first(), **more), alice.visitor, "a key")
    Story.objects.filter(pk=story.pk).update(state="finished", ending="told", text=told(prompts.build(prompts.choices_of(story))))
    return Story.objects.get(pk=story.pk)


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_the_second_is_a_row_of_its_own_with_the_same_choice_and_the_same_genes(alice, first, second):
    story = finished(alice, first)
    other, is_new = beside.tell(story, Payer(alice.visitor))
    other.refresh_from_db()
    assert is_new and other.parent == story and other.language == second and other.state == "waiting"
    assert [getattr(other, field) for field in SAME] == [getattr(story, field) for field in SAME]
    assert [other.dna[gene] for gene in GENES] == [story.dna[gene] for gene in GENES]
    assert other.dynasty_words == other.dynasty.in_language("name", second) and other.title != story.title
    assert other.turn == story.turn + 1


def test_it_is_made_once_and_each_finds_the_other(alice):
    story = finished(alice)
    assert beside.of(story) is None and beside.is_wanting(story)
    other, _ = beside.tell(story, Payer(alice.visitor))
    assert beside.tell(story, Payer(alice.visitor)) == (other, False)
    assert beside.of(story) == other and beside.of(other) == story
    assert beside.tell(other, Payer(alice.visitor)) == (story, False)
    assert not beside.is_wanting(story) and Story.objects.count() == 2


@pytest.mark.parametrize("state", GONE_WRONG)
def test_in_place_of_one_that_was_stopped_or_lost_comes_another(alice, state):
    story = finished(alice)
    lost, _ = beside.tell(story, Payer(alice.visitor))
    Story.objects.filter(pk=lost.pk).update(state=state)
    assert beside.of(story) == lost and beside.is_wanting(story)
    again, is_new = beside.tell(story, Payer(alice.visitor))
    assert is_new and again != lost and beside.of(story) == again


def test_a_later_chapter_is_no_second_telling(alice):
    story = finished(alice)
    chapter = alice.asks(parent=story, language="zh")
    assert beside.of(story) is None and beside.of(chapter) is None
    assert prompts.choices_of(chapter).told == ""


def test_it_is_one_of_the_stories_of_the_day(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    with pytest.raises(TooMany):
        beside.tell(finished(alice), Payer(alice.visitor))
    assert Story.objects.count() == 1


def test_names_and_words_of_the_familys_own_stay_code_points(alice):
    story = finished(alice, hero_name="Kaikai")
    Story.objects.filter(pk=story.pk).update(power=None, power_words=f"{Story.CHILD}会飞")
    other, _ = beside.tell(Story.objects.get(pk=story.pk), Payer(alice.visitor))
    assert (other.hero, other.power_words) == (None, f"{Story.CHILD}会飞")
    asked = prompts.build(prompts.choices_of(other))
    everything = f"{asked.user} {asked.system} {asked.short} {other.title} {told(asked)}".lower()
    assert "quillo" not in everything and "kaikai" not in everything
    assert Story.HERO in told(asked)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("first", "second"), OTHER)
def test_the_built_in_teller_tells_the_same_adventure(redis, alice, settings, first, second):
    settings.STORYTELLER_PACE = 20_000
    story = finished(alice, first, length="long")
    other, _ = beside.tell(story, Payer(alice.visitor))
    async_to_sync(tell)(other.pk, "a worker")
    other.refresh_from_db()
    assert (other.state, other.ending, other.prompt_version) == ("finished", "told", "retell-1")
    for row in (story, other):
        monster = genes_of(Draws(row.seed, dict(row.dna)), row.language, 960).monster.name
        assert monster.removeprefix("the ").lower() in row.text.lower()
    assert Story.CHILD in other.text and abs(other.text.count("\n") - story.text.count("\n")) <= 1


@pytest.mark.django_db(transaction=True)
async def test_an_endpoint_is_given_the_first_telling_and_its_own_is_judged_like_any_other(redis, upstream: Upstream, alice):
    upstream.pieces = ["Once there was a temple. ", "In it lived a ", "suicide", " of a monk. And he sang."]
    story = await database_sync_to_async(finished)(alice)
    other, _ = await database_sync_to_async(beside.tell)(story, Payer(alice.visitor))
    told_again = await tell_and_listen(other)
    system, user = (message["content"] for message in upstream.asked[0]["messages"])
    assert system == prompts.retell._SYSTEM["en"] and story.text in user and Story.CHILD in user and "Quillo" not in user
    assert told_again.prompt_version == "retell-1" and told_again.text.startswith("Once there was a temple.")
    assert "suicide" not in told_again.text


@pytest.mark.django_db(transaction=True)
async def test_without_its_first_telling_it_is_told_from_what_was_drawn(redis, upstream: Upstream, alice):
    story = await database_sync_to_async(finished)(alice)
    other, _ = await database_sync_to_async(beside.tell)(story, Payer(alice.visitor))
    await story.adelete()
    assert (await tell_and_listen(other)).state == "finished"
    assert upstream.asked[0]["messages"][0]["content"] == prompts.v2._SYSTEM["en"]


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_beside_a_chapter_stands_the_same_chapter(alice, first, second, settings):
    settings.STORYTELLER_DAILY_STORIES = (100, 100, 100)
    *_, chapter = chapters(alice.visitor, first, nights=5)
    other, _ = beside.tell(chapter, Payer(alice.visitor))
    assert other.title.startswith({"zh": "第五回", "en": "Chapter five: "}[second])
    assert [recall["frame"] for recall in other.recalls] == [recall["frame"] for recall in chapter.recalls]
    text = told(prompts.build(prompts.choices_of(Story.objects.get(pk=other.pk))))
    assert all(recall["words"].lower() in text.lower() for recall in other.recalls if recall["words"])
    assert text.count("\n") == chapter.text.count("\n") and other.recalls[0]["was"].lower() in text.lower()
    assert not any(recall["words"] and recall["words"] in chapter.text for recall in other.recalls)
