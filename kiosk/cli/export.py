# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `export`: a file of visits or of sessions for a period, of this machine."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.cli.parser import day, file_path
from kiosk.domain.periods import french_days

if TYPE_CHECKING:
    import argparse

    from kiosk.services.exports import ExportReport, Order


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `export` to the command line."""
    parser = subparsers.add_parser("export", help="écrire les accompagnements d’une période")
    parser.add_argument(
        "--from",
        dest="first",
        required=True,
        type=day,
        metavar="DAY",
        help="premier jour, comme 2026-10-01 ou 01/10/2026",
    )
    parser.add_argument(
        "--to",
        dest="last",
        required=True,
        type=day,
        metavar="DAY",
        help="dernier jour, compris",
    )
    parser.add_argument(
        "--format",
        required=True,
        choices=(
            *("csv", "xlsx", "ods", "coop", "saisie", "statistiques", "rapport"),
            *("financeurs", "donnees-ouvertes"),
        ),
        help="csv, xlsx ou ods : tableau détaillé ; coop : La Coop de la médiation ; "
        "saisie : feuille à recopier ; statistiques ; rapport : rapport mensuel ; "
        "financeurs : ville et financeurs, donnees-ouvertes : données ouvertes, d’un mois, "
        "d’un trimestre ou d’une année finie, qui une fois fait ne change plus",
    )
    parser.add_argument(
        "--out", required=True, type=file_path, metavar="FILE", help="fichier à écrire"
    )
    parser.add_argument(
        "--what",
        choices=("accompagnements", "passages"),
        default="accompagnements",
        help="ce qu’est une ligne ; les passages n’existent qu’en csv",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the file that `args` ask for and return the exit code."""
    from kiosk.domain.periods import Period
    from kiosk.exports.registry import ExportKind, refuse_other_ending
    from kiosk.services.backups import refuse_inside
    from kiosk.services.exports import Exported, Order
    from kiosk.services.staff import StaffRole
    from kiosk.wiring import build_kiosk

    period = Period(args.first, args.last)
    refuse_inside(args.data, args.out)
    what = Exported(args.what)
    order = Order(ExportKind(args.format), StaffRole.TECHNICIAN, what)
    refuse_other_ending(order.kind, args.out)
    with closing(build_kiosk(args.data)) as kiosk:
        if order.kind.for_outsiders:
            report = kiosk.publications.export(period, order, args.out)
        else:
            titles = {one.walkthrough_id: one.title for one in kiosk.walkthroughs.cards("fr")}
            report = kiosk.exports.export(period, order, args.out, walkthrough_titles=titles)
    sys.stdout.write(f"{_held(report, order)} · {period.title()} · {report.coverage.title()}\n")
    if report.path != args.out:
        sys.stdout.write(f"{args.out} est un autre fichier : écrit dans {report.path}\n")
    missing = report.coverage.missing_days
    sys.stdout.write(f"Jours sans donnée : {french_days(missing) if missing else 'aucun'}\n")
    return 0


def _held(report: ExportReport, order: Order) -> str:
    """Return what was written: the rows of that file and the people of whom they tell."""
    from kiosk.exports.registry import held_words
    from kiosk.services.exports import Exported

    if order.what is Exported.SESSIONS:
        return f"{report.n_rows} passage{'s' if report.n_rows > 1 else ''}"
    return held_words(report.kind, report.n_rows, report.n_people)
