from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.reading.ahead import Ahead, Look
from stories.reading.around import AROUND
from stories.reading.hant import traditional
from stories.reading.pinyin import readings

LETTERS = "长大安得地着了还都为种发头后里面干系行重好他我们说天上，。？”“\n\ue0003aé🐉"
texts = st.text(alphabet=LETTERS, max_size=60)
looks = st.sampled_from([Look(ruby=True), Look(hant=True), Look(ruby=True, hant=True)])


@st.composite
def told(draw):
    """A text, the places where it is cut on its way, and the place from which a reader asks."""
    text = draw(texts)
    cuts = draw(st.lists(st.integers(0, len(text)), max_size=10).map(sorted))
    return text, cuts, draw(st.integers(0, len(text)))


def shown_of(text, cuts, after, look):
    """What a reader is shown who asks from `after` on."""
    ahead = Ahead(look, after)
    ends = [cut for cut in cuts if cut > after] + [len(text)]
    parts = [ahead.add(start, text[start:end], text[:start]) for start, end in zip([after, *ends], ends, strict=False)]
    return [part for part in [*parts, ahead.rest()] if part]


@settings(deadline=None)  # the first one reads the lists
@given(told(), looks)
def test_however_it_comes_a_reader_sees_what_the_whole_text_says(case, look):
    text, cuts, after = case
    parts = shown_of(text, cuts, after, look)
    place = after
    for part in parts:
        assert part.at == place, "without gap or overlap"
        place += len(part.text)
    assert "".join(part.text for part in parts) == (traditional(text) if look.hant else text)[after:]
    if look.ruby:
        assert [said for part in parts for said in part.ruby] == readings(text)[after:]
    else:
        assert all(part.ruby is None for part in parts)


@settings(deadline=None)
@given(texts, looks)
def test_nothing_is_held_back_longer_than_a_few_words(text, look):
    ahead = Ahead(look, 0)
    shown = ahead.add(0, text, "")
    assert len(text) - (len(shown.text) if shown else 0) <= AROUND
    assert ahead.holds == (shown is None or shown.text == "" or len(shown.text) < len(text)) or not text


def test_a_mark_ends_the_waiting():
    ahead = Ahead(Look(ruby=True), 0)
    assert ahead.add(0, "长", "") is None and ahead.holds
    assert ahead.add(1, "。", "").ruby == ["cháng", None] and not ahead.holds


def test_what_is_read_in_one_way_only_does_not_wait():
    shown = Ahead(Look(ruby=True), 0).add(0, "他们", "")
    assert (shown.at, shown.text, shown.ruby) == (0, "他们", ["tā", "men"])


def test_after_a_quiet_moment_all_is_shown_and_what_follows_knows_of_it():
    ahead = Ahead(Look(ruby=True), 0)
    ahead.add(0, "银", "")
    ahead.add(1, "行", "")
    assert ahead.rest().text == "行" and ahead.rest() is None
    ahead.add(2, "行", "")
    assert ahead.add(3, "长，", "").ruby == ["háng", "zhǎng", None]


def test_the_beginning_of_a_frame_is_not_the_beginning_of_the_story():
    text = "一二三四五六七八九长，"
    whole = readings(text)
    assert shown_of(text, [], 9, Look(ruby=True))[0].ruby == whole[9:]


@pytest.mark.parametrize(("to", "shown", "at"), [(0, None, 2), (2, None, 2), (3, "大", 3), (9, "大得", 4)])
def test_sent_back_a_reader_keeps_what_is_the_storys(to, shown, at):
    ahead = Ahead(Look(hant=True), 0)
    ahead.add(0, "他。大得", "")
    assert ahead.at == 2
    left = ahead.rewind(to)
    assert (left and left.text, ahead.at, ahead.holds) == (shown, at, False)


def test_material_cut_anywhere_reads_as_a_whole():
    material = Path("stories/telling/material/zh/general.toml").read_text(encoding="utf-8")[:3000]
    parts = shown_of(material, list(range(0, len(material), 2)), 0, Look(ruby=True, hant=True))
    assert [said for part in parts for said in part.ruby] == readings(material)
    assert "".join(part.text for part in parts) == traditional(material)
