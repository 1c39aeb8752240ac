import pytest

from stories.limits import Places, Rate, network


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_places_are_taken_and_given_back():
    places = Places(2)
    assert [places.take("alice") for _ in range(3)] == [True, True, False]
    assert places.take("bob")
    places.give_back("alice")
    assert [places.take("alice"), places.take("alice")] == [True, False]


def test_who_left_leaves_nothing_behind():
    places = Places(2)
    places.take("alice")
    places.give_back("alice")
    assert not places.taken


def test_so_many_knocks_are_heard_and_later_again():
    clock = Clock()
    rate = Rate(3, 60, clock)
    assert [rate.allows("school") for _ in range(5)] == [True] * 3 + [False] * 2
    assert rate.allows("nursery")
    clock.now += 59.9
    assert not rate.allows("school")
    clock.now += 0.1
    assert rate.allows("school"), "a knock that was refused does not count"


def test_who_was_not_heard_of_is_forgotten():
    clock = Clock()
    rate = Rate(3, 60, clock)
    for number in range(1000):
        rate.allows(number)
    clock.now += 61
    rate.allows("school")
    assert list(rate.knocks) == ["school"]


@pytest.mark.parametrize("here", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "", "unix", "testclient"])
def test_this_machine_is_no_network(here):
    assert network(here) is None


def test_one_half_of_an_address_of_ipv6_is_a_family():
    assert network("2001:db8::1") == network("2001:db8:0:0:ffff::9") != network("2001:db8:0:1::1")
    assert network("192.0.2.7") == network("::ffff:192.0.2.7") != network("192.0.2.8")
