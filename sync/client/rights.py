# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a proved reply says of rights, applied in the caller's transaction.

Acknowledgements first, then what is asked back, then what is granted, then what is not needed
any more: each step only ever takes from or adds to what this life of the machine lists.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.lease_cases import ConflictTask, TaskKind
from kiosk.domain.slots import horizon, step_of
from kiosk.services.booking_rules import day_bounds
from sync.right_rows import grant_of, listed_rows
from sync.translation import instant

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.storage.unit_of_work import UnitOfWork
    from kiosk.wiring import Kiosk
    from sync.client.prepared import PreparedRequest
    from sync.wire import SyncReply
    from sync.wire_down import WireTask

MAX_CELLS: Final = 100_000


def take_rights(kiosk: Kiosk, uow: UnitOfWork, request: PreparedRequest, reply: SyncReply) -> bool:
    """Apply acknowledgements, recalls, the grant and numbers.

    Returns:
        Whether cells were given back that the city waits for: another exchange should follow.

    Raises:
        NotTranslatable: If a run of cells cannot be read.
    """
    if reply.lease_acks:
        uow.leases.clear(listed_rows(reply.lease_acks, MAX_CELLS))
    now_s, boot_id = kiosk.clock.monotonic_s(), kiosk.clock.boot_id()
    uow.recalls.note_asked_back(listed_rows(reply.recalls, MAX_CELLS))
    n_asked = uow.recalls.give_back_asked(now_s=now_s, boot_id=boot_id)
    if reply.grant is not None:
        # The signature of the whole reply was checked: it covers the grant.
        uow.leases.accept(
            grant_of(reply.grant),
            incarnation=request.incarnation,
            request=request.request,
            is_signed=lambda _grant: True,
        )
    if reply.numbers:
        uow.leases.add_numbers(reply.numbers, request.incarnation)
    # An answer of the city is the proof that this machine is online.
    uow.recalls.give_back_unused(
        sells_from(kiosk, kiosk.clock.now_utc()),
        kiosk.settings.booking.hand_back_most,
        now_s=now_s,
        boot_id=boot_id,
    )
    return n_asked > 0


def sells_from(kiosk: Kiosk, now_utc: datetime) -> int:
    """Return the first cell that this machine wants to sell: tomorrow's, or later by setting."""
    tomorrow, _ = day_bounds(horizon(now_utc)[0])
    ahead = now_utc + timedelta(hours=kiosk.settings.booking.hand_back_hours)
    return step_of(max(tomorrow, ahead))


def task_of(one: WireTask) -> ConflictTask:
    """Return the task that travelled.

    Raises:
        ValueError: If its kind is unknown.
    """
    return ConflictTask(
        task_id=one.task,
        kind=TaskKind(one.kind),
        number=one.number,
        mediator_id=one.mediator,
        start_utc=instant(one.start),
        keeps_number=one.keeps,
        opened_utc=instant(one.opened),
    )
