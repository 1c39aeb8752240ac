"""The written lines and genes of a story, one folder a language. A curator can read and mend the files."""

from stories.telling.material.lines import Card, Line, Pile, fitting, pile
from stories.telling.material.material import Material, load

__all__ = ["Card", "Line", "Material", "Pile", "fitting", "load", "pile"]
