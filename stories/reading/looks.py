"""What a reader may choose about how a story looks and sounds; the browser remembers it under these names (static/js/look.js)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Row = tuple[str, Promise, dict[str, Promise]]  # its name, its words, and its values with theirs

LETTERS: list[Row] = [
    ("size", _("Letters"), {"normal": _("Usual"), "large": _("Bigger"), "larger": _("Biggest")}),
    ("spacing", _("Lines"), {"normal": _("Snug"), "wide": _("Airy")}),
    ("pace", _("Words come"), {"calm": _("Calmly"), "normal": _("As told"), "quick": _("Quickly")}),
]
VOICE: list[Row] = [
    ("speed", _("Reading aloud"), {"slow": _("Slowly"), "normal": _("As one tells"), "quicker": _("A little faster")}),
]
