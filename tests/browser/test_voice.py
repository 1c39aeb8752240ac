"""Reading aloud: everything is ours and real but the voice, which headless Chromium lacks."""

import asyncio
import re
from itertools import pairwise
from typing import Any

from tests.browser.speech import VOICES, heard, speaking
from tests.browser.test_read import begin, shown, until_told
from tests.conftest import browsing
from tests.house import House

BUTTON = "[data-voice]"


def bare(words: str) -> str:
    return re.sub(r"\s", "", words)


def story_of(utterances: list[dict[str, Any]]) -> str:
    """Without the title, which comes first."""
    return bare("".join(one["text"] for one in utterances[1:]))


async def spoken(page: Any, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(30):
        while len(utterances := await heard(page)) < count:
            await asyncio.sleep(0.02)
    return utterances


async def until_silent(page: Any, seconds: float = 60) -> list[dict[str, Any]]:
    await page.locator(f"{BUTTON}[data-state=off]").wait_for(timeout=1000 * seconds)
    return await heard(page)


async def reading(page: Any, house: House, tone: str = "hard", **mode: Any) -> None:
    await speaking(page, **mode)
    await begin(page, house.url, tone)
    await page.locator(BUTTON).click()


async def told(page: Any, house: House, **mode: Any) -> None:
    """A story that was told before the page was opened."""
    await begin(page, house.url)
    await until_told(page)
    await speaking(page, **mode)
    await page.reload()
    await page.locator(BUTTON).click()


async def test_the_first_sentence_is_spoken_long_before_the_last_is_told_and_each_once(page: Any, slow: House):
    await reading(page, slow, "brave")
    text = await until_told(page)
    utterances = await until_silent(page)
    assert utterances[0]["text"] == await page.locator("h1").inner_text()
    assert utterances[1]["isTelling"] and len(utterances[1]["shown"]) < len(text) / 4
    assert sum(one["isTelling"] for one in utterances) >= 6
    assert story_of(utterances) == bare(text) and len(utterances) >= 12
    assert all(sooner["ended"] and sooner["ended"] <= later["at"] for sooner, later in pairwise(utterances))


async def test_a_told_story_is_read_to_its_end_and_then_from_its_title_again(page: Any, house: House):
    await told(page, house, pace=1)
    utterances = await until_silent(page)
    assert story_of(utterances) == bare(await shown(page))
    await page.locator(BUTTON).click()
    again = await spoken(page, len(utterances) + 1)
    assert again[len(utterances)]["text"] == utterances[0]["text"]


async def test_pause_keeps_the_sentence_and_going_on_begins_it_again(page: Any, house: House):
    await told(page, house, pace=20, lateEnds=120)
    await spoken(page, 4)
    await page.locator(BUTTON).click()
    before = await heard(page)
    await asyncio.sleep(0.5)
    assert await heard(page) == before and not before[-1]["ended"]
    assert await page.locator(BUTTON).get_attribute("data-state") == "paused"
    await page.locator(BUTTON).click()
    after = await spoken(page, len(before) + 2)
    assert after[len(before)]["text"] == before[-1]["text"]
    assert after[len(before) + 1]["text"] not in {one["text"] for one in before}


async def test_pausing_and_going_on_at_once_skips_and_doubles_nothing_though_ends_come_late(page: Any, house: House):
    await told(page, house, pace=2, lateEnds=90)
    for count in (2, 5, 8, 11):
        await spoken(page, count)
        await page.locator(BUTTON).dblclick(delay=5)
    utterances = await until_silent(page)
    said = [one for one in utterances if one["ended"]]
    assert story_of(said) == bare(await shown(page)) and len(utterances) > len(said)


async def test_a_voice_that_dies_silently_is_asked_once_more_and_goes_on(page: Any, house: House):
    await told(page, house, pace=1, dies=[2, 5])
    utterances = await until_silent(page)
    assert utterances[3]["text"] == utterances[2]["text"] and 3900 <= utterances[3]["at"] - utterances[2]["at"] <= 4600
    assert story_of([one for one in utterances if one["ended"]]) == bare(await shown(page))


async def test_a_voice_that_is_dead_is_given_up_with_a_sentence_and_the_place_is_kept(page: Any, house: House):
    await told(page, house, mute=True)
    await page.locator("[data-voice-note]", has_text=re.compile(".")).wait_for(timeout=20_000)
    utterances = await heard(page)
    assert len(utterances) == 3 and await page.locator(BUTTON).get_attribute("data-state") == "paused"
    await page.locator(BUTTON).click()
    assert (await spoken(page, 4))[3]["text"] == utterances[0]["text"]
    assert not await page.locator("[data-voice-note]").inner_text()


async def test_the_spoken_word_is_lit_and_the_sentence_where_no_word_is_known(page: Any, house: House):
    await told(page, house, pace=1)
    utterances = await until_silent(page)
    words = [(one["text"], word) for one in utterances[2:] for word in one["words"]]
    lit = [(text, word["at"], word["word"]) for text, word in words if word["word"]]
    assert len(lit) >= 100 and all(text[max(0, at - len(word) + 1) :].find(word) in range(len(word)) for text, at, word in lit)
    assert not any(word["sentence"] for _, word in words)
    assert not await page.evaluate("CSS.highlights.has('spoken')")


async def test_without_boundaries_the_sentence_is_lit(page: Any, house: House):
    await told(page, house, pace=1, boundaries=False)
    utterances = await until_silent(page)
    assert all(one["text"] in word["sentence"] and not word["word"] for one in utterances for word in one["words"])


async def test_voices_that_come_late_are_waited_for(page: Any, house: House):
    await speaking(page, late=1500)
    await begin(page, house.url)
    assert not await page.locator(BUTTON).is_visible()
    await page.locator(BUTTON).wait_for(timeout=4000)
    await page.locator(BUTTON).click()
    assert (await spoken(page, 1))[0]["voice"] == "Tingting"  # of this device, and natural


async def test_without_a_voice_for_the_story_a_sentence_says_so_and_no_button_is_offered(page: Any, house: House):
    await speaking(page, voices=[voice for voice in VOICES if voice["lang"] == "en-GB"])
    await begin(page, house.url)
    none = page.locator("[data-voice-none]")
    assert await none.evaluate("one => one.hidden")
    await page.locator("[data-voice-none]:not([hidden])").wait_for(state="attached", timeout=10_000)
    assert not await page.locator(BUTTON).is_visible()
    assert await page.locator("[data-voice-choices]").evaluate("one => one.hidden")


async def test_without_the_interface_nothing_is_offered_and_nothing_breaks(house: House):
    async with browsing() as browser:
        page = await (await browser.new_context(locale="zh-CN")).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        await page.add_init_script("delete window.speechSynthesis; delete window.SpeechSynthesisUtterance;")
        await begin(page, house.url)
        await until_told(page)
        assert not await page.locator(BUTTON).is_visible() and faults == []


async def test_a_voice_that_would_hear_the_story_elsewhere_waits_for_the_familys_choice(page: Any, house: House):
    await speaking(page, voices=[voice for voice in VOICES if not voice["localService"]])
    await begin(page, house.url)
    await page.locator("[data-voice-far]:not([hidden])").wait_for(state="attached", timeout=5000)
    assert not await page.locator(BUTTON).is_visible()
    await page.locator("[data-voices]").evaluate("one => { one.value = 'cloud'; one.dispatchEvent(new Event('change')); }")
    await page.locator(BUTTON).click()
    assert (await spoken(page, 1))[0]["voice"] == "Far Cloud Natural"


async def test_a_far_voice_without_a_network_gives_way_to_one_of_this_device(page: Any, house: House):
    await page.add_init_script("localStorage.setItem('voice-zh', 'cloud')")
    await told(page, house, pace=1, breaks=True)
    utterances = await until_silent(page)
    assert [one["voice"] for one in utterances[:3]] == ["Far Cloud Natural", "Tingting", "Tingting"]
    assert utterances[0]["text"] == utterances[1]["text"] and story_of(utterances[1:]) == bare(await shown(page))


async def test_speed_is_remembered(page: Any, house: House):
    await told(page, house, pace=1)
    await page.locator("[data-look=speed][value=slow]").evaluate("one => one.click()")
    assert (await until_silent(page))[-1]["rate"] == 0.75
    await page.reload()
    await page.locator(BUTTON).click()
    assert (await spoken(page, 1))[0]["rate"] == 0.75


async def test_a_word_that_is_asked_for_is_said_and_the_sentence_begun_again(page: Any, house: House):
    await told(page, house, pace=20)
    before = await spoken(page, 4)
    await page.evaluate("document.dispatchEvent(new CustomEvent('say', { detail: { text: '灯', lang: 'zh' }, cancelable: true }))")
    after = await spoken(page, len(before) + 2)
    assert [one["text"] for one in after[len(before) :]][:2] == ["灯", before[-1]["text"]]


async def test_words_keep_to_the_sentence_after_the_spoken_one(page: Any, unhurried: House):
    """The house tells twice as fast as the voice reads."""
    await reading(page, unhurried, "warm", pace=20)
    utterances = await until_silent(page)
    text = bare(await shown(page))
    assert story_of(utterances) == text
    sizes = [len(bare(one["shown"])) for one in utterances]
    allowed = [max(sizes[0], len(story_of(utterances[: number + 2]))) for number in range(len(utterances))]
    assert all(size <= most + 6 for size, most in zip(sizes, allowed, strict=True))  # a word is begun to see that a sentence is whole
    assert sizes[0] < len(text) / 2 and sizes[len(sizes) // 2] < 0.8 * len(text)


async def test_a_long_sentence_is_cut_at_commas_and_marks_alone_are_not_spoken(page: Any, house: House):
    await page.goto(house.url)
    cut = "async (text) => (await import('/static/js/read/voice/pieces.js')).pieces(text)"
    long = "他走过了长长的桥，" * 9 + "天亮了。"
    found = await page.evaluate(cut, long)
    assert "".join(one["words"] for one in found) == long and all(one["words"][-1] in "，。" and len(one["words"]) <= 45 for one in found)
    assert await page.evaluate(cut, "……”") == []
    without = await page.evaluate(cut, "好" * 100 + "。")
    assert [len(one["words"]) for one in without] == [45, 45, 11] and without[2]["at"] == 90
    english = "He walked and walked and walked over the bridge of lamps " * 4
    assert all(one["words"].endswith(" ") and len(one["words"]) <= 140 for one in await page.evaluate(cut, english))
