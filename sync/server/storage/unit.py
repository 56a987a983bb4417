# SPDX-License-Identifier: AGPL-3.0-or-later
"""The repositories of one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy.exc import DataError, IntegrityError, StatementError

from sync.server.storage.accounts import AccountRepository
from sync.server.storage.agenda import AgendaRepository
from sync.server.storage.board import BoardRepository
from sync.server.storage.bookings import BookingRepository
from sync.server.storage.cases import CaseRepository
from sync.server.storage.cells import CellRepository
from sync.server.storage.erasures import ErasureRepository
from sync.server.storage.export_jobs import ExportJobRepository
from sync.server.storage.feeds import FeedRepository
from sync.server.storage.fleet import FleetRepository
from sync.server.storage.guesses import GuessRepository
from sync.server.storage.journal import JournalRepository
from sync.server.storage.leases import LeaseRepository
from sync.server.storage.losses import LossRepository
from sync.server.storage.numbers import NumberRepository
from sync.server.storage.places import PlaceRepository
from sync.server.storage.publications import PublicationRepository
from sync.server.storage.queue_numbers import QueueRepository
from sync.server.storage.recalls import RecallRepository
from sync.server.storage.records import RecordRepository
from sync.server.storage.reports import ReportRepository
from sync.server.storage.sessions_aside import SessionAsideRepository
from sync.server.storage.state import StateRepository
from sync.server.storage.step_statements import StatementRepository
from sync.server.storage.visit_objects import VisitObjectRepository
from sync.server.storage.visit_rows import VisitRowRepository
from sync.server.storage.waiting import WaitingRepository
from sync.server.storage.words import ContactRepository, MessageRepository
from sync.server.storage.workshops import WorkshopRepository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


@dataclass(slots=True)
class Attempt:
    """Something tried within a transaction.

    Attributes:
        failed: Whether the database did not take it; what it had written is then taken back.
    """

    failed: bool = False


class CityUnit:
    """What one transaction may read and write, all of it of one city."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Work within the caller's transaction."""
        self._connection = connection
        self.city = city

    @contextmanager
    def attempt(self) -> Iterator[Attempt]:
        """Try to write; values that the database does not take leave the transaction whole."""
        attempt = Attempt()
        try:
            with self._connection.begin_nested():
                yield attempt
        except BaseException as error:
            self.bookings.forget_written()
            self.state.forget_written()
            if not isinstance(error, DataError | IntegrityError | StatementError | OverflowError):
                raise
            attempt.failed = True

    @cached_property
    def state(self) -> StateRepository:
        """Named values, the epoch, the revision, the key statements."""
        return StateRepository(self._connection, self.city)

    @cached_property
    def fleet(self) -> FleetRepository:
        """Centres, invitations, machines and their lives."""
        return FleetRepository(self._connection, self.city)

    @cached_property
    def cases(self) -> CaseRepository:
        """What a person must look at."""
        return CaseRepository(self._connection, self.city)

    @cached_property
    def records(self) -> RecordRepository:
        """Records as they came."""
        return RecordRepository(self._connection, self.city)

    @cached_property
    def agenda(self) -> AgendaRepository:
        """Mediators, needs, openings, absences, closures."""
        return AgendaRepository(self._connection, self.city)

    @cached_property
    def workshops(self) -> WorkshopRepository:
        """Workshops, and those who walked in to them."""
        return WorkshopRepository(self._connection, self.city)

    @cached_property
    def leases(self) -> LeaseRepository:
        """Who may sell which five minutes."""
        return LeaseRepository(self._connection, self.city)

    @cached_property
    def recalls(self) -> RecallRepository:
        """Cells asked back."""
        return RecallRepository(self._connection, self.city)

    @cached_property
    def losses(self) -> LossRepository:
        """Machines declared lost."""
        return LossRepository(self._connection, self.city)

    @cached_property
    def numbers(self) -> NumberRepository:
        """Booking numbers given out."""
        return NumberRepository(self._connection, self.city)

    @cached_property
    def bookings(self) -> BookingRepository:
        """Appointments and requests made from the lane of bookings."""
        return BookingRepository(self._connection, self.city)

    @cached_property
    def waiting(self) -> WaitingRepository:
        """Who waits for the seat of a workshop."""
        return WaitingRepository(self._connection, self.city)

    @cached_property
    def queue(self) -> QueueRepository:
        """Numbers of the walk-in queue."""
        return QueueRepository(self._connection, self.city)

    @cached_property
    def reports(self) -> ReportRepository:
        """Rows made from the lane of logs."""
        return ReportRepository(self._connection, self.city)

    @cached_property
    def sessions_aside(self) -> SessionAsideRepository:
        """Sessions of days to come."""
        return SessionAsideRepository(self._connection, self.city)

    @cached_property
    def visit_rows(self) -> VisitRowRepository:
        """Visits as they stand."""
        return VisitRowRepository(self._connection, self.city)

    @cached_property
    def visit_objects(self) -> VisitObjectRepository:
        """What visits tell of, and which of several counts."""
        return VisitObjectRepository(self._connection, self.city)

    @cached_property
    def cells(self) -> CellRepository:
        """What days, centres and kinds come to."""
        return CellRepository(self._connection, self.city)

    @cached_property
    def publications(self) -> PublicationRepository:
        """What was given out to people outside."""
        return PublicationRepository(self._connection, self.city)

    @cached_property
    def statements(self) -> StatementRepository:
        """Weekly statements of steps."""
        return StatementRepository(self._connection, self.city)

    @cached_property
    def board(self) -> BoardRepository:
        """The board of the quarters."""
        return BoardRepository(self._connection, self.city)

    @cached_property
    def places(self) -> PlaceRepository:
        """The directory of places."""
        return PlaceRepository(self._connection, self.city)

    @cached_property
    def contacts(self) -> ContactRepository:
        """Sealed contacts."""
        return ContactRepository(self._connection, self.city)

    @cached_property
    def messages(self) -> MessageRepository:
        """What the city says to people."""
        return MessageRepository(self._connection, self.city)

    @cached_property
    def erasures(self) -> ErasureRepository:
        """What was erased."""
        return ErasureRepository(self._connection, self.city)

    @cached_property
    def feeds(self) -> FeedRepository:
        """Calendar feeds of mediators."""
        return FeedRepository(self._connection, self.city)

    @cached_property
    def accounts(self) -> AccountRepository:
        """Accounts of the console and their sessions."""
        return AccountRepository(self._connection, self.city)

    @cached_property
    def guesses(self) -> GuessRepository:
        """Wrong guesses at the console's door."""
        return GuessRepository(self._connection, self.city)

    @cached_property
    def journal(self) -> JournalRepository:
        """Who did what in the console."""
        return JournalRepository(self._connection, self.city)

    @cached_property
    def export_jobs(self) -> ExportJobRepository:
        """Files that the console makes."""
        return ExportJobRepository(self._connection, self.city)
