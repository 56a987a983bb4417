# SPDX-License-Identifier: AGPL-3.0-or-later
"""The text of an enrolment code: a secret and the fingerprint of the city's root key.

Letters that look like digits are read as these digits, so that a code survives being dictated.

Source: Douglas Crockford, Base 32 (https://www.crockford.com/base32.html), for the alphabet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.foundation.errors import Refused
from sync.signing import FINGERPRINT_HEX

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LENGTH: Final = 10
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_GROUP: Final = 5
_BITS: Final = 5
_FINGERPRINT_LENGTH: Final = FINGERPRINT_HEX * 4 // _BITS
_QR_PREFIX: Final = "SIXIEME1:"


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A code taken apart.

    Attributes:
        secret: What is said to the server.
        fingerprint: 20 hex digits of the root key that the server must prove.
    """

    secret: str
    fingerprint: str


def joined_code(secret: str, fingerprint: str) -> str:
    """Return the text of a code, in groups of five."""
    whole = secret + _letters(int(fingerprint, 16), _FINGERPRINT_LENGTH)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def qr_text(url: str, code: str) -> str:
    """Return what a QR holds so that a machine needs no typing: address and code."""
    return f"{_QR_PREFIX}{url}#{code}"


def read_qr(text: str) -> tuple[str, str]:
    """Return the address and the code that `qr_text` was given.

    Raises:
        Refused: ``code_malformed``.
    """
    url, separator, code = text.removeprefix(_QR_PREFIX).partition("#")
    if not text.startswith(_QR_PREFIX) or not separator:
        raise Refused("code_malformed")
    return url, code


def read_code(text: str) -> EnrolmentCode:
    """Return the code that a person typed; blanks, dashes and lower case do not matter.

    Raises:
        Refused: ``code_malformed`` when it cannot be a code, ``code_is_an_example`` when it is
            one sign again and again, as guides write it.
    """
    typed = "".join(text.split()).replace("-", "").upper().translate(_LOOKALIKES)
    if len(typed) != SECRET_LENGTH + _FINGERPRINT_LENGTH or not set(typed) <= set(ALPHABET):
        raise Refused("code_malformed")
    if len(set(typed)) == 1:
        raise Refused("code_is_an_example")
    number = 0
    for letter in typed[SECRET_LENGTH:]:
        number = (number << _BITS) | ALPHABET.index(letter)
    return EnrolmentCode(typed[:SECRET_LENGTH], f"{number:0{FINGERPRINT_HEX}x}")


def _letters(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        letters.append(ALPHABET[number & (len(ALPHABET) - 1)])
        number >>= _BITS
    return "".join(reversed(letters))
