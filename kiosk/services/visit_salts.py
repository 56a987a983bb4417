# SPDX-License-Identifier: AGPL-3.0-or-later
"""The salts with which records are marked, and what other machines of the centre have recorded.

The city gives the same salts to all its machines; one without a city draws its own, so that at
least itself records each thing once.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.privacy import Kept, retention_of
from kiosk.domain.visit_marks import SALT_BYTES, Served, mark_of, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from kiosk.storage.unit_of_work import UnitOfWork

SALTS: Final = "visit_salts"
ELSEWHERE: Final = "visits_elsewhere"
_KEPT: Final = timedelta(days=retention_of(Kept.VISIT_SALTS).days)


def mark_in(uow: UnitOfWork, served: Served, today: date) -> str:
    """Return the imprint of what a record is made of, with the salt of its week.

    Without the city's salt one is drawn and kept, in the caller's transaction.
    """
    salts, week = _salts(uow), week_of(served.day)
    if week not in salts:
        salts = _young(salts, today)
        salts[week] = secrets.token_hex(SALT_BYTES)
        uow.parameters.set(SALTS, dict(salts))
    return mark_of(served, bytes.fromhex(salts[week]))


def forget_old_salts(uow: UnitOfWork, today: date) -> int:
    """Forget the salts of more than four weeks ago; return how many there were."""
    salts = _salts(uow)
    young = _young(salts, today)
    if young != salts:
        uow.parameters.set(SALTS, dict(young))
    return len(salts) - len(young)


def keep_salts(uow: UnitOfWork, salts: Mapping[str, str]) -> None:
    """Keep the city's salts, week -> hex, in the place of all those before.

    Raises:
        ValueError: If one is no hex text.
    """
    for salt in salts.values():
        bytes.fromhex(salt)
    uow.parameters.set(SALTS, dict(salts))


def keep_elsewhere(uow: UnitOfWork, objects: Iterable[str]) -> None:
    """Keep what other machines of the centre have recorded, as the city names it."""
    uow.parameters.set(ELSEWHERE, [*sorted(objects)])


def is_elsewhere(uow: UnitOfWork, recorded: str) -> bool:
    """Return whether another machine has recorded this (`kiosk.domain.attendance.object_of`)."""
    known = uow.parameters.get(ELSEWHERE)
    return bool(recorded) and isinstance(known, list) and recorded in known


def _young(salts: Mapping[str, str], today: date) -> dict[str, str]:
    oldest = week_of(today - _KEPT)
    return {week: salt for week, salt in salts.items() if week >= oldest}


def _salts(uow: UnitOfWork) -> dict[str, str]:
    known = uow.parameters.get(SALTS)
    if not isinstance(known, dict):
        return {}
    return {week: salt for week, salt in known.items() if isinstance(salt, str)}
