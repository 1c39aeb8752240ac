"""The same story once more in the other language, to be read beside the first."""

from stories.models import Story
from stories.spending.payer import Payer
from stories.telling import recalls
from stories.telling.dna.twin import in_language
from stories.telling.once_more import Telling, choice_of

OTHER = {"zh": "en", "en": "zh"}


def of(story: Story) -> Story | None:
    """The one beside it: the first telling, where `story` is the second; else the newest second that there is. What was taken off the shelf is not there."""
    return _telling(story).there


def is_wanting(story: Story) -> bool:
    """Whether nothing stands beside it, or what was stopped or lost."""
    return _telling(story).is_wanting


def tell(story: Story, payer: Payer) -> tuple[Story, bool]:
    """The one beside it and whether it is new; in place of one that was stopped or lost comes another. Raises TooMany."""
    telling = _telling(story)
    taken = in_language(story.dna, story.language, telling.choice.language)  # made of the same
    recalled = recalls.in_language(story.recalls, story.language, telling.choice.language)
    return telling.begin(payer, taken, seed=story.seed, recalls=recalled)


def _telling(story: Story) -> Telling:
    return Telling(story, Story.Kin.BESIDE, choice_of(story, language=OTHER[story.language]), f"beside {story.pk}")
