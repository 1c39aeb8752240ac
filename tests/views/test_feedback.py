import pytest

from stories.models import Feedback, Story
from tests.views.markup import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def address(story, page: str = "") -> str:
    return f"/stories/{story.pk}/{page}"


def faces(person, story) -> dict[str, tuple[str, str]]:
    """Face -> what a tap on it sends, and whether it is shown as chosen."""
    tags = Page(person.browser.get(address(story))).tags
    return {found["data-face"]: (found["value"], found["aria-pressed"]) for tag, found in tags if "data-face" in found}


def test_a_tap_chooses_another_changes_and_the_same_takes_back(alice):
    story = alice.asks(**TOLD)
    assert faces(alice, story) == {face: (face, "false") for face in "321"}
    for face, chosen in (("3", "3"), ("1", "1")):
        answer = alice.browser.post(address(story, "face"), {"face": face})
        assert (answer.status_code, answer["Location"]) == (302, f"{address(story)}#faces")
        assert {face for face, (_, pressed) in faces(alice, story).items() if pressed == "true"} == {chosen}
    sent, _ = faces(alice, story)["1"]
    alice.browser.post(address(story, "face"), {"face": sent})
    assert not Feedback.objects.exists()


def test_a_parent_says_why_is_thanked_changes_it_and_takes_it_back(alice):
    story = alice.asks(**TOLD, names={Story.CHILD: "Mei"})
    answer = alice.browser.post(address(story, "feedback"), {"reason": "scary", "words": "Mei 怕黑"})
    assert answer["Location"] == f"{address(story)}#not-good"
    assert Feedback.objects.get().words == f"{Story.CHILD} 怕黑"
    html = alice.browser.get(address(story)).content.decode()
    assert 'class="said"' in html and "Mei 怕黑" in html and 'name="withdraw"' in html
    alice.browser.post(address(story, "feedback"), {"reason": "dull"})
    assert Feedback.objects.get().reason == "dull"
    alice.browser.post(address(story, "feedback"), {"reason": "dull", "words": "x", "withdraw": "on"})
    assert not Feedback.objects.exists()


def test_what_cannot_be_kept_is_said_and_not_lost(alice):
    story = alice.asks(**TOLD)
    answer = alice.browser.post(address(story, "feedback"), {"reason": "dull", "words": "call 13812345678"})
    html = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in html and "call 13812345678" in html
    chosen = [found["value"] for tag, found in Page(answer).tags if found.get("name") == "reason" and "checked" in found]
    assert chosen == ["dull"] and not Feedback.objects.exists()


@pytest.mark.parametrize("more", [{"state": "telling"}, {"state": "stopped"}, {"ending": "asked"}])
def test_of_a_story_that_is_not_over_nothing_is_kept(alice, more):
    story = alice.asks(**{**TOLD, **more})
    for page, said in (("face", {"face": "1"}), ("feedback", {"reason": "dull"})):
        assert alice.browser.post(address(story, page), said).status_code == 302
    assert not Feedback.objects.exists()


def test_somebody_elses_story_is_not_there(alice, bob):
    story = alice.asks(**TOLD)
    for page, said in (("face", {"face": "1"}), ("feedback", {"reason": "dull"})):
        assert bob.browser.post(address(story, page), said).status_code == 404
    assert not Feedback.objects.exists()


def test_it_goes_with_its_story(alice):
    story = alice.asks(**TOLD)
    alice.browser.post(address(story, "face"), {"face": "1"})
    alice.browser.post("/parents/delete", {"sure": "on"})
    assert not Feedback.objects.exists()
