# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `dump`: the rows of a table as JSON lines, even while the kiosk runs."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.cli.parser import WRONG_USE

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `dump` to the command line."""
    parser = subparsers.add_parser(
        "dump", help="montrer les lignes d’une table, sans champ personnel"
    )
    parser.add_argument("table", metavar="TABLE", help="nom de la table")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the rows of `args.table` and return the exit code."""
    from kiosk.storage.dump import rows_of, table_names
    from kiosk.wiring import open_for_reading

    names = table_names()
    if args.table not in names:
        sys.stderr.write(f"La table « {args.table} » n’existe pas ; choix : {', '.join(names)}.\n")
        return WRONG_USE
    with closing(open_for_reading(args.data)) as database:
        for row in rows_of(database, args.table):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0
