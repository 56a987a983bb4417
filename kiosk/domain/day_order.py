# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is received next: numbers of the queue and appointments of the day in one order.

A person whose need is urgent comes first, then appointments that are due and people with a
priority card, then the others as they came. A setting lets one of the others through after so
many who came before them, so that nobody waits for ever. A person who comes long after the time of
an appointment is no arrived one here (`kiosk.domain.appointments.CHECK_IN_AFTER`): staff decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.waiting_queue import QueuePriority, QueueReason, is_waiting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kiosk.domain.waiting_queue import QueueTicket

EARLY_GRACE = timedelta(minutes=5)
"""An appointment may begin this much before its time when its person is there."""


class TurnKind(StrEnum):
    """What a turn is."""

    TICKET = "ticket"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class ArrivedAppointment:
    """An appointment whose person is there.

    Attributes:
        number: Number of the appointment.
        start_utc: When it was to begin.
        mediator_id: With whom.
    """

    number: str
    start_utc: datetime
    mediator_id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One place in the order of the day.

    Attributes:
        kind: A number of the queue, or an appointment.
        number: Its number.
        device: Machine that gave the number; empty for this one and for appointments.
        since_utc: From when it counts: place in the line, or the time of the appointment.
        is_due: False for an appointment whose person is early.
        mediator_id: Who must receive the person; empty for anybody.
        n_ahead: How many are received before.
        is_exact: False when this machine may not know of everybody who waits.
    """

    kind: TurnKind
    number: str
    device: str
    since_utc: datetime
    is_due: bool = True
    mediator_id: str = ""
    n_ahead: int = 0
    is_exact: bool = True


def day_order(
    tickets: Iterable[QueueTicket],
    appointments: Iterable[ArrivedAppointment],
    now_utc: datetime,
    *,
    ratio: int = 0,
    n_first_in_a_row: int = 0,
) -> tuple[Turn, ...]:
    """Return who waits, next first.

    Args:
        tickets: Numbers of the day; those that are received or closed are left out. Numbers of
            one minute keep the order in which they are given here.
        appointments: Those whose person is there and not yet received.
        now_utc: The present.
        ratio: After how many who come first one of the others is received; 0 means that they
            wait until nobody comes first.
        n_first_in_a_row: How many who come first were just received, one after the other.
    """
    waiting = [ticket for ticket in tickets if is_waiting(ticket.state)]
    there = [_turn_of(one, now_utc) for one in appointments]
    urgent = [_ticket_turn(one) for one in waiting if one.reason is QueueReason.URGENT]
    usual = [one for one in waiting if one.reason is not QueueReason.URGENT]
    first = [one for one in there if one.is_due]
    first.sort(key=_since)
    cards = [_ticket_turn(one) for one in usual if one.priority is QueuePriority.CARD]
    first += sorted(cards, key=_since)
    others = [_ticket_turn(one) for one in usual if one.priority is QueuePriority.ORDINARY]
    others.sort(key=_since)
    early = sorted((one for one in there if not one.is_due), key=_since)
    order = [*sorted(urgent, key=_since)]
    order += _alternated(first, others, ratio=ratio, n_before=n_first_in_a_row)
    order += early
    return tuple(replace(turn, n_ahead=place) for place, turn in enumerate(order))


def _alternated(first: list[Turn], others: list[Turn], *, ratio: int, n_before: int) -> list[Turn]:
    if ratio <= 0:
        return [*first, *others]
    order: list[Turn] = []
    firsts, rest, n_in_a_row = list(first), list(others), n_before
    while firsts or rest:
        if firsts and (n_in_a_row < ratio or not rest):
            order.append(firsts.pop(0))
            n_in_a_row += 1
        else:
            order.append(rest.pop(0))
            n_in_a_row = 0
    return order


def _ticket_turn(ticket: QueueTicket) -> Turn:
    return Turn(
        TurnKind.TICKET,
        ticket.number,
        ticket.device,
        ticket.stands_since_utc,
        mediator_id=ticket.mediator_id,
    )


def _turn_of(one: ArrivedAppointment, now_utc: datetime) -> Turn:
    return Turn(
        TurnKind.APPOINTMENT,
        one.number,
        "",
        one.start_utc,
        is_due=one.start_utc <= now_utc + EARLY_GRACE,
        mediator_id=one.mediator_id,
    )


def _since(turn: Turn) -> datetime:
    return turn.since_utc
