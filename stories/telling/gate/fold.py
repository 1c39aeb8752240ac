"""How the gate reads: as `telling.fold` writes."""

from stories.telling.fold import ALIKE, close_up, fold, has_marks_between, seen

__all__ = ["ALIKE", "close_up", "fold", "has_marks_between", "seen"]
