# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which deeds this machine may do on a line: what the city would refuse is not offered.

A kiosk that a PIN unlocks shows the desk, and is no post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.who_may_say import Deed as Told
from ui.screens.desk.state import Deed, LineKind

if TYPE_CHECKING:
    from kiosk.services.own_word import OwnWord

NOT_A_POST: Final = "Cette borne n’est pas un poste : faites le reste au poste du médiateur."
"""What staff read at a kiosk, where deeds are missing."""
_TOLD: Final = {
    Deed.BEGIN: Told.MARK,
    Deed.DONE: Told.MARK,
    Deed.ABSENT: Told.MARK,
    Deed.UNDO_ABSENT: Told.MARK,
    Deed.PRESENT: Told.MARK,
    Deed.ARRIVED: Told.CHECK_IN,
    Deed.CANCEL: Told.END_FOR_CENTRE,
    Deed.KEEP: Told.KEEP,
    Deed.MOVE: Told.END,
    Deed.NEW_TIME: Told.END,
    Deed.RENOUNCE: Told.END,
    Deed.ACCEPT: Told.CHOOSE,
    Deed.GIVE: Told.ANSWER,
    Deed.PROPOSE: Told.ANSWER,
    Deed.DECLINE: Told.ANSWER,
    Deed.TOLD: Told.CALLED,
    Deed.CALL: Told.MOVE_NUMBER,
    Deed.NO_ANSWER: Told.MOVE_NUMBER,
    Deed.RECEIVE: Told.MOVE_NUMBER,
    Deed.TRANSFER: Told.MOVE_NUMBER,
    Deed.LEFT: Told.MOVE_NUMBER,
    Deed.PRIORITY: Told.CLAIM_CARD,
}
"""What the city hears of each deed; the others stay on this machine."""


class Allowed:
    """The deeds that this machine may do."""

    def __init__(self, word: OwnWord) -> None:
        """Offer what `word` lets this machine say."""
        self._word = word
        self.is_post = word.may(Told.MARK)

    def may(self, key: str, deed: Deed | None, *, is_ours: bool) -> bool:
        """Say whether a deed may be done on the line with that key.

        Args:
            key: Key of the line.
            deed: The deed; nothing may always be done.
            is_ours: Whether this machine made what the line is about.
        """
        of_ticket = key.startswith(f"{LineKind.TICKET}:")
        told = _TOLD.get(deed) if deed is not None else None
        if of_ticket and deed is Deed.DONE:
            told = Told.MOVE_NUMBER
        return told is None or self._word.may(told, is_ours=is_ours)
