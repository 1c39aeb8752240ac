"""What becomes of a story whose teller loses the thread: asked again, asked elsewhere, or brought to an end by us."""

import asyncio

import django.db
import pytest
from channels.db import database_sync_to_async as in_thread

from stories.errors import StoryError, TellerError
from stories.models import Story, Teller
from stories.telling import endings, ends, prompts, tell
from stories.telling.gate import first_refused
from stories.telling.tellers.builtin.teller import told
from tests.telling.listening import has_said, heard, outcome, tell_and_listen, until
from tests.telling.scripted import Turns

pytestmark = pytest.mark.django_db(transaction=True)
AWAY = TellerError("the endpoint answered 503")
REFUSED = TellerError("the endpoint answered 401", permanent=True)


@pytest.fixture(autouse=True)
def quick(settings):
    settings.TELLING_BACK_OFF = (0.01, 0.02)
    settings.STORYTELLER_PACE = 20_000


async def whole(row):
    return told(prompts.build(await in_thread(prompts.choices_of)(row)))


async def lost(row, times, text=""):
    await Story.objects.filter(pk=row.pk).aupdate(lost_attempts=times, attempt=times, text=text)


async def test_a_teller_that_finds_the_thread_again_is_shown_what_was_told(row, told_by):
    teller = told_by(Turns(("第一句。", "第二", AWAY), ("第一句。第二", "句还", AWAY), ("第一句。第二句还长。", "完。")))
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.trouble) == ("finished", "told", "")
    assert (story.text, story.attempt) == ("第一句。第二句还长。完。", 1)
    assert teller.asked == ["", "第一句。第二", "第一句。第二句还"]


@pytest.mark.parametrize("manner", ["exact", "again", "repeats"])
@pytest.mark.parametrize("breaks_at", [2, 4, 9, 16, 20])
async def test_a_story_through_every_fault_of_an_endpoint_is_told_once(row, upstream, manner, breaks_at):
    upstream.breaks_at, upstream.script.manner = breaks_at, manner
    upstream.script.modes = ["error_in_stream", "503", "good"]
    story = await tell_and_listen(row)
    assert (story.ending, story.text) == ("told", upstream.story)
    shown = [call["shown"] for call in upstream.asked]
    assert shown[0] == 0 and breaks_at - 1 <= shown[1] == shown[2] <= breaks_at, "the gate holds a character at most here"


async def test_what_the_gate_held_when_the_teller_broke_off_is_neither_lost_nor_doubled(row, told_by):
    teller = told_by(Turns(("他流了很多血", AWAY), ("他流了很多血", AWAY), ("他流了很多血", "红色的汗。")))
    story = await tell_and_listen(row)
    assert story.text == "他流了很多血红色的汗。" and teller.asked == ["", "他流了很多", "他流了很多"]


async def test_a_word_of_the_list_in_two_calls_is_caught(row, told_by):
    assert first_refused("血腥"), "the test wants a word of the list"
    teller = told_by(Turns(("一片血", AWAY), ("一片血", "腥。")))
    story = await tell_and_listen(row)
    assert (story.ending, story.text) == ("gate", "一片……\n" + endings.GATE["zh"])
    assert teller.asked == ["", "一片", "一片"]
    assert [verdict.words async for verdict in story.verdicts.all()] == ["血腥。", "血腥。"]


async def test_where_the_endpoint_is_lost_the_second_one_tells_on(row, told_by, second_by):
    main, second = told_by("第一句。", "第二", AWAY), second_by("第一句。第二句。", "完。")
    story = await tell_and_listen(row)
    assert (story.ending, story.text, story.teller.endpoint) == ("told", "第一句。第二句。完。", "fallback")
    assert main.asked == ["", "第一句。第二", "第一句。第二"] and second.asked == ["第一句。第二"]


async def test_a_refusal_for_good_goes_to_the_second_one_at_once(row, told_by, second_by):
    main, second = told_by(REFUSED), second_by("从前。")
    story = await tell_and_listen(row)
    assert (story.ending, story.text, main.asked, second.asked) == ("told", "从前。", [""], [""])


@pytest.mark.parametrize(
    ("language", "told"),
    [
        *(("zh", told) for told in ("第一句。第二", "第一句。", "第一句。\n")),
        *(("en", told) for told in ("Once. A zebra,", "Once. ", "Once.\n")),
    ],
)
async def test_a_story_that_lost_all_its_tellers_is_brought_to_an_end_of_ours(row, told_by, second_by, language, told):
    await Story.objects.filter(pk=row.pk).aupdate(language=language)
    told_by(told, AWAY), second_by(TellerError("the second answered 500"))
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.trouble) == ("finished", "rescued", "the second answered 500")
    assert story.text == told + endings.rescued(await Story.objects.select_related("hero").aget(pk=row.pk), told)
    assert story.ended and story.lease_until is None
    assert not await Story.objects.told().aexists(), "nobody else is shown it"


async def test_nobody_reads_a_reason_and_no_fault_is_story_text(row, told_by):
    told_by(TellerError("key sk-123 was refused", permanent=True))
    events, _ = await asyncio.gather(heard(row), tell.tell(row.pk, "a worker"))
    assert "sk-123" not in str(events) and "finished" in str(events[-1])


@pytest.mark.parametrize("script", [(AWAY,), (), ("",), (REFUSED,)])
async def test_where_nothing_was_told_the_built_in_teller_tells_a_whole_story(row, told_by, teller, script):
    told_by(*script)
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.text) == ("finished", "rescued", await whole(row))
    assert (story.teller, story.prompt_version) == (teller, prompts.LATEST) and story.trouble


async def test_where_nothing_was_told_and_the_built_in_teller_is_switched_off_the_story_fails(row, told_by):
    await Teller.objects.filter(endpoint="builtin").aupdate(on=False)
    told_by(AWAY)
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.text) == ("failed", "", "")
    assert story.teller.endpoint == "main" and story.prompt_version == prompts.LATEST, "who was asked stays known"


async def test_a_story_that_three_workers_were_lost_over_asks_nobody(row, told_by, second_by):
    main, second = told_by("从前。"), second_by("从前。")
    await lost(row, 3, "第一句。")
    story = await tell_and_listen(row)
    assert main.asked == second.asked == []
    assert (story.state, story.ending, story.attempt) == ("finished", "rescued", 4)
    assert story.text.startswith("第一句。\n") and story.trouble


async def test_it_is_told_whole_by_the_built_in_teller_where_nothing_was_told(row, told_by):
    main = told_by("从前。")
    await lost(row, 3)
    story = await tell_and_listen(row)
    assert (story.ending, story.text, main.asked) == ("rescued", await whole(row), [])


async def test_a_story_that_two_workers_were_lost_over_is_told_on(row, told_by):
    main = told_by("第一句。", "第二句。")
    await lost(row, 2, "第一句。")
    story = await tell_and_listen(row)
    assert (story.ending, story.text, main.asked) == ("told", "第一句。第二句。", ["第一句。"])


async def test_a_bug_is_not_asked_about_again_nor_covered_up(row, told_by, second_by):
    main, second = told_by("第一句。", ZeroDivisionError()), second_by("从前。")
    story = await tell_and_listen(row)
    assert (story.state, story.text, story.trouble) == ("failed", "第一句。", "bug: ZeroDivisionError")
    assert (main.asked, second.asked) == ([""], [])


async def test_a_fault_that_is_not_the_tellers_fails_the_story(row, told_by):
    told_by("第一句。", StoryError("no"))
    story = await tell_and_listen(row)
    assert (story.state, story.text) == ("failed", "第一句。")


async def test_a_worker_that_leaves_between_two_tries_hands_over(row, told_by, settings):
    settings.TELLING_RETRY_AFTER = (60, 60)
    told_by("第一句。", "第二", TellerError("come again", retry_after=50))
    telling = asyncio.create_task(tell.tell(row.pk, "leaves"))
    await until(lambda: has_said(row, "第一句。第二"))
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    story = await outcome(row)
    assert (story.state, story.text, story.lost_attempts) == ("waiting", "第一句。第二", 0)


async def test_a_story_that_was_stopped_between_two_tries_is_asked_about_no_more(row, told_by, settings):
    settings.TELLING_BACK_OFF = (0.5, 0.5)
    teller = told_by(Turns(("第一句。", AWAY), ("第一句。", "第二句。")))
    telling = asyncio.create_task(tell.tell(row.pk, "a worker"))
    await until(lambda: has_said(row, "第一句。"))
    await ends.stop(row.pk)
    await asyncio.wait_for(telling, 10)
    story = await outcome(row)
    assert (story.state, story.ending, story.text) == ("stopped", "", "第一句。") and len(teller.asked) <= 2


@pytest.mark.parametrize(("reads", "script"), [("_prepare", ("第一句。",)), ("_prepare_builtin", (REFUSED,))])
async def test_a_database_that_is_away_for_a_moment_costs_no_story(row, told_by, monkeypatch, reads, script):
    read, asked = getattr(tell, reads), []

    def away_at_first(*what):
        asked.append(what)
        if len(asked) <= 2:
            raise django.db.OperationalError("server closed the connection unexpectedly")
        return read(*what)

    monkeypatch.setattr(tell, reads, away_at_first)
    told_by(*script)
    story = await tell_and_listen(row)
    assert story.state == "finished" and len(asked) == 3


@pytest.mark.parametrize(
    ("ending", "close"), [("rescued", lambda story: endings.rescued(story, "第一句。")), ("gate", lambda story: endings.GATE["zh"])]
)
async def test_a_worker_that_is_lost_behind_our_last_words_leaves_no_room_for_others(row, told_by, ending, close):
    teller = told_by("第二句。")
    story = await Story.objects.select_related("hero").aget(pk=row.pk)
    text = "第一句。" + close(story)
    await Story.objects.filter(pk=row.pk).aupdate(text=text)
    await tell.tell(row.pk, "the next")
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.ending, story.text, teller.asked) == ("finished", ending, text, [])


async def test_where_nobody_is_able_any_more_a_story_that_has_begun_gets_an_ending_of_ours(row):
    await Teller.objects.aupdate(on=False)
    await Story.objects.filter(pk=row.pk).aupdate(text="第一句。")
    await tell.tell(row.pk, "a worker")
    story = await Story.objects.select_related("hero").aget(pk=row.pk)
    assert (story.state, story.ending, story.text) == ("finished", "rescued", "第一句。" + endings.rescued(story, "第一句。"))
