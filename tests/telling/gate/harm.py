"""What is a listed word in a text, said once more without a regular expression: the judge of the gate's tests."""

from hypothesis import strategies as st

from stories.telling.gate.words import load

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)  # controls are dropped: see test_gate.py

LISTED = sorted(load().patterns)
LONGEST = max(map(len, LISTED))
HARMLESS = [
    "从前",
    "砍柴",
    "割麦",
    "杀鸡",
    "自己",
    "上山",
    "Essex",
    "unisex",
    "skill",
    "grape",
    "Mark",
    "www",
    "http:/",
    "A",
    "s",
    "e",
    "x",
    "，",
    "。",
    " ",
    "\n",
    "\ue000",
    "İ",
    "é",
]


def _letter(text: str, place: int) -> bool:
    return 0 <= place < len(text) and "a" <= text[place] <= "z"


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (_letter(text, start) and _letter(text, start - 1)) and not (_letter(text, end - 1) and _letter(text, end))


def begins_at(text: str) -> int | None:
    """Where the first listed word of `text` begins; None in a harmless text."""
    low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    places = [
        start
        for word in LISTED
        for start in range(len(low) - len(word) + 1)
        if low.startswith(word, start) and _stands_alone(low, start, start + len(word))
    ]
    return min(places, default=None)


@st.composite
def cut_words(draw: st.DrawFn) -> str:
    word = draw(st.sampled_from(LISTED))
    return word[: draw(st.integers(1, len(word)))]


def _in_some_case(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from([text, text.upper(), text.title()])


pieces = st.one_of(st.sampled_from(HARMLESS), st.sampled_from(LISTED).flatmap(_in_some_case), cut_words().flatmap(_in_some_case), ANY_TEXT)
mixed = st.lists(pieces, max_size=8).map("".join)
harmless = (
    st.lists(st.one_of(st.sampled_from(HARMLESS), cut_words(), ANY_TEXT), max_size=12)
    .map("".join)
    .filter(lambda text: begins_at(text) is None)
)


@st.composite
def chunked(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[str]:
    """A text as it streams: cut anywhere, empty pieces too."""
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
