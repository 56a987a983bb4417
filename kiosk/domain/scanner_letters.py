# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes as letters that a hand scanner types alike on an AZERTY and on a QWERTY machine.

A scanner acts as a keyboard and sends the places of keys, not letters: set to QWERTY on an AZERTY
machine it turns digits into ``&é"'(`` and swaps A with Q, Z with W, and M with a comma. The other
21 letters lie in the same place on both. They also are of the alphanumeric mode of QR codes, which
takes 5.5 bits a letter for the 4.39 that each of them tells here.

Source: ISO/IEC 18004 (alphanumeric mode); NF Z71-300 and US layouts, the place of the letters.
"""

from __future__ import annotations

LETTERS = "BCDEFGHIJKLNOPRSTUVXY"
_BASE = len(LETTERS)
_VALUE = {letter: value for value, letter in enumerate(LETTERS)}
_FIRST = b"\x01"  # keeps leading zeros, and gives each text one meaning


def letters_of(octets: bytes) -> str:
    """Return bytes as letters."""
    number = int.from_bytes(_FIRST + octets, "big")
    letters: list[str] = []
    while number:
        number, value = divmod(number, _BASE)
        letters.append(LETTERS[value])
    return "".join(reversed(letters))


def octets_of(letters: str) -> bytes:
    """Return the bytes that `letters_of` was given.

    Args:
        letters: Capital letters; the caller bounds their number.

    Raises:
        ValueError: If the letters were not made by `letters_of`.
    """
    number = 0
    for letter in letters:
        if letter not in _VALUE:
            raise ValueError("a letter that moves between keyboards")
        number = number * _BASE + _VALUE[letter]
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if not octets.startswith(_FIRST) or letters[0] == LETTERS[0]:
        raise ValueError("letters that say nothing")
    return octets[len(_FIRST) :]
