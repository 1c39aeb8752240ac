import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.errors import ChoiceError
from stories.telling.gate.request import LONGEST, LONGEST_NAME, child_name, clean, hero_name, own_words
from tests.telling.gate.harm import LISTED, begins_at, mixed

typed = st.one_of(st.text(), mixed, st.text(alphabet="太空 \u200b\u202e\x00\x07\n\ue000<>&é’", max_size=30))


@given(typed)
def test_nothing_invisible_is_left_and_one_space_stands_for_many(text):
    seen = clean(text)
    assert not any(unicodedata.category(letter)[0] == "C" for letter in seen)
    assert seen == " ".join(seen.split())


@given(typed)
def test_own_words_are_refused_or_short_plain_and_harmless(text):
    try:
        said = own_words("power", text)
    except ChoiceError as refusal:
        assert refusal.field == "power"
    else:
        assert 0 < len(said) <= LONGEST
        assert not set(said) & set('<>&{}[]\\/"=;`\x00\u200b\ue000')
        assert begins_at(said) is None


@given(typed)
def test_a_name_is_refused_or_short(text):
    try:
        assert len(child_name(text)) <= LONGEST_NAME
    except ChoiceError as refusal:
        assert refusal.field == "child"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  让花  说话 ", "让花 说话"),
        ("ＡＢＣ", "ABC"),
        ("会\u200b飞\u202e", "会飞"),
        ("Talk to\tanimals", "Talk to animals"),
        ("变小！", "变小!"),
        ("一" * LONGEST, "一" * LONGEST),
    ],
)
def test_plain_words_are_kept(said, kept):
    assert own_words("power", said) == kept


@pytest.mark.parametrize(
    "said", ["", " ", "\u200b", "一" * (LONGEST + 1), "x" * 10_000, "<b>飞</b>", "a=b", "a/b", "{hero}", "飞;飞", "😀"]
)
def test_what_is_no_plain_word_is_refused(said):
    with pytest.raises(ChoiceError):
        own_words("power", said)


@pytest.mark.parametrize("word", [word for word in LISTED if "/" not in word])
def test_a_listed_word_is_refused_however_it_is_typed(word):
    for said in (word, word.upper(), f"\u200b{word[0]}\u200b{word[1:]}", f"我 {word}"):
        with pytest.raises(ChoiceError) as refusal:
            own_words("tone", said)
        assert word not in str(refusal.value)


def test_full_width_letters_hide_no_listed_word():
    with pytest.raises(ChoiceError):
        own_words("tone", "ＳＥＸ")


@pytest.mark.parametrize("said", ["Essex", "unisex", "skill"])
def test_a_harmless_word_with_a_listed_one_inside_may_be_said(said):
    assert own_words("power", said) == said


def test_no_name_is_no_trouble():
    assert child_name("  ") == ""


@pytest.mark.parametrize("said", ["Mei", "小明", "Mei O’Neil", "Zoë", "一" * LONGEST_NAME])
def test_a_first_name_or_a_nickname_is_kept(said):
    assert child_name(said) == said


@pytest.mark.parametrize("said", ["a" * (LONGEST_NAME + 1), "<Mei>", "Mei@home", "妓女"])
def test_what_is_no_name_is_refused(said):
    with pytest.raises(ChoiceError):
        child_name(said)


@pytest.mark.parametrize("said", ["", "K" * (LONGEST_NAME + 1), "<Kai>", "妓女"])
def test_a_heros_name_is_short_and_harmless_too(said):
    with pytest.raises(ChoiceError) as refusal:
        hero_name(said)
    assert refusal.value.field == "hero"
    assert hero_name(" Kai\u200bkai ") == "Kaikai"
