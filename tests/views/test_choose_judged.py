"""Own words are shown to a real moderator before a story is made of them; names are shown to nobody."""

from collections.abc import Iterator

import pytest

from stories.models import Story
from stories.telling.gate.moderators import endpoint
from tests.redteam.whole import beside
from tests.upstream import Upstream

pytestmark = pytest.mark.django_db
FIELDS = {"dynasty": "宋", "tone": "轻松", "power_own": "小明让星星说话", "child": "小明", "request_key": "one"}


@pytest.fixture
def upstream(settings) -> Iterator[Upstream]:
    endpoint.known.clear()
    with beside(Upstream()) as upstream:
        settings.OPENAI_BASE_URL, upstream.moderation = upstream.url, ["good"]
        yield upstream


def ask(person, **fields):
    return person.browser.post("/stories/", {**FIELDS, **fields})


def test_no_name_is_shown_to_it(alice, upstream):
    assert ask(alice).status_code == 302
    assert [asked["input"] for asked in upstream.judged] == [[f"{Story.CHILD}让星星说话"]]


def test_what_it_will_not_have_is_refused_kindly_beside_its_field(alice, upstream):
    answer = ask(alice, power_own="召唤黑暗")
    assert answer.status_code == 422 and "power" in answer.context["form"].errors
    assert not Story.objects.exists() and "召唤黑暗" in answer.content.decode()


def test_where_it_is_away_the_family_is_asked_to_come_again_and_the_cards_go_on(alice, upstream):
    upstream.moderation = ["500"]
    answer = ask(alice)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60") and len(upstream.judged) == 2
    assert ask(alice, power_own="", power="发射激光").status_code == 302 and len(upstream.judged) == 2


def test_who_may_have_no_more_is_not_shown_to_it(alice, upstream, settings):
    settings.STORYTELLER_DAILY_STORIES = (1, 1, 1)
    assert [ask(alice, request_key=key).status_code for key in "abc"] == [302, 429, 429]
    assert len(upstream.judged) == 1


def test_a_story_that_is_there_needs_no_judging_again(alice, upstream):
    first = ask(alice)
    upstream.moderation = ["500"]
    assert ask(alice)["Location"] == first["Location"]
