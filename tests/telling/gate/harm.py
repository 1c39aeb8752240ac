"""Texts that hold listed words, harmless ones, and what is between them: for the tests of the gate."""

from random import Random

from hypothesis import strategies as st

from stories.telling.gate.words import load

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
WORDS = load().words
LISTED = sorted({word.first for word in WORDS})
CONTEXTS = sorted({phrase for word in WORDS for phrase in word.contexts})
HARMLESS = ["从前", "砍柴", "杀鸡", "自己", "上山", "他", "Essex", "unisex", "skill", "grape", "Mark", "www", "A", "s", "e", "x"]
BETWEEN = ["，", "。", " ", "\n", "\t", "·", "-", "*", "“", "\ue000", "\u200b", "\ufeff", "İ", "é", "1", "2345678", "你好吗朋友", "Hello, "]
SIMPLE = "杀国脑头乱发东"
TRADITIONAL = str.maketrans(SIMPLE, "殺國腦頭亂發東")
FULL = {point: point + 0xFEE0 for point in range(0x21, 0x7F)}
SPELLINGS = [str, str.upper, str.title, lambda word: word.translate(TRADITIONAL), lambda word: word.translate(FULL)]
MARKS = ["", "", "", " ", "·", "-", "* ", "\u200b"]

PIECES = [*HARMLESS, *BETWEEN, *HARMLESS, *BETWEEN]


def whole(word: object) -> str:
    """A word of the list, its parts with a little between them."""
    return "，".join(word.parts)


def some_text(random: Random) -> str:
    """Harmless words mostly; listed ones whole and cut, with marks between their letters, in other spellings, in their contexts."""
    return "".join(_piece(random) for _ in range(random.randrange(1, 9)))


def _piece(random: Random) -> str:
    kind = random.random()
    if kind < 0.6:
        return random.choice(PIECES)
    if kind < 0.7:
        return random.choice(CONTEXTS)
    said = whole(random.choice(WORDS))
    if kind < 0.9:
        said = said[: random.randrange(1, len(said) + 1)]
    return random.choice(SPELLINGS)(random.choice(MARKS).join(said))


def some_chunks(random: Random, text: str) -> list[str]:
    """A text as it streams: cut anywhere, empty pieces too."""
    cuts = sorted(random.randrange(len(text) + 1) for _ in range(random.randrange(min(12, len(text) + 1))))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


mixed = st.one_of(
    st.randoms(use_true_random=False).map(some_text), st.lists(st.one_of(st.sampled_from(LISTED), ANY_TEXT), max_size=6).map("".join)
)


@st.composite
def chunked(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[str]:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
