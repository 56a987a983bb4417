# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed contacts, and what the city says or has said to people: never a number, never a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from sync.server.storage.statements import insert_missing, upsert
from sync.server.storage.word_tables import contact, message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class SealedContact:
    """How to reach a person, as their machine sealed it for the city.

    Attributes:
        subject: Booking, or ``request:<device>.<number>``.
        device: Machine that sealed it.
        incarnation: Its life then.
        number: Number on the ticket.
        sealed: The sealed bytes; None once erased: the row stays, so that it is not kept again.
        received: When the city heard of it.
    """

    subject: str
    device: str
    incarnation: str
    number: str
    sealed: bytes | None
    received: int


class MessageKind(StrEnum):
    """What is said; OFFER is about a request for the seat of a workshop."""

    TWO_DAYS_BEFORE = "two_days_before"
    DAY_BEFORE = "day_before"
    CANCELLED = "cancelled"
    MOVED = "moved"
    OFFER = "offer"


class MessageState(StrEnum):
    """Where a message stands.

    SENDING: handed to a gateway whose word has not come yet. TO_CALL: a person must call.
    DROPPED: too late, or its reason is gone. CALLED: a person has called.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    TO_CALL = "to_call"
    DROPPED = "dropped"
    CALLED = "called"


OPEN_STATES = (MessageState.WAITING, MessageState.SENDING)


@dataclass(frozen=True, slots=True)
class Message:
    """A message; all times in seconds since 1970.

    Attributes:
        message_id: ``<kind>:<booking>:<start>``, the same for the same word on the same promise.
        booking: The appointment that it is about, or ``request:<device>.<number>``.
        kind: What it says.
        state: Where it stands.
        start: When that appointment begins, or would have begun.
        due: Not sent before.
        last: Not sent from then on.
        tries: How many times a gateway put it off.
        next_try: Not tried before.
        channel: ``sms`` or ``mail``; empty while nobody has looked.
        reason: Stable word of a failure; empty otherwise.
        changed: When `state` was written last.
        subject: Name of the contact by which the person is reached; empty for none.
    """

    message_id: str
    booking: str
    kind: MessageKind
    state: MessageState
    start: int
    due: int
    last: int
    tries: int = 0
    next_try: int = 0
    channel: str = ""
    reason: str = ""
    changed: int = 0
    subject: str = ""


class ContactRepository:
    """Sealed contacts by what they are for."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def keep(self, one: SealedContact) -> None:
        """Keep a contact that was never there; one that was erased is not kept again."""
        insert_missing(self._connection, contact, [self._row(one)])

    def get(self, subject: str) -> SealedContact | None:
        """Return a contact that is still there."""
        found = self._contacts((contact.c.subject == subject) & contact.c.sealed.is_not(None))
        return found[0] if found else None

    def live(self) -> tuple[SealedContact, ...]:
        """Return every contact that is still there."""
        return self._contacts(contact.c.sealed.is_not(None))

    def erase(self, subject: str) -> bool:
        """Erase a contact; say whether there was one."""
        done = self._connection.execute(
            update(contact)
            .where(
                contact.c.city == self._city,
                contact.c.subject == subject,
                contact.c.sealed.is_not(None),
            )
            .values(sealed=None)
        )
        return done.rowcount == 1

    def bury(self, subject: str, now: int) -> None:
        """Erase a contact, and remember it as erased even where it was never heard of."""
        upsert(
            self._connection, contact, [self._row(SealedContact(subject, "", "", "", None, now))]
        )

    def forget_erased(self, before: int) -> None:
        """Forget erased contacts that came before an instant."""
        self._connection.execute(
            delete(contact).where(
                contact.c.city == self._city,
                contact.c.sealed.is_(None),
                contact.c.received < before,
            )
        )

    def _row(self, one: SealedContact) -> dict[str, Any]:
        return {
            "city": self._city,
            "subject": one.subject,
            "device": one.device,
            "incarnation": one.incarnation,
            "number": one.number,
            "sealed": one.sealed,
            "received": one.received,
        }

    def _contacts(self, where: ColumnElement[bool]) -> tuple[SealedContact, ...]:
        rows = self._connection.execute(
            select(contact).where(contact.c.city == self._city, where).order_by(contact.c.subject)
        )
        return tuple(
            SealedContact(
                row.subject, row.device, row.incarnation, row.number, row.sealed, row.received
            )
            for row in rows
        )


class MessageRepository:
    """Messages, and what became of each: the receipt without number."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def plan(self, wanted: Iterable[Message]) -> None:
        """Enter the messages that were never planned; known ones stay as they stand."""
        insert_missing(self._connection, message, [self._row(one) for one in wanted])

    def put(self, one: Message) -> None:
        """Write a message over what was known of it."""
        upsert(self._connection, message, [self._row(one)])

    def get(self, message_id: str) -> Message | None:
        """Return a message by its name."""
        found = self._messages(message.c.message_id == message_id)
        return found[0] if found else None

    def of_booking(self, booking: str) -> tuple[Message, ...]:
        """Return what was or will be said about an appointment."""
        return self._messages(message.c.booking == booking)

    def due(self, now: int) -> tuple[Message, ...]:
        """Return the waiting messages whose time has come, those that end first before others."""
        return self._messages(
            (message.c.state == MessageState.WAITING.value)
            & (message.c.due <= now)
            & (message.c.next_try <= now)
        )

    def sending(self, before: int) -> tuple[Message, ...]:
        """Return the messages handed over before an instant, whose gateway never answered."""
        return self._messages(
            (message.c.state == MessageState.SENDING.value) & (message.c.changed < before)
        )

    def has_open(self, subject: str) -> bool:
        """Say whether something is still to be said by a contact, by a message or a person."""
        return bool(self.open_by(subject))

    def open_by(self, subject: str) -> tuple[Message, ...]:
        """Return what is still to be said by a contact, by a message or a person."""
        live = [state.value for state in (*OPEN_STATES, MessageState.TO_CALL)]
        return self._messages((message.c.subject == subject) & message.c.state.in_(live))

    def claim(self, one: Message, now: int) -> bool:
        """Take a waiting message for sending; nobody else gets it then."""
        done = self._connection.execute(
            update(message)
            .where(
                message.c.city == self._city,
                message.c.message_id == one.message_id,
                message.c.state == MessageState.WAITING.value,
            )
            .values(state=MessageState.SENDING.value, changed=now)
        )
        return done.rowcount == 1

    def for_people(self, now: int, tries: int) -> tuple[Message, ...]:
        """Return what a person should call about: times ahead that no message will reach."""
        is_failing = (message.c.state == MessageState.WAITING.value) & (message.c.tries >= tries)
        is_dropped = (message.c.state == MessageState.DROPPED.value) & (message.c.tries > 0)
        is_failed = message.c.state == MessageState.TO_CALL.value
        return self._messages((message.c.start > now) & or_(is_failing, is_dropped, is_failed))

    def forget_before(self, start: int) -> int:
        """Delete the receipts of appointments before an instant; return how many."""
        done = self._connection.execute(
            delete(message).where(message.c.city == self._city, message.c.start < start)
        )
        return done.rowcount

    def _row(self, one: Message) -> dict[str, Any]:
        return {
            "city": self._city,
            "message_id": one.message_id,
            "booking": one.booking,
            "subject": one.subject,
            "kind": one.kind.value,
            "state": one.state.value,
            "start": one.start,
            "due": one.due,
            "last": one.last,
            "tries": one.tries,
            "next_try": one.next_try,
            "channel": one.channel,
            "reason": one.reason,
            "changed": one.changed,
        }

    def _messages(self, where: ColumnElement[bool]) -> tuple[Message, ...]:
        rows = self._connection.execute(
            select(message)
            .where(message.c.city == self._city, where)
            .order_by(message.c.last, message.c.message_id)
        )
        return tuple(
            Message(
                row.message_id,
                row.booking,
                MessageKind(row.kind),
                MessageState(row.state),
                row.start,
                row.due,
                row.last,
                row.tries,
                row.next_try,
                row.channel,
                row.reason,
                row.changed,
                row.subject,
            )
            for row in rows
        )
