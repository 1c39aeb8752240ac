import pytest

from stories.models import Hero, Story
from tests.views.markup import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def address(story, page: str = "beside") -> str:
    return f"/stories/{story.pk}/{page}"


def told(person, **more) -> Story:
    names = {Story.CHILD: person.child}
    return person.asks(
        **{**TOLD, "text": f"{Story.CHILD}，从前。\n有座山。", "hero": Hero.objects.get(slug="shen-kuo"), "names": names, **more}
    )


def articles(answer) -> list[dict]:
    return [found for tag, found in Page(answer).tags if tag == "article"]


def test_the_end_of_a_story_offers_it_in_the_other_language(alice):
    assert f'action="{address(told(alice))}"' not in alice.browser.get("/").content.decode()
    story = told(alice)
    page = Page(alice.browser.get(address(story, "")))
    assert ("form", address(story)) in [(tag, found.get("action")) for tag, found in page.tags]


def test_one_tap_tells_it_and_shows_both(alice):
    story = told(alice)
    answer = alice.browser.post(address(story))
    assert (answer.status_code, answer["Location"]) == (302, address(story))
    other = Story.objects.get(parent=story)
    assert (other.language, other.state, other.names, other.visitor) == ("en", "waiting", story.names, alice.visitor)
    for one, first, second in ((story, "zh", "en"), (other, "en", "zh")):
        answer = alice.browser.get(address(one))
        assert answer.status_code == 200
        assert [found["lang"] for found in articles(answer)] == [first, second]
    html = answer.content.decode()
    assert "<p>Mei，从前。</p>" in html and html.count('name="AIGC"') == 2 and "noindex" in html
    assert html.count("data-reading") == 2 and "data-beside" not in html
    assert 'http-equiv="refresh"' in html


def test_a_second_tap_finds_what_is_there(alice):
    story = told(alice)
    for asked in (story, story, Story.objects.filter(parent=story).first() or story):
        alice.browser.post(address(asked))
    alice.browser.post(address(Story.objects.get(parent=story)))
    assert Story.objects.count() == 2


def test_before_the_tap_the_page_has_one_story_and_the_way_to_the_other(alice):
    answer = alice.browser.get(address(told(alice)))
    assert len(articles(answer)) == 1 and "data-beside" in answer.content.decode()


@pytest.mark.parametrize("state", ["waiting", "telling", "stopped", "failed"])
def test_what_was_not_told_to_its_end_stays_alone(alice, state):
    story = told(alice, state=state)
    for ask in (alice.browser.get, alice.browser.post):
        answer = ask(address(story))
        assert (answer.status_code, answer["Location"]) == (302, address(story, ""))
    assert Story.objects.count() == 1


def test_over_the_cap_a_sentence_says_so_and_the_story_stays_on_the_page(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    answer = alice.browser.post(address(told(alice)))
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert 'role="alert"' in answer.content.decode() and len(articles(answer)) == 1
    assert Story.objects.count() == 1


def test_somebody_elses_story_is_not_there(alice, bob):
    story = told(alice)
    alice.browser.post(address(story))
    for one in Story.objects.all():
        assert {bob.browser.get(address(one)).status_code, bob.browser.post(address(one)).status_code} == {404}
    assert Story.objects.count() == 2


def test_on_a_page_in_traditional_letters_the_chinese_is_written_so(alice):
    story = told(alice, text="听见风声。")
    answer = alice.browser.get(address(story), headers={"accept-language": "zh-TW"})
    assert articles(answer)[0]["lang"] == "zh-Hant" and "聽見風聲。" in answer.content.decode()


def test_the_shelf_says_which_two_belong_together(alice):
    story = told(alice)
    alice.browser.post(address(story))
    html = alice.browser.get("/stories/").content.decode()
    assert html.count(f'href="{address(Story.objects.get(parent=story))}"') == 1
    assert f'href="{address(story)}"' not in html


def test_deleting_the_family_deletes_both(alice):
    alice.browser.post(address(told(alice)))
    alice.browser.post("/parents/delete", {"sure": "on"})
    assert not Story.objects.exists()
