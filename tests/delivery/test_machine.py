"""One story through everything that can happen to it at once, in any order: never two writers, nothing lost, nobody told a wrong word."""

import asyncio
import os
import sys
from datetime import timedelta
from math import inf

import pytest
from channels.db import database_sync_to_async as in_thread
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from stories.delivery import follow, log
from stories.errors import LeaseLost
from stories.models import Story
from stories.telling import ends, gate, lease, tell, voice
from stories.telling.sweep import Sweeper
from stories.telling.voice import LogOut, Voice
from storyteller.redis_server import free_port
from tests.delivery.redis_troubles import RedisTroubles
from tests.delivery.watcher import BELLS, WHICH, Watchers, is_sound, token

pytestmark = pytest.mark.django_db(transaction=True)
RARELY = st.integers(0, 7).map(lambda number: number == 7)
EVENINGS = int(os.environ.get("EVENINGS", 40))


class Evening(RedisTroubles, Watchers, RuleBasedStateMachine):
    """`truth`: all that readers may have of the story as the latest attempt to open it tells it."""

    @initialize(before_it_ends=st.integers(0, 15))
    def asked(self, before_it_ends):
        self.before_it_ends = before_it_ends
        self.redis.flushall()
        self.runner = asyncio.Runner()
        self.row, self.kept, self.copy = self.asks(), "", {}
        self.voices, self.latest, self.readers = [], None, []
        self.truth = ""
        self.is_away = self.was_away = self.is_harmed = self.was_harmed = self.worker_lost = False
        self.ears = self.redis.pubsub()
        self.ears.subscribe(log.BELL)
        self.sweeper = Sweeper()
        self.sweeper.sang = inf
        self.reader_joins(knows=True, has_page=False)

    def do(self, work):
        return self.runner.run(work)

    def now(self):
        return Story.objects.get(pk=self.row.pk)

    def may_write(self, voice):
        row = self.now()
        return row.state == "telling" and row.attempt == voice.story.attempt

    # Workers

    @rule(worker=st.sampled_from("AB"), dies=st.sampled_from(["", "", "", "at once", "opening"]))
    def claim(self, worker, dies):
        row = self.now()
        story = self.do(in_thread(lease.claim)(self.row.pk, f"{worker} {self.row.pk}"))
        assert (story is not None) == (row.state == "waiting")
        if story and not dies:
            self._open(story)
        elif story and dies == "opening" and not self.is_away:
            self.do(log.open_log(story.pk, story.attempt, gate.known_good(story.text), story.newest_opening))

    def _open(self, story):
        voice = Voice(story, LogOut())
        self.do(voice.open())
        assert voice.text.startswith(story.text)
        may_lose = self.worker_lost and (self.is_harmed or self.is_away)
        assert may_lose or voice.text.startswith(self.truth), "words were lost"
        voice.gate, voice.left = gate.Gate("zh", voice.text), ""
        self.voices.append(voice)
        self.latest, self.truth = voice, voice.text
        self.worker_lost = self.is_harmed = False

    @rule(
        which=WHICH,
        sizes=st.lists(st.integers(1, 14), min_size=1, max_size=3),
        sentences=st.booleans(),
        unheard=RARELY,
        bell=st.none() | BELLS,
    )
    def say(self, which, sizes, sentences, unheard, bell):
        self.before_it_ends -= 1
        if not self.voices:
            self.claim("A", "")
        for size in sizes:
            if self.voices:
                self._say(self._voice(which), size, sentences, unheard)
        for reader in self.readers if bell else ():
            if reader.line and not reader.end:
                self._look(reader, bell, 99)

    def _say(self, voice, size, sentences, unheard):
        before, may_write = self._all_there_is(), self.may_write(voice)
        try:
            with self._unheard(unheard):
                self.do(voice.say(voice.gate.take(self._words(voice, size, sentences))))
        except LeaseLost:
            assert not may_write, "the holder was refused"
            self._goes_home(voice)
        else:
            assert may_write or voice is self.latest or before == self._all_there_is(), "two writers"
            self._was_said(voice)

    def _voice(self, which):
        return self.voices[-1 - which % len(self.voices)]

    def _words(self, voice, size, sentence):
        while len(voice.left) < size:
            voice.left += token(voice.story.attempt, len(voice.text + voice.gate.holding + voice.left), sentence)
        words, voice.left = voice.left[:size], voice.left[size:]
        return words

    def _was_said(self, voice):
        if voice is self.latest and voice.text in (self._log(), self.now().text):
            self.truth = voice.text
            self.is_harmed = self.is_harmed and voice.text != self._log()

    def _log(self):
        return (self.redis.get(f"story:{self.row.pk}:text") or b"").decode()

    def _all_there_is(self):
        return self._log(), self.now().text, self.now().state

    @precondition(lambda self: self.voices)
    @rule(which=WHICH)
    def leaves(self, which):
        self._leave(which, tell._hand_over)

    @precondition(lambda self: self.before_it_ends <= 0)
    @rule(which=WHICH, how=st.sampled_from(["finished", "stopped", "stopped and its worker knows"]))
    def comes_to_an_end(self, which, how):
        if how == "finished" and self.voices:
            self._leave(which, tell._finish)
        elif how != "finished":
            was_going_on, self.was_away = self.now().is_going_on, self.is_away
            assert self.do(ends.stop(self.row.pk)) == was_going_on
            if how != "stopped" and self.voices:
                self._leave(0, tell._hand_over)

    def _leave(self, which, how):
        voice = self._voice(which)
        before, may_write = self._all_there_is(), self.may_write(voice)
        try:
            self.do(how(voice.story, voice, *(["told"] if how is tell._finish else [])))
        except LeaseLost:
            assert not may_write and before == self._all_there_is()
            self._goes_home(voice)
        else:
            assert may_write, "two writers"
            self.truth = voice.text
            self.voices = [other for other in self.voices if other is not voice]
            assert self.now().text == voice.text

    def _goes_home(self, voice):
        """As `tell` does where a story is not its own any more."""
        self.do(in_thread(lease.keep_last_words)(self.row.pk, voice.text, voice.story.attempt))
        self.voices = [other for other in self.voices if other is not voice]

    @rule(for_good=st.booleans())
    def worker_is_lost(self, for_good):
        """Or only slow: then it goes on speaking for a while."""
        self.voices = [] if for_good else self.voices
        Story.objects.filter(pk=self.row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        self.worker_lost = self.worker_lost or self.now().state == "telling"
        self.do(self.sweeper.sweep())
        assert self.now().state != "telling"

    @rule()
    def time_passes(self):
        """Long enough for last words to have come in: the worker of a story that was stopped has heard of it."""
        if not self.now().is_going_on:
            for _ in list(self.voices):
                self._leave(0, tell._hand_over)
            self.truth = self.now().text if self.worker_lost and (self.is_harmed or self.was_away) else self.truth
        Story.objects.filter(pk=self.row.pk, ended__isnull=False).update(ended=F("ended") - timedelta(hours=2))
        for reader in self.readers:
            if reader.line:
                reader.line.came -= 7200

    # Promises

    @invariant()
    def the_row_only_grows_and_makes_sense(self):
        row = self.now()
        assert row.text.startswith(self.kept), "the row lost words"
        assert is_sound(row.text), row.text
        self.kept = row.text

    def teardown(self):
        try:
            if sys.exc_info()[0] is None:  # an evening that broke has no end
                self._come_to_an_end()
        finally:
            self.ears.close()
            self.do(self._other_client())
            self.runner.close()

    def _come_to_an_end(self):
        if self.is_away:
            self._away_or_back()
        if self.now().is_going_on:
            self.worker_is_lost(for_good=True)
            self.claim("A", "")
            self._leave(0, tell._finish)
        self.time_passes()
        text = self.now().text
        for place, reader in enumerate(self.readers):
            for _ in range(4):
                self.reader_looks(place, bell="none", hears=99)
                self.time_passes()
            assert reader.end == self.now().state and reader.text == text


def test_whatever_happens_in_whatever_order_no_reader_is_told_a_wrong_word(redis, alice, monkeypatch):
    monkeypatch.setattr(follow, "LAST_WORDS_COME_WITHIN", 3600)
    monkeypatch.setattr(voice, "SKIPS_FOR", {"frozen": 0, "refused": 0})
    Evening.asks, Evening.redis, Evening.nowhere = staticmethod(alice.asks), redis, f"redis://127.0.0.1:{free_port()}/0"
    run_state_machine_as_test(
        Evening,
        settings=hypothesis_settings(
            max_examples=EVENINGS,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
