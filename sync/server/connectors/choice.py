# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which way serves which channel, as the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.server.connectors.journal import JournalSender
from sync.server.connectors.sending import Channel

if TYPE_CHECKING:
    from sync.server.config import ReminderSettings
    from sync.server.connectors.sending import Sender


def senders_of(settings: ReminderSettings) -> dict[Channel, Sender]:
    """Return channel -> way; a channel without one is left out."""
    if settings.is_logged_only:
        return dict.fromkeys(Channel, JournalSender())
    senders: dict[Channel, Sender] = {}
    if settings.mail is not None:
        from sync.server.connectors.mail import MailSender

        senders[Channel.MAIL] = MailSender(settings.mail)
    if settings.gateway is not None:
        from sync.server.connectors.gateway import GatewaySender

        senders[Channel.SMS] = GatewaySender(settings.gateway)
    return senders
