import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stories import access
from stories.library import search
from stories.models import Story
from stories.reading.hant import alike, traditional
from stories.reading.names import put_in
from tests.house import ROOT

pytestmark = pytest.mark.django_db
FRIEND = "\ue002"
LETTERS = "美小头发现里面着了干后  。，“”’'%_\\[](){}*+?^$|.-abcXYZéß1\n" + Story.CHILD + Story.HERO + FRIEND
NAMES = st.dictionaries(
    st.sampled_from([Story.CHILD, Story.HERO, FRIEND]), st.text("美小明陳頭Meiab' .", min_size=1, max_size=6).filter(str.strip)
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def titles(person, typed: str) -> set[str]:
    return {story.title for story in search.holding(access.stories_of(person.visitor), search.cleaned(typed))}


@SLOW
@given(text=st.text(LETTERS, min_size=1, max_size=60), names=NAMES, data=st.data())
@example(text=f"从前有{Story.CHILD}笑了", names={Story.CHILD: "美美"}, data=None)
def test_whatever_a_family_reads_it_finds(alice, text, names, data):
    """Any piece of the text with its names put in, in either script and in whatever case."""
    story = alice.asks(text=text, names=names, title="题目")
    alice.asks(text="", names={Story.CHILD: "别人"}, title="另一个")
    shown = put_in(data.draw(st.sampled_from([text, traditional(text)])), names) if data else put_in(text, names)
    start = data.draw(st.integers(0, len(shown) - 1)) if data else 4
    piece = shown[start : start + (data.draw(st.integers(1, 40)) if data else 3)]
    typed = data.draw(st.sampled_from([piece, piece.upper(), piece.lower()])) if data else piece
    if len(typed) == len(piece) and not set(piece) & {Story.CHILD, Story.HERO, FRIEND} and search.cleaned(typed):
        assert story.title in titles(alice, typed), (typed, shown)
    Story.objects.all().delete()


@pytest.mark.parametrize("typed", ["美美", "美美笑", "美笑了", "前有美", "笑了", "题目", "云上", "雲上"])
def test_a_name_is_found_alone_and_among_other_words_and_in_part(alice, typed):
    alice.asks(title="云上的题目", text=f"从前有{Story.CHILD}笑了。", names={Story.CHILD: "美美"})
    alice.asks(title="另一个", text="什么也没有。", names={Story.CHILD: "强强"})
    assert titles(alice, typed) == {"云上的题目"}


def test_a_name_is_found_where_the_story_never_says_it(alice):
    alice.asks(title="安静", text="从前。", names={Story.CHILD: "美美"})
    assert titles(alice, "美美") == {"安静"} and titles(alice, "静美") == set()


def test_the_place_of_a_name_is_each_storys_own(alice):
    for name in ("Mei", "Lan"):
        alice.asks(title=name, text=f"{Story.CHILD} laughed.", names={Story.CHILD: name})
    assert titles(alice, "mei LAUGHED") == {"Mei"}
    assert titles(alice, f"{Story.CHILD} laughed") == {"Mei", "Lan"}, "what nobody sees is not looked for"


@pytest.mark.parametrize("typed", ["%", "_", "a%b", "100%_", "\\", "[", ".*", "^x", "(", "***=x", "(?i)x"])
def test_signs_are_letters(alice, typed):
    alice.asks(title="plain", text="x aab 100 abc")
    alice.asks(title="with it", text=f"one {typed} two")
    assert titles(alice, typed) == {"with it"}


@pytest.mark.parametrize(("typed", "told"), [("頭髮", "头发"), ("發現", "发现"), ("裡面", "里面"), ("憑藉", "凭借"), ("头发", "頭髮")])
def test_either_script_finds_the_other(alice, typed, told):
    alice.asks(title="有", text=f"她的{told}。")
    assert titles(alice, typed) == {"有"}


def test_quotes_and_line_breaks_are_no_hurdle(alice):
    alice.asks(title="it", text="It’s the “king”.\nHe left.")
    assert titles(alice, 'it\'s the "king". he') == {"it"}


def test_what_is_typed_is_short_and_holds_nothing_unseen():
    assert search.cleaned("  美\x00美\u200b \n 笑  ") == "美美 笑"
    assert len(search.cleaned("长" * 500)) == search.AT_MOST and search.cleaned("\ue000\x00 ") == ""


def test_nobody_finds_what_is_anothers(alice, bob):
    alice.asks(text="从前有座山")
    assert titles(bob, "山") == set()


def test_whatever_our_own_lines_look_like_in_the_other_script_is_alike():
    """Each character of the material, as a page in 繁體 writes it among its neighbours."""
    lines = "".join(path.read_text(encoding="utf-8") for path in sorted((Path(ROOT) / "stories/telling/material/zh").rglob("*.toml"))[:12])
    text = "\n".join(sorted(set(re.findall("[\u3400-\u9fff]{2,}", lines))))
    assert {pair for pair in zip(text, traditional(text), strict=True) if pair[0] not in alike(pair[1])} == set()
