# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `doctor`: what a technician should know of a machine, one line each.

Looks only, so it works beside a running kiosk. Exit code 1 if something is broken; what is
merely weak is said and does not fail.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.cli.doctor_sound import sound_findings
from kiosk.cli.doctor_voices import voice_findings
from kiosk.cli.parser import REFUSED, sentence_of
from kiosk.foundation.clock import PARIS
from kiosk.foundation.errors import KioskError
from kiosk.foundation.platform import has_web_view, is_superuser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.foundation.secrets import Secrets
    from kiosk.foundation.settings import Settings
    from kiosk.services.keys import DatabaseKeys
    from kiosk.storage.engine import Database

GOOD, WEAK, BROKEN = "bon", "attention", "panne"
_LITTLE_ROOM_BYTES = 500_000_000
_NO_ROOM_BYTES = 50_000_000
_PRINTERS_TIMEOUT_S = 5
_STORES = {
    "keyring": (GOOD, "coffre à secrets de la session"),
    "credential": (GOOD, "secret donné par systemd"),
    "file": (WEAK, "simple fichier : qui copie le dossier lit la base (docs/operations.md)"),
    "memory": (WEAK, "mémoire : rien ne survit à l’arrêt"),
}
_BARS = {
    "": (GOOD, "peut tenir des créneaux"),
    "canary_pending": (WEAK, "pas de créneaux avant un premier redémarrage réussi"),
    "folder_not_durable": (WEAK, "pas de créneaux : le dossier n’est pas sur un disque durable"),
}
_DOUBTS = {
    "": (GOOD, "l’horloge est crue"),
    "back": (WEAK, "l’horloge a reculé : un médiateur doit confirmer la date"),
    "ahead": (WEAK, "l’horloge a sauté en avant : un médiateur doit confirmer la date"),
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `doctor` to the command line."""
    parser = subparsers.add_parser(
        "doctor", help="dire l’état de la machine ; 1 s’il y a une panne"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Say everything and return the exit code."""
    n_broken = 0
    for state, what, said in _findings(args.data):
        sys.stdout.write(f"{state} : {what} : {said}\n")
        n_broken += state == BROKEN
    return REFUSED if n_broken else 0


def _findings(folder: Path) -> Iterator[tuple[str, str, str]]:
    from kiosk.foundation.secrets import open_secrets
    from kiosk.foundation.settings import Settings, load_settings
    from kiosk.services.keys import DatabaseKeys

    try:
        settings = load_settings(folder)
        yield GOOD, "réglages", "lus"
    except KioskError as error:
        settings = Settings()
        yield BROKEN, "réglages", sentence_of(error)
    yield _disk(folder)
    yield _printers(settings)
    yield from sound_findings(settings)
    yield _camera()
    yield _web_view(settings)
    yield from _set_aside(folder)
    yield from _content(folder)
    yield from voice_findings(folder)
    if not (folder / "kiosk.db").exists():
        yield WEAK, "base", "pas encore de base : lancez la borne une fois"
        return
    try:
        secrets = open_secrets(folder)
        keys = DatabaseKeys(folder, secrets)
        keys.key()
    except KioskError as error:
        yield BROKEN, "coffre", sentence_of(error)
        return
    state, said = _STORES[secrets.strength()]
    yield state, "coffre", said
    if keys.is_recoverable:
        yield GOOD, "clé de secours", "la ville peut rouvrir cette base"
    else:
        yield WEAK, "clé de secours", "aucune avant l’inscription : pas de champ personnel accepté"
    yield from _database(folder, settings, secrets=secrets, keys=keys)


def _database(
    folder: Path, settings: Settings, *, secrets: Secrets, keys: DatabaseKeys
) -> Iterator[tuple[str, str, str]]:
    from kiosk.wiring import open_for_reading

    try:
        with closing(open_for_reading(folder, secrets)) as database:
            faults = database.damage()
            if faults:
                yield BROKEN, "base", f"abîmée ({len(faults)} pages) : relancez la borne"
                return
            yield GOOD, "base", "chaque page est saine"
            yield from _machine(database, settings, folder=folder, keys=keys)
    except KioskError as error:
        yield BROKEN, "base", sentence_of(error)


def _machine(
    database: Database, settings: Settings, *, folder: Path, keys: DatabaseKeys
) -> Iterator[tuple[str, str, str]]:
    from kiosk.foundation.clock import SystemClock
    from kiosk.foundation.events import EventBus
    from kiosk.services.device import DeviceService, Place, Role
    from kiosk.services.outbox import OutboxService
    from kiosk.services.queue import QueueService
    from kiosk.services.staff import StaffService

    clock, bus = SystemClock(), EventBus()
    place = Place(
        folder,
        Role(settings.machine.role),
        timedelta(days=settings.clock.longest_gap_days),
    )
    device = DeviceService(database, clock, bus, place=place, keys=keys)
    identity = device.identity()
    yield (
        (GOOD, "inscription", f"inscrite sous {identity.device_id}")
        if identity.enrolled
        else (WEAK, "inscription", "pas encore inscrite auprès de la ville")
    )
    if identity.demo:
        yield WEAK, "démonstration", "ce dossier ne sert qu’à montrer"
    doubt, doubt_said = _DOUBTS[device.clock_trust().doubt.value]
    yield doubt, "horloge", doubt_said
    bar, bar_said = _BARS[device.lease_bar().value]
    yield bar, "rendez-vous", bar_said
    roles = StaffService(database, clock, bus).roles()
    yield (
        (GOOD, "codes", ", ".join(sorted(role.value for role in roles)))
        if roles
        else (WEAK, "codes", "aucun code : donnez-en avec « admin pin »")
    )
    queue = OutboxService(database, clock, bus).status()
    sent = (
        "jamais"
        if queue.last_sent_utc is None
        else f"le {queue.last_sent_utc.astimezone(PARIS):%d/%m/%Y à %H h %M}"
    )
    yield GOOD, "file vers la ville", f"{queue.n_pending} en attente, dernier échange {sent}"
    if queue.n_refused:
        yield WEAK, "file vers la ville", f"{queue.n_refused} refusés : à regarder avec la ville"
    if queue.rights_problem:
        yield WEAK, "rendez-vous", "droits illisibles pour la ville : mettez cette machine à jour"
    twins = QueueService(database, clock, bus).twin_numbers()
    if twins:
        yield WEAK, "numéros", f"{twins[0]} est aussi donné ailleurs : réglez machine.letter"


def _disk(folder: Path) -> tuple[str, str, str]:
    place = next(path for path in (folder, *folder.resolve().parents) if path.exists())
    free = shutil.disk_usage(place).free
    said = f"{free // 1_000_000} Mo libres"
    if free < _NO_ROOM_BYTES:
        return BROKEN, "disque", said
    return (WEAK if free < _LITTLE_ROOM_BYTES else GOOD), "disque", said


def _printers(settings: Settings) -> tuple[str, str, str]:
    program = shutil.which("lpstat")
    if program is None:
        return WEAK, "imprimante", "le système d’impression CUPS manque"
    try:
        answer = subprocess.run(
            [program, "-e"],
            capture_output=True,
            text=True,
            timeout=_PRINTERS_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return WEAK, "imprimante", "le système d’impression ne répond pas"
    queues = answer.stdout.split()
    if settings.printing.queue and settings.printing.queue not in queues:
        return BROKEN, "imprimante", f"la file « {settings.printing.queue} » n’existe pas"
    if not queues:
        return WEAK, "imprimante", "aucune file : les numéros s’affichent en grand"
    return GOOD, "imprimante", ", ".join(queues)


def _web_view(settings: Settings) -> tuple[str, str, str]:
    if not settings.browser.enabled:
        return WEAK, "sites officiels", "fermés par les réglages : le guide seul"
    if not has_web_view():
        return WEAK, "sites officiels", "PySide6-Addons manque (locks/web.txt) : le guide seul"
    if is_superuser():
        return WEAK, "sites officiels", "fermés à root : lancez la borne avec un compte ordinaire"
    return GOOD, "sites officiels", "s’ouvrent à côté du guide"


def _content(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Say which pack serves, and what was last refused."""
    from kiosk.content.packs.faults import sentence_of_fault
    from kiosk.content.packs.store import PackStore
    from kiosk.services.content_packs import FOLDER_NAME

    store = PackStore(folder / FOLDER_NAME)
    state = store.state()
    signed = store.manifest(state.active)
    if signed is not None:
        manifest = signed.manifest
        if store.is_whole(state.active):
            yield GOOD, "démarches", f"paquet {manifest.id} {manifest.version}"
        else:
            yield WEAK, "démarches", f"paquet {manifest.id} {manifest.version} abîmé"
    else:
        yield GOOD, "démarches", "celles du programme"
    if state.refusal is not None:
        said = sentence_of_fault(state.refusal.fault, state.refusal.detail)
        yield WEAK, "paquet refusé", said


def _camera() -> tuple[str, str, str]:
    from kiosk.foundation.platform import has_camera, has_camera_packages

    if not has_camera_packages():
        return WEAK, "caméra", "PySide6-Addons manque : les carrés se lisent au lecteur à main"
    if not has_camera():
        return WEAK, "caméra", "aucune : les carrés se lisent au lecteur à main"
    return GOOD, "caméra", "lit les carrés des tickets et des résumés"


def _set_aside(folder: Path) -> Iterator[tuple[str, str, str]]:
    from kiosk.services.opening import REPORT_NAME, SET_ASIDE_NAME

    for path in sorted((folder / SET_ASIDE_NAME).glob(f"*/{REPORT_NAME}")):
        try:
            report = json.loads(path.read_bytes())
            said = f"{report['n_read']} lignes sauvées, {report['n_holes']} trous"
        except (OSError, ValueError, KeyError):
            said = "rapport illisible"
        yield WEAK, "base mise de côté", f"{path.parent.name} : {said}"
