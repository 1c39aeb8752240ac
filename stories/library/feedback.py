"""What a family says of a story: its child by a face, a parent by a reason. It rests the story's cards, and lies on the curators' desk."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from stories.errors import ChoiceError
from stories.models import Child, Feedback, Story
from stories.reading.names import put_in
from stories.telling.gate import shapes
from stories.telling.gate.request import PRIVATE, clean
from stories.telling.names import taken_out

LONGEST = 200
LOOKED_AT = 1000  # characters as typed
STORIES = 300  # of the family, whose names are taken out
TOO_LONG = _("Please say it in two hundred characters at most.")
FACES = {str(face.value): face for face in reversed(Feedback.Face)}


def may_be_given(story: Story) -> bool:
    """A story that stopped to ask its child is not over."""
    return story.state == Story.State.FINISHED and story.ending != Story.Ending.ASKED


def shown(story: Story) -> dict[str, Any]:
    given = _of(story)
    nobody = {**dict.fromkeys(Story.CHILDREN, str(_("the child"))), Story.HERO: str(_("the hero"))}
    words = put_in(given.words, {**nobody, **story.names})
    faces = [
        {"value": face.value, "label": face.label, "picture": f"face-{face.value}", "is_shown": face == given.face}
        for face in FACES.values()
    ]
    return {"faces": faces, "feedback": given, "feedback_words": words, "reasons": Feedback.Reason.choices}


def show_face(story: Story, face: str) -> None:
    """One of the three, or none: taken back. Nonsense changes nothing."""
    if face in FACES or not face:
        _keep(story, face=FACES.get(face))


def say(story: Story, reason: str, typed: str) -> None:
    """Raises ChoiceError. Nothing said is a reason taken back."""
    words = _words(story, typed)
    chosen = reason if reason in Feedback.Reason.values else ""
    _keep(story, reason=chosen or (Feedback.Reason.OTHER if words else ""), words=words)


def _keep(story: Story, **said: Any) -> None:
    given, _made = Feedback.objects.update_or_create(story=story, defaults=said)
    if given.face is None and not given.reason:
        given.delete()


def _of(story: Story) -> Feedback:
    return Feedback.objects.filter(story=story).first() or Feedback(story=story)


def _words(story: Story, typed: str) -> str:
    said = clean(typed[:LOOKED_AT])
    if shapes.is_private(said[: 2 * LONGEST]):
        raise ChoiceError("words", PRIVATE)
    for point, name in sorted(_names(story), key=lambda entry: -len(entry[1])):
        said = taken_out(said, {point: name})
    if len(typed) > LOOKED_AT or len(said) > LONGEST:
        raise ChoiceError("words", TOO_LONG)
    return said


def _names(story: Story) -> set[tuple[str, str]]:
    """Of all children and heroes whom this family named."""
    children = Child.objects.of_visitor(story.visitor).values_list("nickname", flat=True)
    tables: Iterable[dict[str, str]] = Story.objects.of_visitor(story.visitor).order_by("-turn").values_list("names", flat=True)[:STORIES]
    given = {entry for table in (story.names, *tables) for entry in table.items()}
    return given | {(Story.CHILD, nickname) for nickname in children}
