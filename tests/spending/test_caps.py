from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from stories.errors import Crowded, TooMany
from stories.models import Allowance
from stories.spending.caps import check_room, check_stories, reserve_story
from stories.spending.payer import Payer, network_of

pytestmark = pytest.mark.django_db
ALICE, BOB, CHARLIE = Payer("alice"), Payer("bob"), Payer("charlie")


@pytest.fixture(autouse=True)
def small_caps(settings):
    """Two a visitor, three an account, ten a house, and a zone in which midnight is hours away, whenever this runs."""
    settings.STORYTELLER_DAILY_STORIES = (2, 3, 10)
    offset = 12 - timezone.now().hour
    with timezone.override(f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"):
        yield


def had():
    return list(Allowance.objects.order_by("pk").values_list("scope", "stories"))


def is_refused(payer):
    """By the reading and by the writing, which must agree."""
    before = had()
    with pytest.raises(TooMany):
        check_stories(payer)
    with pytest.raises(TooMany) as cap:
        reserve_story(payer)
    assert had() == before and str(cap.value.message), "all or none"
    return True


def test_a_family_may_ask_until_its_cap_is_reached():
    for _ in range(2):
        check_stories(ALICE)
        reserve_story(ALICE)
    assert is_refused(ALICE)
    check_stories(BOB)
    reserve_story(BOB)
    assert had() == [("visitor", 2), ("site", 3), ("visitor", 1)]


def test_an_account_has_a_cap_of_its_own_on_however_many_devices():
    for visitor in ("phone", "tablet", "television"):
        reserve_story(Payer(visitor, account=7))
    assert is_refused(Payer("watch", account=7))
    reserve_story(Payer("watch", account=8))


def test_a_network_may_have_half_of_the_sites_or_what_is_said(settings):
    street = [Payer(f"house {number}", network=network_of("203.0.113.9")) for number in range(6)]
    for payer in street[:5]:
        reserve_story(payer)
    assert is_refused(street[5])
    reserve_story(replace(street[5], network=network_of("198.51.100.9")))
    settings.STORYTELLER_DAILY_NETWORK = 6
    reserve_story(street[4])
    settings.STORYTELLER_DAILY_NETWORK = 0
    assert is_refused(street[0])


def test_the_house_has_a_cap_that_all_families_share(settings):
    settings.STORYTELLER_DAILY_STORIES = (2, 2, 3)
    for payer in (ALICE, BOB, BOB):
        reserve_story(payer)
    assert is_refused(CHARLIE)
    assert had() == [("visitor", 1), ("site", 3), ("visitor", 2)], "who was refused has had nothing"


def test_yesterdays_stories_count_no_more():
    reserve_story(ALICE)
    reserve_story(ALICE)
    Allowance.objects.update(day=timezone.localdate() - timedelta(days=1))
    check_stories(ALICE)
    reserve_story(ALICE)


def test_a_day_begins_at_midnight_here():
    reserve_story(ALICE)
    assert {row.day for row in Allowance.objects.all()} == {timezone.localdate()}


def test_the_family_hears_when_the_day_is_over(settings):
    settings.STORYTELLER_DAILY_STORIES = (0, 0, 0)
    with pytest.raises(TooMany) as cap:
        reserve_story(ALICE)
    tomorrow = timezone.localtime() + timedelta(seconds=cap.value.retry_after)
    assert tomorrow.date() == timezone.localdate() + timedelta(days=1)
    assert (tomorrow.hour, tomorrow.minute) == (0, 0)


@pytest.mark.parametrize("caps", [(0, 5, 5), (5, 0, 5), (5, 5, 0)])
def test_a_cap_of_nothing_closes_the_house(settings, caps):
    settings.STORYTELLER_DAILY_STORIES = caps
    assert is_refused(Payer("alice", account=1))


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
