# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public keys for which this machine seals personal fields.

They come from the city; without enrolment there are none, so no personal field is accepted. The
sealing itself is `kiosk.foundation.sealing`, which the city uses too.
"""

from __future__ import annotations

from dataclasses import dataclass

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
