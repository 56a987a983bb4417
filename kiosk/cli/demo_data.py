# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `demo-data`: an invented past, and the demonstration's centre."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.cli.parser import number_between

if TYPE_CHECKING:
    import argparse

_MOST_SESSIONS = 1_000_000
_ROLE_WORDS = {
    "mediator": "médiation",
    "volunteer": "bénévole",
    "coordinator": "coordination",
    "technician": "technique",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `demo-data` to the command line."""
    parser = subparsers.add_parser("demo-data", help="remplir un dossier de démonstration")
    parser.add_argument(
        "--sessions", required=True, type=_count, metavar="N", help="passages à inventer, 0 ou plus"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="même graine le même jour, mêmes lignes"
    )
    parser.add_argument(
        "--centre",
        action="store_true",
        help="marquer le dossier DÉMONSTRATION, créer centre et agenda, afficher les codes",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Fill the folder of `args` and return the exit code."""
    from kiosk.wiring import build_kiosk

    with closing(build_kiosk(args.data)) as kiosk:
        people = kiosk.demo.set_up_centre() if args.centre else ()
        report = kiosk.demo.fill(args.sessions, args.seed)
    for person in people:
        sys.stdout.write(f"Code {_ROLE_WORDS[person.role]} : {person.pin}\n")
    sys.stdout.write(f"{report.n_sessions} passages, {report.n_visits} accompagnements inventés\n")
    return 0


def _count(text: str) -> int:
    return number_between(text, 0, _MOST_SESSIONS)
