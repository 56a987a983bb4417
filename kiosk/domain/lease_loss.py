# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine declared lost by people: asked by one, confirmed by one, and the trace of both.

Nothing is freed by a clock. Waiting until the machine may not sell any more is the rule; going
on earlier is a choice that the trace shows. A machine found again may still tell its sales.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LOSS_MARGIN: Final = timedelta(hours=24)
MAX_PERSON_LENGTH: Final = 40


class LossReason(StrEnum):
    """Why somebody gives a machine up."""

    STOLEN = "stolen"
    BROKEN = "broken"
    DISK_REPLACED = "disk_replaced"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


class LossState(StrEnum):
    """Where a declaration stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Loss:
    """A declaration; never changed once confirmed, so that it is its own trace.

    Attributes:
        loss_id: Number of the declaration.
        device: The machine.
        incarnations: Its lives whose unsold rights end.
        reason: Why.
        asked_by: Who asked: a name or initials typed by the person.
        asked_utc: When.
        ready_utc: From when it may be confirmed without a word more.
        state: Where it stands.
        confirmed_by: Who confirmed or gave it up; empty before.
        confirmed_utc: When; nothing before.
        is_early: Whether it was confirmed before `ready_utc`.
        n_freed: Cells that became free.
    """

    loss_id: int
    device: str
    incarnations: tuple[str, ...]
    reason: LossReason
    asked_by: str
    asked_utc: datetime
    ready_utc: datetime
    state: LossState = LossState.ASKED
    confirmed_by: str = ""
    confirmed_utc: datetime | None = None
    is_early: bool = False
    n_freed: int = 0


def ready_utc(
    sell_until: Iterable[datetime], now_utc: datetime, margin: timedelta = LOSS_MARGIN
) -> datetime:
    """Return from when a loss may be confirmed: the last instant of selling, plus a margin."""
    return max((*sell_until, now_utc)) + margin


def confirmed(
    loss: Loss, person: str, now_utc: datetime, *, accepts_early: bool, n_freed: int = 0
) -> Loss:
    """Return a loss once a person has confirmed it.

    Args:
        loss: What was asked.
        person: Who confirms.
        now_utc: The moment.
        accepts_early: Whether the person said that the machine cannot sell any more.
        n_freed: Cells that become free.

    Raises:
        Refused: ``loss_closed`` when it stands no more; ``loss_too_early`` before its time when
            the person did not accept that; ``person_missing`` without a name.
    """
    if loss.state is not LossState.ASKED:
        raise Refused("loss_closed")
    is_early = now_utc < loss.ready_utc
    if is_early and not accepts_early:
        raise Refused("loss_too_early")
    return replace(
        loss,
        state=LossState.CONFIRMED,
        confirmed_by=checked_person(person),
        confirmed_utc=now_utc,
        is_early=is_early,
        n_freed=n_freed,
    )


def given_up(loss: Loss, person: str, now_utc: datetime) -> Loss:
    """Return a loss that a person took back: the machine was found.

    Raises:
        Refused: ``loss_closed`` or ``person_missing``.
    """
    if loss.state is not LossState.ASKED:
        raise Refused("loss_closed")
    return replace(
        loss, state=LossState.GIVEN_UP, confirmed_by=checked_person(person), confirmed_utc=now_utc
    )


def checked_person(person: str) -> str:
    """Return the name or initials of a person, as typed.

    Raises:
        Refused: ``person_missing`` when there is none, ``person_too_long``.
    """
    said = " ".join(person.split())
    if not said or not said.isprintable():
        raise Refused("person_missing")
    if len(said) > MAX_PERSON_LENGTH:
        raise Refused("person_too_long", n_max=MAX_PERSON_LENGTH)
    return said
