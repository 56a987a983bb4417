# SPDX-License-Identifier: AGPL-3.0-or-later
"""One transaction and the repositories that live in it.

Leaving the block without `commit` takes everything back. Repositories are imported when first
asked for, so that a start pays only for what it uses.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from kiosk.domain.outbox import Identity
    from kiosk.storage.absence_plans import PlanRepository
    from kiosk.storage.agenda import AgendaRepository
    from kiosk.storage.appointments import AppointmentRepository
    from kiosk.storage.attendance import VisitRepository
    from kiosk.storage.board import BoardRepository
    from kiosk.storage.booking_intents import IntentRepository
    from kiosk.storage.device import DeviceRepository
    from kiosk.storage.erasure_log import ErasureLogRepository
    from kiosk.storage.exchange import ExchangeRepository
    from kiosk.storage.export_journal import ExportJournalRepository
    from kiosk.storage.lease_recalls import RecallRepository
    from kiosk.storage.leases import LeaseRepository
    from kiosk.storage.outbox import OutboxRepository
    from kiosk.storage.parameters import ParameterRepository
    from kiosk.storage.places import PlaceRepository
    from kiosk.storage.publications import PublicationRepository
    from kiosk.storage.requests import RequestRepository
    from kiosk.storage.sessions import SessionRepository
    from kiosk.storage.staff import StaffRepository
    from kiosk.storage.standing_visits import StandingVisitRepository
    from kiosk.storage.step_counts import StepCountRepository
    from kiosk.storage.waiting_queue import QueueRepository
    from kiosk.storage.workshops import WorkshopRepository


class UnitOfWork:
    """A write transaction, from ``BEGIN IMMEDIATE`` to `commit` or to being taken back."""

    def __init__(
        self, engine: Engine, committed: Callable[[Sequence[Identity]], None] | None = None
    ) -> None:
        """Prepare a transaction.

        Args:
            engine: Where it happens.
            committed: Told, after the commit, the identities that it appended to the outbox.
        """
        self._engine = engine
        self._committed = committed
        self._open: Connection | None = None
        self._outbox: OutboxRepository | None = None

    def __enter__(self) -> Self:
        """Begin the transaction.

        Raises:
            StorageDamaged: If the database cannot be read.
            StorageReadOnly: If it cannot be written.
        """
        self._open = self._engine.connect()
        try:
            self._open.begin()
        except BaseException:
            self._open.close()
            self._open = None
            raise
        return self

    @contextmanager
    def whole_or_not(self) -> Iterator[None]:
        """Write several rows of one matter: all of them are kept, or none.

        Raises:
            ValueError: If the database does not take one of them; the transaction goes on.
        """
        from sqlalchemy.exc import DataError, IntegrityError, StatementError

        try:
            with self.connection.begin_nested():
                yield
        except (DataError, IntegrityError, StatementError) as error:
            raise ValueError("the database did not take it") from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take back what was not committed and give the connection back."""
        if self._open is not None:
            self._open.close()
            self._open = None

    @property
    def connection(self) -> Connection:
        """The connection of the transaction, for repositories.

        Raises:
            BugError: Outside the ``with`` block.
        """
        if self._open is None:
            raise BugError("a unit of work was used outside its block")
        return self._open

    def commit(self) -> None:
        """Make everything since the beginning durable, at once or not at all.

        Raises:
            StorageFull: If the disk has no room; nothing is written.
        """
        transaction = self.connection.get_transaction()
        if transaction is None:
            raise BugError("a unit of work was committed twice")
        transaction.commit()
        if self._outbox is not None and self._outbox.appended and self._committed is not None:
            self._committed(self._outbox.appended)

    @property
    def sessions(self) -> SessionRepository:
        """Sessions, open and closed, and the faces touched."""
        from kiosk.storage.sessions import SessionRepository

        return SessionRepository(self.connection)

    @property
    def outbox(self) -> OutboxRepository:
        """What the city must know."""
        from kiosk.storage.outbox import OutboxRepository

        if self._outbox is None:
            self._outbox = OutboxRepository(self.connection)
        return self._outbox

    @property
    def device(self) -> DeviceRepository:
        """The identity of this machine."""
        from kiosk.storage.device import DeviceRepository

        return DeviceRepository(self.connection)

    @property
    def parameters(self) -> ParameterRepository:
        """Small named values of this machine."""
        from kiosk.storage.parameters import ParameterRepository

        return ParameterRepository(self.connection)

    @property
    def staff(self) -> StaffRepository:
        """The codes of the staff."""
        from kiosk.storage.staff import StaffRepository

        return StaffRepository(self.connection)

    @property
    def visits(self) -> VisitRepository:
        """The records of the mediators."""
        from kiosk.storage.attendance import VisitRepository

        return VisitRepository(self.connection)

    @property
    def agenda(self) -> AgendaRepository:
        """Mediators, motifs, openings, absences, closures."""
        from kiosk.storage.agenda import AgendaRepository

        return AgendaRepository(self.connection)

    @property
    def workshops(self) -> WorkshopRepository:
        """The workshops of the centre, and who walked in to them."""
        from kiosk.storage.workshops import WorkshopRepository

        return WorkshopRepository(self.connection)

    @property
    def leases(self) -> LeaseRepository:
        """The cells that this machine may sell."""
        from kiosk.storage.leases import LeaseRepository

        return LeaseRepository(self.connection)

    @property
    def recalls(self) -> RecallRepository:
        """Rights asked back, rights of others, people to call."""
        from kiosk.storage.lease_recalls import RecallRepository

        return RecallRepository(self.connection)

    @property
    def appointments(self) -> AppointmentRepository:
        """The appointments sold or known here."""
        from kiosk.storage.appointments import AppointmentRepository

        return AppointmentRepository(self.connection)

    @property
    def plans(self) -> PlanRepository:
        """What was planned for people whom an absence displaces."""
        from kiosk.storage.absence_plans import PlanRepository

        return PlanRepository(self.connection)

    @property
    def standing_visits(self) -> StandingVisitRepository:
        """Which records stand, without what they say."""
        from kiosk.storage.standing_visits import StandingVisitRepository

        return StandingVisitRepository(self.connection)

    @property
    def erasures(self) -> ErasureLogRepository:
        """The log of what was erased here."""
        from kiosk.storage.erasure_log import ErasureLogRepository

        return ErasureLogRepository(self.connection)

    @property
    def exported(self) -> ExportJournalRepository:
        """The journal of the files made here."""
        from kiosk.storage.export_journal import ExportJournalRepository

        return ExportJournalRepository(self.connection)

    @property
    def publications(self) -> PublicationRepository:
        """What was given out to people outside."""
        from kiosk.storage.publications import PublicationRepository

        return PublicationRepository(self.connection)

    @property
    def requests(self) -> RequestRepository:
        """The requests for another time."""
        from kiosk.storage.requests import RequestRepository

        return RequestRepository(self.connection)

    @property
    def intents(self) -> IntentRepository:
        """What was wanted outside this machine's own cells."""
        from kiosk.storage.booking_intents import IntentRepository

        return IntentRepository(self.connection)

    @property
    def queue(self) -> QueueRepository:
        """The walk-in queue of the day."""
        from kiosk.storage.waiting_queue import QueueRepository

        return QueueRepository(self.connection)

    @property
    def board(self) -> BoardRepository:
        """The board of the quarters."""
        from kiosk.storage.board import BoardRepository

        return BoardRepository(self.connection)

    @property
    def places(self) -> PlaceRepository:
        """The directory of places."""
        from kiosk.storage.places import PlaceRepository

        return PlaceRepository(self.connection)

    @property
    def step_counts(self) -> StepCountRepository:
        """Sums of steps by week, and their statements."""
        from kiosk.storage.step_counts import StepCountRepository

        return StepCountRepository(self.connection)

    @property
    def exchange(self) -> ExchangeRepository:
        """Requests to the city and its signed answers."""
        from kiosk.storage.exchange import ExchangeRepository

        return ExchangeRepository(self.connection)
