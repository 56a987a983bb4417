# SPDX-License-Identifier: AGPL-3.0-or-later
"""The square code of a ticket: the signed core of a booking, readable without network.

A mark, then a few packed bytes and a signature as letters that any hand scanner types alike
(`kiosk.domain.scanner_letters`), of the alphanumeric mode of QR codes. Any machine of the centre
that knows the public key of the seller checks it offline. No name and no need in words is in it.
Pure: keys stay with the caller.

Source: ISO/IEC 18004 (alphanumeric mode).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointments import TicketState
from kiosk.domain.numbers import DIGITS
from kiosk.domain.openings import instant_utc, minutes_utc
from kiosk.domain.scanner_letters import letters_of, octets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MARK = "SXTB"
"""Begins every text; the last letter is the version of the form."""
SIGNATURE_BYTES = 64
MAX_TEXT = 600

_VERSION = 1
_HEAD = struct.Struct(">BB8sIIH")
_STATES = {TicketState.CONFIRMED: 1, TicketState.REQUESTED: 2}
_STATE_OF = {code: state for state, code in _STATES.items()}
_CONTEXT = b"sixieme-quartier/ticket/1\0"


@dataclass(frozen=True, slots=True)
class BookingCore:
    """What the square code of a ticket says.

    Attributes:
        state: A confirmed appointment or a request.
        incarnation: Life of the machine that gave the ticket, 16 hex digits.
        number: The eight digits.
        start_utc: When; nothing for a request.
        duration_min: How long.
        device: Machine that gave the ticket, whose key signed it.
        centre: Code of the centre.
        mediator_id: With whom; empty for a request.
        motif_id: For what.
    """

    state: TicketState
    incarnation: str
    number: str
    start_utc: datetime | None
    duration_min: int
    device: str
    centre: str
    mediator_id: str
    motif_id: str


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A square code as it was read: what it says, and the proof."""

    core: BookingCore
    message: bytes
    signature: bytes


class NotACode(ValueError):
    """The text is no square code of this program."""


def code_text(core: BookingCore, sign: Callable[[bytes], bytes]) -> str:
    """Return the text of the square code.

    Args:
        core: What it says.
        sign: Gives the device's Ed25519 signature of some bytes.
    """
    packed = _packed(core)
    return MARK + letters_of(packed + sign(_CONTEXT + packed))


def read_code(text: str) -> ReadCode:
    """Return what a square code says, not yet checked; it may be typed in small letters.

    Raises:
        NotACode: If the text is no square code.
    """
    letters = text[: MAX_TEXT + 1].rstrip("\r\n").upper()
    if len(text) > MAX_TEXT or not letters.startswith(MARK) or len(letters) == len(MARK):
        raise NotACode("no square code of a ticket")
    try:
        whole = octets_of(letters[len(MARK) :])
        packed, signature = whole[:-SIGNATURE_BYTES], whole[-SIGNATURE_BYTES:]
        core = _unpacked(packed)
    except (ValueError, KeyError, struct.error, IndexError) as error:
        raise NotACode("the square code is damaged") from error
    return ReadCode(core, _CONTEXT + packed, signature)


def _packed(core: BookingCore) -> bytes:
    head = _HEAD.pack(
        _VERSION,
        _STATES[core.state],
        bytes.fromhex(core.incarnation),
        int(core.number),
        minutes_utc(core.start_utc) if core.start_utc else 0,
        core.duration_min,
    )
    texts = (core.device, core.centre, core.mediator_id, core.motif_id)
    return head + b"".join(_text(part) for part in texts)


def _text(part: str) -> bytes:
    octets = part.encode("utf-8")
    return len(octets).to_bytes(1, "big") + octets


def _unpacked(packed: bytes) -> BookingCore:
    version, state, incarnation, number, start_min, duration_min = _HEAD.unpack_from(packed)
    if version != _VERSION:
        raise ValueError("square code of another version")
    texts: list[str] = []
    place = _HEAD.size
    for _ in range(4):
        end = place + 1 + packed[place]
        if end > len(packed):
            raise ValueError("square code is cut")
        texts.append(packed[place + 1 : end].decode("utf-8"))
        place = end
    if place != len(packed):
        raise ValueError("square code is too long")
    if number >= 10**DIGITS:
        raise ValueError("square code with another kind of number")
    device, centre, mediator_id, motif_id = texts
    return BookingCore(
        state=_STATE_OF[state],
        incarnation=incarnation.hex(),
        number=f"{number:0{DIGITS}d}",
        start_utc=instant_utc(start_min) if start_min else None,
        duration_min=duration_min,
        device=device,
        centre=centre,
        mediator_id=mediator_id,
        motif_id=motif_id,
    )
