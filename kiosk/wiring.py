# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one place where the services meet: a data folder becomes a `Kiosk`.

The order of a start: settings, lock of the folder, key, database (verified, salvaged if it must
be, migrated), identity of the machine, sessions that a cut left open, what has been kept long
enough. Whatever fails gives the lock back.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.content.packs.signing import pinned_publisher
from kiosk.exports.own_files import OWN_FOLDER
from kiosk.foundation.clock import SystemClock
from kiosk.foundation.errors import KnownError
from kiosk.foundation.events import EventBus
from kiosk.foundation.folder_lock import FolderLock
from kiosk.foundation.platform import file_system_type
from kiosk.foundation.resources import asset_path
from kiosk.foundation.secrets import open_secrets
from kiosk.foundation.settings import Settings, load_settings
from kiosk.services.appointments import AppointmentService
from kiosk.services.attendance import AttendanceService
from kiosk.services.backups import BackupService
from kiosk.services.board import BoardService
from kiosk.services.booking_rules import BookingRules
from kiosk.services.content_packs import CACHE_NAME, ContentPackService
from kiosk.services.demo import DemoService
from kiosk.services.device import DeviceService, IncarnationReason, Place, Role
from kiosk.services.erasure import ErasureService
from kiosk.services.exports import ExportService
from kiosk.services.keys import DatabaseKeys, unwrapped
from kiosk.services.lease_desk import LeaseDesk
from kiosk.services.letters import LetterService
from kiosk.services.machine_keys import MachineKeys
from kiosk.services.opening import DATABASE_NAME, SalvageReport, database_key, open_whole
from kiosk.services.outbox import OutboxService
from kiosk.services.places import PlaceService
from kiosk.services.post_agenda import PostAgenda
from kiosk.services.practice import PracticeService
from kiosk.services.publications import PublicationService
from kiosk.services.queue import QueueRules, QueueService
from kiosk.services.session_folder import SessionFolder
from kiosk.services.sessions import SessionService
from kiosk.services.staff import StaffService
from kiosk.services.statistics import StatisticsService
from kiosk.services.step_counts import StepCountService
from kiosk.services.walkthroughs import WalkthroughService
from kiosk.services.workshops import WorkshopVerbs
from kiosk.storage.engine import Database, open_database

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.foundation.clock import Clock
    from kiosk.foundation.secrets import Secrets

CONTENT_NAME = "content"
BOARD_NAME = "board"


@dataclass(frozen=True, slots=True)
class StartReport:
    """What a start met.

    Attributes:
        renewed: Why a new incarnation was drawn; nothing on a start like any other.
        salvage: What was saved of a damaged database; nothing if it was whole.
        n_interrupted: Sessions that a cut had left open.
    """

    renewed: IncarnationReason | None
    salvage: SalvageReport | None
    n_interrupted: int


@dataclass(frozen=True, slots=True, eq=False)
class Kiosk:
    """Every service of one data folder, on one database."""

    folder: Path
    settings: Settings
    clock: Clock
    bus: EventBus
    secrets: Secrets
    keys: DatabaseKeys
    database: Database
    started: StartReport
    sessions: SessionService
    session_folder: SessionFolder
    outbox: OutboxService
    device: DeviceService
    machine_keys: MachineKeys
    staff: StaffService
    backups: BackupService
    erasure: ErasureService
    walkthroughs: WalkthroughService
    letters: LetterService
    practice: PracticeService
    packs: ContentPackService
    board: BoardService
    places: PlaceService
    appointments: AppointmentService
    workshops: WorkshopVerbs
    rights: LeaseDesk
    post_agenda: PostAgenda
    queue: QueueService
    attendance: AttendanceService
    statistics: StatisticsService
    step_counts: StepCountService
    exports: ExportService
    publications: PublicationService
    demo: DemoService
    closing: ExitStack

    def close(self) -> None:
        """Note the instant, close the database and give the folder back."""
        with self.closing:
            self.device.note_instant()


def build_kiosk(
    folder: Path,
    *,
    clock: Clock | None = None,
    secrets: Secrets | None = None,
    bus: EventBus | None = None,
    file_system: Callable[[Path], str] = file_system_type,
) -> Kiosk:
    """Open a data folder; make it if there is none.

    Args:
        folder: Data folder.
        clock: Where times come from; the machine's by default.
        secrets: Key store; the machine's best by default.
        bus: Where changes are told; a new one by default.
        file_system: Gives the type of the file system of a path.

    Raises:
        ConfigInvalid: If a setting is wrong, or the folder is on a share.
        FolderInUse: If another process works on the folder.
        SecretsUnavailable: If the key of the database cannot be had.
        StorageFull: If the disk has no room.
        StorageReadOnly: If the folder cannot be written.
        KnownError: If the database is newer than the program.
    """
    settings = load_settings(folder)
    clock = clock or SystemClock()
    with ExitStack() as undo:
        lock = FolderLock(folder)
        lock.acquire()
        undo.callback(lock.release)
        secrets = secrets or open_secrets(folder)
        keys = DatabaseKeys(folder, secrets)
        database, salvage = open_whole(folder, database_key(keys, folder), clock.now_utc())
        undo.callback(database.close)
        ground = _Ground(
            folder, settings, clock, bus or EventBus(), secrets, keys, database, file_system
        )
        return _kiosk_on(ground, salvage, undo)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every service stands on."""

    folder: Path
    settings: Settings
    clock: Clock
    bus: EventBus
    secrets: Secrets
    keys: DatabaseKeys
    database: Database
    file_system: Callable[[Path], str]

    @property
    def three(self) -> tuple[Database, Clock, EventBus]:
        """What most services take first."""
        return self.database, self.clock, self.bus


def _device_on(ground: _Ground) -> DeviceService:
    place = Place(
        folder=ground.folder,
        role=Role(ground.settings.machine.role),
        longest_gap=timedelta(days=ground.settings.clock.longest_gap_days),
        file_system=ground.file_system,
    )
    return DeviceService(*ground.three, place=place, keys=ground.keys)


def _exports_on(ground: _Ground, statistics: StatisticsService) -> ExportService:
    """Return the files; what a kill left in the machine's own folder goes first."""
    exports = ExportService(ground.database, ground.clock, statistics)
    exports.forget_halves(ground.folder / OWN_FOLDER)
    return exports


def _appointments_on(
    ground: _Ground, device: DeviceService, keys: MachineKeys
) -> AppointmentService:
    rules = _booking_rules(ground.settings)
    return AppointmentService(*ground.three, device=device, keys=keys, rules=rules)


def _workshops_on(
    ground: _Ground, device: DeviceService, appointments: AppointmentService
) -> WorkshopVerbs:
    rules = _booking_rules(ground.settings)
    return WorkshopVerbs(*ground.three, device=device, appointments=appointments, rules=rules)


def _packs_on(ground: _Ground, content: Path) -> ContentPackService:
    return ContentPackService(
        ground.folder, ground.database, ground.bus, bundled=content, publisher=pinned_publisher()
    )


def _kiosk_on(ground: _Ground, salvage: SalvageReport | None, undo: ExitStack) -> Kiosk:
    device = _device_on(ground)
    renewed = device.start(None if salvage is None else IncarnationReason.DAMAGE)
    sessions = SessionService(*ground.three)
    session_folder = SessionFolder(ground.folder)
    session_folder.destroy()
    erasure = ErasureService(ground.database, ground.bus, device)
    started = StartReport(renewed, salvage, sessions.close_interrupted())
    erasure.run()
    step_counts = StepCountService(ground.database, ground.bus, device)
    step_counts.tell_ended_weeks()
    statistics = StatisticsService(ground.database, ground.clock, device)
    machine_keys = MachineKeys(ground.secrets)
    appointments = _appointments_on(ground, device, machine_keys)
    content, cache = asset_path(CONTENT_NAME), ground.folder / CACHE_NAME
    staff = StaffService(*ground.three)
    walkthroughs = WalkthroughService(content, cache, ground.clock)
    letters = LetterService(content, cache, walkthroughs)
    packs = _packs_on(ground, content)
    packs.start(walkthroughs, letters)
    return Kiosk(
        folder=ground.folder,
        settings=ground.settings,
        clock=ground.clock,
        bus=ground.bus,
        secrets=ground.secrets,
        keys=ground.keys,
        database=ground.database,
        started=started,
        sessions=sessions,
        session_folder=session_folder,
        outbox=OutboxService(*ground.three),
        device=device,
        machine_keys=machine_keys,
        staff=staff,
        backups=BackupService(
            ground.database, ground.clock, device=device, erasure=erasure, keys=ground.keys
        ),
        erasure=erasure,
        walkthroughs=walkthroughs,
        letters=letters,
        # no pack holds exercises: they come with the program
        practice=PracticeService(content, cache, walkthroughs),
        packs=packs,
        board=BoardService(*ground.three, folder=content / BOARD_NAME, cache_folder=cache),
        places=PlaceService(ground.database, ground.clock),
        appointments=appointments,
        workshops=_workshops_on(ground, device, appointments),
        rights=LeaseDesk(*ground.three, device=device),
        post_agenda=PostAgenda(ground.database, ground.clock),
        queue=QueueService(*ground.three, rules=_queue_rules(ground.settings)),
        attendance=AttendanceService(*ground.three, device),
        statistics=statistics,
        step_counts=step_counts,
        exports=_exports_on(ground, statistics),
        publications=PublicationService(ground.database, ground.clock, device, statistics),
        demo=DemoService(*ground.three, device=device, staff=staff, walkthroughs=walkthroughs),
        closing=undo.pop_all(),
    )


def _booking_rules(settings: Settings) -> BookingRules:
    """Return the limits of a machine of residents; a mediator's post has none."""
    is_post = settings.machine.role == Role.POSTE.value
    return BookingRules(max_an_hour=0 if is_post else settings.booking.per_hour)


def _queue_rules(settings: Settings) -> QueueRules:
    machine = settings.machine
    return QueueRules(machine.letter, machine.desk, settings.booking.first_ratio, role=machine.role)


def open_for_reading(folder: Path, secrets: Secrets | None = None) -> Database:
    """Open the database of a folder to look at it, even while a kiosk works on it.

    Raises:
        KnownError: If there is no database; nothing is made.
        SecretsUnavailable: If the key cannot be had.
        StorageDamaged: If it cannot be read.
    """
    if not (folder / DATABASE_NAME).is_file():
        raise KnownError(f"Il n’y a pas de base dans {folder} : vérifiez le nom du dossier.")
    keys = DatabaseKeys(folder, secrets or open_secrets(folder))
    return open_database(folder / DATABASE_NAME, keys.key(), read_only=True)


def recover_key(folder: Path, private_key: bytes) -> None:
    """Let the city open a folder whose key store is lost, and choose a key store anew.

    Args:
        folder: Data folder.
        private_key: The city's recovery key, 32 bytes.

    Raises:
        FolderInUse: If another process works on the folder.
        KnownError: If the key does not open this folder; nothing is changed.
    """
    # looked at before a key store is chosen anew: a slip must not lock a machine that works
    unwrapped(folder, private_key)
    lock = FolderLock(folder)
    lock.acquire()
    try:
        secrets = open_secrets(folder, anew=True)
        DatabaseKeys(folder, secrets).recover(private_key)
        MachineKeys(secrets).forget_unreadable()
    finally:
        lock.release()
