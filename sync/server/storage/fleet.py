# SPDX-License-Identifier: AGPL-3.0-or-later
"""Centres, invitations, machines and the lives (incarnations) of machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, insert, select, update

from sync.server.storage.fleet_tables import centre, device, incarnation, invitation
from sync.server.storage.statements import upsert
from sync.wire_down import WireCentre

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

ACTIVE = "active"
REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code as the server keeps it: a hash only.

    Attributes:
        code_hash: Hex SHA-256 of the secret part.
        centre: Code of the centre.
        role: ``borne`` or ``poste``.
        name: Name of the machine for the console.
        created: When it was made.
        expires: When it stops to be good.
        device: The machine that spent it; empty while it is unspent.
    """

    code_hash: str
    centre: str
    role: str
    name: str
    created: int
    expires: int
    device: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """A kiosk or a post that belongs to the city.

    Attributes:
        device: Identifier.
        centre: Code of its centre.
        role: ``borne`` or ``poste``.
        name: Name for the console.
        public_key: Hex of its Ed25519 key.
        desk_key: Hex of the X25519 key of a post; empty for a kiosk.
        status: ``active`` or ``revoked``.
        enrolled: When it was taken in, seconds since 1970.
        last_exchange: When it last spoke; None if it never did.
        incarnation: Its present life.
        health: How it was then.
        told_epoch: Last epoch of the server under which it told every right that it holds.
        revoked: When it was refused, seconds since 1970; None while it is active.
    """

    device: str
    centre: str
    role: str
    name: str
    public_key: str
    desk_key: str
    status: str
    enrolled: int
    last_exchange: int | None
    incarnation: str
    health: dict[str, Any]
    told_epoch: str = ""
    revoked: int | None = None
    unlike: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Life:
    """One incarnation of a machine and its last exchange.

    Attributes:
        incarnation: 16 hex digits.
        first_seen: When it first spoke; each life of a machine bears a later time than the one
            before it, whatever the clock says, so that lives have an order.
        request: Number of its last request.
        asked: Hex digest of that request's bytes.
        attempt: Token of the last attempt at answering it.
        reply: Bytes of the reply, once it is whole.
        receipt: Receipt of the reply.
        signature: Signature of the receipt.
    """

    incarnation: str
    first_seen: int
    request: int
    asked: str
    attempt: str
    reply: bytes | None
    receipt: str
    signature: str


class FleetRepository:
    """Who belongs to the city."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def put_centre(self, card: WireCentre) -> None:
        """Enter or change a centre."""
        row = {
            "city": self._city,
            "code": card.code,
            "name": card.name,
            "quarter": card.quarter,
            "address": card.address,
            "phone": card.phone,
            "hours": card.hours,
        }
        upsert(self._connection, centre, [row])

    def centres(self) -> tuple[WireCentre, ...]:
        """Return the centres by code."""
        rows = self._connection.execute(
            select(centre).where(centre.c.city == self._city).order_by(centre.c.code)
        )
        return tuple(
            WireCentre(
                code=row.code,
                name=row.name,
                quarter=row.quarter,
                address=row.address,
                phone=row.phone,
                hours=row.hours,
            )
            for row in rows
        )

    def centre(self, code: str) -> WireCentre | None:
        """Return a centre by its code."""
        return next((card for card in self.centres() if card.code == code), None)

    def add_invitation(self, one: Invitation) -> None:
        """Keep a new invitation."""
        self._connection.execute(
            insert(invitation).values(
                city=self._city,
                code_hash=one.code_hash,
                centre=one.centre,
                role=one.role,
                name=one.name,
                created=one.created,
                expires=one.expires,
            )
        )

    def invitation(self, code_hash: str) -> Invitation | None:
        """Return an invitation; its row is held until the end of the transaction."""
        row = self._connection.execute(
            select(invitation)
            .where(invitation.c.city == self._city, invitation.c.code_hash == code_hash)
            .with_for_update()
        ).one_or_none()
        if row is None:
            return None
        return Invitation(
            row.code_hash,
            row.centre,
            row.role,
            row.name,
            row.created,
            row.expires,
            row.device or "",
        )

    def spend(self, code_hash: str, device_id: str, now: int) -> None:
        """Mark an invitation as spent by a machine."""
        self._connection.execute(
            update(invitation)
            .where(invitation.c.city == self._city, invitation.c.code_hash == code_hash)
            .values(spent=now, device=device_id)
        )

    def add_machine(self, machine: Machine) -> None:
        """Take a machine in."""
        self._connection.execute(
            insert(device).values(
                city=self._city,
                device=machine.device,
                centre=machine.centre,
                role=machine.role,
                name=machine.name,
                public_key=machine.public_key,
                desk_key=machine.desk_key,
                status=machine.status,
                enrolled=machine.enrolled,
                incarnation=machine.incarnation,
                health=machine.health,
                told_epoch=machine.told_epoch,
            )
        )

    def machine(self, device_id: str) -> Machine | None:
        """Return a machine by its identifier."""
        row = self._connection.execute(
            select(device).where(device.c.city == self._city, device.c.device == device_id)
        ).one_or_none()
        return None if row is None else _machine(row)

    def machine_of_key(self, public_key: str) -> Machine | None:
        """Return the machine that holds a public key."""
        row = self._connection.execute(
            select(device).where(device.c.city == self._city, device.c.public_key == public_key)
        ).one_or_none()
        return None if row is None else _machine(row)

    def machines(self, centre_code: str = "") -> tuple[Machine, ...]:
        """Return the machines, of one centre or of all, by centre and name."""
        asked = select(device).where(device.c.city == self._city)
        if centre_code:
            asked = asked.where(device.c.centre == centre_code)
        rows = self._connection.execute(
            asked.order_by(device.c.centre, device.c.name, device.c.device)
        )
        return tuple(_machine(row) for row in rows)

    def n_machines(self, centre_code: str, role: str) -> int:
        """Return how many machines of a role a centre has or was promised."""
        n = self._connection.execute(
            select(func.count())
            .select_from(invitation)
            .where(
                invitation.c.city == self._city,
                invitation.c.centre == centre_code,
                invitation.c.role == role,
            )
        ).scalar()
        return n or 0

    def revoke(self, device_id: str, now: int) -> bool:
        """Refuse a machine from now on; say whether it was active."""
        done = self._connection.execute(
            update(device)
            .where(
                device.c.city == self._city,
                device.c.device == device_id,
                device.c.status == ACTIVE,
            )
            .values(status=REVOKED, revoked=now)
        )
        return done.rowcount == 1

    def note_exchange(
        self, device_id: str, incarnation_id: str, health: dict[str, Any], now: int
    ) -> None:
        """Remember when and how a machine last spoke."""
        self._connection.execute(
            update(device)
            .where(device.c.city == self._city, device.c.device == device_id)
            .values(last_exchange=now, incarnation=incarnation_id, health=health)
        )

    def note_unlike(self, device_id: str, unlike: dict[str, tuple[int, int]]) -> None:
        """Remember the months of which a machine and the city do not hold the same records."""
        self._connection.execute(
            update(device)
            .where(device.c.city == self._city, device.c.device == device_id)
            .values(unlike=unlike)
        )

    def note_told(self, device_id: str, epoch: str) -> None:
        """Remember that a machine told every right that it holds under an epoch."""
        self._connection.execute(
            update(device)
            .where(device.c.city == self._city, device.c.device == device_id)
            .values(told_epoch=epoch)
        )

    def life(self, device_id: str, incarnation_id: str) -> Life | None:
        """Return an incarnation; its row is held until the end of the transaction."""
        row = self._connection.execute(
            select(incarnation).where(self._life_of(device_id, incarnation_id)).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        return Life(
            row.incarnation,
            row.first_seen,
            row.request,
            row.asked,
            row.attempt,
            row.reply,
            row.receipt or "",
            row.signature or "",
        )

    def begin_life(self, device_id: str, incarnation_id: str, now: int) -> None:
        """Remember a new incarnation, the machine's present one from now on."""
        newest = func.max(incarnation.c.first_seen)
        after_all = select(case((newest >= now, newest + 1), else_=now)).where(
            incarnation.c.city == self._city, incarnation.c.device == device_id
        )
        self._connection.execute(
            insert(incarnation).values(
                city=self._city,
                device=device_id,
                incarnation=incarnation_id,
                first_seen=after_all.scalar_subquery(),
            )
        )
        self._connection.execute(
            update(device)
            .where(device.c.city == self._city, device.c.device == device_id)
            .values(incarnation=incarnation_id)
        )

    def begin_request(self, device_id: str, life: Life) -> None:
        """Remember which request is being answered, without a reply yet."""
        self._connection.execute(
            update(incarnation)
            .where(self._life_of(device_id, life.incarnation))
            .values(
                request=life.request,
                asked=life.asked,
                attempt=life.attempt,
                reply=None,
                receipt=None,
                signature=None,
            )
        )

    def keep_reply(self, device_id: str, life: Life) -> None:
        """Keep the reply so that the same request gets the same bytes."""
        self._connection.execute(
            update(incarnation)
            .where(self._life_of(device_id, life.incarnation))
            .values(reply=life.reply, receipt=life.receipt, signature=life.signature)
        )

    def _life_of(self, device_id: str, incarnation_id: str) -> ColumnElement[bool]:
        return and_(
            incarnation.c.city == self._city,
            incarnation.c.device == device_id,
            incarnation.c.incarnation == incarnation_id,
        )


def _machine(row: Any) -> Machine:
    return Machine(
        row.device,
        row.centre,
        row.role,
        row.name,
        row.public_key,
        row.desk_key,
        row.status,
        row.enrolled,
        row.last_exchange,
        row.incarnation,
        row.health,
        row.told_epoch,
        row.revoked,
        {month: (n_machine, n_city) for month, (n_machine, n_city) in row.unlike.items()},
    )
