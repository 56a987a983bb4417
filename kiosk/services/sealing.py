# SPDX-License-Identifier: AGPL-3.0-or-later
"""Personal fields sealed for the city and for the centre's desk, never kept in the clear.

Without enrolment there is no key to seal for, so no personal field is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.foundation.errors import Refused
from kiosk.foundation.sealing import Unreadable, open_sealed, seal, seal_info

if TYPE_CHECKING:
    from kiosk.services.device import DeviceService

__all__ = ["FieldSealer", "SealedField", "Unreadable", "open_sealed", "seal", "seal_info"]

CITY_KEY = "city_sealing_key"
DESK_KEY = "desk_sealing_key"


@dataclass(frozen=True, slots=True)
class SealingKeys:
    """Public keys for which fields are sealed.

    Attributes:
        city: The city's, 32 bytes.
        desk: The centre's desk, 32 bytes; nothing while no desk key is known.
    """

    city: bytes
    desk: bytes | None


@dataclass(frozen=True, slots=True)
class SealedField:
    """One field, sealed once for each reader.

    Attributes:
        for_city: For the city.
        for_desk: For the desk of the centre; nothing if it must not read this field.
    """

    for_city: bytes
    for_desk: bytes | None


class FieldSealer:
    """Seals the fields of a record of this machine."""

    def __init__(self, device: DeviceService) -> None:
        """Take identity and keys from `device` at each sealing: a new key serves at once."""
        self._device = device

    def seal_field(
        self, text: str, *, record: str, field: str, desk_reads: bool = False
    ) -> SealedField:
        """Return a field that only the city, and the desk if told so, can read.

        Args:
            text: What the resident confirmed.
            record: Which record, such as the number on the ticket.
            field: Which field, such as ``label``.
            desk_reads: Whether the centre's desk may read it too.

        Raises:
            Refused: ``not_enrolled`` while no city key is known.
        """
        keys = self._device.sealing_keys()
        if keys is None:
            raise Refused("not_enrolled")
        info = self._device.field_place(record=record, field=field)
        plain = text.encode("utf-8")
        for_desk = None
        if desk_reads and keys.desk is not None:
            for_desk = seal(keys.desk, plain, info)
        return SealedField(for_city=seal(keys.city, plain, info), for_desk=for_desk)
