import pytest

from stories.telling.gate import Gate, Refusal, first_refused
from stories.telling.gate.fold import fold
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
