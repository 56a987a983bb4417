# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said to people by text message or mail: planned, sent at the right hour, never twice.

A message is marked before it is handed over and noted after. Cut in between, it is handed over
again only to a gateway that sends one key once; else a person calls. The contact is opened for
the moment of sending, in memory, and erased once nothing more is to be said by it.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_cases import TaskKind
from sync.server.connectors.sending import UNSURE, Accepted, Channel, Fatal, Retry
from sync.server.contacts import erase_contact, opened
from sync.server.erasure import Erased, note_erased
from sync.server.ledger import LedgerKind
from sync.server.people_tasks import is_settled
from sync.server.reminders_plan import DAYS_OF, QuietHours, wait_after
from sync.server.reminders_text import Said, short_text_of, text_of, way_to
from sync.server.reminders_wanted import plan_messages
from sync.server.storage.words import Message, MessageKind, MessageState
from sync.server.waiting_words import (
    call_instead,
    is_about_request,
    is_still_true,
    request_of_message,
)
from sync.translation import instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sync.server.city import City
    from sync.server.config import ReminderSettings
    from sync.server.connectors.sending import Outcome, Sender
    from sync.server.storage.bookings import BookedAppointment, BookedRequest
    from sync.server.storage.unit import CityUnit

log = logging.getLogger(__name__)

STALE_S: Final = 300
TRIES_BEFORE_CALLING: Final = 4
MOST_A_ROUND: Final = 200
_KEY_HEX: Final = 32


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is handed over; lives for the moment of sending."""

    sender: Sender
    channel: Channel
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    n_sent: int = 0
    n_put_off: int = 0
    n_failed: int = 0


class Reminders:
    """Says what is due."""

    def __init__(self, city: City, senders: Mapping[Channel, Sender]) -> None:
        """Say it for a city, by some ways."""
        self._city = city
        self._senders = senders
        self._settings: ReminderSettings = city.settings.reminders
        self._hours = QuietHours(self._settings.first_hour, self._settings.last_hour)

    def turn(self) -> Round:
        """Plan what is new, and hand over what is due, one by one."""
        now = self._city.now()
        with self._city.database.transaction() as unit:
            self._take_up_cut_ones(unit, now)
            plan_messages(self._city, unit, self._hours, may_send=bool(self._senders))
            due = unit.messages.due(now)[:MOST_A_ROUND]
        done = Round()
        for message in due:
            outcome = self._said(message)
            match outcome:
                case Accepted():
                    done = replace(done, n_sent=done.n_sent + 1)
                case Retry():
                    done = replace(done, n_put_off=done.n_put_off + 1)
                case Fatal():
                    done = replace(done, n_failed=done.n_failed + 1)
                case None:
                    pass
        return done

    def _said(self, message: Message) -> Outcome | None:
        with self._city.database.transaction() as unit:
            letter = self._letter(unit, message)
            if letter is None or not unit.messages.claim(message, self._city.now()):
                return None
        outcome = letter.sender.send(letter.channel, letter.to, letter.text, key_of(message))
        told = replace(message, channel=letter.channel.value)
        if isinstance(outcome, Accepted):
            # first here: a database restored, or cut right now, must not say it again
            self._city.ledger.append(
                LedgerKind.WORD_SAID,
                message=message.message_id,
                booking=message.booking,
                word=message.kind.value,
                start=message.start,
                channel=letter.channel.value,
            )
        with self._city.database.transaction() as unit:
            self._note(unit, told, outcome)
        return outcome

    def _letter(self, unit: CityUnit, message: Message) -> _Letter | None:
        """Return what to hand over now; nothing, and the message moved on, if that is not to be."""
        now = self._city.now()
        said = self._still_said(unit, message)
        if now >= message.last:
            self._moved_on(unit, message, MessageState.DROPPED, "too_late")
        elif not self._hours.allow(now):
            unit.messages.put(replace(message, due=self._hours.next_allowed(now)))
        elif said is None:
            self._moved_on(unit, message, MessageState.DROPPED, "gone")
        else:
            way = self._way(unit, message)
            if not isinstance(way, str):
                sender, channel, to = way
                return _Letter(sender, channel, to, self._text(message.kind, said, channel))
            self._moved_on(unit, message, MessageState.TO_CALL, way)
        return None

    def _way(self, unit: CityUnit, message: Message) -> tuple[Sender, Channel, str] | str:
        """Return how the person is reached, or the word that says why no message does."""
        found = unit.contacts.get(message.subject) if message.subject else None
        if found is None:
            return "no_contact"
        way = way_to(opened(self._city, found) or "")
        if way is None:
            return "no_way"
        channel, to = way
        sender = self._senders.get(channel)
        return "no_channel" if sender is None else (sender, channel, to)

    def _still_said(self, unit: CityUnit, message: Message) -> Said | None:
        """Return what a message tells, if it still stands."""
        if is_about_request(message):
            asked = request_of_message(unit, message)
            if asked is None or not is_still_true(message, asked):
                return None
            until_utc = instant(asked.offer_until) if asked.offer_until else None
            return self._told(unit, asked, message.start, until_utc)
        one = unit.bookings.get(message.booking)
        if one is None or not _is_still_true(message, one):
            return None
        return self._told(unit, one, one.start)

    def _told(
        self,
        unit: CityUnit,
        one: BookedAppointment | BookedRequest,
        start: int,
        until_utc: datetime | None = None,
    ) -> Said:
        card = unit.fleet.centre(one.centre)
        return Said(
            number=one.number,
            start_utc=instant(start),
            centre=card.name if card else "",
            phone=(card.phone if card else "") or self._settings.phone,
            until_utc=until_utc,
        )

    def _text(self, kind: MessageKind, said: Said, channel: Channel) -> str:
        templates = {
            MessageKind.CANCELLED: self._settings.cancelled,
            MessageKind.MOVED: self._settings.moved,
            MessageKind.OFFER: self._settings.offer,
        }
        write = short_text_of if channel is Channel.SMS else text_of
        return write(templates.get(kind, self._settings.reminder), said)

    def _note(self, unit: CityUnit, message: Message, outcome: Outcome) -> None:
        now = self._city.now()
        match outcome:
            case Accepted():
                said = replace(message, state=MessageState.SENT, reason="", changed=now)
                unit.messages.put(said)
                self._after_said(unit, said)
            case Retry(after_s=asked_s, reason=reason):
                wait = now + wait_after(message.tries, asked_s)
                put_off = replace(
                    message,
                    state=MessageState.WAITING,
                    tries=message.tries + 1,
                    next_try=self._hours.next_allowed(wait),
                    reason=reason,
                    changed=now,
                )
                unit.messages.put(put_off)
                if is_about_request(message) and put_off.tries >= TRIES_BEFORE_CALLING:
                    call_instead(self._city, unit, put_off)
            case Fatal(reason=reason):
                self._moved_on(unit, message, MessageState.TO_CALL, reason)
        log.info("message %s: %s", message.kind.value, type(outcome).__name__)

    def _after_said(self, unit: CityUnit, message: Message) -> None:
        if message.kind is MessageKind.CANCELLED:
            one = unit.bookings.get(message.booking)
            if one is not None:
                is_settled(self._city, unit, TaskKind.CANCELLED, one)
        if unit.messages.has_open(message.subject):
            return
        if erase_contact(self._city, unit, message.subject):
            note_erased(self._city, unit, Erased.CONTACTS_USED, 1)

    def _take_up_cut_ones(self, unit: CityUnit, now: int) -> None:
        """Look at messages handed over long ago whose gateway's word was never noted."""
        for message in unit.messages.sending(now - STALE_S):
            sender = self._senders.get(Channel(message.channel)) if message.channel else None
            knows = sender.knows_keys if sender else self._all_know_keys()
            if knows:
                unit.messages.put(replace(message, state=MessageState.WAITING, changed=now))
            else:
                self._moved_on(unit, message, MessageState.TO_CALL, UNSURE)

    def _all_know_keys(self) -> bool:
        return all(sender.knows_keys for sender in self._senders.values())

    def _moved_on(self, unit: CityUnit, message: Message, state: MessageState, reason: str) -> None:
        unit.messages.put(replace(message, state=state, reason=reason, changed=self._city.now()))
        if state is MessageState.TO_CALL and is_about_request(message):
            call_instead(self._city, unit, message)


def key_of(message: Message) -> str:
    """Return the key of a message: the same word on the same promise has the same one."""
    return hashlib.sha256(message.message_id.encode("utf-8")).hexdigest()[:_KEY_HEX]


def _is_still_true(message: Message, one: BookedAppointment) -> bool:
    if message.kind is MessageKind.CANCELLED:
        return one.status is AppointmentStatus.CANCELLED_BY_CENTRE
    is_kept = one.status is AppointmentStatus.CONFIRMED and one.start == message.start
    return is_kept and (message.kind in DAYS_OF or message.kind is MessageKind.MOVED)
