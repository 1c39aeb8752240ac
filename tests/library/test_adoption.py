"""What a browser held becomes the family's: nothing is lost, and nothing of somebody else's comes along."""

import threading
from collections import Counter
from functools import partial

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories import access
from stories.library.adoption import adopt, forget_account, left_behind, move, rows_of_a_family
from stories.models import Account, Child, Series, Story

pytestmark = pytest.mark.django_db
BROWSERS, FAMILIES = range(4), range(3)
NOTHING = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def account(name: str, visitor: str | None = None) -> Account:
    return Account.objects.create(username=name, email=f"{name}@example.org", visitor=visitor)


def told(visitor: str, key: str = "") -> Story:
    key = key or access.new_visitor()
    return Story.objects.create(visitor=visitor, request_key=key, title="x", seed=key, turn=Story.objects.filter(visitor=visitor).count())


def come_in(family: Account, visitor: str) -> str:
    return adopt(family.pk, visitor, access.new_visitor())


def test_every_noun_that_knows_whose_it_is_goes_along():
    assert {Story, Child, Series} <= set(rows_of_a_family())
    alice = account("alice", "hers")
    for model in rows_of_a_family():
        told("browser") if model is Story else model.objects.create(visitor="browser")
    assert come_in(alice, "browser") == "hers"
    for model in rows_of_a_family():
        assert not model.objects.filter(visitor="browser").exists() and model.objects.filter(visitor="hers").exists(), model


def test_at_sign_up_the_browsers_own_id_becomes_the_familys():
    alice, story = account("alice"), told("browser")
    assert come_in(alice, "browser") == "browser"
    story.refresh_from_db()
    assert (story.visitor, story.account_id) == ("browser", alice.pk)


def test_a_page_that_was_sent_under_both_ids_gives_two_stories():
    alice = account("alice", "hers")
    told("hers", "same"), told("browser", "same")
    come_in(alice, "browser")
    assert Story.objects.filter(visitor="hers").count() == 2


def test_turns_go_on_so_that_no_two_stories_of_a_family_have_the_same():
    alice = account("alice", "hers")
    for visitor in ("hers", "hers", "browser", "browser"):
        told(visitor)
    come_in(alice, "browser")
    assert sorted(Story.objects.values_list("turn", flat=True)) == [0, 1, 2, 3]


def test_on_alices_browser_bob_finds_his_own_shelf_and_takes_nothing_of_hers():
    alice, bob, story = account("alice", "hers"), account("bob", "his"), told("hers")
    assert come_in(bob, "hers") == "his"
    new = account("new")
    assert come_in(new, "hers") not in ("hers", "his")
    story.refresh_from_db()
    assert story.visitor == alice.visitor and not Story.objects.filter(account__in=[bob, new]).exists()


def test_whoever_holds_the_old_id_finds_nothing_after_the_family_moved():
    alice, story = account("alice", "hers"), told("hers")
    assert move(alice.pk, "new") == "new"
    story.refresh_from_db()
    assert story.visitor == "new" and not left_behind("hers")
    assert come_in(account("finder"), "hers") == "hers" and not access.stories_of("hers").exists()


def test_deleted_is_the_account_of_this_family_and_no_curators():
    account("alice", "hers"), account("bob", "his")
    Account.objects.create(username="curator", is_staff=True, visitor="theirs")
    assert forget_account("hers") and not forget_account("hers") and not forget_account("theirs")
    assert sorted(Account.objects.values_list("username", flat=True)) == ["bob", "curator"]


@NOTHING
@given(
    st.lists(st.tuples(st.sampled_from(["tell", "in", "out", "lose"]), st.sampled_from(BROWSERS), st.sampled_from(FAMILIES)), max_size=25)
)
def test_whoever_comes_and_goes_on_whichever_browser_each_sees_their_own_and_all_of_it(steps):
    """A model of what a family expects: who was signed in, or signed in next, owns the story."""
    Story.objects.all().delete(), Account.objects.all().delete()
    families = [account(f"family {n}") for n in FAMILIES]
    cookie = {browser: access.new_visitor() for browser in BROWSERS}
    signed_in: dict[int, int | None] = dict.fromkeys(BROWSERS)
    waiting: dict[int, list] = {browser: [] for browser in BROWSERS}  # told while nobody was signed in
    owned: dict[int, list] = {family: [] for family in FAMILIES}
    for step, browser, family in steps:
        who = signed_in[browser]
        if step == "tell":
            (waiting[browser] if who is None else owned[who]).append(told(cookie[browser]).pk)
        elif step == "in" and who is None:
            cookie[browser] = come_in(families[family], cookie[browser])
            owned[family] += waiting[browser]
            waiting[browser], signed_in[browser] = [], family
        elif step == "out" and who is not None:
            cookie[browser], signed_in[browser] = access.new_visitor(), None
        elif step == "lose" and who is not None:
            new = move(families[who].pk, access.new_visitor())
            for other in [other for other in BROWSERS if signed_in[other] == who]:
                signed_in[other] = who if other == browser else None
            cookie[browser] = new
    for browser in BROWSERS:
        who = signed_in[browser]
        wanted = waiting[browser] if who is None else owned[who]
        assert Counter(access.stories_of(cookie[browser]).values_list("pk", flat=True)) == Counter(wanted)
    for n, family in enumerate(families):
        family.refresh_from_db()
        assert set(access.stories_of(family.visitor).values_list("pk", flat=True)) == set(owned[n])


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_up_and_in_with_one_browser_at_once_share_nothing():
    for round_ in range(8):
        visitor, bob = f"browser {round_}", account(f"bob {round_}", f"his {round_}")
        story, others = told(visitor), [account(f"alice {round_}"), account(f"charlie {round_}"), bob]
        ids = _at_once([partial(come_in, one, visitor) for one in others])
        assert len(set(ids)) == 3
        story.refresh_from_db()
        owner = Account.objects.get(visitor=story.visitor)
        assert story.account_id == owner.pk


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_sign_in_at_once_bring_all_they_have():
    alice = account("alice", "hers")
    for browser in ("phone", "tablet"):
        for _ in range(5):
            told(browser)
    assert _at_once([partial(come_in, alice, browser) for browser in ("phone", "tablet")]) == ["hers", "hers"]
    rows = Story.objects.filter(visitor="hers", account=alice)
    assert rows.count() == 10 and len(set(rows.values_list("turn", flat=True))) == 10


def _at_once(acts) -> list[str]:
    gate, results = threading.Barrier(len(acts)), [""] * len(acts)

    def act(n: int) -> None:
        gate.wait()
        try:
            results[n] = acts[n]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(n,)) for n in range(len(acts))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return results
