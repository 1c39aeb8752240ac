"""The judgement as a picture: plain SVG, light or dark as the page."""

from collections import Counter
from collections.abc import Mapping
from html import escape

from stories.tuning.taste.table import Taste

WIDTH, BAR, GAP, LEFT = 640, 18, 8, 250
COLOURS = ("#b5402b", "#7a7266")
_SHARES = {
    "unique openings": "unique_openings", "distinct-4": "distinct_4", "commonest 8 characters in": "commonest_gram_in", "commonest hero in": "commonest_hero_in",
    "hero of the dynasty": "hero_in_dynasty", "power named": "power_named", "tone recovered": "tone_recovered", "power recovered": "power_recovered",
}  # fmt: skip
BINS = 40
AT_MOST = 0.2  # likeness at the right edge


def plots(tastes: Mapping[str, Taste]) -> dict[str, str]:
    """File name -> SVG: the shares side by side, and how alike all pairs are."""
    return {"shares.svg": _shares(tastes), "alike.svg": _alike(tastes)}


def _shares(tastes: Mapping[str, Taste]) -> str:
    parts, top = [], 40
    for label, name in _SHARES.items():
        parts.append(_text(LEFT - 10, top + BAR, label, "end"))
        for (_, taste), colour in zip(tastes.items(), COLOURS, strict=False):
            share = getattr(taste, name)
            parts += [
                _bar(LEFT, top, share * (WIDTH - LEFT - 70), BAR, colour),
                _text(LEFT + share * (WIDTH - LEFT - 70) + 6, top + BAR - 4, f"{share:.1%}"),
            ]
            top += BAR + 2
        top += GAP
    return _picture(parts, tastes, top + 10)


def _alike(tastes: Mapping[str, Taste]) -> str:
    parts, height = [], 240
    for (_, taste), colour in zip(tastes.items(), COLOURS, strict=False):
        counts = Counter(min(BINS - 1, int(value / AT_MOST * BINS)) for value in taste.likenesses)
        most = max(counts.values(), default=1)
        points = " ".join(f"{30 + place * (WIDTH - 60) / BINS:.1f},{height - 180 * counts[place] / most:.1f}" for place in range(BINS))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    parts += [_text(30 + (WIDTH - 60) * mark / AT_MOST, height + 20, f"{mark:.2f}", "middle") for mark in (0, 0.05, 0.1, 0.15, 0.2)]
    return _picture(parts, tastes, height + 40)


def _picture(parts: list[str], tastes: Mapping[str, Taste], height: int) -> str:
    keys = [
        _bar(10 + 260 * place, 8, 14, 14, colour) + _text(30 + 260 * place, 20, name)
        for place, (name, colour) in enumerate(zip(tastes, COLOURS, strict=False))
    ]
    style = "<style>text{font:13px sans-serif;fill:#4a443c}@media(prefers-color-scheme:dark){text{fill:#e8e0d2}}</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">{style}{"".join([*keys, *parts])}</svg>\n'


def _bar(left: float, top: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(width, 0):.1f}" height="{height}" rx="2" fill="{colour}"/>'


def _text(left: float, top: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
