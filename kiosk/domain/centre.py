# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public card of a centre: what is on its door."""

from __future__ import annotations

import json
from typing import NamedTuple

N_WEEKDAYS = 7
LONGEST_CODE = 32
CODE_RULE = (
    f"doit avoir 1 à {LONGEST_CODE} lettres sans accent, chiffres, « - », « _ » ou « . », "
    "et commencer par une lettre ou un chiffre"
)
"""The end of a French sentence that begins with the code of a centre."""


def is_centre_code(text: str) -> bool:
    """Say whether every table, file name and figure of kiosk and city can hold a centre's code."""
    is_short = text.isascii() and 0 < len(text) <= LONGEST_CODE
    return is_short and text[0].isalnum() and all(one.isalnum() or one in "-_." for one in text)


class CentreCard(NamedTuple):
    """What residents may know of a centre before anything is opened.

    Attributes:
        code: Short code in capitals, such as ``NORD``; empty before the first set-up.
        name: Its name.
        quarter: Quarter of the city.
        address: Street and number.
        phone: Telephone, as it is dialled.
        hours: (weekday, text) pairs; Monday is 0, such as ``(0, "9 h – 12 h")``.
        receives: (need, weekdays) pairs: on which weekdays somebody receives for a need; known
            of other centres only, from the agenda.
    """

    code: str = ""
    name: str = ""
    quarter: str = ""
    address: str = ""
    phone: str = ""
    hours: tuple[tuple[int, str], ...] = ()
    receives: tuple[tuple[str, tuple[int, ...]], ...] = ()


def card_bytes(card: CentreCard) -> bytes:
    """Return the bytes of ``centre.json``."""
    content = {
        "code": card.code,
        "name": card.name,
        "quarter": card.quarter,
        "address": card.address,
        "phone": card.phone,
        "hours": {str(weekday): text for weekday, text in card.hours},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8")


def card_of(content: bytes) -> CentreCard:
    """Return the card written in ``centre.json``; an empty one if the bytes are not a card.

    The first screen must be painted whatever the file holds; the next exchange writes it anew.
    """
    try:
        fields = json.loads(content)
        hours = {int(weekday): str(text) for weekday, text in fields.get("hours", {}).items()}
        code, name, quarter, address, phone = (
            str(fields.get(field, "")) for field in ("code", "name", "quarter", "address", "phone")
        )
        known = tuple(sorted((day, text) for day, text in hours.items() if 0 <= day < N_WEEKDAYS))
        card = CentreCard(code, name, quarter, address, phone, known)
        card_bytes(card)  # half a letter could be shown, sent and written by nobody
    except (ValueError, AttributeError, RecursionError):
        return CentreCard()
    return card
