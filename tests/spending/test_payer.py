from datetime import timedelta

import pytest
from django.utils import timezone

from stories.spending.payer import Payer, asked_by, network_of

TODAY = timezone.now().date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.9", "203.0.113.200", True),
        ("203.0.113.9", "203.0.114.9", False),
        ("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::2", True),
        ("2001:db8:1:200::1", "2001:db8:1:300::1", False),
        ("::ffff:203.0.113.9", "203.0.113.77", True),
        ("fe80::1%eth0", "fe80::2", True),
    ],
)
def test_a_network_is_a_24_or_a_56(one, other, is_same):
    assert (network_of(one) == network_of(other)) is is_same


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "", "unix:", "1.2.3", "nonsense"])
def test_this_machine_and_what_is_no_address_is_no_network(address):
    assert network_of(address) == ""


def test_no_share_shows_who_it_is():
    payer = Payer("a-visitor", 4711, network_of("203.0.113.9"))
    shares = payer.shares(TODAY)
    assert [scope for scope, _ in shares] == ["visitor", "account", "network", "site"]
    assert [len(who) for _, who in shares] == [64, 64, 64, 0] and len({who for _, who in shares}) == 4
    assert not any(said in str(shares) for said in ("a-visitor", "4711", "203.0.113"))


def test_days_cannot_be_joined(monkeypatch):
    payer = Payer("a-visitor", 4711)
    assert not {who for _, who in payer.shares(TODAY)[:2]} & {who for _, who in payer.shares(YESTERDAY)}
    today = network_of("203.0.113.9")
    monkeypatch.setattr(timezone, "localdate", lambda: YESTERDAY)
    assert network_of("203.0.113.9") != today


def test_who_says_nothing_has_a_part_in_the_site_alone():
    assert Payer().shares(TODAY) == [("site", "")]


def test_an_endpoint_knows_a_family_again_by_a_name_that_leads_nowhere():
    assert asked_by("alice") == asked_by("alice") != asked_by("bob")
    assert "alice" not in asked_by("alice") and len(asked_by("alice")) == 64
