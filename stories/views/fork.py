"""What the reading page shows of a fork: the question where a story asks, and behind it the parts before and what was chosen."""

from collections.abc import Callable
from typing import Any

from stories.delivery.follow import Copy
from stories.models import Story
from stories.reading.paragraphs import paragraphs
from stories.reading.script import shown
from stories.telling import answering, fork

InPieces = Callable[..., Any]  # words as the page writes them, with or without readings


def asking(story: Story, copy: Copy, in_pieces: InPieces) -> dict[str, Any]:
    return {
        "asks_now": bool(copy.detail),
        "ask": _fork(story) if story.asks else None,
        "earlier": [in_pieces(words, story.names) for part in story.parts[:-1] for words in paragraphs(part.text)],
        "answered": shown(story.answer, story.names),
    }


def _fork(story: Story) -> dict[str, Any]:
    """`there`: the part that an answer has led to already."""
    asked, ways = fork.of(story), answering.ways(story)
    written = [(slug, shown(words, {}), ways.get(slug)) for slug, words in asked.answers.items()]
    own = [(shown(part.answer, story.names), part) for way, part in ways.items() if way not in asked.answers]
    return {"written": written, "own": own, "takes_words": answering.takes_own_words(story)}
