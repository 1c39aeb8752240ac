"""Who came in as a curator, and who tried to. Of a family that comes and goes nothing is noted."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler


class CuratorsTrail(AxesDatabaseHandler):
    def user_logged_in(self, sender: Any, request: Any, user: Any, **more: Any) -> None:
        if user.is_staff:
            super().user_logged_in(sender, request, user, **more)

    def user_logged_out(self, sender: Any, request: Any, user: Any, **more: Any) -> None:
        if user and user.is_staff:
            super().user_logged_out(sender, request, user, **more)
