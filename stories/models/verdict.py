from django.db import models
from django.utils.translation import gettext_lazy as _

from stories.models.story import Story


class Verdict(models.Model):
    """What the gate kept from a child, and why. The parent sees the reason, a curator the words too; a child sees neither."""

    class Layer(models.TextChoices):
        WORDS = "words", _("list of words")
        MODERATOR = "moderator", _("moderator")
        AWAY = "away", _("moderator away")

    class Reason(models.TextChoices):
        VIOLENCE = "violence", _("violence")
        SEXUAL = "sexual", _("sexual matters")
        HARM = "harm", _("harm to oneself")
        DRUGS = "drugs", _("drugs, drink or gambling")
        HATE = "hate", _("contempt for others")
        RUDE = "rude", _("rude words")
        DANGER = "danger", _("something dangerous to imitate")
        PRIVATE = "private", _("personal data")
        LEAK = "leak", _("something that does not belong in a story")
        LANGUAGE = "language", _("another language")
        AVOIDED = "avoided", _("something that your child had better not hear of")
        UNJUDGED = "unjudged", _("it could not be judged in time")
        OTHER = "other", _("not fit for a child")

    story = models.ForeignKey(Story, models.CASCADE, related_name="verdicts", verbose_name=_("story"))
    at = models.PositiveIntegerField(_("place"))  # in code points of the story's text
    layer = models.CharField(_("layer"), max_length=12, choices=Layer.choices)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    judge = models.CharField(_("judge"), max_length=200, blank=True)  # the word of the list, or the moderator and its category
    words = models.TextField(_("words"), blank=True)  # what was kept back; names stand as placeholders
    when = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.get_layer_display()})"
