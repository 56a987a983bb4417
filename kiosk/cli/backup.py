# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `backup`: an encrypted copy of the database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kiosk.cli.parser import file_path

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `backup` to the command line."""
    parser = subparsers.add_parser("backup", help="copier la base, chiffrée, dans un fichier")
    parser.add_argument("file", type=file_path, metavar="FILE", help="fichier à écrire")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Copy the database to `args.file` and return the exit code."""
    from contextlib import closing

    from kiosk.wiring import build_kiosk

    with closing(build_kiosk(args.data)) as kiosk:
        file = kiosk.backups.backup(args.file)
    sys.stdout.write(f"Sauvegarde écrite : {file}\n")
    return 0
