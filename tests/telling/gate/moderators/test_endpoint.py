import json

import pytest

from stories.errors import ModeratorError, NoModerator
from stories.telling.gate.moderators import FIT, endpoint
from stories.telling.gate.moderators.endpoint import CHILDREN, EndpointModerator
from tests.moderation import SENSELESS

FAULTS = ["silent", "reset", "500", "429", "401", "403", *SENSELESS]


def result(flagged=False, scores=None, flags=None):
    return json.dumps({"results": [{"flagged": flagged, "category_scores": scores or {}, "categories": flags or {}}]})


async def test_fit_words_are_fit_and_shown_alone_and_behind_what_came_before(judging):
    assert await EndpointModerator("main").judge("他点了灯。", "天黑了。") == FIT
    assert [call["input"] for call in judging.judged] == [["他点了灯。", "天黑了。他点了灯。"]]


async def test_without_anything_before_words_are_shown_once(judging, settings):
    assert (await EndpointModerator("main").judge("他点了灯。")).fit
    asked = judging.judged[0]
    assert (asked["input"], asked["model"]) == (["他点了灯。"], settings.STORYTELLER_MODERATION_MODEL)


async def test_unfit_words_have_a_reason_and_a_judge(judging):
    judgement = await EndpointModerator("main").judge("黑暗里有毒。")
    assert not judgement.fit and judgement.reason == "harm" and judgement.judge.startswith("main: self-harm 0.97")


async def test_words_that_are_unfit_only_behind_what_came_before_are_unfit(judging):
    judgement = await EndpointModerator("main").judge("暗。", "他走进黑")
    assert judgement.reason == "violence"


@pytest.mark.parametrize(("category", "most"), CHILDREN.items())
async def test_the_thresholds_are_those_for_children(judging, category, most):
    judging.moderation = [result(scores={category: most}), result(scores={category: most + 0.01})]
    moderator = EndpointModerator("main")
    assert (await moderator.judge("一。")).fit
    judgement = await moderator.judge("二。")
    assert not judgement.fit and category in judgement.judge


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (result(flagged=True), "other"),
        (result(flagged=True, flags={"gambling": True}), "other"),
        (result(flags={"gambling": True}), "other"),
        (result(flags={"violence": True}), "violence"),
        (result(flags={"violence": False}, scores={"violence": None, "weather": 1.0}), ""),
        (result(scores={"sexual": 0.9, "violence": 0.7}), "sexual"),
        (result(scores={"illicit/violent": 0.9}), "danger"),
        (result(scores={"harassment": 0.9}), "hate"),
    ],
)
async def test_flags_count_besides_the_scores_and_unknown_ones_too(judging, body, reason):
    judging.moderation = [body]
    assert (await EndpointModerator("main").judge("一。")).reason == reason


async def test_one_that_gives_a_single_judgement_for_all_is_shown_one_thing_at_a_time(judging):
    judging.moderation, moderator = ["one"], EndpointModerator("main")
    assert (await moderator.judge("暗。", "他走进黑")).reason == "violence", "bad only behind what came before"
    assert (await moderator.judge("灯。", "点")).fit
    assert sorted(map(len, (call["input"] for call in judging.judged))) == [1, 1, 1, 1, 2]


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_fault_is_no_judgement(judging, settings, fault):
    judging.moderation, settings.TELLING_MODERATOR = [fault], 0.2
    with pytest.raises(ModeratorError) as raised:
        await EndpointModerator("main").judge("他点了灯。", "天黑了。")
    assert not isinstance(raised.value, NoModerator) and not EndpointModerator("main").is_known_to_be_absent()


async def test_where_nobody_is_at_the_port_there_is_no_judgement(judging):
    await judging.close_door()
    with pytest.raises(ModeratorError):
        await EndpointModerator("main").judge("他点了灯。")


@pytest.mark.parametrize("answer", ["404", "405", "501", "html"])
async def test_an_endpoint_without_a_moderator_is_asked_again_only_after_ten_minutes(judging, monkeypatch, answer):
    judging.moderation, moderator = [answer], EndpointModerator("main")
    with pytest.raises(NoModerator):
        await moderator.judge("他点了灯。")
    now = endpoint.time.monotonic()
    assert moderator.is_known_to_be_absent() and not EndpointModerator("fallback").is_known_to_be_absent()
    for minutes, is_absent in ((9, True), (11, False)):
        monkeypatch.setattr(endpoint.time, "monotonic", lambda minutes=minutes: now + minutes * 60)
        assert moderator.is_known_to_be_absent() is is_absent
        monkeypatch.undo()


@pytest.mark.parametrize("answer", ["404", "405", "501", "html"])
async def test_one_that_has_judged_and_does_so_no_more_is_at_fault(judging, answer):
    judging.moderation, moderator = ["good", answer], EndpointModerator("main")
    assert (await moderator.judge("他点了灯。")).fit and endpoint.known["main"].has_answered
    with pytest.raises(ModeratorError) as raised:
        await moderator.judge("他点了灯。")
    assert not isinstance(raised.value, NoModerator) and not moderator.is_known_to_be_absent()
