import asyncio

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories import clients
from stories.delivery import log
from stories.delivery.follow import Rewind, StateNow, Text
from stories.models import Story, Teller
from stories.telling import endings, ends, prompts
from stories.telling.gate import first_refused
from stories.telling.tell import tell
from stories.telling.tellers.builtin.teller import told
from storyteller.redis_server import free_port
from tests.telling.listening import has_said, heard, outcome, tell_and_listen, until
from tests.telling.scripted import Scripted
from tests.upstream import PIECES

in_thread = database_sync_to_async
pytestmark = pytest.mark.django_db(transaction=True)
BEGINS = {"zh": "从前。", "en": "Once. "}
WORD = {"zh": "血腥", "en": "suicide"}


async def test_the_built_in_teller_tells_a_whole_story(row, teller, settings):
    settings.STORYTELLER_PACE = 20_000
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.trouble) == ("finished", "told", "")
    assert story.text == told(prompts.build(await in_thread(prompts.choices_of)(row)))
    assert (story.teller, story.prompt_version, story.worker) == (teller, prompts.LATEST, "a worker")
    assert story.created <= story.claimed <= story.first_words <= story.ended
    assert story.lease_until is None


async def test_a_story_from_the_endpoint_is_told_by_the_first_that_is_able(row, upstream):
    story = await tell_and_listen(row)
    assert (story.state, story.ending, story.text) == ("finished", "told", "".join(PIECES))
    assert story.teller.endpoint == "main" and row.title in upstream.asked[0]["messages"][1]["content"]


async def test_a_story_is_told_once_however_often_it_is_rung(row, told_by):
    teller = told_by("从前", "有座山。")
    await asyncio.gather(*(tell(row.pk, f"worker {number}") for number in range(5)))
    await tell(row.pk, "late")
    assert teller.asked == [""]
    assert (await outcome(row)).text == "从前有座山。"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cut", [1, 2])
async def test_what_the_gate_refuses_ends_gently_and_nobody_sees_the_word(row, told_by, language, cut):
    word = WORD[language]
    assert first_refused(word, language), "the test wants a word of the list"
    await Story.objects.filter(pk=row.pk).aupdate(language=language)
    teller = told_by(BEGINS[language], "a ", word[:cut], word[cut:], " 后面的。")
    story = await tell_and_listen(row)
    assert (story.state, story.ending) == ("finished", "gate")
    assert story.text.startswith(BEGINS[language]) and story.text.endswith(endings.GATE[language])
    assert word not in story.text and "后面" not in story.text.removesuffix(endings.GATE[language])
    assert word in story.trouble, "an operator is told"
    assert teller.closed == 2, "asked once to go on otherwise"
    assert not first_refused(story.text, language)
    assert not await Story.objects.told().aexists(), "nobody else is shown it"


async def test_a_story_without_a_whole_sentence_still_says_who_told_it(row, told_by):
    told_by("从前")
    story = await tell_and_listen(row)
    assert (story.state, story.teller.endpoint, story.prompt_version) == ("finished", "main", prompts.LATEST)
    assert story.first_words


async def test_a_bug_fails_the_story_and_is_logged_in_full(row, told_by, caplog):
    told_by("第一句。", ZeroDivisionError("a secret of ours"))
    story = await tell_and_listen(row)
    assert (story.state, story.text, story.trouble) == ("failed", "第一句。", "bug: ZeroDivisionError")
    record = next(record for record in caplog.records if record.levelname == "ERROR")
    assert record.exc_info and record.exc_info[0] is ZeroDivisionError


async def test_with_nobody_able_to_tell_the_story_fails_honestly(row):
    await Teller.objects.aupdate(on=False)
    await tell(row.pk, "a worker")
    assert ((await outcome(row)).state, (await outcome(row)).trouble) == ("failed", "nothing was told, and there is no built-in teller")


async def test_what_the_gate_still_holds_at_the_end_is_said(row, told_by):
    beginning = WORD["zh"][0]
    told_by("他低头看了看，一只蚂蚁抬着半粒", beginning)
    assert (await tell_and_listen(row)).text.endswith(beginning)


async def test_a_leaving_worker_hands_over_and_the_next_tells_on(row, told_by):
    silence = asyncio.Event()
    teller = told_by("第一句。", "第二", silence, "句。", "完。")
    listening = asyncio.create_task(heard(row))
    telling = asyncio.create_task(tell(row.pk, "leaves"))
    await until(lambda: has_said(row, "第一句。第二"))
    telling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await telling
    story = await outcome(row)
    assert (story.state, story.worker, story.text) == ("waiting", "", "第一句。第二")
    assert teller.closed == 1
    silence.set()
    await tell(row.pk, "comes")
    story = await outcome(row)
    assert (story.state, story.ending, story.text) == ("finished", "told", "第一句。第二句。完。")
    assert teller.asked == ["", "第一句。第二"]
    texts = [event for event in await listening if isinstance(event, Text)]
    assert "".join(event.text for event in texts) == story.text


async def test_a_word_that_was_cut_by_the_change_of_hands_is_judged_whole(row, told_by):
    assert first_refused("sex", "en"), "the test wants a listed word that ends a harmless one"
    await Story.objects.filter(pk=row.pk).aupdate(language="en")
    silence = asyncio.Event()
    told_by("Once in Middle", silence, "sex it rained.")
    telling = asyncio.create_task(tell(row.pk, "leaves"))
    await until(lambda: has_said(row, "Once in Middle"))
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    silence.set()
    await tell(row.pk, "comes")
    story = await outcome(row)
    assert (story.ending, story.text) == ("told", "Once in Middlesex it rained.")


async def test_the_built_in_teller_goes_on_from_any_place_without_loss_or_repetition(row, settings):
    settings.STORYTELLER_PACE = 1500
    listening = asyncio.create_task(heard(row))
    for place in (1, 40, 41, 130, 200):
        telling = asyncio.create_task(tell(row.pk, f"leaves at {place}"))
        await until(lambda place=place: _is_beyond(row, place))
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
    await tell(row.pk, "the last")
    story = await outcome(row)
    assert story.text == told(prompts.build(await in_thread(prompts.choices_of)(row)))
    assert "".join(event.text for event in await listening if isinstance(event, Text)) == story.text


async def _is_beyond(row, place):
    live = await log.since(row.pk, 0)
    return live is not None and len(live.text) >= place


async def test_a_story_that_leaves_before_it_began_keeps_what_was_told(row):
    """Redis did not answer, and the worker was sent home."""
    await Story.objects.filter(pk=row.pk).aupdate(text="第一句。")
    telling = asyncio.create_task(tell(row.pk, "leaves", _NeverOpen()))
    await until(lambda: Story.objects.filter(pk=row.pk, state="telling").aexists())
    await asyncio.sleep(0.05)
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.text) == ("waiting", "第一句。")


class _NeverOpen:
    async def open(self, story):
        await asyncio.sleep(3600)

    async def say(self, accepted):
        raise AssertionError("never opened")

    async def close(self, state):
        pass


async def test_a_stop_from_outside_is_kept_and_the_teller_is_sent_home(row, told_by):
    teller = told_by("第一句。", "第二", asyncio.Event())
    listening = asyncio.create_task(heard(row))
    telling = asyncio.create_task(tell(row.pk, "a worker"))
    await until(lambda: has_said(row, "第一句。第二"))
    assert await ends.stop(row.pk)
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    story = await outcome(row)
    assert (story.state, story.text) == ("stopped", "第一句。第二")
    assert teller.closed == 1
    assert (await listening)[-1] == StateNow("stopped")


async def test_a_worker_that_missed_the_stop_says_nothing_more(row, told_by):
    go_on = asyncio.Event()
    teller = told_by("第一句。", go_on, "第二句。", "第三句。")
    telling = asyncio.create_task(tell(row.pk, "a worker"))
    await until(lambda: has_said(row, "第一句。"))
    await ends.stop(row.pk)
    go_on.set()
    await asyncio.wait_for(telling, 5)
    story = await outcome(row)
    assert (story.state, story.text, teller.closed) == ("stopped", "第一句。", 1)


async def test_a_story_is_told_though_redis_is_away(row, told_by, settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    told_by("第一句。", "第二句。")
    await tell(row.pk, "a worker")
    story = await Story.objects.aget(pk=row.pk)
    assert (story.state, story.ending, story.text) == ("finished", "told", "第一句。第二句。")


SCRIPT = st.lists(st.text(st.sampled_from("从前山。！\n血赌a b.\ue000🐉"), min_size=1, max_size=5), min_size=1, max_size=12)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(pieces=SCRIPT, leaves=st.lists(st.integers(0, 12), max_size=3), wiped=st.booleans())
def test_however_often_it_changes_hands_a_story_is_told_exactly_once(redis, alice, pieces, leaves, wiped, monkeypatch):
    row = alice.asks()
    whole = "".join(pieces) + "完。"
    async_to_sync(_through_many_hands)(row, [*pieces, "完。"], leaves, redis if wiped else None, monkeypatch)
    story = Story.objects.get(pk=row.pk)
    assert (story.state, story.ending, story.text) == ("finished", "told", whole)
    assert story.attempt == len(leaves) + 1


async def _through_many_hands(row, pieces, leaves, redis, monkeypatch):
    listening = asyncio.create_task(heard(row))
    try:
        for place in leaves:
            script = [*pieces[:place], asyncio.Event()]
            teller = Scripted(*script)
            monkeypatch.setattr("stories.telling.tellers.teller_for", lambda row, until, teller=teller: teller)
            telling = asyncio.create_task(tell(row.pk, "leaves"))
            while not teller.asked:
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.01)
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            if redis:
                redis.flushall()
        monkeypatch.setattr("stories.telling.tellers.teller_for", lambda row, until: Scripted(*pieces))
        await tell(row.pk, "the last")
        text = ""
        for event in await listening:
            text = text[: event.to] if isinstance(event, Rewind) else text + event.text if isinstance(event, Text) else text
        assert text == "".join(pieces)
    finally:
        await clients.redis().aclose()


async def test_a_teller_that_is_not_able_any_more_gives_way(row, settings, teller):
    """Asked for while an endpoint was there, told after a start without one: nobody abroad is called."""
    settings.STORYTELLER_PACE = 5000
    abroad = await Teller.objects.acreate(name="abroad", endpoint="main", order=1)
    await Story.objects.filter(pk=row.pk).aupdate(teller=abroad)
    story = await tell_and_listen(row)
    assert (story.state, story.teller) == ("finished", teller)
