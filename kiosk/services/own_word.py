# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this machine may say to the city: asked before anything is stored, and before it is shown.

A kiosk that a PIN unlocks is no post. What the city would refuse of it must not look done.
Source: docs/decisions/0024-qui-peut-dire-quoi.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import Attendance
from kiosk.domain.appointments import CHECK_IN_BEFORE
from kiosk.domain.who_may_say import Deed, Relation, may_say, why_refused
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.appointments import Appointment


class OwnWord:
    """The table of who may say what, read for one machine."""

    def __init__(self, role: str) -> None:
        """Speak for a machine of that role."""
        self._role = role

    def may(self, deed: Deed, *, is_ours: bool = False) -> bool:
        """Say whether the city believes this machine.

        Args:
            deed: What would be done.
            is_ours: Whether this machine made the thing; else another one of its centre did.
        """
        return may_say(deed, self._role, Relation.OWN if is_ours else Relation.CENTRE)

    def refuse_unless(self, deed: Deed, *, is_ours: bool = False) -> None:
        """Refuse what the city would refuse.

        Raises:
            Refused: ``not_a_post`` at a kiosk for what only a post says.
        """
        if not self.may(deed, is_ours=is_ours):
            raise Refused(why_refused(deed, self._role))

    def refuse_unless_marks(
        self, one: Appointment, news: Attendance, now_utc: datetime, *, is_ours: bool
    ) -> None:
        """Refuse a word on a coming; a kiosk says that somebody is here, and corrects nothing.

        Raises:
            Refused: ``not_a_post`` at a kiosk, an arrival excepted; ``too_early`` there before
                the time of arrivals.
        """
        if self.may(Deed.MARK, is_ours=is_ours):
            return
        is_correction = one.standing.marked(news).presence_round != one.standing.presence_round
        is_arrival = news is Attendance.ARRIVED and not is_correction
        self.refuse_unless(Deed.CHECK_IN if is_arrival else Deed.MARK, is_ours=is_ours)
        if now_utc < one.start_utc - CHECK_IN_BEFORE:
            raise Refused("too_early")
