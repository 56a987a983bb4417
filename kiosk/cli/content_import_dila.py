# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content import-dila`: drafts of walkthroughs from sheets of Service-Public."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import REFUSED, folder_path

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `import-dila` to the verbs of `content`."""
    parser = subparsers.add_parser(
        "import-dila", help="faire des brouillons de fiches de Service-Public"
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="fiches .xml, ou dossiers de fiches"
    )
    parser.add_argument(
        "--out", required=True, type=folder_path, metavar="DIR", help="dossier des brouillons"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="forme du compte rendu"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import the files and tell what was done; 1 when a file was refused."""
    from kiosk.content.service_public.importing import import_sheets

    report = import_sheets(args.files, args.out)
    if args.format == "json":
        rows = [sheet.row() for sheet in report.sheets]
        whole = {"summary": report.summary(), "refused": report.n_refused, "sheets": rows}
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for sheet in report.sheets:
            for line in sheet.lines():
                print(line)
        print(report.summary())
    return REFUSED if report.n_refused else 0
