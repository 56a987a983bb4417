# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place where a kiosk's exchanges are put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.client.content import ContentFetcher
from sync.client.engine import SyncClient
from sync.client.transport import HttpTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.wiring import Kiosk
    from sync.client.transport import Transport


def build_sync(
    kiosk: Kiosk, transport_to: Callable[[str], Transport] = HttpTransport
) -> SyncClient:
    """Return the exchanges of a machine; before enrolment they do nothing.

    Args:
        kiosk: This machine.
        transport_to: Gives the way to an address; HTTP in the field.
    """
    return SyncClient(kiosk, transport_to)


def build_fetcher(
    kiosk: Kiosk, transport_to: Callable[[str], Transport] = HttpTransport
) -> ContentFetcher:
    """Return what fetches the packs of a machine's city; before enrolment it does nothing.

    Args:
        kiosk: This machine.
        transport_to: Gives the way to an address; HTTP in the field.
    """
    return ContentFetcher(kiosk, transport_to)
