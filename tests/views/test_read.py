import json
import re
import uuid
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone

from stories.delivery import log
from stories.models import Companion, Hero, Story, Verdict
from stories.telling.afterwards import Afterwards
from stories.telling.gate import known_good
from storyteller.redis_server import free_port
from tests.views.markup import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
CHILD, HERO = Story.CHILD, Story.HERO
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}
PAGES = ["", "text"]
PAUSE = "The storyteller stops for breath. It goes on in a moment."


def address(story, page: str = "") -> str:
    return f"/stories/{story.pk}/{page}"


@async_to_sync
async def live(story, text: str, state: str = "") -> None:
    """What a worker has told so far, in the log only."""
    await log.open_log(story.pk, 1, known_good(text))
    if state:
        await log.close(story.pk, 1, state)


def without_what_changes(answer) -> str:
    return re.sub(r'(csrfmiddlewaretoken|next)" value="[^"]*"', "", answer.content.decode())


def test_the_page_holds_all_text_so_far(alice):
    story = alice.asks(state=Story.State.TELLING, text="从前。\n有座山，")
    answer = alice.browser.get(address(story))
    assert answer.status_code == 200
    page = Page(answer)
    assert "<p>从前。</p>" in page.html and "<p>有座山，</p>" in page.html
    article = page.one("article")
    assert (article["data-at"], article["data-state"], article["data-socket"]) == ("8", "telling", f"/ws/stories/{story.pk}/")
    assert (article["data-story"], article["lang"]) == (str(story.pk), "zh")
    assert page.one("html")["lang"] == "zh-hans"


@pytest.mark.parametrize("page", PAGES)
def test_the_longer_of_log_and_database_is_shown(alice, page):
    behind, ahead = alice.asks(state=Story.State.TELLING, text="从前。"), alice.asks(state=Story.State.TELLING, text="从前。有座山，山上")
    for story in (behind, ahead):
        live(story, "从前。有座山，")
    assert "从前。有座山，" in alice.browser.get(address(behind, page)).content.decode()
    assert "从前。有座山，山上" in alice.browser.get(address(ahead, page)).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_without_redis_the_database_is_shown(alice, page, settings):
    story = alice.asks(**TOLD, text="从前有座山。")
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = alice.browser.get(address(story, page))
    assert answer.status_code == 200
    assert "从前有座山。" in answer.content.decode()


def test_the_plain_text_is_all_text_and_its_state(alice):
    story = alice.asks(**TOLD, text="从前。\n有座山。")
    answer = alice.browser.get(address(story, "text"))
    assert answer.content.decode() == "从前。\n有座山。"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Story-State"] == "finished"


@pytest.mark.parametrize("state", Story.State.values)
def test_each_state_of_a_story_is_said(alice, state):
    story = alice.asks(state=state, text="从前。")
    assert alice.browser.get(address(story, "text"))["X-Story-State"] == state
    page = Page(alice.browser.get(address(story)))
    assert page.one("article")["data-state"] == state
    goes_on = state in ("waiting", "telling")
    assert ('http-equiv="refresh"' in page.html) == (f"/stories/{story.pk}/stop" in page.html) == goes_on
    assert all(("hidden" in found) == goes_on for tag, found in page.tags if tag == "section" and found.get("class") == "end")


def test_the_database_knows_the_end_before_the_log(alice):
    a_while_ago = timezone.now() - timedelta(minutes=1)
    story = alice.asks(state=Story.State.STOPPED, text="从前。", ended=a_while_ago)
    live(story, "从前。")
    assert alice.browser.get(address(story, "text"))["X-Story-State"] == "stopped"


def test_a_live_story_is_telling_though_its_row_still_waits(alice):
    story = alice.asks()
    live(story, "从前。")
    assert alice.browser.get(address(story, "text"))["X-Story-State"] == "telling"


def test_how_many_wait_before_this_story_is_said(alice, bob):
    bob.asks()
    bob.asks()
    html = alice.browser.get(address(alice.asks())).content.decode()
    assert re.search(r'role="status"[^>]*>[^<]*2', html)


@pytest.mark.parametrize(("openings", "attempt"), [({}, "1"), ({"2": 0}, "2"), ({"2": 3, "10": 3}, "10")])
def test_the_page_knows_whose_words_it_shows(alice, openings, attempt):
    story = alice.asks(state=Story.State.TELLING, text="从前。", attempt=11, openings=openings)
    assert Page(alice.browser.get(address(story))).one("article")["data-attempt"] == attempt, "the latest that has said something"


@pytest.mark.parametrize(("state", "text", "pauses"), [("waiting", "从前。", True), ("waiting", "", False), ("telling", "从前。", False)])
def test_a_pause_in_the_middle_is_said_as_a_pause(alice, state, text, pauses):
    answer = alice.browser.get(address(alice.asks(state=state, text=text)), headers={"accept-language": "en"})
    page = Page(answer)
    status = re.search(r'role="status"[^>]*>([^<]*)<', page.html).group(1).strip()
    assert (status == PAUSE) == pauses
    assert [found["data-pause"] for tag, found in page.tags if "data-pause" in found] == [PAUSE]


@pytest.mark.parametrize("told", ["database", "log"])
def test_a_name_is_put_in_everywhere_and_never_stands_as_a_private_use_code_point(alice, told):
    text = f"{CHILD}，听好了。\n{CHILD}{CHILD}！"
    story = alice.asks(state=Story.State.TELLING, text=text if told == "database" else "", names={CHILD: alice.child})
    live(story, text)
    assert alice.browser.get(address(story, "text")).content.decode() == "Mei，听好了。\nMeiMei！"
    page = Page(alice.browser.get(address(story)))
    assert "<p>Mei，听好了。</p>" in page.html and "<p>MeiMei！</p>" in page.html
    assert not re.search("[\ue000-\uf8ff]", page.html)
    assert page.one("article")["data-at"] == str(len(text))
    assert json.loads(page.one("article")["data-names"]) == {CHILD: "Mei"}


def test_places_count_code_points_of_the_story(alice):
    story = alice.asks(**TOLD, text="𠮷野家的猫。", names={})
    assert Page(alice.browser.get(address(story))).one("article")["data-at"] == "6"


def test_neither_address_is_for_search_engines(alice):
    story = alice.asks(**TOLD, text="从前。")
    assert '<meta name="robots" content="noindex">' in alice.browser.get(address(story)).content.decode()
    assert alice.browser.get(address(story, "text"))["X-Robots-Tag"] == "noindex"


def test_a_text_or_a_name_that_looks_like_html_does_nothing(alice):
    bad = '</article><script>alert(1)</script><img src=x onerror="alert(2)">'
    story = alice.asks(**TOLD, text=f"{bad}{CHILD}", names={CHILD: f"'\">{bad}"}, title=bad, power_words="<script>1</script>")
    page = Page(alice.browser.get(address(story)))
    assert page.not_ours == []
    assert bad in page.words
    assert json.loads(page.one("article")["data-names"]) == {CHILD: f"'\">{bad}"}


def test_the_true_card_says_who_the_hero_was(alice):
    hero = Hero.objects.get(slug="shen-kuo")
    words = Page(alice.browser.get(address(alice.asks(**TOLD, hero=hero, text="从前。")))).words
    facts = hero.facts.told()
    assert facts and "1031–1095" in words
    assert all(fact.text_zh in words and fact.source in words for fact in facts)


def test_without_a_hero_there_is_no_card(alice):
    page = Page(alice.browser.get(address(alice.asks(**TOLD, text="从前。"))))
    assert "cite" not in {tag for tag, _ in page.tags}


def test_the_label_says_who_put_the_story_together(alice, teller):
    by_us, by_ai = alice.asks(**TOLD, text="一。", teller=teller), alice.asks(**TOLD, text="一。")
    labels = [Page(alice.browser.get(address(story), headers={"accept-language": "en"})).words for story in (by_us, by_ai)]
    assert "A machine put this story together" in labels[0] and "A machine put" not in labels[1]
    assert "written by AI;" in labels[1] and "written by AI;" not in labels[0]


def test_another_story_like_it_is_one_press_away(alice):
    story = alice.asks(
        **TOLD,
        text="一。",
        names={CHILD: "Mei"},
        language="en",
        length="long",
        companion=Companion.objects.get(slug="dinosaur"),
        power=None,
        power_words="让花说话",
    )
    fields = Page(alice.browser.get(address(story))).values
    again = {name: fields[name][0] for name in ("dynasty", "power", "tone", "language", "length", "companion", "child", "request_key")}
    answer = alice.browser.post("/stories/", again)
    assert answer.status_code == 302
    other = Story.objects.exclude(pk=story.pk).get()
    same = ("dynasty", "power", "power_words", "tone", "language", "length", "companion", "names", "visitor")
    assert [getattr(other, name) for name in same] == [getattr(story, name) for name in same]


@pytest.mark.parametrize("page", PAGES)
def test_a_strangers_story_and_no_story_look_the_same(alice, bob, charlie, page):
    story = alice.asks(**TOLD, text="我们的故事。")
    there, not_there = address(story, page), f"/stories/{uuid.uuid4()}/{page}"
    for browser in (bob.browser, charlie.browser, Client(headers={"accept-language": "zh-CN"})):
        answers = [browser.get(there), browser.get(not_there)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert without_what_changes(answers[0]) == without_what_changes(answers[1])
        assert answers[0].headers.keys() == answers[1].headers.keys()


def test_a_story_is_only_looked_at(alice):
    story = alice.asks(**TOLD, text="从前。")
    for page in PAGES:
        for verb in ("post", "put", "patch", "delete"):
            assert getattr(alice.browser, verb)(address(story, page)).status_code == 405
    assert Story.objects.get().text == "从前。"


@pytest.mark.parametrize("bad", ["1", "not-a-story", "00000000-0000-0000-0000-00000000000g", "%00", "..%2F..%2Fadmin", "é" * 300])
def test_what_is_no_story_is_not_there(bad):
    for page in ("", "text", "stop"):
        assert Client().get(f"/stories/{bad}/{page}").status_code == 404


@pytest.mark.parametrize("state", ["waiting", "telling"])
def test_a_family_stops_its_story_and_what_was_told_stays(alice, state):
    story = alice.asks(state=state, text="从前。")
    live(story, "从前。有座山，")
    answer = alice.browser.post(address(story, "stop"))
    assert (answer.status_code, answer["Location"]) == (302, address(story))
    after = Story.objects.get()
    assert (after.state, after.text) == (Story.State.STOPPED, "从前。有座山，")
    assert alice.browser.get(address(story, "text"))["X-Story-State"] == "stopped"


@pytest.mark.parametrize("state", ["finished", "failed", "stopped"])
def test_a_story_that_has_ended_cannot_be_stopped(alice, state):
    story = alice.asks(state=state, text="从前。")
    assert alice.browser.post(address(story, "stop")).status_code == 302
    assert Story.objects.get().state == state


def test_without_redis_a_story_is_stopped_all_the_same(alice, settings):
    story = alice.asks(state=Story.State.TELLING, text="从前。")
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert alice.browser.post(address(story, "stop")).status_code == 302
    assert Story.objects.get().state == Story.State.STOPPED


def test_nobody_else_stops_it(alice, bob, charlie):
    story = alice.asks(state=Story.State.TELLING)
    for browser in (bob.browser, charlie.browser, Client()):
        assert browser.post(address(story, "stop")).status_code == 404
        assert browser.post(f"/stories/{uuid.uuid4()}/stop").status_code == 404
    assert Story.objects.get().state == Story.State.TELLING


def test_another_site_cannot_stop_it_in_a_familys_name(alice):
    story = alice.asks(state=Story.State.TELLING)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice.browser.cookies
    assert strict.post(address(story, "stop")).status_code == 403
    assert Story.objects.get().state == Story.State.TELLING


def test_looking_stops_nothing(alice):
    story = alice.asks(state=Story.State.TELLING)
    for verb in ("get", "head", "put", "patch", "delete"):
        assert getattr(alice.browser, verb)(address(story, "stop")).status_code == 405
    assert Story.objects.get().state == Story.State.TELLING


def test_a_name_in_title_choice_and_afterwards_is_put_in_on_every_page(alice):
    """A dynasty of one's own, a power with the name in it: what is drawn around them says them too."""
    own = {"dynasty_own": "Zwitschers Garten", "power_own": "mit Zwitscher fliegen", "tone": "hard", "child": "Zwitscher"}
    answer = alice.browser.post("/stories/", own)
    story = Story.objects.get(pk=answer["Location"].split("/")[2])
    Story.objects.filter(pk=story.pk).update(**TOLD, title=f"{CHILD}", text=f"{CHILD}。")
    assert story.power_words == f"mit {CHILD} fliegen"
    for page in (address(story), "/stories/"):
        shown = Page(alice.browser.get(page))
        assert "mit Zwitscher fliegen" in shown.words and "Zwitscher" in shown.words
        assert not re.search("[\ue000-\uf8ff]", shown.html)
    assert "<title>Zwitscher</title>" in alice.browser.get(address(story)).content.decode()


def test_every_question_and_every_door_of_tomorrow_has_its_name_put_in(alice, monkeypatch):
    monkeypatch.setattr("stories.telling.afterwards.of", lambda story: Afterwards(f"{CHILD}?", f"{HERO}!"))
    story = alice.asks(**TOLD, names={CHILD: "Mei", HERO: "Kaikai"})
    words = Page(alice.browser.get(address(story))).words
    assert "Mei?" in words and "Kaikai!" in words


def test_another_like_it_has_the_same_hero_of_the_familys_own_and_the_same_words(alice, settings):
    settings.STORYTELLER_OWN_HEROES = True
    story = alice.asks(**TOLD, power=None, power_words=f"和{HERO}飞", names={CHILD: "Mei", HERO: "Kaikai"})
    fields = Page(alice.browser.get(address(story))).values
    again = {name: fields[name][0] for name in ("dynasty", "power", "tone", "hero", "child", "request_key")}
    assert alice.browser.post("/stories/", again).status_code == 302
    other = Story.objects.exclude(pk=story.pk).get()
    assert (other.names, other.power_words, other.hero) == (story.names, story.power_words, None)


def test_the_label_is_written_for_machines_too(alice, teller):
    story = alice.asks(**TOLD, text="一。", teller=teller)
    (meta,) = [found for tag, found in Page(alice.browser.get(address(story))).tags if found.get("name") == "AIGC"]
    header = alice.browser.get(address(story, "text"))["AIGC"]
    assert json.loads(meta["content"]) == json.loads(header) and json.loads(header)["Label"] == "1"
    assert alice.browser.get(address(story, "text")).content.decode() == "一。"


def test_a_parent_reads_why_something_was_left_out_and_nobody_the_words(alice):
    story = alice.asks(**TOLD, text="从前。")
    for reason in ("violence", "violence", "rude"):
        Verdict.objects.create(story=story, at=3, layer="words", reason=reason, judge="prügeln", words="kanarienvogel")
    page = Page(alice.browser.get(address(story), headers={"accept-language": "en"}))
    said = page.html[page.html.index("what was left out") :]
    assert said.count("<li>violence</li>") == said.count("<li>rude words</li>") == 1
    assert "kanarienvogel" not in page.html and "prügeln" not in page.html
    assert not re.search(r"<details[^>]*\bopen\b", page.html), "folded away from small eyes"
    article = page.html[page.html.index("<article") : page.html.index("</article>")]
    assert "violence" not in article


def test_without_a_verdict_nothing_is_said_of_it(alice):
    page = Page(alice.browser.get(address(alice.asks(**TOLD, text="从前。")), headers={"accept-language": "en"}))
    assert "left out" not in page.words


RUBY = "<ruby>长<rt>cháng</rt></ruby><ruby>安<rt>ān</rt></ruby>"


def test_a_child_who_learns_to_read_has_the_pinyin_above_the_words(alice):
    names = {CHILD: "小Tom", HERO: "曾<b>"}
    story = alice.asks(**TOLD, text=f"长安，{CHILD}<i>。\n{HERO}。", title="长安", names=names)
    assert "<ruby>" not in Page(alice.browser.get(address(story))).html
    page = Page(alice.browser.get(address(story) + "?pinyin=on"))
    assert f"<p>{RUBY}，<ruby>小<rt>xiǎo</rt></ruby>Tom&lt;i&gt;。</p>" in page.html
    assert "<p><ruby>曾<rt>zēng</rt></ruby>&lt;b&gt;。</p>" in page.html
    assert f"<h1 data-title>{RUBY}</h1>" in page.html and "<title>长安" in page.html
    readings = json.loads(page.one("article")["data-name-readings"])
    assert readings == {CHILD: ["xiǎo", None, None, None], HERO: ["zēng", None, None, None]}
    assert {point: len(said) for point, said in readings.items()} == {point: len(name) for point, name in names.items()}


def test_pinyin_stays_on_until_it_is_switched_off(alice):
    story = alice.asks(**TOLD, text="长安。")
    assert alice.browser.get(address(story) + "?pinyin=on").cookies["pinyin"].value == "on"
    answer = alice.browser.get(address(story))
    assert RUBY in Page(answer).html and "pinyin" not in answer.cookies
    assert "<ruby>" not in Page(alice.browser.get(address(story) + "?pinyin=off")).html
    assert "<ruby>" not in Page(alice.browser.get(address(story))).html


@pytest.mark.parametrize("value", ["", "yes", "on;", "ON", "<b>"])
def test_what_is_no_switch_for_pinyin_changes_nothing(alice, value):
    story = alice.asks(**TOLD, text="长安。")
    alice.browser.cookies["pinyin"] = "on"
    answer = alice.browser.get(address(story), {"pinyin": value})
    assert RUBY in Page(answer).html and "pinyin" not in answer.cookies


def test_an_english_story_and_the_plain_text_have_no_pinyin(alice):
    alice.browser.cookies["pinyin"] = "on"
    story = alice.asks(**TOLD, text="长安 (Chang’an).", language="en", names={CHILD: "小明"})
    page = Page(alice.browser.get(address(story)))
    assert "<ruby>" not in page.html and json.loads(page.one("article")["data-name-readings"]) == {}
    assert alice.browser.get(address(story, "text")).content.decode() == "长安 (Chang’an)."


def test_the_true_card_has_pinyin_where_the_story_has(alice):
    story = alice.asks(**TOLD, hero=Hero.objects.get(slug="shen-kuo"), text="从前。")
    with_pinyin = alice.browser.get(address(story) + "?pinyin=on").content.decode()
    card = with_pinyin[with_pinyin.index('class="card"') : with_pinyin.index("</aside>")]
    assert "<rt>" in card


def test_a_page_in_traditional_letters_shows_the_story_so_and_leaves_names_as_they_are(alice):
    hero = Hero.objects.get(slug="su-shi")
    names = {CHILD: "小云"}
    story = alice.asks(**TOLD, text=f"{CHILD}听见风声。\n头发乱了。", title=f"{CHILD}的灯", hero=hero, names=names)
    asked = {"headers": {"accept-language": "zh-TW"}}
    page = Page(alice.browser.get(address(story), **asked))
    assert "<p>小云聽見風聲。</p>" in page.html and "<p>頭髮亂了。</p>" in page.html and "小云的燈" in page.html
    article = page.one("article")
    assert (article["lang"], article["data-script"], article["data-at"]) == ("zh-Hant", "hant", str(len(story.text)))
    assert page.one("html")["lang"] == "zh-hant" and "蘇軾" in page.html
    assert page.values["child"] == ["小云"] and page.values["tone"] == ["hard"]
    assert "小云聽見風聲。" in alice.browser.get(address(story, "text"), **asked).content.decode()
    shelf = alice.browser.get("/stories/", **asked).content.decode()
    assert "小云聽見風聲。" in shelf and 'lang="zh-Hant"' in shelf


def test_the_next_story_is_asked_for_in_the_words_that_the_parent_wrote(alice):
    story = alice.asks(**TOLD, text="从前。", power=None, power_words="会说风的话")
    page = Page(alice.browser.get(address(story), headers={"accept-language": "zh-TW"}))
    assert "會說風的話" in page.html and page.values["power"] == ["会说风的话"]
