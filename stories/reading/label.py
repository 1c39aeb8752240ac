"""What every story says of its making: to a reader in words, to a machine as the AIGC object of GB 45438-2025."""

import json

from django.utils import translation
from django.utils.translation import gettext as _

from stories.models import Story, Teller

PRODUCER = "Storyteller"


def label(story: Story) -> str:
    """In the language that is switched on. Who began a story is its teller, also where an ending of ours had to follow."""
    if _is_builtin(story.teller):
        return _("A machine put this story together from parts that people wrote; the adventures are made up.")
    return _("This story was written by AI; the adventures are made up.")


def in_its_language(story: Story) -> str:
    with translation.override("en" if story.language == Story.Language.ENGLISH else "zh-hans"):
        return label(story)


def metadata(story: Story) -> str:
    """JSON in plain ASCII. Label 1: generated or put together by a machine."""
    by = "builtin" if _is_builtin(story.teller) else story.teller.model if story.teller and story.teller.model else "ai"
    made = {"Label": "1", "ContentProducer": f"{PRODUCER}/{by}", "ProduceID": str(story.pk), "ReservedCode1": ""}
    return json.dumps({**made, "ContentPropagator": PRODUCER, "PropagateID": str(story.pk), "ReservedCode2": ""})


def _is_builtin(teller: Teller | None) -> bool:
    return teller is not None and teller.endpoint == Teller.Endpoint.BUILTIN
