# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content test`: plays tests.yaml and tells which branches it takes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.content_lint import counted, reports_of
from kiosk.cli.parser import REFUSED

if TYPE_CHECKING:
    import argparse

    from kiosk.content.path_tests import PathReport


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `test` to the verbs of `content`."""
    parser = subparsers.add_parser(
        "test", help="jouer tests.yaml ; 1 si un chemin ne va pas comme dit"
    )
    parser.add_argument(
        "paths",
        nargs="+",
        type=_folder,
        metavar="PATH",
        help="dossier de parcours, ou nom d’un parcours de la borne",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Play the ways; 1 when one goes elsewhere, or a branch is taken by none."""
    from kiosk.content.linter import NOTHING_BESIDE

    reports = reports_of(args.paths, NOTHING_BESIDE)
    has_failed = False
    for report in reports:
        for problem in report.problems:
            if problem.code.startswith("E60") or (problem.is_error and not report.paths):
                print(problem.sentence())
                has_failed = True
        for name, path_report in report.paths.items():
            print(_path_line(name, path_report))
    if not any(report.paths for report in reports):
        print("aucun parcours ne peut être joué : voir « content lint »", file=sys.stderr)
        return REFUSED
    return REFUSED if has_failed else 0


def _folder(text: str) -> Path:
    """Return the folder written, else that of the walkthrough of this name that ships."""
    from kiosk.content.layout import STRUCTURE_FILE
    from kiosk.foundation.resources import asset_path

    shipped = asset_path("content", text)
    is_name = text == Path(text).name and (shipped / STRUCTURE_FILE).is_file()
    return shipped if is_name and not Path(text).exists() else Path(text)


def _path_line(name: str, report: PathReport) -> str:
    n_covered, n_branches = len(report.covered), len(report.branches)
    return (
        f"{name} : {counted(report.n_paths, 'chemin')}, {report.n_failed} faux, "
        f"branches prises {n_covered} sur {n_branches}"
    )
