# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests for another time: made here, or told by the city to the mediator's post."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    not_,
    select,
    update,
)

from kiosk.domain.appointment_requests import (
    OPEN_REQUESTS,
    AppointmentRequest,
    DeclineReason,
    RequestStatus,
    Wish,
    proposals_of,
    proposals_text,
    request_after,
)
from kiosk.domain.appointments import ReplyBy, needs_of, needs_text
from kiosk.domain.openings import local_instant
from kiosk.foundation.clock import paris_day
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

appointment_request = Table(
    "appointment_request",
    metadata,
    Column("number", String(8), primary_key=True),
    Column("device", String(64), primary_key=True),
    Column("motif_id", String(64), nullable=False),
    Column("wish", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("made_hour_utc", UtcTime, nullable=False),
    Column("label_sealed", LargeBinary),
    Column("centre", String(32), nullable=False, server_default=""),
    Column("reply_by", String(16), nullable=False, server_default=ReplyBy.NUMBER.value),
    Column("party_size", Integer, nullable=False, server_default="1"),
    Column("needs", String(64), nullable=False, server_default=""),
    Column("language", String(16), nullable=False, server_default=""),
    Column("proposals", Text, nullable=False, server_default=""),
    Column("reason", String(32), nullable=False, server_default=""),
    Column("booking", String(64), nullable=False, server_default=""),
    Column("chosen", String(100), nullable=False, server_default=""),
    Column("offer_until_utc", UtcTime),
)


class RequestRepository:
    """Requests by their number."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def add(self, one: AppointmentRequest, made_hour_utc: datetime) -> None:
        """Store a request that is not known yet, with the hour in which it was made."""
        self._connection.execute(
            insert(appointment_request).values(
                number=one.number,
                device=one.device,
                motif_id=one.motif_id,
                wish=one.wish.text(),
                status=one.status.value,
                made_hour_utc=made_hour_utc,
                label_sealed=one.label_sealed,
                centre=one.wish.centre,
                reply_by=one.reply_by.value,
                party_size=one.party_size,
                needs=needs_text(one.needs),
                language=one.language,
                **_answer(one),
            )
        )

    def by_number(self, number: str) -> AppointmentRequest | None:
        """Return the request of a number, this machine's first."""
        row = self._connection.execute(
            select(appointment_request)
            .where(appointment_request.c.number == number)
            .order_by(appointment_request.c.device)
        ).first()
        return _request(row) if row else None

    def waiting(self) -> tuple[AppointmentRequest, ...]:
        """Return the requests that nobody has answered, oldest first."""
        rows = self._connection.execute(
            select(appointment_request)
            .where(appointment_request.c.status.in_([one.value for one in OPEN_REQUESTS]))
            .order_by(appointment_request.c.made_hour_utc, appointment_request.c.number)
        )
        return tuple(_request(row) for row in rows)

    def knows(self, number: str) -> bool:
        """Say whether a number is that of a request known here."""
        return self.by_number(number) is not None

    def note(self, number: str, device: str, status: RequestStatus) -> None:
        """Store where a request stands; one that is answered or withdrawn needs no label."""
        values: dict[str, object] = {"status": status.value}
        if status not in OPEN_REQUESTS:
            values.update(label_sealed=None, needs="", language="")
        self._connection.execute(
            update(appointment_request)
            .where(appointment_request.c.number == number, appointment_request.c.device == device)
            .values(values)
        )

    def change(self, one: AppointmentRequest) -> None:
        """Store where a known request stands and what was answered; nothing else of it."""
        values: dict[str, object] = {"status": one.status.value, **_answer(one)}
        if one.is_over:
            values.update(label_sealed=None, needs="", language="")
        self._connection.execute(
            update(appointment_request)
            .where(
                appointment_request.c.number == one.number,
                appointment_request.c.device == one.device,
            )
            .values(values)
        )

    def is_over(
        self, number: str, made_before_utc: datetime, *, spared: Collection[str] = ()
    ) -> bool:
        """Say whether a request made here is answered, withdrawn, or older than an instant.

        Args:
            number: Its number.
            made_before_utc: The instant.
            spared: Workshops, by their names as needs; who waits for one is never too old.
        """
        row = self._connection.execute(
            select(appointment_request).where(
                appointment_request.c.number == number, appointment_request.c.device == ""
            )
        ).one_or_none()
        if row is None:
            return False
        is_waiting = RequestStatus(row.status) in OPEN_REQUESTS
        is_old = bool(row.made_hour_utc < made_before_utc) and row.motif_id not in spared
        return not is_waiting or is_old

    def erase_labels(self, made_before_utc: datetime, *, spared: Collection[str] = ()) -> int:
        """Erase the labels of requests made before an instant.

        Args:
            made_before_utc: The instant.
            spared: Workshops, by their names as needs; who waits for one keeps it.

        Returns:
            How many labels are gone.
        """
        result = self._connection.execute(
            update(appointment_request)
            .where(
                _is_old(made_before_utc, spared),
                appointment_request.c.label_sealed.is_not(None),
            )
            .values(label_sealed=None, needs="", language="")
        )
        return result.rowcount

    def replace_synced(self, rows: Collection[AppointmentRequest], heard_utc: datetime) -> None:
        """Know the centre's requests as the city tells them, whole.

        Requests made here stay, with the city's news of them; a withdrawal asked here stays.
        """
        own = {
            row.number: _request(row)
            for row in self._connection.execute(
                select(appointment_request).where(appointment_request.c.device == "")
            )
        }
        others = {
            (row.number, row.device): RequestStatus(row.status)
            for row in self._connection.execute(
                select(appointment_request).where(appointment_request.c.device != "")
            )
        }
        self._connection.execute(
            delete(appointment_request).where(appointment_request.c.device != "")
        )
        for one in rows:
            ours = own.get(one.number)
            if ours is None:
                before = others.get((one.number, one.device), one.status)
                made_utc = local_instant(one.made_day, time(0)) if one.made_day else heard_utc
                self.add(replace(one, status=request_after(before, one.status)), made_utc)
            else:
                status = request_after(ours.status, one.status)
                # a yes on its way counts; one to a time that is offered no more is asked again
                is_gone = bool(one.proposals) and ours.chosen not in one.proposals
                chosen = one.chosen or (None if is_gone else ours.chosen)
                self.change(replace(one, device="", status=status, chosen=chosen))

    def erase(self, made_before_utc: datetime, *, spared: Collection[str] = ()) -> int:
        """Erase the requests made before an instant.

        Args:
            made_before_utc: The instant.
            spared: Workshops, by their names as needs; who waits for one stays.

        Returns:
            How many requests are gone.
        """
        result = self._connection.execute(
            delete(appointment_request).where(_is_old(made_before_utc, spared))
        )
        return result.rowcount


def _is_old(made_before_utc: datetime, spared: Collection[str]) -> ColumnElement[bool]:
    still_waits = and_(
        appointment_request.c.motif_id.in_(list(spared)),
        appointment_request.c.status.in_([one.value for one in OPEN_REQUESTS]),
    )
    return and_(appointment_request.c.made_hour_utc < made_before_utc, not_(still_waits))


def _request(row: Row[tuple[object, ...]]) -> AppointmentRequest:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    chosen = proposals_of(values["chosen"])
    return AppointmentRequest(
        number=values["number"],
        motif_id=values["motif_id"],
        wish=Wish.of(values["wish"], values["centre"]),
        status=RequestStatus(values["status"]),
        device=values["device"],
        label_sealed=values["label_sealed"],
        reply_by=ReplyBy(values["reply_by"]),
        party_size=values["party_size"],
        needs=needs_of(values["needs"]),
        language=values["language"],
        made_day=paris_day(values["made_hour_utc"]),
        proposals=proposals_of(values["proposals"]),
        reason=DeclineReason(values["reason"]) if values["reason"] else None,
        booking=values["booking"],
        chosen=chosen[0] if chosen else None,
        offer_until_utc=values["offer_until_utc"],
    )


def _answer(one: AppointmentRequest) -> dict[str, object]:
    return {
        "proposals": proposals_text(one.proposals),
        "reason": one.reason.value if one.reason else "",
        "booking": one.booking,
        "chosen": proposals_text((one.chosen,) if one.chosen else ()),
        "offer_until_utc": one.offer_until_utc,
    }
