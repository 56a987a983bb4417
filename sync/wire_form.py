# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form of everything that travels: JSON structs, and the bounds of a body.

Fields that hold their default are left out and unknown fields are ignored, so that an older end
reads a newer one.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec

PROTOCOL: Final = 1
CONTENT_TYPE: Final = "application/vnd.sixieme+json"
REQUEST_TYPE: Final = "application/vnd.sixieme+gzip"
SYNC_PATH: Final = "/v1/sync"
PROBE_PATH: Final = "/v1/idle"
CITY_PATH: Final = "/v1/city"
ENROL_PATH: Final = "/v1/enrol"
CONTENT_PATH: Final = "/v1/content"
HEADER_DEVICE: Final = "sixieme-device"
HEADER_SIGNATURE: Final = "sixieme-signature"
HEADER_RECEIPT: Final = "sixieme-receipt"

MAX_BODY_BYTES: Final = 1 << 20
MAX_INFLATED_BYTES: Final = 8 << 20
MAX_RANGE_BYTES: Final = 1 << 20
MAX_EVENTS_A_LANE: Final = 5_000
MAX_SEQUENCE: Final = 1 << 53
CELL_S: Final = 300
NEXT_SYNC_S: Final = 900
"""Both ends take it from here: a default is left out when it is this very number."""

Struct = TypeVar("Struct")


class Wire(msgspec.Struct, frozen=True, omit_defaults=True):
    """A thing that travels: frozen, defaults left out, unknown fields ignored."""


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A thing that travels by the hundred: an array without names, to be appended to only."""


def encode(struct: msgspec.Struct) -> bytes:
    """Return the JSON bytes of a struct."""
    return msgspec.json.encode(struct)


def decode(body: bytes, shape: type[Struct]) -> Struct:
    """Return the struct of `shape` written in `body`.

    Raises:
        msgspec.DecodeError: If the bytes are not such a struct; messages name fields, and
            callers must not show them beside personal data.
    """
    return msgspec.json.decode(body, type=shape)
