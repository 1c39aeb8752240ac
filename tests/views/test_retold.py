import pytest

from stories.models import Hero, Story
from tests.views.markup import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def address(story, page: str = "retell") -> str:
    return f"/stories/{story.pk}/{page}"


def told(person, **more) -> Story:
    names = {Story.CHILD: person.child}
    row = {"text": f"{Story.CHILD}，从前。\n有座山。", "hero": Hero.objects.get(slug="shen-kuo"), "names": names, "length": "medium"}
    return person.asks(**{**TOLD, **row, **more})


def offered(person, story) -> list[str]:
    tags = Page(person.browser.get(address(story, ""))).tags
    return [found["value"] for tag, found in tags if tag == "button" and found.get("name") == "how"]


def test_the_end_of_a_story_offers_its_ways(alice):
    assert offered(alice, told(alice)) == ["shorter", "longer", "easier", "funnier"]
    assert offered(alice, told(alice, length="short", age="3-5")) == ["longer", "funnier"]
    assert offered(alice, told(alice, asks=True)) == offered(alice, told(alice, ending="gate")) == []


@pytest.mark.parametrize("how", ["shorter", "longer", "easier", "funnier"])
def test_one_tap_leads_to_another_telling_and_from_there_back(alice, how):
    story = told(alice)
    answer = alice.browser.post(address(story), {"how": how})
    other = Story.objects.get(parent=story)
    assert (answer.status_code, answer["Location"]) == (302, address(other, ""))
    assert (other.kin, other.state, other.visitor, other.names) == ("retold", "waiting", alice.visitor, story.names)
    links = {found.get("href") for tag, found in Page(alice.browser.get(address(other, ""))).tags if tag == "a"}
    assert address(story, "") in links
    assert alice.browser.post(address(story), {"how": how})["Location"] == address(other, "")
    assert Story.objects.count() == 2


@pytest.mark.parametrize("how", ["", "nonsense", "easier"])
def test_a_way_that_is_none_leads_back(alice, how):
    story = told(alice, age="3-5")
    assert alice.browser.post(address(story), {"how": how})["Location"] == address(story, "")
    assert Story.objects.count() == 1


@pytest.mark.parametrize("more", [{"state": "telling"}, {"state": "stopped"}, {"ending": "gate"}, {"ending": "asked"}, {"asks": True}])
def test_what_was_not_told_to_its_end_is_told_no_other_way(alice, more):
    story = told(alice, **more)
    assert alice.browser.post(address(story), {"how": "shorter"})["Location"] == address(story, "")
    assert Story.objects.count() == 1


def test_over_the_cap_a_sentence_says_so_and_the_story_stays_on_the_page(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    answer = alice.browser.post(address(told(alice)), {"how": "shorter"})
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    html = answer.content.decode()
    assert 'role="alert"' in html and "有座山" in html and Story.objects.count() == 1


def test_one_that_is_there_is_found_over_the_cap_too(alice, settings):
    story = told(alice)
    there = alice.browser.post(address(story), {"how": "shorter"})["Location"]
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    assert alice.browser.post(address(story), {"how": "shorter"})["Location"] == there


def test_somebody_elses_story_is_not_there(alice, bob):
    assert bob.browser.post(address(told(alice)), {"how": "shorter"}).status_code == 404
    assert Story.objects.count() == 1
