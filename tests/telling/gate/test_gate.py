import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stories.telling.gate import Gate, Refusal, gate_after, known_good
from tests.telling.gate.harm import LISTED, LONGEST, begins_at, chunked, harmless, mixed


def stream(gate: Gate, chunks: list[str]) -> tuple[str, bool]:
    """What a family saw, and whether the gate refused."""
    shown = ""
    try:
        for chunk in chunks:
            shown += _text(gate.take(chunk))
            assert len(gate.holding) <= LONGEST
        return shown + _text(gate.end()), False
    except Refusal:
        return shown, True


def _text(accepted) -> str:
    return accepted.text if accepted else ""


@given(chunked(harmless))
def test_harmless_text_comes_out_whole_and_in_order(chunks):
    assert stream(Gate(), chunks) == ("".join(chunks), False)


def test_controls_are_dropped_and_line_breaks_stay():
    assert stream(Gate(), ["从\x00前\x1b", "\n有\x85", "\x07山。"]) == ("从前\n有山。", False)


@given(chunked(mixed))
def test_nothing_of_a_listed_word_is_ever_shown_and_nothing_else_is_refused(chunks):
    text = "".join(chunks)
    begins = begins_at(text)
    shown, refused = stream(Gate(), chunks)
    assert refused == (begins is not None)
    assert text.startswith(shown)
    assert len(shown) <= (len(text) if begins is None else begins)


@given(chunked(mixed), st.integers(0, 10))
def test_a_story_told_on_by_another_worker_is_judged_as_if_by_one(chunks, after):
    first, text = Gate(), "".join(chunks)
    begins = begins_at(text)
    try:
        told = "".join(_text(first.take(chunk)) for chunk in chunks[:after])
    except Refusal:
        assume(False)
    shown, refused = stream(gate_after(told), [text[len(told) :]])
    assert refused == (begins is not None)
    assert text.startswith(told + shown)
    assert len(told + shown) <= begins if refused else told + shown == text


@pytest.mark.parametrize("word", LISTED)
def test_each_listed_word_is_caught_wherever_the_stream_is_cut(word):
    for said in (word, word.upper()):
        for cut in range(len(said) + 1):
            assert stream(Gate(), ["从前 ", said[:cut], said[cut:], " 后来"]) == ("从前 ", True)


@pytest.mark.parametrize("word", LISTED)
def test_each_listed_word_is_caught_letter_by_letter_at_the_very_end(word):
    assert stream(Gate(), ["他说：", *word.upper()]) == ("他说：", True)


def test_an_english_word_waits_for_its_next_letter():
    gate = Gate()
    assert gate.take("a sex") == known_good("a ")
    assert gate.take("tant") == known_good("sextant")


@pytest.mark.parametrize("harmless", ["Essex", "unisex", "skill", "grapes", "sextant", "Middlesex", "category", "杀鸡", "自己杀价"])
def test_a_harmless_word_with_a_listed_one_inside_is_let_through(harmless):
    for cut in range(len(harmless) + 1):
        assert stream(Gate(), [harmless[:cut], harmless[cut:]]) == (harmless, False)


def test_after_a_refusal_nothing_held_comes_out():
    gate = Gate()
    with pytest.raises(Refusal):
        gate.take("血腥")
    assert gate.end() is None


def test_a_refusal_names_the_word_for_operators():
    with pytest.raises(Refusal, match="血腥") as refusal:
        Gate().take("一片血腥")
    assert refusal.value.word == "血腥"


def test_a_word_that_began_in_the_earlier_part_of_a_story_is_caught():
    assert stream(gate_after("他流了很多血"), ["腥"]) == ("", True)


def test_an_earlier_part_ends_no_english_word():
    assert stream(gate_after("He went to Es"), ["sex and "]) == ("sex and ", False)


def test_letting_all_through_holds_nothing_back(settings):
    settings.STORYTELLER_GATE = "pass"
    assert Gate().take("s") == known_good("s")
    assert stream(Gate(), ["血", "腥 sex"]) == ("血腥 sex", False)
