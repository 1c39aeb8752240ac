import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.utils import timezone

from stories.catalogue.find import Found
from stories.errors import TooMany
from stories.models import Companion, Story, Tone
from stories.spending.payer import Payer
from stories.telling import prompts, retold
from stories.telling.dna import GENES, Draws, genes_of
from stories.telling.once_more import GONE_WRONG
from stories.telling.retold import How
from stories.telling.start import begin
from stories.telling.tell import tell
from stories.telling.tellers.builtin.teller import told
from tests.telling.listening import tell_and_listen
from tests.telling.test_start import choice
from tests.upstream import Upstream

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh", "en"]
SAME = ("dynasty", "power", "hero", "companion", "language", "names", "visitor", "title")


def finished(alice, key="a key", **more) -> Story:
    asked = {"length": "medium", "child": "Quillo", "companion": Companion.objects.on().first(), **more}
    return ended(begin(choice(**asked), alice.visitor, key)[0])


def ended(story) -> Story:
    text = told(prompts.build(prompts.choices_of(story)))
    Story.objects.filter(pk=story.pk).update(state="finished", ending="told", text=text)
    return Story.objects.get(pk=story.pk)


def retell(story, how) -> tuple[Story, bool]:
    other, is_new = retold.tell(story, how, Payer(story.visitor))
    return Story.objects.get(pk=other.pk), is_new


@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_happens_stays_and_one_thing_is_another(alice, language, how):
    story = finished(alice, language=language)
    other, is_new = retell(story, how)
    assert is_new and (other.parent, other.kin, other.state) == (story, Story.Kin.RETOLD, "waiting")
    assert [getattr(other, field) for field in SAME] == [getattr(story, field) for field in SAME]
    assert [other.dna[gene] for gene in GENES] == [story.dna[gene] for gene in GENES]
    differs = {field for field in ("length", "age", "tone_id") if getattr(other, field) != getattr(story, field)}
    assert differs == {{How.EASIER: "age", How.FUNNIER: "tone_id"}.get(how, "length")}
    assert prompts.choices_of(other).how == how
    assert other.turn == story.turn + 1


def test_each_step_is_one_step(alice):
    story = finished(alice)
    assert [retell(story, how)[0].length for how in (How.SHORTER, How.LONGER)] == ["short", "long"]
    assert retell(story, How.EASIER)[0].age == "3-5" and retell(story, How.FUNNIER)[0].tone.slug == "funny"


@pytest.mark.parametrize(
    ("more", "missing"), [({"length": "short"}, {How.SHORTER}), ({"length": "long"}, {How.LONGER}), ({"age": "3-5"}, {How.EASIER})]
)
def test_at_the_end_of_a_scale_there_is_no_step(alice, more, missing):
    assert set(How) - set(retold.ways(finished(alice, **more))) == missing


def test_what_is_funny_already_or_cannot_be_is_made_no_funnier(alice):
    funny = Tone.objects.get(slug="funny")
    assert How.FUNNIER not in retold.ways(finished(alice, tone=Found("搞笑", funny)))
    story = finished(alice, "another key")
    assert How.FUNNIER in retold.ways(story)
    Tone.objects.filter(slug="funny").update(on=False)
    assert How.FUNNIER not in retold.ways(story)


@pytest.mark.parametrize("more", [{"asks": True}, {"kin": Story.Kin.PART}])
def test_a_story_that_asks_its_child_is_told_in_the_childs_own_way_only(alice, more):
    assert retold.ways(alice.asks(**more)) == []


@pytest.mark.parametrize(
    ("more", "is_whole"),
    [
        ({"ending": "told"}, True),
        ({"ending": "rescued"}, True),
        ({"ending": "gate"}, False),
        ({"ending": "asked"}, False),
        ({"state": "stopped"}, False),
    ],
)
def test_only_what_came_to_an_end_is_told_once_more(alice, more, is_whole):
    assert retold.is_whole(alice.asks(**{"state": "finished", **more})) == is_whole


def test_it_is_made_once(alice):
    story = finished(alice)
    other, _ = retell(story, How.SHORTER)
    assert retell(story, How.SHORTER) == (other, False) and not retold.is_wanting(story, How.SHORTER)
    assert retell(story, How.LONGER)[0] != other and retold.is_wanting(story, How.FUNNIER)
    assert other.request_key == f"retold {story.pk} shorter 0"


def test_the_way_back_is_the_first_telling(alice):
    story = finished(alice)
    other = ended(retell(story, How.LONGER)[0])
    assert retell(other, How.SHORTER) == (story, False)
    funnier = ended(retell(story, How.FUNNIER)[0])
    shorter, is_new = retell(funnier, How.SHORTER)
    assert is_new and (shorter.parent, shorter.tone.slug, shorter.length) == (funnier, "funny", "short")
    assert (retold.first_of(other), retold.first_of(story)) == (story, None)


@pytest.mark.parametrize("state", GONE_WRONG)
def test_in_place_of_one_that_was_stopped_or_lost_comes_another(alice, state):
    story = finished(alice)
    lost, _ = retell(story, How.SHORTER)
    Story.objects.filter(pk=lost.pk).update(state=state)
    again, is_new = retell(story, How.SHORTER)
    assert is_new and again != lost
    lost.delete()
    Story.objects.filter(pk=again.pk).update(state=state)
    assert retell(story, How.SHORTER)[0] not in (lost, again)


def test_in_place_of_one_that_was_taken_off_the_shelf_comes_another(alice):
    story = finished(alice)
    gone, _ = retell(story, How.SHORTER)
    Story.objects.filter(pk=gone.pk).update(removed=timezone.now())
    assert retell(story, How.SHORTER)[1]
    Story.objects.filter(pk=story.pk).update(removed=timezone.now())
    assert retold.first_of(Story.objects.get(pk=gone.pk)) is None


def test_it_is_one_of_the_stories_of_the_day(alice, settings):
    story = finished(alice)
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    with pytest.raises(TooMany):
        retell(story, How.SHORTER)
    assert Story.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_built_in_teller_tells_the_same_adventure(redis, alice, settings, language, how):
    settings.STORYTELLER_PACE = 20_000
    story = finished(alice, language=language)
    other, _ = retell(story, how)
    async_to_sync(tell)(other.pk, "a worker")
    other.refresh_from_db()
    assert (other.state, other.ending, other.prompt_version) == ("finished", "told", "retold-1")
    genes = genes_of(Draws(story.seed, dict(story.dna)), language, 960)
    for text in (story.text, other.text):
        assert genes.monster.name.removeprefix("the ").lower() in text.lower()
    shared = [line for line in genes.monster.piles["secret"].values() if line.text in story.text and line.text in other.text]
    assert len(shared) == 1 and Story.CHILD in other.text
    first, second = (row.text.split("\n") for row in (story, other))
    assert first[0] != second[0]
    if how in (How.SHORTER, How.LONGER):
        assert (len(other.text) < len(story.text)) == (how == How.SHORTER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_built_in_teller_says_it_in_plainer_lines(alice, language):
    stories = [finished(alice, f"key {turn}", language=language) for turn in range(8)]
    plain = [ended(retell(story, How.EASIER)[0]) for story in stories]
    assert sum(len(story.text) for story in plain) < 0.95 * sum(len(story.text) for story in stories)


def test_names_and_words_of_the_familys_own_stay_code_points(alice):
    story = finished(alice, hero_name="Kaikai")
    Story.objects.filter(pk=story.pk).update(power=None, power_words=f"{Story.CHILD}会飞")
    other, _ = retell(Story.objects.get(pk=story.pk), How.SHORTER)
    asked = prompts.build(prompts.choices_of(other))
    everything = f"{asked.user} {asked.system} {asked.short} {other.title} {told(asked)}".lower()
    assert "quillo" not in everything and "kaikai" not in everything
    assert other.power_words == f"{Story.CHILD}会飞" and Story.HERO in told(asked)


@pytest.mark.django_db(transaction=True)
async def test_an_endpoint_is_given_the_first_telling_and_how_it_shall_differ(redis, upstream: Upstream, alice):
    upstream.pieces = ["从前有座庙。", "庙里有个", "自杀", "的和尚。他唱歌。"]
    story = await database_sync_to_async(finished)(alice)
    other, _ = await database_sync_to_async(retell)(story, How.FUNNIER)
    told_again = await tell_and_listen(other)
    system, user = (message["content"] for message in upstream.asked[0]["messages"])
    assert system == prompts.retold._SYSTEM["zh"] and story.text in user and "Quillo" not in user
    assert prompts.retold._HOW["zh"]["funnier"] in user
    assert told_again.prompt_version == "retold-1" and told_again.text.startswith("从前有座庙。") and "自杀" not in told_again.text


@pytest.mark.django_db(transaction=True)
async def test_without_its_first_telling_it_is_told_from_what_was_drawn(redis, upstream: Upstream, alice):
    story = await database_sync_to_async(finished)(alice)
    other, _ = await database_sync_to_async(retell)(story, How.SHORTER)
    await story.adelete()
    assert (await tell_and_listen(other)).state == "finished"
    assert upstream.asked[0]["messages"][0]["content"] == prompts.v2._SYSTEM["zh"]
