import pytest

from stories.errors import ChoiceError
from stories.library import feedback
from stories.models import Child, Feedback, Story

pytestmark = pytest.mark.django_db
TOLD = {"state": "finished", "ending": "told"}


def given(story) -> tuple:
    return Feedback.objects.filter(story=story).values_list("face", "reason", "words").first()


@pytest.mark.parametrize(("face", "kept"), [("1", 1), ("2", 2), ("3", 3), ("4", None), ("x", None)])
def test_a_face_is_one_of_three(alice, face, kept):
    story = alice.asks(**TOLD)
    feedback.show_face(story, face)
    assert given(story) == (kept and (kept, "", ""))


def test_a_face_is_changed_and_taken_back(alice):
    story = alice.asks(**TOLD)
    for face in "31":
        feedback.show_face(story, face)
    assert given(story) == (1, "", "")
    feedback.show_face(story, "nonsense")
    assert given(story) == (1, "", "")
    feedback.show_face(story, "")
    assert not Feedback.objects.exists()


def test_a_reason_is_changed_and_taken_back_and_the_face_stays(alice):
    story = alice.asks(**TOLD)
    feedback.show_face(story, "1")
    feedback.say(story, "scary", "the dark")
    feedback.say(story, "dull", "")
    assert given(story) == (1, "dull", "")
    feedback.say(story, "", "")
    assert given(story) == (1, "", "")


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_words_without_a_reason_are_something_else(alice, reason):
    story = alice.asks(**TOLD)
    feedback.say(story, reason, "  hm\u200b  hm ")
    assert given(story) == (None, "other", "hm hm")


def test_the_names_of_all_children_and_heroes_of_the_family_are_taken_out(alice, bob):
    Child.objects.create(visitor=alice.visitor, nickname="Lulu")
    Child.objects.create(visitor=bob.visitor, nickname="Tom")
    alice.asks(names={Story.CHILD: "Quillo"})
    story = alice.asks(**TOLD, names={Story.CHILD: "Mei", Story.HERO: "Kaikai"})
    feedback.say(story, "scary", "Mei and lulu wept, QUILLO ran; Kaikai was mean to Tom.")
    child, hero = Story.CHILD, Story.HERO
    assert given(story)[2] == f"{child} and {child} wept, {child} ran; {hero} was mean to Tom."
    assert feedback.shown(story)["feedback_words"].startswith("Mei and Mei wept")


def test_without_a_name_of_its_own_the_page_shows_no_code_point(alice):
    Child.objects.create(visitor=alice.visitor, nickname="Lulu")
    story = alice.asks(**TOLD)
    feedback.say(story, "dull", f"Lulu yawned{Story.HERO}")
    assert Story.CHILD in given(story)[2] and Story.HERO not in given(story)[2]
    assert Story.CHILD not in feedback.shown(story)["feedback_words"]


@pytest.mark.parametrize("words", ["call 13812345678", "写信给 mei@example.com"])
def test_what_is_private_is_refused_and_nothing_is_kept(alice, words):
    story = alice.asks(**TOLD)
    with pytest.raises(ChoiceError):
        feedback.say(story, "other", words)
    assert given(story) is None


def test_two_hundred_characters_and_no_more(alice):
    story = alice.asks(**TOLD, names={Story.CHILD: "Mei"})
    feedback.say(story, "dull", "好" * 200)
    assert given(story)[2] == "好" * 200
    for words in ("好" * 201, "好 " * 600, " " * 1001):
        with pytest.raises(ChoiceError):
            feedback.say(story, "dull", words)
    assert given(story)[2] == "好" * 200


@pytest.mark.parametrize(
    ("more", "may"),
    [({}, True), ({"ending": "gate"}, True), ({"ending": "asked"}, False), ({"state": "telling"}, False), ({"state": "stopped"}, False)],
)
def test_only_of_a_story_that_is_over(alice, more, may):
    assert feedback.may_be_given(alice.asks(**{**TOLD, **more})) == may
