# SPDX-License-Identifier: AGPL-3.0-or-later
"""`city.toml` of the server's folder, read strictly: an unknown key or a bad value is refused.

Every key is told in docs/operations.md.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from kiosk.exports.licences import LICENCES, OpenLicence
from kiosk.foundation.errors import ConfigInvalid
from sync.server.config import (
    CANCELLED_TEXT,
    MOVED_TEXT,
    OFFER_TEXT,
    REMINDER_TEXT,
    DatedFolder,
    GatewaySettings,
    MailSettings,
    ReminderSettings,
    ServerSettings,
    WorkshopSettings,
)
from sync.server.connectors.sending import Channel
from sync.server.reminders_text import UNTIL_FIELD, template_fault, way_to
from sync.server.toml_faults import toml_fault

FILE_NAME: Final = "city.toml"
_MAX_DAYS: Final = 396
_PORTS: Final = range(1, 65_536)
_MAX_TIMEOUT_S: Final = 120
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_MAX_PHONE: Final = 14
_OFFER_HOURS: Final = range(2, 169)
_RULES: Final = {
    "reminders.days": "écrivez [1], [2] ou [2, 1]",
    "reminders.first_hour": "les heures vont de 09:00 à 19:00",
    "reminders.last_hour": "elle doit venir après first_hour",
    "reminders.phone": f"un téléphone a {_MAX_PHONE} signes au plus",
    "reminders.mail.host": "il manque le nom du serveur de courriel",
    "reminders.mail.port": "un port va de 1 à 65535",
    "reminders.mail.sender": "écrivez une adresse de courriel",
    "reminders.mail.security": "écrivez starttls ou tls ; none pour un serveur de cette machine",
    "reminders.mail.subject": "écrivez une seule ligne",
    "reminders.mail.ca_file": "ce fichier n’existe pas",
    "reminders.mail.timeout_s": f"écrivez de 1 à {_MAX_TIMEOUT_S} secondes",
    "reminders.gateway.url": "écrivez une adresse https:// (http:// pour cette machine)",
    "reminders.gateway.fields": "deux champs portent le même nom, ou un nom est vide",
    "reminders.gateway.headers": "des lettres sans accent seulement",
    "reminders.gateway.timeout_s": f"écrivez de 1 à {_MAX_TIMEOUT_S} secondes",
    "open_data.licence": f"la loi admet {' ou '.join(LICENCES)}",
    "copies.path": "choisissez un dossier à part, hors de celui du serveur",
    "copies.days": f"écrivez de 1 à {_MAX_DAYS} jours",
}


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file."""


class MailTable(_Table, frozen=True, kw_only=True):
    """How mail leaves; see `MailSettings`."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    subject: str = "Votre rendez-vous"
    user: str = ""
    password: str = ""
    ca_file: str = ""
    timeout_s: float = 20.0


class GatewayTable(_Table, frozen=True, kw_only=True):
    """How text messages leave; see `GatewaySettings`."""

    url: str
    to_field: str = "to"
    text_field: str = "text"
    key_field: str = "key"
    fields: dict[str, str] = {}
    headers: dict[str, str] = {}
    knows_keys: bool = False
    timeout_s: float = 20.0


class ReminderTable(_Table, frozen=True, kw_only=True):
    """What is said, and when; see `ReminderSettings`."""

    days: tuple[int, ...] = (1,)
    first_hour: str = "09:00"
    last_hour: str = "19:00"
    reminder: str = REMINDER_TEXT
    cancelled: str = CANCELLED_TEXT
    moved: str = MOVED_TEXT
    offer: str = OFFER_TEXT
    phone: str = ""
    log_only: bool = False
    mail: MailTable | None = None
    gateway: GatewayTable | None = None


class WorkshopTable(_Table, frozen=True, kw_only=True):
    """How workshops are run; see `WorkshopSettings`."""

    offer_hours: int = 24


class CopiesTable(_Table, frozen=True, kw_only=True):
    """A folder of backups or exports."""

    path: str
    days: int = 30


class OpenDataTable(_Table, frozen=True, kw_only=True):
    """How tables are given to everybody."""

    licence: str = OpenLicence.ETALAB.code


class CityFile(_Table, frozen=True, kw_only=True):
    """The whole file."""

    reminders: ReminderTable = ReminderTable()
    workshops: WorkshopTable = WorkshopTable()
    open_data: OpenDataTable = OpenDataTable()
    copies: list[CopiesTable] = []


def with_city_file(settings: ServerSettings) -> ServerSettings:
    """Return the settings with what the folder's file says; unchanged without a file.

    Raises:
        ConfigInvalid: If the file cannot be used; the sentence names the key.
    """
    file = settings.folder / FILE_NAME
    if not file.exists():
        return settings
    try:
        told = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), CityFile)
    except OSError as error:
        raise ConfigInvalid(f"{FILE_NAME} : le fichier ne se lit pas") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ConfigInvalid(f"{FILE_NAME} : {toml_fault(error)}") from error
    return replace(
        settings,
        reminders=_reminders(told.reminders),
        workshops=_workshops(told.workshops),
        licence=_licence(told.open_data),
        copies=tuple(_copies(one, settings.folder) for one in told.copies),
    )


def _reminders(told: ReminderTable) -> ReminderSettings:
    _check("reminders.days", bool(told.days) and set(told.days) <= {1, 2})
    first, last = _hour("first_hour", told.first_hour), _hour("last_hour", told.last_hour)
    _check("reminders.last_hour", first < last)
    # nobody's night may be disturbed, whatever a setting says
    _check("reminders.first_hour", time(9) <= first and last <= time(19))
    for name in ("reminder", "cancelled", "moved", "offer"):
        more = (UNTIL_FIELD,) if name == "offer" else ()
        fault = template_fault(getattr(told, name), *more)
        if fault:
            raise ConfigInvalid(f"{FILE_NAME}, reminders.{name} : {fault}. Corrigez ce texte.")
    _check("reminders.phone", len(told.phone) <= _MAX_PHONE)
    return ReminderSettings(
        days=tuple(sorted(set(told.days), reverse=True)),
        first_hour=first,
        last_hour=last,
        reminder=told.reminder,
        cancelled=told.cancelled,
        moved=told.moved,
        offer=told.offer,
        phone=told.phone,
        is_logged_only=told.log_only,
        mail=_mail(told.mail) if told.mail else None,
        gateway=_gateway(told.gateway) if told.gateway else None,
    )


def _workshops(told: WorkshopTable) -> WorkshopSettings:
    if told.offer_hours not in _OFFER_HOURS:
        raise ConfigInvalid(
            f"{FILE_NAME}, workshops.offer_hours : une place est gardée de {_OFFER_HOURS[0]} à "
            f"{_OFFER_HOURS[-1]} heures. Corrigez ce nombre."
        )
    return WorkshopSettings(offer_hours=told.offer_hours)


def _licence(told: OpenDataTable) -> OpenLicence:
    _check("open_data.licence", told.licence in LICENCES)
    return LICENCES[told.licence]


def _mail(told: MailTable) -> MailSettings:
    where = "reminders.mail"
    _check(f"{where}.host", bool(told.host.strip()))
    _check(f"{where}.port", told.port in _PORTS)
    way = way_to(told.sender)
    _check(f"{where}.sender", way is not None and way[0] is Channel.MAIL)
    is_open = told.security == "none"
    _check(f"{where}.security", told.security in {"starttls", "tls", "none"})
    _check(f"{where}.security", not is_open or told.host in _LOCAL)
    _check(f"{where}.subject", told.subject.isprintable())
    _check(f"{where}.ca_file", not told.ca_file or Path(told.ca_file).is_file())
    _check(f"{where}.timeout_s", 0 < told.timeout_s <= _MAX_TIMEOUT_S)
    return MailSettings(**_values(told))


def _gateway(told: GatewayTable) -> GatewaySettings:
    where = "reminders.gateway"
    try:
        address = urlsplit(told.url)
        is_local = address.hostname in _LOCAL
    except ValueError:
        address, is_local = urlsplit(""), False
    is_safe = address.scheme == "https" or (address.scheme == "http" and is_local)
    _check(f"{where}.url", is_safe and bool(address.hostname))
    names = [told.to_field, told.text_field, *filter(None, [told.key_field]), *told.fields]
    _check(f"{where}.fields", all(names) and len(set(names)) == len(names))
    words = [*told.headers, *told.headers.values()]
    _check(f"{where}.headers", all(word.isascii() and word.isprintable() for word in words))
    _check(f"{where}.timeout_s", 0 < told.timeout_s <= _MAX_TIMEOUT_S)
    return GatewaySettings(**_values(told))


def _copies(told: CopiesTable, folder: Path) -> DatedFolder:
    _check("copies.path", bool(told.path))
    path = (folder / told.path).resolve()
    # the folder of the server itself holds keys and database
    is_apart = folder.resolve() != path and path not in folder.resolve().parents
    _check("copies.path", is_apart and path != folder.resolve() / "content")
    _check("copies.days", 1 <= told.days <= _MAX_DAYS)
    return DatedFolder(path, told.days)


def _values(told: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(told, name) for name in told.__struct_fields__}


def _hour(name: str, text: str) -> time:
    try:
        found = time.fromisoformat(text)
    except ValueError as error:
        raise ConfigInvalid(f"{FILE_NAME}, reminders.{name} : une heure HH:MM") from error
    _check(f"reminders.{name}", found.tzinfo is None)
    return found


def _check(name: str, is_good: bool) -> None:  # noqa: FBT001 - the rule itself
    if not is_good:
        rule = _RULES.get(name, "cette valeur n’est pas possible")
        raise ConfigInvalid(f"{FILE_NAME}, {name} : {rule}. Corrigez cette valeur.")
