# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the city server: options of `python -m sync serve`, and `city.toml` of the folder.

`sync.server.settings_file` reads the file; docs/operations.md tells every key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING, Final

from argon2.profiles import RFC_9106_LOW_MEMORY

from kiosk.exports.licences import OpenLicence
from sync.wire_form import NEXT_SYNC_S

if TYPE_CHECKING:
    from pathlib import Path

    from argon2 import Parameters

ROUBAIX: Final = "59512"
VERSION: Final = "0.1.0"
REMINDER_TEXT: Final = (
    "Rappel : rendez-vous {numero}, {jour} à {heure}, {centre}. Empêchement ? {telephone}"
)
CANCELLED_TEXT: Final = (
    "Rendez-vous {numero} du {jour} à {heure} annulé, {centre}. Pour un autre : {telephone}"
)
MOVED_TEXT: Final = (
    "Votre rendez-vous change : {numero}, {jour} à {heure}, {centre}. Question ? {telephone}"
)
OFFER_TEXT: Final = (
    "Une place se libère {jour} à {heure}, {centre}. "
    "Dites oui avant le {limite} : {telephone} ou sur place, numéro {numero}"
)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves.

    Attributes:
        host: The mail server.
        port: Its port.
        security: ``starttls``, ``tls``, or ``none`` for a server of this machine.
        sender: Address that mail comes from.
        subject: Subject of every mail.
        user: Account; empty for none.
        password: Its password.
        ca_file: Certificates to trust; empty for those of the system.
        timeout_s: Seconds without word after which a try ends.
    """

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    subject: str = "Votre rendez-vous"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    timeout_s: float = 20.0


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """How text messages leave: one POST of JSON each.

    Attributes:
        url: Address of the gateway.
        to_field: Name of the field with the number, as ``+33612345678``.
        text_field: Name of the field with the text.
        key_field: Name of the field with the key of the message; empty to leave it out.
        fields: Further fields, as they are.
        headers: Headers, such as ``Authorization``.
        knows_keys: Whether the gateway sends one key once, however often it is asked.
        timeout_s: Seconds without word after which a try ends.
    """

    url: str
    to_field: str = "to"
    text_field: str = "text"
    key_field: str = "key"
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    knows_keys: bool = False
    timeout_s: float = 20.0


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """What is said to people, when, and by which ways.

    Attributes:
        days: Days before the appointment on which it is recalled: 2, 1, or both.
        first_hour: Local time from which something may be sent.
        last_hour: Local time from which nothing is sent any more.
        reminder: Text of a reminder.
        cancelled: Text that tells a cancellation by the centre.
        moved: Text that tells a move by the centre.
        offer: Text that offers the seat of a workshop to somebody who waits for one.
        phone: Telephone told where the centre's card has none.
        is_logged_only: Whether nothing leaves and only the kind is written to the journal.
        mail: How mail leaves; None when it does not.
        gateway: How text messages leave; None when they do not.
    """

    days: tuple[int, ...] = (1,)
    first_hour: time = time(9)
    last_hour: time = time(19)
    reminder: str = REMINDER_TEXT
    cancelled: str = CANCELLED_TEXT
    moved: str = MOVED_TEXT
    offer: str = OFFER_TEXT
    phone: str = ""
    is_logged_only: bool = False
    mail: MailSettings | None = None
    gateway: GatewaySettings | None = None


@dataclass(frozen=True, slots=True)
class WorkshopSettings:
    """How workshops are run.

    Attributes:
        offer_hours: Hours for which a seat is kept for somebody on the waiting list.
    """

    offer_hours: int = 24


@dataclass(frozen=True, slots=True)
class DatedFolder:
    """A folder of copies, each erased some days after it was written."""

    path: Path
    days: int


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How one server runs.

    Attributes:
        folder: Data folder: keys, SQLite database, ledger.
        url: Address of a PostgreSQL database; empty for SQLite in the folder.
        city: Insee code of the city, which leads every key of the database.
        demo: Whether this is a demo city: only demo kiosks may belong to it.
        body_s: Seconds in which the body of a request must have come.
        next_sync_s: Seconds between two exchanges of a kiosk.
        lease_share: Part of a mediator's day that one machine may hold, 0 to 1.
        sell_days: Days after which a machine stops selling what it holds.
        n_numbers: Size of a machine's pool of numbers.
        chores_s: Seconds between two rounds of reminders and erasures.
        reminders: What is said to people.
        workshops: How workshops are run.
        licence: Licence of the open data.
        copies: Folders of backups and exports whose files are erased by date.
        password_cost: What a look at a password costs whoever tries.
    """

    folder: Path
    url: str = ""
    city: str = ROUBAIX
    demo: bool = False
    body_s: float = 30.0
    next_sync_s: int = NEXT_SYNC_S
    lease_share: float = 0.4
    sell_days: int = 14
    n_numbers: int = 60
    chores_s: float = 60.0
    reminders: ReminderSettings = field(default_factory=ReminderSettings)
    workshops: WorkshopSettings = field(default_factory=WorkshopSettings)
    licence: OpenLicence = OpenLicence.ETALAB
    copies: tuple[DatedFolder, ...] = ()
    password_cost: Parameters = field(default_factory=lambda: RFC_9106_LOW_MEMORY)
