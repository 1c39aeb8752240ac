"""A checkpoint of one story, outside the loop in which those of many go together."""

from stories.telling import lease


def checkpoint(story, text):
    """Raises LeaseLost."""
    if lease.checkpoint_all([(story, story.attempt, text)]) != [True]:
        raise lease.lost(story)
