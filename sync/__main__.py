# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of the exchanges: ``python -m sync --data DIR VERB``.

The same program is the machine's side (`enrol`, `push`) and the city's server (`serve` and the
others): the data folder says which. Exit codes: 0 done, 1 refused or broken (one sentence says
why), 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.parser import REFUSED, SentenceParser
from kiosk.foundation.errors import KioskError
from kiosk.foundation.logging_setup import set_up_logging
from sync.cli import (
    account_verbs,
    agenda_verbs,
    content_verbs,
    export_verb,
    machine_verbs,
    place_verbs,
    privacy_verbs,
    server_verbs,
)
from sync.cli.parser import sentence_of, warn

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_SERVER_FILE = "city_keys.json"


def command_line() -> SentenceParser:
    """Return the parser of every verb."""
    parser = SentenceParser(
        prog="python -m sync",
        description="Échanges entre les machines et la ville, et serveur de la ville.",
    )
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="dossier de données"
    )
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser]
    subparsers = parser.add_subparsers(  # type: ignore[assignment]  # its class is ours
        dest="verb", required=True, metavar="VERBE"
    )
    machine_verbs.add_parsers(subparsers)
    server_verbs.add_parsers(subparsers)
    agenda_verbs.add_parsers(subparsers)
    content_verbs.add_parsers(subparsers)
    export_verb.add_parsers(subparsers)
    place_verbs.add_parsers(subparsers)
    privacy_verbs.add_parsers(subparsers)
    account_verbs.add_parsers(subparsers)
    status = subparsers.add_parser("status", help="où en est ce dossier, machine ou serveur")
    status.add_argument("--db", default="", metavar="URL", help="base PostgreSQL du serveur")
    status.set_defaults(run=run_status)
    return parser


def run_status(args: argparse.Namespace) -> int:
    """Say how a folder stands: that of a server, or that of a machine."""
    if (args.data / _SERVER_FILE).exists():
        return server_verbs.status_of_city(args)
    if (args.data / machine_verbs.MACHINE_FILE).exists():
        return machine_verbs.status_of_machine(args)
    warn(f"{args.data} n’est le dossier ni d’une machine ni d’un serveur de la ville.")
    return REFUSED


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code."""
    args = command_line().parse_args(arguments)
    set_up_logging(args.data if args.data.is_dir() else None)
    try:
        return int(args.run(args))
    except BrokenPipeError:
        # the reader left early, as `head` does; Python must not complain again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KioskError as error:
        warn(sentence_of(error))
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
