"""A tap on a word of the story: lit, shown large with its pinyin, said; and the screen that stays lit meanwhile."""

import asyncio
from typing import Any

import pytest

from tests.browser.reading import chooses, is_above
from tests.browser.test_read import begin, until_told, wait_for_words
from tests.conftest import browsing
from tests.house import House

# The middle of character number `at` of paragraph `number`, in the window.
SPOT = """([number, at]) => {
  const paragraph = document.querySelectorAll('article[data-story] p')[number];
  paragraph.scrollIntoView({block: 'center', behavior: 'instant'});
  const nodes = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT, (node) => node.parentElement.closest('rt') ? 2 : 1);
  let node = nodes.nextNode();
  for (; at >= node.length; node = nodes.nextNode()) at -= node.length;
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + 1);
  const box = range.getBoundingClientRect();
  return [box.left + box.width * 0.7, box.top + box.height * 0.5, node.data[at]];
}"""
STILL = """(place) => new Promise((resolve) => {
  let last = "", same = 0;
  const look = () => {
    const now = JSON.stringify(find(place));
    same = now === last ? same + 1 : 0;
    last = now;
    if (same < 12) requestAnimationFrame(look); else resolve(JSON.parse(now));
  };
  const find = SPOT;
  document.fonts.ready.then(look);
})""".replace("SPOT", SPOT)
LIT = "() => Array.from(CSS.highlights.get('tapped') ?? [], (range) => range.toString()).join('')"
VOICE = """
  window.said = [];
  class Utterance { constructor(text) { this.text = text; } }
  const voices = [{lang: 'zh-CN', localService: false, name: 'far'}, {lang: 'zh-CN', localService: true, name: 'near'}];
  Object.defineProperty(window, 'SpeechSynthesisUtterance', {value: Utterance});
  Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => voices, cancel: () => window.said.push('cancel'), speak: ({text, voice}) => window.said.push(text + ' by ' + voice.name),
  }});
"""
LAMP = """
  window.lamp = {taken: 0, given: 0};
  const request = async () => {
    window.lamp.taken += 1;
    const lock = new EventTarget();
    lock.release = async () => { window.lamp.given += 1; lock.dispatchEvent(new Event('release')); };
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', {value: {request}});
  let seen = 'visible';
  Object.defineProperty(document, 'visibilityState', {get: () => seen});
  window.sees = (state) => { seen = state; document.dispatchEvent(new Event('visibilitychange')); };
"""


async def spot(page: Any, paragraph: int, at: int) -> tuple[float, float, str]:
    """Where a character stands, and which it is, once it has stood still for twelve frames: fonts come late, and so does what stands behind a story."""
    x, y, character = await page.evaluate(STILL, [paragraph, at])
    return float(x), float(y), str(character)


async def taps(page: Any, paragraph: int, at: int) -> str:
    """The character under the finger."""
    x, y, character = await spot(page, paragraph, at)
    await page.mouse.click(x, y)
    return character


async def taps_a_word(page: Any, paragraph: int, at: int) -> str:
    """From place `at` on: a paragraph may begin with a mark."""
    while not (await page.evaluate(SPOT, [paragraph, at]))[2].isalpha():
        at += 1
    return await taps(page, paragraph, at)


@pytest.mark.parametrize("pinyin", ["off", "on"])
async def test_a_tapped_word_is_lit_and_shown_with_its_pinyin(page: Any, house: House, pinyin: str):
    await page.add_init_script(VOICE)
    await begin(page, house.url)
    await until_told(page)
    if pinyin == "on":
        await chooses(page, "pinyin", "on")
        await is_above(page)
        await page.keyboard.press("Escape")
    character = await taps_a_word(page, 1, 2)
    word = await page.locator(".tap-word").inner_text()
    assert character in word and len(word) <= 4
    assert await page.evaluate("() => window.said") == [f"{word} by near"], "a voice of this device, and no other"
    await page.locator(".tap-said", has_text="").wait_for()
    while not (said := await page.locator(".tap-said").inner_text()):
        await asyncio.sleep(0.05)
    assert len(said.split()) == len(word)
    assert await page.locator("[data-tap]").get_attribute("role") == "status"
    await page.keyboard.press("Escape")
    assert not await page.locator(".tap-word").count() and not await page.evaluate(LIT)
    await taps_a_word(page, 2, 0)
    assert await page.evaluate("() => window.said[1]") == "cancel", "only what we began is cut short"


async def test_each_character_of_a_tapped_word_is_found_under_the_finger(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    for at in range(12):
        character = await taps(page, 1, at)
        if character.isalpha():
            assert character in await page.evaluate(LIT)
        else:
            assert not await page.locator(".tap-word").count()


async def test_a_drag_and_a_selection_are_no_tap(page: Any, house: House):
    await begin(page, house.url)
    await until_told(page)
    x, y, _ = await spot(page, 1, 2)
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 60, y + 4, steps=5)
    await page.mouse.up()
    assert await page.evaluate("() => String(getSelection())")
    assert not await page.locator(".tap-word").count()


async def test_while_the_page_reads_aloud_the_voice_says_the_word(page: Any, house: House):
    await page.add_init_script(VOICE)
    await begin(page, house.url)
    await until_told(page)
    await page.evaluate("() => document.addEventListener('say', (event) => { event.preventDefault(); window.heard = event.detail; })")
    await taps_a_word(page, 1, 2)
    assert await page.evaluate("() => window.said") == []
    assert (await page.evaluate("() => window.heard"))["text"] == await page.locator(".tap-word").inner_text()


async def test_a_word_is_found_without_segmenter_highlights_or_voice(house: House):
    async with browsing() as browser:
        context = await browser.new_context(locale="en-GB")
        await context.add_init_script("delete Intl.Segmenter; delete CSS.highlights; delete window.speechSynthesis")
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        await begin(page, house.url)
        await until_told(page)
        first = (await page.locator("article p").first.inner_text()).split()[0]
        await taps_a_word(page, 0, 0)
        assert await page.locator(".tap-word").inner_text() == first.strip("“”,.!?")
        assert faults == []


async def test_the_screen_stays_lit_as_long_as_the_story_is_told_or_read(page: Any, unhurried: House):
    async def lamp() -> tuple[int, int]:
        await asyncio.sleep(0.1)
        found = await page.evaluate("() => window.lamp")
        return found["taken"], found["given"]

    await page.add_init_script(LAMP)
    await begin(page, unhurried.url)
    await wait_for_words(page, 20)
    assert await lamp() == (1, 0)
    await page.evaluate("() => window.sees('hidden')")
    assert await lamp() == (1, 1)
    await page.evaluate("() => window.sees('visible')")
    assert await lamp() == (2, 1)
    await page.evaluate("() => document.dispatchEvent(new Event('voice-on'))")
    await until_told(page)
    assert await lamp() == (2, 1)
    await page.evaluate("() => document.dispatchEvent(new Event('voice-off'))")
    assert await lamp() == (2, 2)
    await page.reload()
    assert await lamp() == (0, 0), "a told story keeps no screen lit"
