from collections import Counter

import pytest

from stories.models import Verdict
from stories.telling.gate.words import GAP, LISTS, Scan, Words, load, read
from tests.telling.gate.harm import whole

FILES = sorted(path.name for path in LISTS.glob("*-*.txt") if not path.name.startswith("sounds"))


@pytest.fixture
def listed(tmp_path):
    def listed(*lines, reason="violence"):
        path = tmp_path / "list.txt"
        path.write_text("\n".join(["# a comment", "", f"[{reason}]", *lines]), encoding="utf-8")
        return Words(tuple(read(path)))

    return listed


def found(words, text):
    return str(words.find(text) or "")


def held(words, text):
    return Scan(words).judge(text, 0)[1]


def streamed(words, text):
    """The word that is found letter by letter, and what was let through before."""
    scan, passed = Scan(words), 0
    for length in range(1, len(text) + 1):
        word, waits = scan.judge(text[:length], passed)
        if word:
            return str(word), text[:passed]
        passed = length - waits
    word, _ = scan.judge(text, passed, finished=True)
    return str(word or ""), text[:passed] if word else text


@pytest.mark.parametrize("name", FILES)
def test_every_line_of_every_list_parses_and_no_list_has_a_word_twice(name):
    words = list(read(LISTS / name))
    assert len(words) > 100 and all(word.reason in Verdict.Reason.values and all(word.parts) for word in words)
    assert [parts for parts, times in Counter(word.parts for word in words).items() if times > 1] == []
    assert not any(part != part.strip() or " ~" in part or " | " in part for word in words for part in word.parts)


@pytest.mark.parametrize("name", ["words", "asks"])
def test_every_word_of_every_list_is_found(name):
    words = load(name)
    assert [word for word in words.words if not words.find(f"\n{whole(word)}\n")] == []


@pytest.mark.parametrize("name", ["words", "asks"])
def test_every_context_excuses_its_word(name):
    """Another word of the list may stand in it; this one is excused."""
    for word in load(name).words:
        for context in word.contexts:
            alone = Words((word,))
            assert len(word.parts) > 1 or not alone.find(context), (word, context)


def test_a_line_has_a_word_with_its_endings(listed):
    words = listed("kill/s/ed him", "murder/s/ed")
    assert sorted(map(str, words.words)) == ["kill him", "killed him", "kills him", "murder", "murdered", "murders"]


@pytest.mark.parametrize("line", ["https://", "and/or//x", "/b/"])
def test_what_is_no_ending_is_left_alone(listed, line):
    assert [str(word) for word in listed(line).words] == [line]


def test_a_word_has_the_reason_of_its_heading(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("[hate]\n坏话\n[drugs]\n烟\n", encoding="utf-8")
    assert [(word.first, word.reason) for word in read(path)] == [("坏话", "hate"), ("烟", "drugs")]


def test_a_reason_that_is_none_and_a_context_without_its_word_stop_the_start(listed):
    with pytest.raises(ValueError):
        listed("坏", reason="nonsense")
    with pytest.raises(ValueError, match="坏话"):
        listed("坏话 ~ 好话")


@pytest.mark.parametrize(
    ("text", "word"),
    [("坏人", "坏"), ("很坏很坏", "坏"), ("kill", "kill"), ("skill", ""), ("killer", ""), ("他kill了", "kill"), ("kill1", "kill"), ("he'd kill.", "kill")],
)  # fmt: skip
def test_chinese_is_found_anywhere_and_english_as_whole_words(listed, text, word):
    assert found(listed("坏", "kill"), text) == word
    assert streamed(listed("坏", "kill"), text)[0] == word


@pytest.mark.parametrize(
    ("text", "word"),
    [("杀人", "杀人"), ("杀人鲸", ""), ("不杀人", ""), ("不杀人鲸", ""), ("杀人不", "杀人"), ("杀人鲸杀人", "杀人"), ("没杀人不", "杀人")],
)
def test_a_harmless_phrase_excuses_its_word_before_it_and_behind(listed, text, word):
    words = listed("杀人 ~ 杀人鲸 | 不杀人")
    assert found(words, text) == word and streamed(words, text)[0] == word


def test_a_phrase_that_may_still_come_is_waited_for_and_shown_with_its_word_or_not_at_all(listed):
    words = listed("杀人 ~ 杀人大鲸鱼", "坏话")
    assert held(words, "他杀人大") == 3 and held(words, "他杀人大鲸鱼") == 0
    assert found(words, "他杀人大") == "杀人" == streamed(words, "他杀人大")[0]
    words = listed("杀人 ~ 杀人坏", "坏话")
    assert held(words, "他杀人坏") == 3, "the phrase ends with what may begin another word"
    assert streamed(words, "他杀人坏话") == ("坏话", "他") and streamed(words, "他杀人坏了") == ("", "他杀人坏了")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("掐住他的脖子", "掐住…脖子"),
        ("掐住脖子", "掐住…脖子"),
        ("掐住" + "一" * GAP["zh"] + "脖子", "掐住…脖子"),
        ("掐住" + "一" * (GAP["zh"] + 1) + "脖子", ""),
        ("掐住门。脖子", ""),
        ("掐住门！脖子", ""),
        ("掐住门\n脖子", ""),
        ("脖子掐住", ""),
        ("cut off his big head", "cut off…head"),
        ("cut off" + " a" * (GAP["en"] // 2 - 1) + " head", "cut off…head"),
        ("cut off" + " a" * (GAP["en"] // 2 + 1) + " head", ""),
        ("cut off it. his head", "cut off…head"),
        ("cut off his header", ""),
        ("cut off his header or head", "cut off…head"),
    ],
)
def test_two_parts_stand_in_one_sentence_with_little_between_them(listed, text, word):
    words = listed("掐住…脖子", "cut off…head")
    assert found(words, text) == word and streamed(words, text)[0] == word


def test_only_what_may_become_a_word_is_held(listed):
    words = listed("坏话", "kill yourself", "掐住…脖子")
    texts = {
        "从前": 0,
        "他说坏": 1,
        "he is k": 1,
        "he can kill y": 6,
        "skill y": 0,
        "坏话": 0,
        "": 0,
        "掐住他的": 4,
        "掐住他的手就走了啊呀": 0,
    }
    assert {text: held(words, text) for text in texts} == texts


def test_what_ended_earlier_is_not_judged_again(listed):
    words = listed("血腥")
    assert Scan(words).judge("血腥的味道", 2, finished=True)[0] is None
    assert str(Scan(words).judge("血腥的味道", 1, finished=True)[0]) == "血腥"


def test_a_text_that_forgets_its_beginning_is_followed_on(listed):
    scan, words = Scan(listed("坏话连篇")), "从前有个人坏话连篇"
    assert scan.judge(words[:6], 0) == (None, 1)
    scan.forget(4)
    assert scan.judge(words[4:7], 1)[1] == 2 and str(scan.judge(words[4:], 1)[0]) == "坏话连篇"


def test_the_lists_hold_what_would_give_away_how_a_teller_is_asked():
    assert {word.reason for word in load().words} >= {"leak", "violence", "sexual", "harm"}
    assert load("asks").words and load("words").longest < 100
