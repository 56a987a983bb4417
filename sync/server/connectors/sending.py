# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every way of reaching a person promises; which one serves is a matter of settings.

A connector never writes an address or a text to the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

UNSURE = "unsure"
REFUSED = "refused"
MISCONFIGURED = "misconfigured"


class Channel(StrEnum):
    """How a person is reached."""

    SMS = "sms"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway has taken the message."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The gateway has surely not taken it, and may later.

    Attributes:
        after_s: Seconds that it asks to wait; 0 when it does not say.
        reason: Stable word.
    """

    after_s: int = 0
    reason: str = "busy"


@dataclass(frozen=True, slots=True)
class Fatal:
    """Trying again is of no use, or might say it twice.

    Attributes:
        reason: Stable word; `UNSURE` when the gateway may have taken it all the same.
    """

    reason: str = REFUSED


Outcome: TypeAlias = Accepted | Retry | Fatal


class Sender(Protocol):
    """A way of reaching people."""

    @property
    def knows_keys(self) -> bool:
        """Whether a message with the same key is sent once, however often it is handed over."""
        ...

    def send(self, channel: Channel, to: str, text: str, key: str) -> Outcome:
        """Hand over one message; never raises for what the network or the gateway does.

        Args:
            channel: How.
            to: Number in the international form, or address.
            text: What is said.
            key: The same for the same word on the same promise.
        """
        ...
