"""Time is the test's own here: nobody really waits, and a try takes as long as the script says."""

import asyncio
from itertools import pairwise
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories.errors import TellerError
from stories.models import Teller
from stories.telling import tries
from stories.telling.tries import Tries

MAIN, SECOND = Teller(name="main", endpoint="main"), Teller(name="second", endpoint="fallback")
AWAY, REFUSED = TellerError("the endpoint answered 503"), TellerError("the endpoint answered 401", permanent=True)


class Evening:
    """A clock, and what each endpoint does when it is asked: a fault, or None where it tells. The last thing is done again."""

    def __init__(self, *does, second=(), takes=0.0):
        self.does = {"main": list(does), "fallback": list(second)}
        self.now, self.takes = 1000.0, takes
        self.asked = []  # endpoint, when, until when

    async def ask(self, teller, until):
        self.asked.append((teller.endpoint, self.now, until))
        done = self.does[teller.endpoint]
        fault = done.pop(0) if len(done) > 1 else done[0]
        self.now += self.takes
        if fault:
            raise fault

    async def sleep(self, seconds):
        self.now += seconds

    @property
    def whom(self):
        return [endpoint for endpoint, *_ in self.asked]

    @property
    def waits(self):
        """Seconds between the end of each call and the beginning of the next."""
        begun = [begins for _, begins, _ in self.asked]
        return [later - sooner - self.takes for sooner, later in pairwise(begun)]


@pytest.fixture
def tell(monkeypatch, settings):
    """Let an evening pass: the fault that it ends with, or None."""
    settings.TELLING_WHOLE, settings.TELLING_TRIES = 90, 3

    def tell(evening, tokens=0):
        line_up = [MAIN, SECOND] if evening.does["fallback"] else [MAIN]
        monkeypatch.setattr(tries, "time", SimpleNamespace(monotonic=lambda: evening.now))
        monkeypatch.setattr(asyncio, "sleep", evening.sleep)
        try:
            async_to_sync(_tell)(evening, line_up, tokens)
        except TellerError as fault:
            return fault
        return None

    return tell


async def _tell(evening, line_up, tokens):
    await Tries(line_up, tokens).tell(evening.ask)


def after(seconds):
    return TellerError("the endpoint answered 429", retry_after=seconds)


def test_who_tells_at_once_is_asked_once(tell):
    evening = Evening(None)
    assert tell(evening) is None and evening.whom == ["main"]


def test_a_fault_that_passes_is_outlasted(tell):
    evening = Evening(AWAY, AWAY, None)
    assert tell(evening) is None and evening.whom == ["main"] * 3


def test_an_endpoint_is_asked_three_times_and_the_last_fault_is_raised(tell):
    last = TellerError("the last one")
    evening = Evening(AWAY, AWAY, last)
    assert tell(evening) is last and evening.whom == ["main"] * 3


def test_after_three_tries_the_second_endpoint_is_asked(tell):
    evening = Evening(AWAY, second=[AWAY, None])
    assert tell(evening) is None and evening.whom == ["main"] * 3 + ["fallback"] * 2


def test_where_both_are_away_the_seconds_fault_is_the_last(tell):
    evening = Evening(AWAY, second=[TellerError("second")])
    assert tell(evening).reason == "second" and evening.whom == ["main"] * 3 + ["fallback"] * 3


def test_a_permanent_fault_is_not_asked_about_again(tell):
    evening = Evening(REFUSED, second=[None])
    assert tell(evening) is None and evening.whom == ["main", "fallback"] and evening.waits == [0]
    alone = Evening(REFUSED)
    assert tell(alone) is REFUSED and alone.whom == ["main"]


def test_who_wants_more_than_five_seconds_is_left_alone_where_another_stands_ready(tell):
    evening = Evening(after(5.5), second=[None])
    assert tell(evening) is None and evening.whom == ["main", "fallback"] and evening.waits == [0]


def test_five_seconds_are_waited_for_though_another_stands_ready(tell):
    evening = Evening(after(5), None, second=[None])
    assert tell(evening) is None and evening.whom == ["main"] * 2 and evening.waits[0] >= 5


def test_where_nobody_else_is_there_more_is_waited_for_but_not_for_ever(tell):
    patient, hopeless = Evening(after(19), None), Evening(after(21), None)
    assert tell(patient) is None and patient.waits[0] >= 19
    assert tell(hopeless).retry_after == 21 and hopeless.whom == ["main"]


def test_a_bug_is_not_asked_about_again(tell):
    evening = Evening(ZeroDivisionError(), second=[None])
    with pytest.raises(ZeroDivisionError):
        tell(evening)
    assert evening.whom == ["main"]


def test_a_long_story_is_given_more_time(tell):
    short, long = Evening(None), Evening(None)
    tell(short, tokens=900), tell(long, tokens=3600)
    assert [evening.asked[0][2] - 1000 for evening in (short, long)] == [180, 450]


def test_when_the_time_is_over_the_second_endpoint_is_not_begun(tell):
    evening = Evening(AWAY, second=[None], takes=91)
    assert tell(evening) is AWAY and evening.whom == ["main"]


FAULTS = st.lists(
    st.one_of(st.just(AWAY), st.just(REFUSED), st.floats(0, 40).map(after), st.none()),
    min_size=1,
    max_size=8,
)


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(main=FAULTS, second=st.one_of(st.just([]), FAULTS), takes=st.floats(0, 60), number=st.integers(1, 5), whole=st.floats(1, 200))
def test_whatever_happens_the_rules_are_kept(tell, settings, main, second, takes, number, whole):
    settings.TELLING_TRIES, settings.TELLING_WHOLE = number, whole
    evening = Evening(*main, second=second, takes=takes)
    ended = tell(evening)
    heard = _heard(evening.whom, main, second)
    assert evening.whom == sorted(evening.whom, reverse=True), "nobody goes back to the first endpoint"
    assert all(evening.whom.count(endpoint) <= number for endpoint in ("main", "fallback"))
    assert all(begins < until and until == 1000 + whole for _, begins, until in evening.asked)
    assert heard[-1] is ended
    for place, wait in enumerate(evening.waits):
        fault, changes = heard[place], evening.whom[place] != evening.whom[place + 1]
        assert fault is not None, "nobody is asked once the story is told"
        assert changes or not fault.permanent
        assert changes or wait >= (fault.retry_after or 0) - 1e-6, "sooner than the endpoint said"
        assert wait == pytest.approx(0) if changes else wait <= 20 + 8


def _heard(whom, main, second):
    """The fault of each call, or None for the one that told."""
    told = {"main": list(main), "fallback": list(second)}
    return [told[endpoint].pop(0) if len(told[endpoint]) > 1 else told[endpoint][0] for endpoint in whom]


def test_a_whole_house_does_not_come_back_at_once(tell):
    waits = set()
    for _ in range(20):
        evening = Evening(after(2), None)
        tell(evening)
        waits.update(evening.waits)
    assert len(waits) > 10 and all(2 <= wait <= 2.5 + 1e-6 for wait in waits)
