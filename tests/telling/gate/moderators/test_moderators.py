import pytest

from stories.errors import ModeratorError, NoModerator
from stories.telling.gate.moderators import FIT, EndpointModerator, GuardModerator, asked_twice, judge_request, moderator, watching
from tests.upstream import Upstream


@pytest.fixture
def endpoint_only(judging, settings) -> Upstream:
    settings.STORYTELLER_GUARD_BASE_URL = ""
    return judging


async def test_a_guard_of_our_own_comes_first(judging):
    assert isinstance(moderator(), GuardModerator) and await watching() == "guard"


async def test_without_a_guard_the_endpoint_watches_and_without_an_endpoint_nobody(endpoint_only, settings):
    assert isinstance(moderator(), EndpointModerator) and await watching() == "endpoint"
    settings.OPENAI_BASE_URL = ""
    assert moderator() is None and await watching() == "none"


async def test_a_house_that_keeps_to_itself_asks_no_endpoint(endpoint_only, settings):
    settings.STORYTELLER_MODERATION = "local"
    assert moderator() is None and await judge_request("会飞") == FIT and not endpoint_only.judged


async def test_an_endpoint_without_a_moderator_is_asked_once(endpoint_only, settings):
    endpoint_only.moderation = ["404"]
    assert await judge_request("会飞") == FIT and moderator() is None and await watching() == "none"
    assert await judge_request("会飞") == FIT and len(endpoint_only.judged) == 1
    settings.STORYTELLER_MODERATION = "required"
    with pytest.raises(NoModerator):
        await judge_request("会飞")


async def test_a_fault_is_asked_about_once_more(endpoint_only):
    endpoint_only.moderation = ["500", "good"]
    assert (await judge_request("黑暗")).reason == "violence" and len(endpoint_only.judged) == 2
    endpoint_only.moderation = ["500"]
    with pytest.raises(ModeratorError):
        await asked_twice(EndpointModerator("main"), "会飞")
    assert len(endpoint_only.judged) == 4 and await watching() == "endpoint"


def test_who_tells_is_judged_by_its_own_endpoint(settings):
    settings.OPENAI_BASE_URL, settings.STORYTELLER_FALLBACK_BASE_URL, settings.STORYTELLER_MODERATION = (
        "http://127.0.0.1:1/v1",
        "http://127.0.0.1:2/v1",
        "auto",
    )
    settings.STORYTELLER_GUARD_BASE_URL = ""
    assert [moderator(teller).name for teller in ("main", "fallback", "")] == ["main", "fallback", "main"]
