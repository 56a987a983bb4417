# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `export`: one file of the network's figures, noted as the console notes its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import day
from kiosk.foundation.errors import Refused
from sync.cli.parser import say
from sync.cli.server_verbs import open_for_verb

if TYPE_CHECKING:
    import argparse

    from sync.server.city import City
    from sync.server.export_writer import MadeFile, Wanted

_FORMATS = (
    *("csv", "xlsx", "ods", "coop", "saisie", "statistiques", "rapport"),
    *("financeurs", "donnees-ouvertes"),
)


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `export` to the command line."""
    export = subparsers.add_parser("export", help="exporter la fréquentation du réseau")
    export.add_argument("--from", dest="first", required=True, type=day, metavar="JOUR")
    export.add_argument("--to", dest="last", required=True, type=day, metavar="JOUR")
    export.add_argument(
        "--format",
        choices=_FORMATS,
        required=True,
        help="csv, xlsx ou ods : tableau détaillé ; coop : La Coop de la médiation ; "
        "saisie : feuille à recopier ; statistiques ; rapport : rapport mensuel ; "
        "financeurs : ville et financeurs, donnees-ouvertes : données ouvertes, d’un mois, "
        "d’un trimestre ou d’une année finie, qui une fois fait ne change plus",
    )
    export.add_argument("--centre", default="", metavar="CODE", help="un seul centre")
    export.add_argument("--out", required=True, type=Path, metavar="FICHIER")
    export.add_argument(
        "--db", default="", metavar="URL", help="base PostgreSQL ; SQLite du dossier sinon"
    )
    export.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write a file, whole or not at all, and note it in the journal of the city."""
    from kiosk.domain.periods import Period
    from kiosk.exports.registry import ExportKind, held_words, refuse_other_ending
    from kiosk.services.backups import refuse_inside
    from sync.server.export_writer import Wanted, write_export
    from sync.server.journal import AT_SERVER, note

    wanted = Wanted(ExportKind(args.format), Period(args.first, args.last), args.centre)
    refuse_inside(args.data, args.out)
    refuse_other_ending(wanted.kind, args.out)
    with open_for_verb(args) as city:
        _refuse_other_centres(city, wanted)

        def noted(made: MadeFile) -> None:
            with city.database.transaction() as unit:
                told = {"kind": wanted.kind.value, **wanted.asked(), **made.noted()}
                note(city, unit, AT_SERVER, "export_made", "", **told)

        made = write_export(city, wanted, args.out, note=noted)
    held = held_words(wanted.kind, made.n_rows, made.n_people)
    say(f"{args.out} : {held} · {wanted.period.title()} · {made.scope}")
    say(made.lacks)
    say(f"SHA-256 : {made.sha256}")
    return 0


def _refuse_other_centres(city: City, wanted: Wanted) -> None:
    """Refuse a centre that the city does not have: its file would be empty and look true."""
    from kiosk.exports.registry import AUDIENCES

    if not wanted.centre:
        return
    if wanted.kind in AUDIENCES:
        raise Refused("tables_are_of_the_network")
    with city.database.transaction() as unit:
        known = sorted(card.code for card in unit.fleet.centres())
    if wanted.centre not in known:
        raise Refused("centre_not_here", known=", ".join(known) or "aucun")
