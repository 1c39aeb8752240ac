"""How a set of stories tastes: whether they are alike, true to their time, and what was asked for."""

from stories.tuning.taste.plots import plots
from stories.tuning.taste.table import Taste, judge, table
from stories.tuning.taste.told import Told, read, write

__all__ = ["Taste", "Told", "judge", "plots", "read", "table", "write"]
