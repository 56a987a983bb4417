# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes out of text in base45, in which the squares of tickets were written at first.

Source: RFC 9285.
"""

from __future__ import annotations

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(_CHARACTERS)}
_BASE = len(_CHARACTERS)
_GROUP = 3
_BYTES_OF = {3: 2, 2: 1}


def from_base45(text: str) -> bytes:
    """Return the bytes that a text says.

    Args:
        text: In capital letters; the caller bounds its length.

    Raises:
        ValueError: If it is no base45.
    """
    octets = bytearray()
    for place in range(0, len(text), _GROUP):
        group = text[place : place + _GROUP]
        if len(group) not in _BYTES_OF or not _VALUE.keys() >= set(group):
            raise ValueError("no base45")
        value = sum(_VALUE[character] * _BASE**power for power, character in enumerate(group))
        try:
            octets += value.to_bytes(_BYTES_OF[len(group)], "big")
        except OverflowError as error:
            raise ValueError("no base45") from error
    return bytes(octets)
