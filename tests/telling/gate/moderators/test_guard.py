import pytest

from stories.errors import ModeratorError, NoModerator
from stories.telling.gate.moderators import FIT, GuardModerator
from tests.moderation import SENSELESS_GUARD


async def test_the_guard_sees_the_words_behind_what_came_before_as_an_answer_to_a_family(judging):
    assert await GuardModerator().judge("他点了灯。", "天黑了。") == FIT
    asked = judging.judged[0]
    assert [message["role"] for message in asked["messages"]] == ["user", "assistant"]
    assert asked["messages"][1]["content"] == "天黑了。他点了灯。" and asked["temperature"] == 0


async def test_unfit_words_have_a_reason_and_a_judge(judging):
    judgement = await GuardModerator().judge("黑暗来了。")
    assert (judgement.reason, judgement.judge) == ("violence", "guard: unsafe S1")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("safe", ""),
        ("\n\nsafe", ""),
        ("Safety: Safe\nCategories: None", ""),
        ("unsafe\nS11", "harm"),
        ("unsafe\nS10,S1", "hate"),
        ("unsafe\nS12", "sexual"),
        ("unsafe", "other"),
        ("unsafe\nS99", "other"),
        ("UNSAFE\nS7", "private"),
        ("Safety: Unsafe\nCategories: Sexual Content or Sexual Acts", "sexual"),
        ("Safety: Controversial\nCategories: Violent", "violence"),
    ],
)
async def test_what_guards_say_is_understood(judging, said, reason):
    judging.moderation = [f"says {said}"]
    assert (await GuardModerator().judge("一。")).reason == reason


@pytest.mark.parametrize("fault", ["silent", "reset", "500", "429", "401", "404", "html", "says I am a teapot.", "says ", *SENSELESS_GUARD])
async def test_each_fault_is_no_judgement(judging, settings, fault):
    judging.moderation, settings.TELLING_MODERATOR = [fault], 0.2
    with pytest.raises(ModeratorError) as raised:
        await GuardModerator().judge("他点了灯。")
    assert not isinstance(raised.value, NoModerator), "a guard that was named is wanted"


@pytest.mark.parametrize(
    "said",
    ["not safe", "This is not safe for a child.", "I cannot say whether it is safe.", "Safe: no", '{"safe": false}', "un-safe", "<think>\nIs this safe? The user asks",
     "Safety: Safe\nCategories: Violent"],
)  # fmt: skip
async def test_what_only_holds_the_word_safe_is_no_judgement(judging, said):
    judging.moderation = [f"says {said}"]
    with pytest.raises(ModeratorError):
        await GuardModerator().judge("一。")


async def test_a_guard_may_think_before_it_judges(judging):
    judging.moderation = ["says <think>Is it unsafe?</think>\nsafe"]
    assert await GuardModerator().judge("一。") == FIT
