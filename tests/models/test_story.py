from datetime import timedelta

import pytest
from django.utils import timezone

from stories.models import Story

pytestmark = pytest.mark.django_db
TOLD = {"state": Story.State.FINISHED, "ending": Story.Ending.TOLD}
VERBS = ["may_be_shown", "published", "featured", "waiting_for_review"]
REVIEW = {"featured": "featured", "published": "published", "may_be_shown": "published", "waiting_for_review": "unreviewed"}


def shown(verb: str) -> set:
    return set(getattr(Story.objects, verb)())


@pytest.mark.parametrize("verb", VERBS)
def test_only_what_a_family_offered_or_nobody_owns_is_shown(alice, verb):
    row = {**TOLD, "review": REVIEW[verb]}
    alice.asks(**row)
    alice.asks(**{**row, "ending": Story.Ending.GATE}, offered=True)
    alice.asks(**{**row, "state": Story.State.STOPPED, "ending": ""}, offered=True)
    alice.asks(**row, visitor="terminally-ill-guess")
    alice.asks(**row, offered=True, removed=timezone.now())
    may = {
        alice.asks(**row, offered=True),
        *(alice.asks(**row, visitor=nobody) for nobody in ("", "terminal", "terminal a seed")),
    }
    assert shown(verb) == may


@pytest.mark.parametrize("review", ["published", "featured"])
def test_an_offer_taken_back_takes_the_story_off_at_once_and_is_reviewed_anew(alice, review):
    story = alice.asks(**TOLD, offered=True, review=review)
    Story.objects.filter(pk=story.pk).offer(False)
    assert not Story.objects.published().exists()
    Story.objects.filter(pk=story.pk).offer(True)
    assert not Story.objects.published().exists() and Story.objects.get(pk=story.pk).review == "unreviewed"


def test_what_a_curator_hid_stays_hidden_when_the_offer_is_taken_back(alice):
    story = alice.asks(**TOLD, offered=True, review="hidden")
    Story.objects.filter(pk=story.pk).offer(False)
    assert Story.objects.get().review == "hidden"


def test_what_was_kept_too_long_is_what_is_older_than_the_days(alice, settings):
    settings.STORYTELLER_KEEP_DAYS = 10
    old, young = alice.asks(), alice.asks()
    for story, days in ((old, 10.1), (young, 9.9)):
        Story.objects.filter(pk=story.pk).update(created=timezone.now() - timedelta(days=days))
    assert set(Story.objects.kept_too_long()) == {old}


def test_a_storys_own_name_has_no_personal_name_in_it(alice):
    story = alice.asks(title=f"{Story.CHILD}和{Story.HERO}", names={Story.CHILD: "Mei", Story.HERO: "Kai"})
    assert str(story) == "〔孩子〕和〔英雄〕"
