from datetime import timedelta

import pytest
from django.utils import timezone

from stories.errors import Crowded, TooMany
from stories.models import Story
from stories.spending.caps import check_room, check_stories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_caps(settings):
    """Two a family, three a house, and a zone in which midnight is hours away, whenever this runs."""
    settings.STORYTELLER_DAILY_STORIES = (2, 2, 3)
    offset = 12 - timezone.now().hour
    with timezone.override(f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"):
        yield


def test_a_family_may_ask_until_its_cap_is_reached(alice):
    for _ in range(2):
        check_stories(alice.visitor)
        alice.asks()
    with pytest.raises(TooMany) as cap:
        check_stories(alice.visitor)
    assert str(cap.value.message)


def test_one_familys_cap_is_not_anothers(alice, bob):
    alice.asks()
    alice.asks()
    check_stories(bob.visitor)


def test_the_house_has_a_cap_that_all_families_share(alice, bob, charlie):
    for person in (alice, bob, bob):
        person.asks()
    with pytest.raises(TooMany):
        check_stories(charlie.visitor)


def test_stories_count_however_they_ended(alice):
    alice.asks(state=Story.State.FAILED)
    alice.asks(state=Story.State.STOPPED)
    with pytest.raises(TooMany):
        check_stories(alice.visitor)


def test_yesterdays_stories_count_no_more(alice):
    stories = [alice.asks() for _ in range(3)]
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    Story.objects.filter(pk__in=[story.pk for story in stories[:2]]).update(created=midnight - timedelta(seconds=1))
    check_stories(alice.visitor)
    Story.objects.filter(pk=stories[0].pk).update(created=midnight)
    with pytest.raises(TooMany):
        check_stories(alice.visitor)


def test_the_family_hears_when_the_day_is_over(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    with pytest.raises(TooMany) as cap:
        check_stories(alice.visitor)
    tomorrow = timezone.localtime() + timedelta(seconds=cap.value.retry_after)
    assert tomorrow.date() == timezone.localdate() + timedelta(days=1)
    assert (tomorrow.hour, tomorrow.minute) == (0, 0)


def test_a_cap_of_nothing_closes_the_house(alice, settings):
    settings.STORYTELLER_DAILY_STORIES = (5, 5, 0)
    with pytest.raises(TooMany):
        check_stories(alice.visitor)


def test_as_many_may_wait_as_there_is_room_for_whoever_asked(alice, bob, settings):
    settings.STORYTELLER_QUEUE = 2
    for person in (alice, bob):
        check_room()
        person.asks()
    with pytest.raises(Crowded) as full:
        check_room()
    assert full.value.retry_after == 60 and str(full.value.message)


@pytest.mark.parametrize("state", ["telling", "finished", "stopped", "failed"])
def test_who_is_being_told_waits_no_more(alice, settings, state):
    settings.STORYTELLER_QUEUE = 1
    alice.asks(state=state)
    check_room()
