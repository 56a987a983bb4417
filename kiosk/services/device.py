# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which machine this is, in which life, and whether its clock and disk are to be believed."""

from __future__ import annotations

import secrets as randomness
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.outbox import OutboxLane
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import ConfigInvalid, Refused
from kiosk.foundation.events import Topic
from kiosk.foundation.platform import file_system_type
from kiosk.services import clock_trust as trust
from kiosk.services.centre_card import read_centre, write_centre
from kiosk.services.own_word import OwnWord
from kiosk.services.sealing import CITY_KEY, DESK_KEY, SealingKeys
from kiosk.services.training_mark import is_marked, refuse_in_training
from kiosk.services.witness import Note, Witness, folder_fingerprint
from kiosk.storage.device import DeviceRow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from kiosk.domain.centre import CentreCard
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.services.keys import DatabaseKeys
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

DEMO = "demo"
_INCARNATION_BYTES = 8


class Role(StrEnum):
    """What a machine is for: a kiosk for residents, or the post of a mediator."""

    BORNE = "borne"
    POSTE = "poste"


class IncarnationReason(StrEnum):
    """Why an incarnation was drawn."""

    FIRST_START = "first_start"
    ENROLMENT = "enrolment"
    DAMAGE = "damage"
    RESTORE = "restore"
    COPY = "copy"
    ROLL_BACK = "roll_back"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """Who this machine is.

    Attributes:
        device_id: Name given by the city; nothing before enrolment.
        tenant: The city; nothing before enrolment.
        centre: Public card of its centre.
        role: What it is for.
        incarnation: 16 hexadecimal digits.
        enrolled: Whether the city knows it.
        demo: Whether it only shows.
        training: Whether people practise on it: it can never be enrolled.
    """

    device_id: str | None
    tenant: str | None
    centre: CentreCard
    role: Role
    incarnation: str
    enrolled: bool
    demo: bool
    training: bool = False


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the city gives to a machine that it accepts.

    Attributes:
        device_id: Its name.
        tenant: The city.
        city_key: X25519 key to which personal fields are sealed, 32 bytes.
        recovery_key: X25519 key to which the database's key is wrapped, 32 bytes.
        desk_key: X25519 key of the centre's desk; nothing while there is none.
    """

    device_id: str
    tenant: str
    city_key: bytes
    recovery_key: bytes
    desk_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where and what a machine is, told by its settings.

    Attributes:
        folder: Data folder.
        role: What the machine is for.
        longest_gap: How long it may be switched off without a doubt on its clock.
        file_system: Gives the type of the file system of a path.
    """

    folder: Path
    role: Role = Role.BORNE
    longest_gap: timedelta = timedelta(days=7)
    file_system: Callable[[Path], str] = file_system_type


class DeviceService:
    """The identity of this machine."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        *,
        place: Place,
        keys: DatabaseKeys,
    ) -> None:
        """Serve the machine of one data folder; `start` comes before anything else."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._place = place
        self._keys = keys
        self._witness = Witness(place.folder)
        self.word = OwnWord(place.role.value)
        self._centre: CentreCard | None = None

    def start(self, reason: IncarnationReason | None = None) -> IncarnationReason | None:
        """Look at what was found on the disk; draw a new incarnation if it is not what it was.

        Args:
            reason: What is already known to have happened, such as a salvage.

        Returns:
            Why a new incarnation was drawn; nothing on a start like any other.

        Raises:
            ConfigInvalid: If several machines could write in the folder at once.
        """
        self._refuse_shared_folder()
        fingerprint = folder_fingerprint(self._place.folder, self._database.path)
        note = self._witness.read()
        at = trust.reading(self._clock)
        with self._database.unit_of_work() as uow:
            row = uow.device.find()
            if row is None:
                why: IncarnationReason | None = reason or IncarnationReason.FIRST_START
                row = _new_row(at, fingerprint)
                uow.device.create(row)
            else:
                why = reason or _why_renew(row, fingerprint, note, _note_of(uow, row))
            row = trust.with_canary(trust.noted(row, at, self._place.longest_gap), at.boot_id)
            row = replace(row, n_starts=row.n_starts + 1)
            if why is not None:
                row = _renewed(row, why, fingerprint)
            uow.device.save(row)
            uow.outbox.move_to(row.incarnation)
            fresh = _note_of(uow, row)
            uow.commit()
        self._witness.write(fresh)
        self._database.tell_commits(self._witness.follow)
        return why

    def identity(self) -> DeviceIdentity:
        """Return who this machine is."""
        with self._database.unit_of_work() as uow:
            row = uow.device.get()
            is_demo = uow.parameters.get(DEMO) is True
            is_training = is_marked(uow)
        return DeviceIdentity(
            device_id=row.device_id,
            tenant=row.tenant,
            centre=self.centre(),
            role=self._place.role,
            incarnation=row.incarnation,
            enrolled=row.device_id is not None,
            demo=is_demo,
            training=is_training,
        )

    def centre(self) -> CentreCard:
        """Return the public card of the centre."""
        if self._centre is None:
            self._centre = read_centre(self._place.folder)
        return self._centre

    def set_centre(self, card: CentreCard) -> None:
        """Write the public card of the centre."""
        if card == self.centre():
            return
        write_centre(self._place.folder, card)
        self._centre = card
        self._bus.publish(Topic.CENTRE)

    def renew_incarnation(self, reason: IncarnationReason) -> str:
        """Begin a new life: what waits for the city is offered again, with its origin.

        Returns:
            The new incarnation.
        """
        fingerprint = folder_fingerprint(self._place.folder, self._database.path)
        with self._database.unit_of_work() as uow:
            row = _renewed(uow.device.get(), reason, fingerprint)
            uow.device.save(row)
            uow.outbox.move_to(row.incarnation)
            note = _note_of(uow, row)
            uow.commit()
        self._witness.write(note)
        self._bus.publish(Topic.OUTBOX)
        return row.incarnation

    def enrol(self, enrolment: Enrolment) -> None:
        """Become a machine of the city; told twice, it changes nothing but the keys.

        The city's wrap of the database key is written first: no personal field is ever accepted
        by a database that nobody could open again. Refused as ``training_folder`` in training.
        """
        refuse_in_training(self._database)
        self._keys.add_recovery_wrap(enrolment.recovery_key)
        with self._database.unit_of_work() as uow:
            row = uow.device.get()
            is_new = (row.device_id, row.tenant) != (enrolment.device_id, enrolment.tenant)
            uow.device.save(replace(row, device_id=enrolment.device_id, tenant=enrolment.tenant))
            uow.parameters.set(CITY_KEY, enrolment.city_key.hex())
            uow.parameters.set(
                DESK_KEY, None if enrolment.desk_key is None else enrolment.desk_key.hex()
            )
            uow.commit()
        if is_new:
            self.renew_incarnation(IncarnationReason.ENROLMENT)

    def set_sealing_keys(self, keys: SealingKeys) -> None:
        """Keep newer keys of the city and of the desk."""
        with self._database.unit_of_work() as uow:
            uow.parameters.set(CITY_KEY, keys.city.hex())
            uow.parameters.set(DESK_KEY, None if keys.desk is None else keys.desk.hex())
            uow.commit()

    def sealing_keys(self) -> SealingKeys | None:
        """Return the keys for which personal fields are sealed; nothing before enrolment."""
        with self._database.unit_of_work() as uow:
            city, desk = uow.parameters.get(CITY_KEY), uow.parameters.get(DESK_KEY)
            is_enrolled = uow.device.get().device_id is not None
        if not is_enrolled or not isinstance(city, str):
            return None
        return SealingKeys(
            city=bytes.fromhex(city), desk=bytes.fromhex(desk) if isinstance(desk, str) else None
        )

    def note_instant(self) -> trust.ClockTrust:
        """Store the instant, and what is thought of the clock; a timer does it each minute."""
        at = trust.reading(self._clock)
        with self._database.unit_of_work() as uow:
            row = trust.noted(uow.device.get(), at, self._place.longest_gap)
            uow.device.save(row)
            uow.commit()
        return _trust_of(row)

    def clock_trust(self) -> trust.ClockTrust:
        """Return what is thought of the wall clock now."""
        at = trust.reading(self._clock)
        with self._database.unit_of_work() as uow:
            row = uow.device.get()
        return _trust_of(trust.noted(row, at, self._place.longest_gap))

    def confirm_date(self, day: date) -> trust.ClockTrust:
        """Believe the clock from now on: a mediator read the date on the screen and agreed.

        Args:
            day: The day that the person confirmed, in Paris.

        Raises:
            Refused: ``date_differs`` if the machine's clock is on another day; a technician
                sets it.
        """
        at = trust.reading(self._clock)
        if paris_day(at.now_utc) != day:
            raise Refused("date_differs")
        with self._database.unit_of_work() as uow:
            row = trust.confirmed(uow.device.get(), at)
            uow.device.save(row)
            uow.commit()
        self._bus.publish(Topic.AGENDA)
        return _trust_of(row)

    def keep_clock(self, known: trust.ClockTrust) -> None:
        """Think of the clock what was thought before the database was exchanged for an older one.

        Args:
            known: What `clock_trust` said just before.
        """
        at = trust.reading(self._clock)
        with self._database.unit_of_work() as uow:
            row = replace(
                uow.device.get(),
                last_instant_utc=known.last_instant_utc,
                last_monotonic_s=at.monotonic_s,
                last_boot_id=at.boot_id,
                clock_doubt=known.doubt.value,
            )
            uow.device.save(row)
            uow.commit()

    def lease_bar(self) -> trust.LeaseBar:
        """Return why this machine may hold no lease; nothing bars a demo."""
        with self._database.unit_of_work() as uow:
            if uow.parameters.get(DEMO) is True:
                return trust.LeaseBar.NONE
            row = uow.device.get()
        return trust.lease_bar(row, self._place.file_system(self._place.folder))

    def mark_demo(self) -> None:
        """Make this folder one that only shows; it can never be enrolled with a real city.

        Raises:
            Refused: ``already_enrolled``.
        """
        with self._database.unit_of_work() as uow:
            if uow.device.get().device_id is not None:
                raise Refused("already_enrolled")
            uow.parameters.set(DEMO, value=True)
            uow.commit()

    def _refuse_shared_folder(self) -> None:
        kind = self._place.file_system(self._place.folder)
        if trust.is_shared(kind):
            raise ConfigInvalid(
                f"{self._place.folder} est sur un partage ({kind}) : "
                "choisissez un dossier sur un disque de cette machine."
            )


def _new_row(at: trust.Reading, fingerprint: str) -> DeviceRow:
    return DeviceRow(
        device_id=None,
        tenant=None,
        incarnation="0" * (2 * _INCARNATION_BYTES),
        incarnation_reason=IncarnationReason.FIRST_START.value,
        folder_fingerprint=fingerprint,
        n_starts=0,
        last_instant_utc=at.now_utc,
        last_monotonic_s=at.monotonic_s,
        last_boot_id=at.boot_id,
        clock_doubt="",
        canary_boot_id=at.boot_id,
        canary_survived=False,
    )


def _renewed(row: DeviceRow, reason: IncarnationReason, fingerprint: str) -> DeviceRow:
    # a copy or a restored image has not shown that its own disk remembers
    survived = row.canary_survived and reason is not IncarnationReason.COPY
    return replace(
        row,
        incarnation=randomness.token_hex(_INCARNATION_BYTES),
        incarnation_reason=reason.value,
        folder_fingerprint=fingerprint,
        canary_survived=survived,
        canary_boot_id=row.canary_boot_id if survived else row.last_boot_id,
    )


def _why_renew(
    row: DeviceRow, fingerprint: str, note: Note | None, inside: Note
) -> IncarnationReason | None:
    if note is None or fingerprint not in {row.folder_fingerprint} & {note.fingerprint}:
        return IncarnationReason.COPY
    if note.incarnation != row.incarnation or note.is_ahead_of(inside):
        return IncarnationReason.ROLL_BACK
    return None


def _note_of(uow: UnitOfWork, row: DeviceRow) -> Note:
    return Note(
        incarnation=row.incarnation,
        fingerprint=row.folder_fingerprint,
        n_starts=row.n_starts,
        bookings=uow.outbox.last_sequence(OutboxLane.BOOKINGS),
        logs=uow.outbox.last_sequence(OutboxLane.LOGS),
    )


def _trust_of(row: DeviceRow) -> trust.ClockTrust:
    doubt = trust.ClockDoubt(row.clock_doubt)
    return trust.ClockTrust(doubt is trust.ClockDoubt.NONE, doubt, row.last_instant_utc)
