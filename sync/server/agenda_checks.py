# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values of an agenda file within their bounds; a fault is a French sentence that names it."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final

from kiosk.domain.centre import CODE_RULE, is_centre_code
from kiosk.domain.moments import parse_moment
from kiosk.domain.openings import local_instant
from kiosk.domain.periods import parse_day
from kiosk.domain.slots import CELL_MIN
from kiosk.foundation.clock import PARIS
from kiosk.foundation.errors import ContentUnreadable, Refused
from sync.translation import seconds

if TYPE_CHECKING:
    from datetime import date
    from enum import StrEnum

_MAX_ID: Final = 48
MAX_NOTICE_MIN: Final = 31 * 24 * 60


def is_id(text: str) -> bool:
    """Say whether a table, a ticket and a file name can hold an identifier."""
    return 0 < len(text) <= _MAX_ID and all(
        letter.isascii() and (letter.isalnum() or letter in "-_.") for letter in text
    )


def check_id(what: str, text: str) -> None:
    """Refuse an identifier that no table, ticket or file name could hold.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    if not is_id(text):
        raise ContentUnreadable(
            f"{what} : l’identifiant doit avoir 1 à {_MAX_ID} lettres sans accent, chiffres, "
            "« - », « _ » ou « . »"
        )


def check_centre_code(text: str) -> None:
    """Refuse a code of a centre under which no visit could be counted.

    Raises:
        ContentUnreadable: If it is not possible; the sentence says what to write.
    """
    if not is_centre_code(text):
        raise ContentUnreadable(f"centre : le code {CODE_RULE}. Choisissez-en un autre.")


def check(
    where: str,
    name: str,
    is_good: bool,  # noqa: FBT001 - the rule itself
    rule: str,
) -> None:
    """Refuse a value, by the name of its key.

    Args:
        where: The entry, such as ``opening nadia-matin``.
        name: The key.
        is_good: Whether the value keeps to the rule.
        rule: What the value must be, in French; it ends the sentence that begins with the key.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    if not is_good:
        raise ContentUnreadable(f"{where} : {name} {rule}.")


def check_range(where: str, name: str, value: int, most: int) -> None:
    """Refuse a number that is not from 0 to `most`, as `check` does."""
    check(where, name, 0 <= value <= most, f"doit être de 0 à {most}")


def check_choice(where: str, name: str, value: str, choice: type[StrEnum]) -> None:
    """Refuse a word that is none of a few, as `check` does."""
    check(where, name, value in set(choice), "doit être l’un de : " + ", ".join(choice))


def day_of(where: str, name: str, text: str) -> date:
    """Return a day written ``2026-11-25`` or ``25/11/2026``.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    try:
        return parse_day(text)
    except Refused as error:
        raise ContentUnreadable(
            f"{where} : {name} doit être un jour, comme 2026-11-25 ou 25/11/2026."
        ) from error


def time_of(where: str, name: str, text: str) -> time:
    """Return an hour of the day written ``09:00``, on a whole 5-minute step.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    try:
        found = time.fromisoformat(text)
    except ValueError as error:
        raise ContentUnreadable(f"{where} : {name} doit être une heure, comme 09:00.") from error
    is_cell = found.tzinfo is None and found.minute % CELL_MIN == 0 and found.second == 0
    check(where, name, is_cell, "doit tomber sur un multiple de 5 minutes, comme 09:00 ou 09:05")
    return found


def local_of(where: str, name: str, text: str) -> int:
    """Return the seconds since 1970 of a time of Paris, as `parse_moment` reads it.

    Raises:
        ContentUnreadable: If it is not possible; the sentence names it.
    """
    try:
        found = parse_moment(text)
    except Refused as error:
        raise ContentUnreadable(
            f"{where} : {name} doit être un jour et une heure, comme 2026-11-25T14:00."
        ) from error
    if found.tzinfo is not None:
        found = found.astimezone(PARIS).replace(tzinfo=None)
    return seconds(local_instant(found.date(), found.time()))
