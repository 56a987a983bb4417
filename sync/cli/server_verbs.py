# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs of the city: serving, inviting machines, its board."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import REFUSED
from kiosk.foundation.errors import ConfigInvalid
from sync.cli.parser import say, shown_time, warn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    import uvicorn
    from litestar import Litestar

    from sync.server.city import City

_VERDICT_WORDS = {
    "accepted": "acceptés",
    "duplicate": "reçus deux fois",
    "refused": "refusés",
    "damaged": "abîmés",
}
_PORTS = range(1, 65_536)
# Who holds the one writer's turn lets others run Python at each statement, and then waits for
# them: a millisecond at most, where Python's own default is five.
SWITCH_S = 0.001


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs to the command line."""
    serve = subparsers.add_parser("serve", help="faire tourner le serveur de la ville")
    serve.add_argument("--port", required=True, type=_port, metavar="N", help="port d’écoute")
    serve.add_argument("--host", default="127.0.0.1", metavar="ADRESSE", help="adresse d’écoute")
    serve.add_argument("--demo", action="store_true", help="serveur de démonstration")
    _database(serve).set_defaults(run=run_serve)

    invite = subparsers.add_parser("invite", help="faire un code à usage unique")
    invite.add_argument("--centre", required=True, metavar="CODE", help="code du centre")
    invite.add_argument("--role", choices=("borne", "poste"), default="borne", help="rôle")
    invite.add_argument("--name", default="", metavar="NOM", help="nom dans la console")
    invite.add_argument("--url", default="", metavar="URL", help="adresse à mettre dans le QR")
    _database(invite).set_defaults(run=run_invite)

    revoke = subparsers.add_parser("revoke", help="refuser une machine à partir de maintenant")
    revoke.add_argument("device", metavar="MACHINE", help="identifiant de la machine")
    _database(revoke).set_defaults(run=run_revoke)

    board = subparsers.add_parser("board", help="le tableau des quartiers")
    verbs = board.add_subparsers(dest="board_verb", required=True, metavar="VERBE")
    load = verbs.add_parser("import", help="entrer un fichier .csv ou .ics")
    load.add_argument("file", type=Path, metavar="FICHIER")
    _database(load).set_defaults(run=run_board_import)


def _check_address(host: str, port: int) -> None:
    """Refuse, in French, an address that the server could not take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise ConfigInvalid(
            f"L’adresse {host}:{port} n’est pas libre, ou n’est pas à cette machine. "
            "Arrêtez le programme qui s’en sert, ou choisissez --port et --host."
        ) from error


def http_config(app: Litestar, host: str, port: int) -> uvicorn.Config:
    """Return how the server speaks HTTP: no header of its own, as an exchange is counted in bytes.

    Args:
        app: The application.
        host: Address on which to listen.
        port: Port on which to listen.
    """
    import uvicorn

    return uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
    )


def run_serve(args: argparse.Namespace) -> int:
    """Serve until a signal; one server a data folder."""
    import uvicorn

    from kiosk.foundation.folder_lock import FolderLock
    from sync.server.app import build_app
    from sync.server.chores import chores_beside

    lock = FolderLock(args.data)
    lock.acquire()
    try:
        _check_address(args.host, args.port)
        with _city(args, demo=args.demo) as city:
            app = build_app(city)
            config = http_config(app, args.host, args.port)
            say(f"Serveur de la ville : http://{args.host}:{args.port}")
            say(f"Console : http://{args.host}:{args.port}/console")
            # What is there now stays to the end: no collection needs to look at it again.
            gc.collect()
            gc.freeze()
            sys.setswitchinterval(SWITCH_S)
            server = uvicorn.Server(config)
            with chores_beside(city), closing(app.state.exports):
                server.run()
            return 0 if server.started else REFUSED
    finally:
        lock.release()


def run_invite(args: argparse.Namespace) -> int:
    """Make a code and print it with the text of its QR."""
    from sync.codes import qr_text
    from sync.server.enrolment import invite
    from sync.translation import instant

    with _city(args) as city:
        issued = invite(city, args.centre, args.role, name=args.name)
    say(issued.code)
    say(f"QR : {qr_text(args.url, issued.code)}")
    warn(f"Pour {issued.name}, une seule fois, jusqu’au {shown_time(instant(issued.expires))}.")
    return 0


def run_revoke(args: argparse.Namespace) -> int:
    """Refuse a machine from now on."""
    from sync.server.enrolment import revoke

    with _city(args) as city:
        revoke(city, args.device)
    say("révoquée")
    return 0


def run_board_import(args: argparse.Namespace) -> int:
    """Enter a file into the board."""
    from sync.server.board_file import import_board

    with _city(args) as city:
        n_changed = import_board(city, args.file)
    say(f"éléments du tableau changés : {n_changed}")
    return 0


def status_of_city(args: argparse.Namespace) -> int:
    """Say how the city's server stands."""
    from sync.server.reports import unreconciled
    from sync.signing import shown_fingerprint
    from sync.translation import instant

    with _city(args) as city:
        with city.database.transaction() as unit:
            machines = unit.fleet.machines()
            cases = unit.cases.all_open()
            counts = unit.records.counts()
            n_kept = unit.records.n_aside()
            n_aside = unit.visit_objects.n_aside()
        differing = unreconciled(city)
    say(f"machines : {len(machines)}")
    for machine in machines:
        last = machine.last_exchange
        shown = "jamais" if last is None else shown_time(instant(last))
        say(f"  {machine.device} {machine.centre} {machine.name} : dernier échange {shown}")
        say(f"    empreinte de la clé : {shown_fingerprint(bytes.fromhex(machine.public_key))}")
        content, problem = (machine.health.get(one, "") for one in ("content", "content_problem"))
        if content:
            say(f"    contenu : {content}{f', refusé : {problem}' if problem else ''}")
    say(f"cas ouverts : {len(cases)}")
    for verdict, n in sorted(counts.items()):
        say(f"enregistrements {_VERDICT_WORDS.get(verdict, verdict)} : {n}")
    say(f"fiches à part, en double ou d’une date à venir : {n_aside}")
    say(f"contenus illisibles ou en conflit, gardés sans compter : {n_kept}")
    if differing:
        warn(f"des totaux ne concordent pas : {differing}")
        return REFUSED
    return 0


@contextmanager
def open_for_verb(args: argparse.Namespace) -> Iterator[City]:
    """Open the city of a folder for one verb; the server may run beside it."""
    with _city(args) as city:
        yield city


@contextmanager
def _city(args: argparse.Namespace, *, demo: bool | None = None) -> Iterator[City]:
    from kiosk.foundation.clock import SystemClock
    from sync.server.config import ServerSettings
    from sync.server.opening import open_city
    from sync.server.settings_file import with_city_file

    settings = with_city_file(ServerSettings(folder=args.data, url=args.db, demo=bool(demo)))
    city = open_city(settings, SystemClock())
    try:
        yield city
    finally:
        city.close()


def _database(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument(
        "--db", default="", metavar="URL", help="base PostgreSQL ; SQLite du dossier sinon"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in _PORTS:
        import argparse

        raise argparse.ArgumentTypeError("un port de 1 à 65535 est attendu")
    return int(text)
