from datetime import UTC, datetime

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from stories import access


def test_a_visitor_is_known_by_the_cookie():
    visitor = access.new_visitor()
    assert access.visitor_of(access.cookie_of(visitor)) == visitor


def test_no_two_visitors_are_alike_and_none_can_be_guessed():
    visitors = {access.new_visitor() for _ in range(1000)}
    assert len(visitors) == 1000
    assert min(map(len, visitors)) * 6 >= 122


@given(st.one_of(st.none(), st.text(), st.from_regex(r"[\w-]{22}:[\w-]{6}:[\w-]{43}", fullmatch=True)))
def test_a_cookie_that_we_did_not_sign_names_nobody(cookie):
    assert access.visitor_of(cookie) is None


def test_a_cookie_with_one_letter_changed_names_nobody():
    cookie = access.cookie_of(access.new_visitor())
    for place, letter in enumerate(cookie):
        changed = cookie[:place] + ("b" if letter == "a" else "a") + cookie[place + 1 :]
        assert access.visitor_of(changed) is None


def test_a_signature_made_for_something_else_names_nobody():
    assert access.visitor_of(signing.TimestampSigner(salt="something.else").sign(access.new_visitor())) is None


def test_a_cookie_that_is_too_old_names_nobody(settings):
    cookie = access.cookie_of(access.new_visitor())
    settings.VISITOR_COOKIE_AGE = -1
    assert access.visitor_of(cookie) is None


@pytest.mark.django_db
def test_a_family_sees_its_own_stories_only(alice, bob, charlie):
    hers, his = alice.asks(), bob.asks()
    assert list(access.stories_of(alice.visitor)) == [hers]
    assert list(access.stories_of(bob.visitor)) == [his]
    assert list(access.stories_of(charlie.visitor)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("nobody", [None, ""])
def test_nobody_sees_nothing_even_of_a_story_without_a_family(alice, nobody):
    alice.asks(visitor="")
    assert list(access.stories_of(nobody)) == []


@pytest.fixture
def away(monkeypatch):
    """A house whose cookies have the name they have away."""
    monkeypatch.setattr(access, "COOKIE", "__Host-visitor")


def test_a_family_from_before_the_name_changed_keeps_its_shelf(away):
    visitor = access.new_visitor()
    assert access.visitor_in({"visitor": access.cookie_of(visitor)}) == visitor
    assert access.visitor_in({"visitor": "forged"}) is None and access.visitor_in({}) is None


def test_once_a_browser_has_the_new_cookie_the_old_one_names_nobody(away):
    old = access.cookie_of(access.new_visitor())
    assert access.visitor_in({"visitor": old, "__Host-visitor": "forged"}) is None


def test_another_host_of_the_domain_plants_no_cookie_later(away, monkeypatch):
    monkeypatch.setattr(access, "NAMED_SINCE", datetime(2000, 1, 1, tzinfo=UTC))
    assert access.visitor_in({"visitor": access.cookie_of(access.new_visitor())}) is None
