import pytest

from stories.telling.fold import fold
from stories.telling.gate import Gate, Refusal, first_refused
from stories.telling.gate.runs import LOOKS_BACK, Runs


def found(text, language):
    word = Runs(language).judge(fold(text), 0, len(text))[0]
    return word.reason if word else ""


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("zh", "他叫 Ah, " + "x" * 20, ""),
        ("zh", "他说 " + "x" * 25 + "。", "language"),
        ("zh", "他说 and so they went away again。", "language"),
        ("zh", "Привет", "language"),
        ("zh", "さくら", ""),
        ("zh", "さくらさ", "language"),
        ("en", "He met 王安石王安石.", ""),
        ("en", "He met 王安石王安石王.", "language"),
        ("en", "他说，我来了，你呢，", "language"),
        ("en", "안녕하세요", "language"),
        ("zh", "一共 12345678 颗", ""),
        ("zh", "5 - 4 - 3 - 2 - 1 发射！", ""),
        ("en", "Привет", "language"),
        ("en", "Καλημέρα", "language"),
        ("en", "the letter я said", ""),
        ("zh", "打 123 456 789", "private"),
        ("en", "Call 138-0013-8000", "private"),
        ("en", "in 1080 and 1279", ""),
    ],
)
def test_another_language_and_long_numbers_are_known_by_their_length(language, text, reason):
    assert found(text, language) == reason


@pytest.mark.parametrize(("language", "text"), [("zh", "x" * 24), ("en", "王" * 6), ("zh", "1" * 8)])
def test_what_may_become_too_long_is_held_and_comes_when_it_has_not(language, text):
    gate = Gate(language)
    assert [gate.take(letter) for letter in text] == [None] * len(text) and len(text) < LOOKS_BACK
    assert gate.take("\n").text.startswith(text)


@pytest.mark.parametrize(("language", "letter"), [("zh", "x"), ("en", "王"), ("zh", "1"), ("en", "и")])
def test_nothing_of_what_is_too_long_is_shown(language, letter):
    gate, text = Gate(language), letter * 30
    assert first_refused(text, language)
    with pytest.raises(Refusal):
        for one in text:
            assert gate.take(one) is None


@pytest.mark.parametrize(
    ("language", "own"),
    [
        ("zh", "can talk to every animal in the forest"),
        ("en", "会和所有的小动物说话的本领"),
        ("zh", "ドラえもんのポケット"),
        ("en", "понимать язык птиц"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_own_words_may_be_said_in_whatever_language_they_are(language, own, size):
    story = {"zh": f"他有一样本事：{own}。大家都笑了。", "en": f"She had a gift: {own}. Everybody laughed."}[language]

    def told(words):
        gate = Gate(language, own_words=words)
        shown = [gate.take(story[start : start + size]) for start in range(0, len(story), size)] + [gate.end()]
        return "".join(accepted.text for accepted in shown if accepted)

    assert told([own]) == story
    with pytest.raises(Refusal):
        told([])
