# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said to people: a text of settings filled in, short enough for one text message.

It says number, day, hour, centre and telephone; never what for, never a name.

Source: 3GPP TS 23.038 (GSM 03.38) section 6.2.1 for the alphabet of text messages.
"""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.numbers import grouped
from kiosk.domain.periods import french_day, french_time
from kiosk.foundation.clock import paris_day
from sync.server.connectors.sending import Channel

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_TEXT: Final = 160
FIELDS: Final = frozenset({"numero", "jour", "heure", "centre", "telephone"})
NEEDED_FIELDS: Final = frozenset({"numero", "jour", "heure", "telephone"})
UNTIL_FIELD: Final = "limite"
_ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_COUNTED_TWICE: Final = frozenset("^{}\\[~]|€\f")
_REPLACED: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "\u00a0": " ",
        "\u202f": " ",
    }
)
_MAIL: Final = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}", re.ASCII)
_PHONE_BLANKS: Final = re.compile(r"[\s.\-()/]")
_NATIONAL: Final = re.compile(r"0[1-9]\d{8}", re.ASCII)
_INTERNATIONAL: Final = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_FIXED_LINE: Final = re.compile(r"\+33[1-589]\d{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text may tell of an appointment.

    Attributes:
        number: The eight digits.
        start_utc: When.
        centre: Name of the centre.
        phone: Telephone of the centre.
        until_utc: Until when an answer counts; nothing where none is asked.
    """

    number: str
    start_utc: datetime
    centre: str
    phone: str
    until_utc: datetime | None = None


def text_of(template: str, said: Said) -> str:
    """Return a text as mail says it."""
    return template.format(
        numero=grouped(said.number),
        jour=french_day(paris_day(said.start_utc), with_weekday=True),
        heure=french_time(said.start_utc),
        centre=said.centre,
        telephone=said.phone,
        limite=_short_instant(said.until_utc) if said.until_utc else "",
    )


def short_text_of(template: str, said: Said) -> str:
    """Return a text in the alphabet of text messages; the centre's name gives way to length."""
    name = said.centre
    while True:
        shorter = replace(said, centre=name)
        text = gsm_text(text_of(template, shorter))
        if gsm_length(text) <= LONGEST_TEXT or not name:
            return _cut(text)
        name = name[:-1].rstrip(" ,;:-")


def gsm_text(text: str) -> str:
    """Return a text in the alphabet of text messages: accents stay where it has them."""
    plain = unicodedata.normalize("NFC", text).translate(_REPLACED)
    return "".join(_folded(sign) for sign in plain)


def gsm_length(text: str) -> int:
    """Return how many places of a text message a text takes; a few signs take two."""
    return sum(2 if sign in _COUNTED_TWICE else 1 for sign in text)


def template_fault(template: str, *more: str) -> str:
    """Return what is wrong with a text of settings, as a French sentence; empty for nothing.

    Args:
        template: The text.
        *more: Further fields that it needs, such as `UNTIL_FIELD`.
    """
    fields = FIELDS | set(more)
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError:
        return "une accolade y est seule"
    names = [name for _, name, _, _ in parsed if name is not None]
    if any(name not in fields for name in names) or any(
        form or turned for _, _, form, turned in parsed
    ):
        return "les seuls mots entre accolades sont " + ", ".join(sorted(fields))
    missing = sorted((NEEDED_FIELDS | set(more)) - set(names))
    if missing:
        return "il y manque {" + "}, {".join(missing) + "}"
    words = {
        "numero": "0" * 9,
        "jour": "mercredi 30 septembre 2026",
        "heure": "14 h 45",
        "centre": "",
        "telephone": "0" * 14,
        UNTIL_FIELD: "30/09 à 14 h 45",
    }
    if gsm_length(gsm_text(template.format(**words))) > LONGEST_TEXT:
        return f"il dépasse {LONGEST_TEXT} signes une fois rempli"
    return ""


def way_to(contact: str) -> tuple[Channel, str] | None:
    """Return by which channel a contact is reached, and its exact form.

    A telephone without text messages (a fixed line of France) and what is neither number nor
    address have none: a person must call or look.
    """
    tidy = contact.strip()
    if "@" in tidy:
        return (Channel.MAIL, tidy) if _MAIL.fullmatch(tidy) else None
    number = _PHONE_BLANKS.sub("", unicodedata.normalize("NFKC", tidy))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if _NATIONAL.fullmatch(number):
        number = f"+33{number[1:]}"
    if number.startswith("+330"):
        number = f"+33{number[4:]}"
    if not _INTERNATIONAL.fullmatch(number) or _FIXED_LINE.fullmatch(number):
        return None
    return Channel.SMS, number


def _short_instant(at_utc: datetime) -> str:
    day = paris_day(at_utc)
    return f"{day.day:02d}/{day.month:02d} à {french_time(at_utc)}"


def _folded(sign: str) -> str:
    if sign in _ALPHABET or sign in _COUNTED_TWICE:
        return sign
    parts = unicodedata.normalize("NFKD", sign)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return "".join(part for part in plain if part in _ALPHABET)


def _cut(text: str) -> str:
    """Cut a text that is too long all the same, between whole signs."""
    while gsm_length(text) > LONGEST_TEXT:
        text = text[:-1]
    return text
