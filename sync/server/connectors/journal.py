# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sends nothing: for a demo city, and to see what would be sent and when."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sync.server.connectors.sending import Accepted

if TYPE_CHECKING:
    from sync.server.connectors.sending import Channel, Outcome

log = logging.getLogger(__name__)


class JournalSender:
    """Writes the kind and the outcome, never a number or a text."""

    knows_keys = True

    def send(self, channel: Channel, to: str, text: str, key: str) -> Outcome:  # noqa: ARG002 - the contract; what it must not write
        """Say that a message would have left."""
        log.info("message by %s: accepted", channel.value)
        return Accepted()
