# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content lint`: what an author has to mend, as text, JSON or SARIF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import REFUSED, day
from kiosk.foundation.clock import SystemClock, paris_day
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from kiosk.content.linter import Beside, LintReport
    from kiosk.content.problems import ContentProblem


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `lint` to the verbs of `content`."""
    parser = subparsers.add_parser("lint", help="vérifier des parcours ; 1 s’il y a une erreur")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="dossier de parcours")
    parser.add_argument(
        "--format", choices=("text", "json", "sarif"), default="text", help="forme du résultat"
    )
    parser.add_argument("--date", type=day, metavar="JOUR", help="comme si c’était ce jour-là")
    parser.add_argument(
        "--against", type=Path, metavar="DIR", help="les parcours tels qu’ils étaient avant"
    )
    parser.add_argument(
        "--sheets", type=Path, metavar="DIR", help="les fiches de Service-Public d’aujourd’hui"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what is wrong; 1 when something must be corrected."""
    from kiosk.content.linter import Beside

    reports = reports_of(args.paths, Beside(args.against, args.sheets), args.date)
    problems = [problem for report in reports for problem in report.problems]
    n_errors = sum(problem.is_error for problem in problems)
    n_walkthroughs = sum(len(report.paths) for report in reports)
    match args.format:
        case "json":
            rows = list(map(_row, problems))
            whole = {"walkthroughs": n_walkthroughs, "errors": n_errors, "problems": rows}
            print(json.dumps(whole, ensure_ascii=False, indent=1))
        case "sarif":
            from kiosk.content.packs.manifest import PROGRAM_VERSION
            from kiosk.content.sarif import sarif

            print(json.dumps(sarif(problems, PROGRAM_VERSION), ensure_ascii=False, indent=1))
        case _:
            for problem in problems:
                print(problem.sentence())
            n_warnings = len(problems) - n_errors
            told = counted(n_errors, "erreur"), counted(n_warnings, "avertissement")
            print(f"{n_walkthroughs} parcours, {', '.join(told)}")
    return REFUSED if n_errors else 0


def counted(n: int, noun: str) -> str:
    """Return `n` things in French, where nothing and one are singular."""
    return f"{n} {noun}{'s' if n > 1 else ''}"


def reports_of(paths: list[Path], beside: Beside, today: date | None = None) -> list[LintReport]:
    """Return what checking each of `paths` gives, today when no day is told.

    Raises:
        ContentUnreadable: If one of them, or what it is compared with, is no folder.
    """
    from kiosk.content.linter import lint

    refuse_missing([*paths, *filter(None, (beside.against, beside.sheets))])
    on = today or paris_day(SystemClock().now_utc())
    return [lint(path, on, beside) for path in paths]


def refuse_missing(paths: list[Path]) -> None:
    """Refuse the first of `paths` that is no folder.

    Raises:
        ContentUnreadable: With a sentence that names it.
    """
    missing = [path for path in paths if not path.is_dir()]
    if missing:
        raise ContentUnreadable(f"{missing[0]} n’est pas un dossier de parcours.")


def _row(problem: ContentProblem) -> dict[str, str | int]:
    return {
        "file": problem.file,
        "line": problem.line,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
    }
