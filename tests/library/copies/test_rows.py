import json

import pytest
from django.utils import timezone

from stories.library.copies.rows import of_story
from stories.models import Feedback, Hero, Share, Story, Verdict

pytestmark = pytest.mark.django_db
NAMES = {Story.CHILD: "Mei", Story.HERO: "Kai"}
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}


def test_a_copy_for_programs_has_all_that_was_chosen(alice, teller):
    story = alice.asks(**TOLD, teller=teller, names=NAMES, text=f"{Story.CHILD}。", hero=Hero.objects.get(slug="shen-kuo"))
    Verdict.objects.create(story=story, at=0, layer="words", reason="rude", judge="x", words="secret")
    found = json.loads(of_story(story))
    assert found["text"] == "Mei。" and found["names"] == {"child": "Mei", "hero": "Kai"}
    assert found["choice"]["hero"] == "沈括" and found["choice"]["dynasty"] == "宋"
    assert found["AIGC"]["Label"] == "1" and "拼成" in found["label"]
    assert found["left_out"] == ["rude"] and "secret" not in of_story(story)
    assert alice.visitor not in of_story(story)


def test_what_was_said_of_a_story_and_who_may_read_it_is_in_it(alice):
    story = alice.asks(**TOLD, names=NAMES, favourite=True)
    Feedback.objects.create(story=story, face=3, reason="other", words=f"{Story.CHILD}要更长")
    share = Share.objects.create(story=story, until=timezone.now(), with_names=True)
    found = json.loads(of_story(story))
    assert found["feedback"] == {"face": 3, "reason": "other", "words": "Mei要更长"} and found["favourite"]
    assert found["shares"][0]["with_names"] and share.token not in of_story(story), "a file that leaves opens no door"
