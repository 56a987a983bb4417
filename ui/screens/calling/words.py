# SPDX-License-Identifier: AGPL-3.0-or-later
"""The few words of the calling screen: French for the whole room, whoever looks at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.foundation.translation import Translator
from ui.wording import clock_time, wait_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kiosk.domain.calling import Call, HeardCalls, RoomView

_FRENCH: Final = Translator("fr")
_PARTS: Final = re.compile(r"[^\W\d]+|\d+")


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call of the list.

    Attributes:
        number, desk: As they are shown.
        is_calling: Whether it still waits for its person.
    """

    number: str
    desk: str
    is_calling: bool


@dataclass(frozen=True, slots=True)
class CallingState:
    """Everything the calling screen shows.

    Attributes:
        heading: What the large number is.
        number, desk: The large number and its desk; empty before the first call of a day.
        is_calling: Whether the large number still waits for its person.
        welcome: Shown in the place of a number before the first call; else empty.
        last_heading: Heading of the list.
        last: The calls before the large one, the latest first.
        waiting: How many wait.
        wait: How long who comes now may wait, or that this screen does not know everybody.
        hour: The time of day.
    """

    heading: str
    number: str
    desk: str
    is_calling: bool
    welcome: str
    last_heading: str
    last: tuple[CallLine, ...]
    waiting: str
    wait: str
    hour: str

    @property
    def in_words(self) -> str:
        """What a screen reader hears of all of it."""
        large = f"{self.heading} : {self.number} {self.desk}" if self.number else self.welcome
        before = [f"{one.number} {one.desk}" for one in self.last]
        told = [large, *before, self.waiting, self.wait, self.hour]
        return ". ".join(part.strip().rstrip(".") for part in told if part.strip())


def state_of(heard: HeardCalls, room: RoomView | None, now_utc: datetime) -> CallingState:
    """Return what the screen shows; without `room` nothing has been read yet."""
    large = heard.calls[0] if heard.calls else None
    return CallingState(
        heading="Numéro appelé" if heard.is_calling else "Dernier numéro appelé",
        number="" if large is None else large.number,
        desk="" if large is None else large.desk,
        is_calling=heard.is_calling,
        welcome="Prenez un numéro à la borne." if large is None else "",
        last_heading="Appelés avant",
        last=tuple(CallLine(one.number, one.desk, one in heard.in_call) for one in heard.calls[1:]),
        waiting="" if room is None else _waiting(room.n_waiting),
        wait="" if room is None else _wait(room),
        hour=clock_time(now_utc, _FRENCH),
    )


def spoken(calls: Sequence[Call]) -> str:
    """Return what is said of some calls, such as « Numéro A 12. Bureau 2. »."""
    parts: list[str] = []
    for call in calls:
        # A letter and a number are said apart; together they are read as a word.
        parts.append(f"Numéro {' '.join(_PARTS.findall(call.number))}.")
        if call.desk:
            parts.append(f"{call.desk.rstrip('.')}.")
    return " ".join(parts)


def _waiting(n: int) -> str:
    if n == 0:
        return "Personne n’attend"
    return "1 personne attend" if n == 1 else f"{n} personnes attendent"


def _wait(room: RoomView) -> str:
    if not room.is_exact:
        return "Cet écran ne connaît que les numéros d’ici."
    return "" if room.wait is None else wait_in_words(room.wait, _FRENCH)
