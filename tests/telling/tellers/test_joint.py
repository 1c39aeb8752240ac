import pytest
from asgiref.sync import async_to_sync
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stories.telling.gate import sentences
from stories.telling.tellers.joint import LOOKS_BACK, joined

quick = hypothesis_settings(max_examples=150, deadline=None)


@async_to_sync
async def told_on(told, *pieces, language="zh"):
    """The whole story, where a model goes on from `told` with `pieces`."""

    async def model():
        for piece in pieces:
            yield piece

    said = [piece async for piece in joined(model(), told, language)]
    assert all(said), "an empty piece says nothing"
    return told + "".join(said)


@st.composite
def chinese(draw):
    """A story in which no sentence is like another."""
    number = draw(st.integers(2, 9))
    ends = draw(st.lists(st.sampled_from(["。", "！", "？”", "……", "。\n", "。\n\n"]), min_size=number, max_size=number))
    middles = draw(st.lists(st.text("山水月，灯笑", max_size=6), min_size=number, max_size=number))
    return "".join(f"第{place}{place}回{middle}{end}" for place, (middle, end) in enumerate(zip(middles, ends, strict=True)))


@st.composite
def english(draw):
    words = st.lists(st.sampled_from(["moon", "lamp", "river,", "3.5", "Mei’s", "laughed"]), max_size=5)
    ends = st.sampled_from([". ", "! ", "?” ", ".\n", ".\n\n"])
    number = draw(st.integers(2, 8))
    return "".join(" ".join([f"Page{place}x", *draw(words)]) + draw(ends) for place in range(number))


@st.composite
def cut(draw, stories):
    """What was told, what is still to come, and from where on a model that repeats itself says it again."""
    story = draw(stories)
    place = draw(st.integers(1, len(story) - 1))
    starts, start = [], 0
    for sentence in sentences.split(story[:place]):
        starts.append(start)
        start += len(sentence)
    return story[:place], story[place:], story[draw(st.sampled_from(starts[-LOOKS_BACK:])) : place]


@st.composite
def chunks(draw, text):
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


@quick
@given(parts=cut(chinese()), data=st.data())
def test_whoever_goes_on_exactly_is_taken_at_their_word(parts, data):
    told, rest, _ = parts
    assert told_on(told, *data.draw(chunks(rest))).rstrip() == (told + rest).rstrip()  # a line break at the very end is nobody's loss


@quick
@given(parts=cut(chinese()), data=st.data())
def test_what_is_said_again_is_heard_once(parts, data):
    told, rest, again = parts
    if _is_seen(again):
        assert told_on(told, *data.draw(chunks(again.lstrip() + rest))).rstrip() == (told + rest).rstrip()


@quick
@given(parts=cut(english()), data=st.data())
def test_what_is_said_again_in_english_is_heard_once_even_from_the_middle_of_a_word(parts, data):
    told, rest, again = parts
    if _is_seen(again):
        assert told_on(told, *data.draw(chunks(again.lstrip() + rest)), language="en") == told + rest


def _is_seen(again):
    """Shorter repetitions cannot be told from a story that goes on with the same word."""
    return len(again.strip()) >= 3


@quick
@given(parts=st.one_of(cut(chinese()), cut(english())), again=st.booleans(), language=st.sampled_from(["zh", "en"]), data=st.data())
def test_how_the_stream_is_cut_makes_no_difference(parts, again, language, data):
    told, rest, repeated = parts
    said = (repeated if again else "") + rest
    assert told_on(told, *data.draw(chunks(said)), language=language) == told_on(told, said, language=language)


def test_a_sentence_that_only_begins_like_the_last_one_is_new():
    assert told_on("他敲了敲门。", "他敲", "了敲窗。") == "他敲了敲门。他敲了敲窗。"


def test_a_drum_goes_on_beating():
    assert told_on("“咚！咚！", "咚！咚！", "”他敲起鼓来。") == "“咚！咚！咚！咚！”他敲起鼓来。"
    assert told_on("鼓响了。咚！", "咚！", "咚！") == "鼓响了。咚！咚！咚！"


def test_who_has_nothing_new_to_say_says_nothing():
    told = "从前有座山。山里有座庙。"
    assert told_on(told, "山里有", "座庙。") == told
    assert told_on(told, "从前有座山。山里") == told


def test_sentences_of_long_ago_may_come_back():
    refrain = "小皮球，圆又圆。"
    told = refrain + "第一个孩子来了。第二个孩子来了。第三个孩子来了。第四个孩子来了。"
    assert told_on(told, refrain) == told + refrain


@pytest.mark.parametrize(
    ("told", "said", "whole"),
    [
        ("He walked", "home.", "He walked home."),
        ("He walked", " home.", "He walked home."),
        ("He walked ", "home.", "He walked home."),
        ("He walked", ", and sang.", "He walked, and sang."),
        ("He sat.", "Then he rose.", "He sat. Then he rose."),
        ("He sat.", "“Come!”", "He sat. “Come!”"),
        ("He sat.", "\n\nThen he rose.", "He sat.\n\nThen he rose."),
        ("He sat.\n", "Then he rose.", "He sat.\nThen he rose."),
        ("He walked", "\n\nhome.", "He walked home."),
        ("He wal", "He walked home.", "He walked home."),
        ("He sat. He wal", "He sat. He walked home.", "He sat. He walked home."),
    ],
)
def test_english_words_stand_apart(told, said, whole):
    assert told_on(told, said, language="en") == whole


def test_chinese_words_stand_close_and_no_paragraph_begins_in_a_sentence():
    assert told_on("他走啊", "走啊走。") == "他走啊走啊走。"
    assert told_on("他走啊", "\n\n走啊走。") == "他走啊走啊走。"
    assert told_on("他坐下了。", "\n\n后来。") == "他坐下了。\n\n后来。"
