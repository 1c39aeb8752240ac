"""A story whose endpoint moderates: nothing unjudged is said, whatever the moderator does."""

import asyncio
import json
import time

import pytest
from channels.db import database_sync_to_async

from stories.errors import LeaseLost
from stories.models import Story, Teller
from stories.telling import endings, ends
from stories.telling.asking import _note
from stories.telling.gate import Refusal
from stories.telling.tell import tell
from tests.moderation import SENSELESS
from tests.telling.listening import has_said, tell_and_listen, until
from tests.telling.scripted import Turns
from tests.upstream import PIECES, Upstream

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = ["silent", "reset", "500", "429", "401", *SENSELESS]
OTHERWISE = {"zh": "上一回往下讲的那一句不适合讲给孩子听", "en": "was not fit for a child"}
DARK = {"zh": ("从前有座山。", "黑暗来了，", "黑暗！", "完。"), "en": ("Once. ", "Then darkness came, ", "and more. ", "End.")}


@pytest.fixture
def moderated(upstream, settings):
    """The endpoint that tells judges well, until it is told otherwise."""
    settings.STORYTELLER_MODERATION, settings.TELLING_MODERATOR = "auto", 0.2
    upstream.moderation = ["good"]
    return upstream


async def verdicts(row):
    return [(verdict.layer, verdict.reason, verdict.at) async for verdict in row.verdicts.all()]


async def test_a_story_that_is_fit_is_told_whole_and_every_word_of_it_was_judged(row, moderated):
    story = await tell_and_listen(row)
    assert (story.ending, story.text, await verdicts(row)) == ("told", "".join(PIECES), [])
    judged = [call["input"][0] for call in moderated.judged]
    assert "".join(sorted(judged, key=story.text.index)) == story.text


@pytest.mark.parametrize("fault", FAULTS)
async def test_without_a_judgement_not_a_word_is_said(row, moderated, fault):
    moderated.moderation = [fault]
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.text) == ("finished", "gate", endings.GATE["zh"])
    assert await verdicts(row) == [("away", "unjudged", 0)]
    assert len(moderated.asked) == 1, "who cannot be judged is not asked again"
    assert story.trouble and not await Story.objects.told().aexists()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_moderator_that_is_lost_in_the_middle_ends_the_story_behind_what_it_judged(row, moderated, fault):
    moderated.pause, moderated.moderation = 0.05, ["good", fault]
    story = await tell_and_listen(row)
    first = moderated.judged[0]["input"][0]
    assert (story.ending, story.text) == ("gate", f"{first}\n{endings.GATE['zh']}")
    assert await verdicts(row) == [("away", "unjudged", len(first))] and len(moderated.asked) == 1


@pytest.mark.parametrize("fault", ["500", "silent", "too_few"])
async def test_a_fault_that_passes_costs_no_word(row, moderated, fault):
    moderated.moderation = [fault, "good"]
    story = await tell_and_listen(row)
    assert (story.ending, story.text, await verdicts(row)) == ("told", "".join(PIECES), [])


@pytest.mark.parametrize("answer", ["404", "405", "501", "html"])
async def test_where_the_endpoint_has_no_moderator_the_list_of_words_watches_alone(row, moderated, answer):
    moderated.moderation = [answer]
    story = await tell_and_listen(row)
    assert (story.ending, story.text) == ("told", "".join(PIECES))


async def test_where_one_is_required_and_there_is_none_nothing_is_told(row, moderated, settings):
    moderated.moderation, settings.STORYTELLER_MODERATION = ["404"], "required"
    story = await tell_and_listen(row)
    assert (story.ending, story.text, await verdicts(row)) == ("gate", endings.GATE["zh"], [("away", "unjudged", 0)])


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_refused_sentence_is_dropped_and_a_second_refusal_ends_the_story(row, moderated, language):
    await Story.objects.filter(pk=row.pk).aupdate(language=language)
    moderated.pieces, moderated.pause = DARK[language], 0.02
    story = await tell_and_listen(row)
    told = DARK[language][0].strip()
    assert (story.ending, story.text) == ("gate", f"{told}\n{endings.GATE[language]}")
    assert await verdicts(row) == [("moderator", "violence", len(told))] * 2
    assert [OTHERWISE[language] in str(call["messages"]) for call in moderated.asked] == [False, True], "it is asked once otherwise"


async def test_who_goes_on_otherwise_tells_to_the_end(row, told_by, settings):
    async with Upstream() as moderating:
        teller = told_by(Turns(("从前。", "黑暗来了。", "完。"), ("从前。", "天亮了。", "完。")))
        settings.OPENAI_BASE_URL, settings.STORYTELLER_MODERATION, moderating.moderation = moderating.url, "required", ["good"]
        story = await tell_and_listen(row)
    assert (story.ending, story.text, teller.asked) == ("told", "从前。天亮了。完。", ["", "从前。"])
    assert await verdicts(row) == [("moderator", "violence", 3)]


async def test_the_first_words_come_within_a_second_though_the_moderator_takes_a_third(row, moderated, settings):
    settings.TELLING_MODERATOR = 3
    moderated.pieces = ["很久很久以前有一座山，", "山里住着一位爷爷，", "他天天扫地，", "扫出一颗星星。"]
    moderated.mode, moderated.gap, moderated.moderation = "trickle", 1 / 30, ["slow"]
    begun = time.monotonic()
    telling = asyncio.create_task(tell(row.pk, "a worker"))
    await until(lambda: has_said(row, "很久很久以前有一座山，"))
    took = time.monotonic() - begun
    await ends.stop(row.pk)
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    assert 0.3 < took < 1.0


async def test_the_built_in_teller_is_sent_to_no_moderator(row, moderated, settings):
    settings.STORYTELLER_PACE = 20_000
    await Teller.objects.filter(endpoint="main").aupdate(on=False)
    story = await tell_and_listen(row)
    assert (story.ending, story.teller.endpoint) == ("told", "builtin") and len(story.text) > 100
    assert moderated.judged == [] and moderated.asked == []


async def test_nobody_who_judges_learns_the_name_of_a_child(row, moderated):
    await Story.objects.filter(pk=row.pk).aupdate(names={"\ue000": "Meilin"})
    moderated.pieces = ["从前有座山。", "\ue000在山上数星星。", "\ue000笑了。"]
    story = await tell_and_listen(row)
    assert story.ending == "told" and "\ue000在山上" in story.text
    assert moderated.judged and "Meilin" not in json.dumps([moderated.judged, moderated.asked], ensure_ascii=False, default=str)


async def test_a_worker_that_has_lost_its_story_judges_it_no_more(row, moderated):
    """Neither does it ask again, and pay again."""
    await Story.objects.filter(pk=row.pk).aupdate(state="telling", attempt=2)
    row.attempt = 1
    with pytest.raises(LeaseLost):
        await database_sync_to_async(_note)(row, 0, Refusal("violence", "a word", "words"))
    assert await verdicts(row) == []


async def test_what_a_child_had_better_not_hear_of_is_left_out_and_the_model_asked_to_go_on_otherwise(row, told_by):
    await Story.objects.filter(pk=row.pk).aupdate(wishes={"avoids": ["蜘蛛"]})
    teller = told_by(Turns(("从前。", "来了一只蜘蛛。", "完。"), ("从前。", "来了一只蝴蝶。", "完。")))
    story = await tell_and_listen(row)
    assert (story.ending, story.text) == ("told", "从前。来了一只蝴蝶。完。") and len(teller.asked) == 2
    (verdict,) = [verdict async for verdict in row.verdicts.all()]
    assert (verdict.layer, verdict.reason, verdict.judge) == ("words", "avoided", "蜘蛛")


async def test_the_built_in_teller_is_not_stopped_by_what_it_cannot_help_saying(row, settings):
    settings.STORYTELLER_PACE = 20_000
    await Teller.objects.filter(endpoint="main").aupdate(on=False)
    await Story.objects.filter(pk=row.pk).aupdate(wishes={"avoids": ["怪兽"]})
    story = await tell_and_listen(row)
    assert story.ending == "told" and await verdicts(row) == []
