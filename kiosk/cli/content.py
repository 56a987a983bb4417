# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content`: check, play and stamp the walkthroughs; search is beside it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli import (
    content_diff,
    content_import_dila,
    content_install,
    content_pack,
    content_search,
)
from kiosk.foundation.clock import SystemClock, paris_day
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    import argparse

    from kiosk.content.linter import LintReport
    from kiosk.content.path_tests import PathReport

REFUSED = 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `content` and its own verbs to the command line."""
    parser = subparsers.add_parser("content", help="vérifier et chercher les parcours")
    verbs = parser.add_subparsers(dest="content_verb", required=True, metavar="VERBE")
    lint = verbs.add_parser("lint", help="vérifier des parcours ; 1 s’il y a une erreur")
    lint.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="dossier de parcours")
    lint.add_argument(
        "--format", choices=("text", "json"), default="text", help="forme du résultat"
    )
    test = verbs.add_parser("test", help="jouer tests.yaml ; 1 si un chemin ne va pas comme dit")
    test.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="dossier de parcours")
    stamp = verbs.add_parser("stamp", help="noter que les traductions suivent le français")
    stamp.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="dossier de parcours")
    content_search.add_parser(verbs)
    content_import_dila.add_parser(verbs)
    content_diff.add_parser(verbs)
    content_pack.add_parser(verbs)
    content_install.add_parser(verbs)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do the verb of `args` and return the exit code."""
    match args.content_verb:
        case "lint":
            return _lint(args.paths, as_json=args.format == "json")
        case "test":
            return _test(args.paths)
        case _:
            return _stamp(args.paths)


def _reports(paths: list[Path]) -> list[LintReport]:
    from kiosk.content.linter import lint

    _refuse_missing(paths)
    today = paris_day(SystemClock().now_utc())
    return [lint(path, today) for path in paths]


def _refuse_missing(paths: list[Path]) -> None:
    missing = [path for path in paths if not path.is_dir()]
    if missing:
        raise ContentUnreadable(f"{missing[0]} n’est pas un dossier de parcours.")


def _lint(paths: list[Path], *, as_json: bool) -> int:
    reports = _reports(paths)
    problems = [problem for report in reports for problem in report.problems]
    n_errors = sum(problem.is_error for problem in problems)
    n_walkthroughs = sum(len(report.paths) for report in reports)
    if as_json:
        rows = [
            {
                "file": problem.file,
                "line": problem.line,
                "code": problem.code,
                "severity": problem.severity.value,
                "message": problem.message,
            }
            for problem in problems
        ]
        whole = {"walkthroughs": n_walkthroughs, "errors": n_errors, "problems": rows}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem.sentence())
        n_warnings = len(problems) - n_errors
        print(f"{n_walkthroughs} parcours, {n_errors} erreurs, {n_warnings} avertissements")
    return REFUSED if n_errors else 0


def _test(paths: list[Path]) -> int:
    reports = _reports(paths)
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


def _path_line(name: str, report: PathReport) -> str:
    n_covered, n_branches = len(report.covered), len(report.branches)
    return (
        f"{name} : {report.n_paths} chemins, {report.n_failed} faux, "
        f"branches prises {n_covered} sur {n_branches}"
    )


def _stamp(paths: list[Path]) -> int:
    from kiosk.content.stamping import stamp_translations

    _refuse_missing(paths)
    for path in paths:
        for written in stamp_translations(path):
            print(written)
    return 0
