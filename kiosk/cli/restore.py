# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `restore`: go back to a copy, in a new life of the machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kiosk.cli.parser import file_path

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `restore` to the command line."""
    parser = subparsers.add_parser("restore", help="remettre une sauvegarde à la place de la base")
    parser.add_argument("file", type=file_path, metavar="FILE", help="sauvegarde à remettre")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Put `args.file` in the place of the database and return the exit code."""
    from contextlib import closing

    from kiosk.wiring import build_kiosk

    with closing(build_kiosk(args.data)) as kiosk:
        incarnation = kiosk.backups.restore(args.file)
    sys.stdout.write(
        "Sauvegarde remise ; l’ancienne base est dans set_aside/. "
        f"Nouvelle incarnation : {incarnation}\n"
    )
    return 0
