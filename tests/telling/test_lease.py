import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from stories.errors import LeaseLost
from stories.models import Story
from stories.telling import lease
from tests.telling.keeping import checkpoint

pytestmark = pytest.mark.django_db
WRITES = {
    "opened": lambda story: lease.opened(story, 1),
    "checkpoint": lambda story: checkpoint(story, "新"),
    "finish": lambda story: lease.finish(story, "新", "told"),
    "fail": lambda story: lease.fail(story, "新", "trouble"),
    "hand_over": lambda story: lease.hand_over(story, "新"),
}
ENDINGS = {
    "finished": lambda story: lease.finish(story, "完。", "told"),
    "failed": lambda story: lease.fail(story, "完。", "trouble"),
    "stopped": lambda story: lease.stop(story.pk),
}


def now_in(story):
    return Story.objects.get(pk=story.pk)


def silent(story):
    """As if its worker had not been heard of for a while."""
    Story.objects.filter(pk=story.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def at_once(*deeds):
    """Each in a thread of its own, begun together; what they gave or raised."""
    gate, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def do(place, deed):
        gate.wait()
        try:
            results[place] = deed()
        except LeaseLost as lost:
            results[place] = lost
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_a_waiting_story_is_claimed_once(alice):
    row = alice.asks()
    story = lease.claim(row.pk, "first")
    assert (story.worker, story.attempt, story.state) == ("first", 1, "telling")
    assert story.lease_until > timezone.now() and story.claimed
    assert lease.claim(row.pk, "second") is None
    assert lease.claim(row.pk, "first") is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_gets_the_story(alice):
    row = alice.asks()
    claimed = [story for story in at_once(*(lambda name=name: lease.claim(row.pk, name) for name in "abcdefgh")) if story]
    assert len(claimed) == 1
    assert now_in(row).worker == claimed[0].worker and now_in(row).attempt == 1


@pytest.mark.parametrize("end", ENDINGS)
def test_an_ended_story_is_never_claimed(alice, end):
    story = lease.claim(alice.asks().pk, "a worker")
    ENDINGS[end](story)
    assert now_in(story).state == end and now_in(story).ended
    assert lease.claim(story.pk, "a worker") is None


@pytest.mark.parametrize("write", WRITES)
def test_an_earlier_attempt_writes_nothing_any_more(alice, write):
    early = lease.claim(alice.asks().pk, "early")
    lease.hand_over(early, "旧。")
    late = lease.claim(early.pk, "late")
    assert late.attempt == 2
    with pytest.raises(LeaseLost):
        WRITES[write](early)
    row = now_in(early)
    assert (row.text, row.state, row.worker, row.attempt) == ("旧。", "telling", "late", 2)
    WRITES[write](late)
    assert now_in(early).text == ("旧。" if write == "opened" else "新")
    assert now_in(early).openings == ({"2": 1} if write == "opened" else {})


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("end", ENDINGS)
def test_after_an_end_nothing_is_written(alice, write, end):
    story = lease.claim(alice.asks().pk, "a worker")
    checkpoint(story, "完。")
    ENDINGS[end](story)
    with pytest.raises(LeaseLost):
        WRITES[write](story)
    assert (now_in(story).state, now_in(story).text) == (end, "完。")


def test_a_story_that_is_handed_over_is_told_on(alice):
    story = lease.claim(alice.asks().pk, "leaves")
    lease.hand_over(story, "第一句。")
    row = now_in(story)
    assert (row.state, row.worker, row.lease_until, row.text) == ("waiting", "", None, "第一句。")
    assert lease.claim(story.pk, "comes").text == "第一句。"


def test_a_stop_that_comes_first_wins_over_the_end(alice):
    story = lease.claim(alice.asks().pk, "a worker")
    assert lease.stop(story.pk)
    with pytest.raises(LeaseLost):
        lease.finish(story, "完。", "told")
    assert (now_in(story).state, now_in(story).ending) == ("stopped", "")


def test_a_stop_that_comes_after_the_end_changes_nothing(alice):
    story = lease.claim(alice.asks().pk, "a worker")
    lease.finish(story, "完。", "told")
    assert not lease.stop(story.pk)
    assert (now_in(story).state, now_in(story).ending) == ("finished", "told")


@pytest.mark.django_db(transaction=True)
def test_a_stop_and_an_end_at_once_leave_one_of_them(alice):
    for _ in range(8):
        story = lease.claim(alice.asks().pk, "a worker")
        stopped, lost = at_once(lambda: lease.stop(story.pk), lambda: lease.finish(story, "完。", "told"))  # noqa: B023
        assert stopped == isinstance(lost, LeaseLost)
        assert now_in(story).state == ("stopped" if stopped else "finished")


def test_a_waiting_story_can_be_stopped_before_anybody_tells_it(alice):
    row = alice.asks()
    assert lease.stop(row.pk) and not lease.stop(row.pk)
    assert lease.claim(row.pk, "a worker") is None


def test_a_silent_workers_story_is_taken_back_once_and_a_heard_ones_is_not(alice):
    story = lease.claim(alice.asks().pk, "a worker")
    checkpoint(story, "第一句。")
    assert lease.take_back(story.pk) is None
    silent(story)
    lease.heartbeat("another worker", Story.objects.values_list("pk", flat=True))
    taken = lease.take_back(story.pk)
    assert (taken.state, taken.worker, taken.lease_until, taken.text, taken.trouble) == ("waiting", "", None, "第一句。", "")
    assert (taken.attempt, taken.lost_attempts) == (1, 1)
    assert lease.take_back(story.pk) is None
    with pytest.raises(LeaseLost):
        checkpoint(story, "第一句。第二句。")


@pytest.mark.django_db(transaction=True)
def test_of_many_sweepers_at_once_one_takes_a_story_back(alice):
    story = lease.claim(alice.asks().pk, "a worker")
    silent(story)
    assert len([taken for taken in at_once(*[lambda: lease.take_back(story.pk)] * 6) if taken]) == 1
    assert now_in(story).lost_attempts == 1


@pytest.mark.parametrize("end", ENDINGS)
def test_what_has_ended_is_not_taken_back(alice, end):
    story = lease.claim(alice.asks().pk, "a worker")
    silent(story)
    ENDINGS[end](story)
    assert lease.take_back(story.pk) is None
    assert (now_in(story).state, now_in(story).lost_attempts) == (end, 0)


def test_only_workers_that_were_lost_are_counted(alice):
    """An orderly hand-over, a leaving worker's release and a claim cost nothing; each loss costs one."""
    row = alice.asks()
    lease.hand_over(lease.claim(row.pk, "leaves"), "")
    lease.claim(row.pk, "leaves too")
    lease.release_all("leaves too")
    for losses in (1, 2, 3):
        lease.claim(row.pk, "lost")
        silent(row)
        assert lease.take_back(row.pk).lost_attempts == losses
    assert (now_in(row).attempt, now_in(row).lost_attempts) == (5, 3)


def test_each_attempt_says_where_it_went_on(alice):
    first = lease.claim(alice.asks().pk, "first")
    assert (first.openings, first.newest_opening) == ({}, 1)
    lease.hand_over(first, "第一句。第二")
    second = lease.claim(first.pk, "second")
    lease.opened(second, 6)
    lease.hand_over(second, "第一句。第二句。")
    third = lease.claim(first.pk, "third")
    assert (third.openings, third.newest_opening) == ({"2": 6}, 2)
    lease.opened(third, 4)
    assert now_in(third).openings == {"2": 6, "3": 4} and now_in(third).newest_opening == 3


def test_the_tenth_attempt_is_newer_than_the_ninth(alice):
    row = alice.asks(openings={"9": 5, "10": 7})
    assert now_in(row).newest_opening == 10


def test_what_waits_for_longer_than_a_bell_takes_is_left_waiting(alice, settings):
    settings.TELLING_LOOKS_AROUND = 2.0
    rows = [alice.asks(state=state) for state in ("waiting", "telling", "waiting", "finished", "stopped", "failed", "waiting")]
    for place, row in enumerate(rows[:-1]):
        Story.objects.filter(pk=row.pk).update(created=timezone.now() - timedelta(seconds=100 - place if place else 50))
    assert lease.left_waiting(10) == [rows[2].pk, rows[0].pk]
    assert lease.left_waiting(1) == [rows[2].pk]
    assert lease.left_waiting(0) == []


def test_a_heartbeat_says_which_stories_were_stopped(alice):
    going, stopped, finished, other = (lease.claim(alice.asks().pk, "a worker") for _ in range(4))
    lease.stop(stopped.pk)
    lease.stop(other.pk)
    lease.finish(finished, "完。", "told")
    assert lease.heartbeat("a worker", [going.pk, stopped.pk, finished.pk]) == [stopped.pk]
    assert lease.heartbeat("a worker", []) == []


def test_a_heartbeat_keeps_a_story(alice):
    story = lease.claim(alice.asks().pk, "a worker")
    silent(story)
    lease.heartbeat("a worker", Story.objects.values_list("pk", flat=True))
    assert lease.take_back(story.pk) is None
    checkpoint(story, "还在。")


def test_a_heartbeat_keeps_no_story_that_its_worker_has_let_go_of(alice):
    story, other = (lease.claim(alice.asks().pk, "a worker") for _ in range(2))
    silent(story)
    lease.heartbeat("a worker", [other.pk])
    assert lease.take_back(story.pk)


def test_a_heartbeat_wakes_no_story_that_was_given_away_or_has_ended(alice):
    given, ended = (lease.claim(alice.asks().pk, "a worker") for _ in range(2))
    lease.hand_over(given, "")
    lease.finish(ended, "完。", "told")
    lease.heartbeat("a worker", Story.objects.values_list("pk", flat=True))
    assert now_in(given).lease_until is None and now_in(ended).lease_until is None


def test_a_leaving_worker_gives_back_its_own_stories_only(alice):
    mine, other = lease.claim(alice.asks().pk, "leaves"), lease.claim(alice.asks().pk, "stays")
    checkpoint(mine, "第一句。")
    assert lease.release_all("leaves") == 1
    assert (now_in(mine).state, now_in(mine).text, now_in(other).state) == ("waiting", "第一句。", "telling")
    with pytest.raises(LeaseLost):
        checkpoint(mine, "第一句。第二句。")


@pytest.mark.parametrize(
    ("told", "seen", "kept"),
    [("一。", "一。二", "一。二"), ("一。", "一。", "一。"), ("一。", "别的", "一。"), ("一。", "", "一。"), ("", "一", "一")],
)
def test_last_words_are_kept_where_they_continue_what_was_told(alice, told, seen, kept):
    story = lease.claim(alice.asks().pk, "a worker")
    checkpoint(story, told)
    lease.keep_last_words(story.pk, seen)
    assert now_in(story).text == told, "while it is told the worker keeps it"
    lease.stop(story.pk)
    lease.keep_last_words(story.pk, seen, attempt=2)
    assert now_in(story).text == told, "another attempt's words are not this one's"
    lease.keep_last_words(story.pk, seen, attempt=1)
    assert now_in(story).text == kept


def test_of_two_who_keep_last_words_at_once_the_one_with_more_wins(alice):
    """The worker and the stop write at the same moment: after what the stop has read, the worker is first."""
    story = lease.claim(alice.asks().pk, "a worker")
    lease.stop(story.pk)
    between = iter(["第一"])

    def write(**signal):
        for words in between:
            lease.keep_last_words(story.pk, words, attempt=1)

    post_init.connect(write, Story)
    try:
        lease.keep_last_words(story.pk, "第一句。")
    finally:
        post_init.disconnect(write, Story)
    assert now_in(story).text == "第一句。"


def test_a_story_that_came_to_its_own_end_gets_no_more_words(alice):
    story = lease.claim(alice.asks().pk, "a worker")
    lease.finish(story, "第一句。", "told")
    lease.keep_last_words(story.pk, "第一句。第二句。")
    assert now_in(story).text == "第一句。"


class Evening(RuleBasedStateMachine):
    """One story, two workers, and a family that may stop it: never two writers, and the text only grows."""

    @initialize()
    def asked(self):
        self.row = self.asks()
        self.held = []  # one for each claim, with the text as its worker has it
        self.owner = None  # the attempt that may write
        self.owners_worker = ""
        self.state, self.text, self.lost, self.seen, self.losses, self.openings = "waiting", "", False, "", 0, {}

    def named(self, worker):
        """Of this evening only: the rows of others stay in the database."""
        return f"{worker} {self.row.pk}"

    @rule(worker=st.sampled_from("AB"))
    def claim(self, worker):
        story = lease.claim(self.row.pk, self.named(worker))
        assert (story is not None) == (self.state == "waiting")
        if story:
            self.held.append([story, story.text])
            self.owner, self.owners_worker, self.state, self.lost = story.attempt, worker, "telling", False
            assert len({story.attempt for story, _ in self.held}) == len(self.held)

    @rule(
        which=st.integers(0, 9),
        words=st.sampled_from(["一。", "two ", "\ue000🐉"]),
        write=st.sampled_from(["checkpoint", "finish", "fail", "hand_over"]),
    )
    def write(self, which, words, write):
        if not self.held:
            return
        story, text = self.held[which % len(self.held)]
        text += words
        try:
            ending = {"finish": ["told"], "fail": ["trouble"]}.get(write, [])
            writes = checkpoint if write == "checkpoint" else getattr(lease, write)
            writes(story, text, *ending)
        except LeaseLost:
            assert not self._may_write(story), "the holder was refused"
            return
        assert self._may_write(story), "two writers"
        self.held[which % len(self.held)][1] = self.text = text
        self.state = {"finish": "finished", "fail": "failed", "hand_over": "waiting"}.get(write, "telling")

    @rule(which=st.integers(0, 9))
    def goes_on(self, which):
        if not self.held:
            return
        story, text = self.held[which % len(self.held)]
        try:
            lease.opened(story, len(text))
        except LeaseLost:
            assert not self._may_write(story), "the holder was refused"
            return
        assert self._may_write(story), "two writers"
        self.openings[str(story.attempt)] = len(text)

    def _may_write(self, story):
        return self.state == "telling" and story.attempt == self.owner

    @rule()
    def stop(self):
        assert lease.stop(self.row.pk) == (self.state in ("waiting", "telling"))
        self.state = "stopped" if self.state in ("waiting", "telling") else self.state

    @rule()
    def falls_silent(self):
        if self.state == "telling":
            silent(self.row)
            self.lost = True

    @rule(worker=st.sampled_from("AB"))
    def heartbeat(self, worker):
        lease.heartbeat(self.named(worker), [self.row.pk])
        self.lost = self.lost and worker != self.owners_worker

    @rule()
    def sweep(self):
        taken = lease.take_back(self.row.pk)
        assert (taken is not None) == (self.state == "telling" and self.lost)
        if taken:
            self.state, self.losses = "waiting", self.losses + 1

    @rule(worker=st.sampled_from("AB"))
    def leaves(self, worker):
        given = lease.release_all(self.named(worker))
        assert given == (self.state == "telling" and worker == self.owners_worker)
        self.state = "waiting" if given else self.state

    @rule(words=st.sampled_from(["", "。"]), forged=st.booleans())
    def last_words(self, words, forged):
        heard = ("别的" if forged and self.text else "") + self.text + words
        lease.keep_last_words(self.row.pk, heard)
        if self.state == "stopped" and heard.startswith(self.text):
            self.text = heard

    @invariant()
    def the_row_says_what_happened(self):
        row = now_in(self.row)
        assert (row.state, row.text, row.attempt) == (self.state, self.text, len(self.held))
        assert (row.lost_attempts, row.openings) == (self.losses, self.openings)
        assert row.text.startswith(self.seen)
        self.seen = row.text


def test_never_two_writers_and_the_text_only_grows(alice):
    Evening.asks = staticmethod(alice.asks)
    run_state_machine_as_test(
        Evening,
        settings=hypothesis_settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
