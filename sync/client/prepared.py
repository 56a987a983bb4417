# SPDX-License-Identifier: AGPL-3.0-or-later
"""A request written and signed, before it travels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.record_digests import MonthDigest
    from sync.client.link import CityLink
    from sync.wire import MachineHealth


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """A request ready to be sent, and all that is needed to judge its answer.

    Attributes:
        device: Identifier of this machine.
        incarnation: Its present life.
        request: Number of the request.
        body: Bytes to send.
        digest: Digest of them.
        signature: This machine's signature.
        link: The city.
        health: How the machine was when it wrote the request; nothing for one written earlier.
        records: Month -> digest of its records that the city knows once it has answered; nothing
            when it was not told.
    """

    device: str
    incarnation: str
    request: int
    body: bytes
    digest: str
    signature: str
    link: CityLink
    health: MachineHealth | None = None
    records: Mapping[str, MonthDigest] | None = None
