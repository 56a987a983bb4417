# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verbs of the directory of places: enter a file, list what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.cli.parser import say, warn
from sync.cli.server_verbs import open_for_verb

if TYPE_CHECKING:
    import argparse

_TOLD = 50


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `places` and its own verbs to the command line."""
    places = subparsers.add_parser("places", help="l’annuaire des lieux où orienter")
    verbs = places.add_subparsers(dest="places_verb", required=True, metavar="VERBE")
    load = verbs.add_parser("import", help="remplacer l’annuaire par un fichier du schéma national")
    load.add_argument("file", type=Path, metavar="FICHIER", help="fichier .csv ou .json")
    _database(load).set_defaults(run=run_import)
    listed = verbs.add_parser("list", help="les lieux de l’annuaire")
    _database(listed).set_defaults(run=run_list)


def run_import(args: argparse.Namespace) -> int:
    """Enter a file; tell each line that was left aside or lost a field."""
    from sync.server.places import MAX_SENT, import_places

    with open_for_verb(args) as city:
        done = import_places(city, args.file)
    for told in (done.file.refused, done.file.remarks):
        for one in told[:_TOLD]:
            warn(f"ligne {one.line} : {one.sentence}")
        if len(told) > _TOLD:
            warn(f"et {len(told) - _TOLD} autres lignes")
    n_places = len(done.file.places)
    if not done.is_new:
        say(f"{n_places} lieux : l’annuaire était déjà celui-ci, rien n’a changé.")
        return 0
    say(f"{n_places} lieux dans l’annuaire, {len(done.file.refused)} lignes refusées.")
    if done.n_sent < n_places:
        say(f"Les machines reçoivent les {MAX_SENT} plus proches de la ville.")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """List the directory; what is older than a year is marked."""
    from kiosk.domain.places import read_place
    from kiosk.foundation.clock import paris_day

    with open_for_verb(args) as city:
        today = paris_day(city.clock.now_utc())
        with city.database.transaction() as unit:
            told = unit.places.fields()
    for fields in told:
        place = read_place(fields).place
        old = ", à vérifier" if place.is_old(today) else ""
        hours = "" if place.hours else ", horaires à vérifier"
        say(f"{place.place_id} : {place.name}, {place.commune} ({place.info_date}{old}){hours}")
    say(f"{len(told)} lieux")
    return 0


def _database(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument(
        "--db", default="", metavar="URL", help="base PostgreSQL ; SQLite du dossier sinon"
    )
    return parser
