"""What can go wrong in a way a parent may read. Anything else is a bug, logged in full and shown as one calm sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class StoryError(Exception):
    """`permanent`: trying again would end the same way."""

    def __init__(self, message: str | Promise, permanent: bool = False) -> None:
        super().__init__(str(message))
        self.message = message
        self.permanent = permanent


class TellerError(StoryError):
    """The teller did not come to an end. `reason` is for operators: never shown to a family.

    `retry_after`: seconds that the endpoint wants to be left alone, where it said so.
    """

    def __init__(self, reason: str, permanent: bool = False, retry_after: float | None = None) -> None:
        super().__init__(_("The storyteller lost the thread. Shall we tell it again?"), permanent)
        self.reason = reason
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.reason


class ModeratorError(StoryError):
    """No judgement was had: late, down or senseless. `reason` is for operators."""

    status, retry_after = 503, 60

    def __init__(self, reason: str) -> None:
        super().__init__(_("We could not look at your own words just now. Pick from the cards, or try again in a minute."))
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class NoModerator(ModeratorError):
    """The endpoint has none."""


class NoMoney(TellerError):
    """This teller costs more than is left of today's money: for this story it is as if it were not there."""

    def __init__(self) -> None:
        super().__init__("today's money does not reach for it", permanent=True)


class LeaseLost(Exception):
    """Somebody else holds the story now, or it has come to an end: write nothing more."""


class TooMany(StoryError):
    """A cap is reached. `retry_after` in seconds."""

    status = 429

    def __init__(self, message: str | Promise, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Crowded(TooMany):
    """More wait than will be told soon: one more would wait without an end in sight."""

    status = 503


class ChoiceError(StoryError):
    """A choice cannot be told. `field` is the form field it is about."""

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(message, permanent=True)
        self.field = field
