# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of a kiosk: ``python -m kiosk --data DIR VERB``.

Exit codes: 0 done, 1 refused or broken (one sentence says why), 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kiosk.cli import (
    admin,
    backup,
    content,
    demo_data,
    doctor,
    dump,
    erasures,
    export,
    restore,
    selftest,
)
from kiosk.cli.parser import (
    REFUSED,
    SentenceParser,
    folder_path,
    is_well_written,
    sentence_of,
)
from kiosk.foundation.errors import KioskError
from kiosk.foundation.logging_setup import set_up_logging

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERBS = (admin, backup, content, demo_data, doctor, dump, erasures, export, restore, selftest)
_WITHOUT_FOLDER = frozenset({"content", "selftest"})


def command_line() -> SentenceParser:
    """Return the parser of every verb."""
    parser = SentenceParser(
        prog="python -m kiosk",
        description="Borne des espaces citoyens numériques, sans écran.",
    )
    parser.add_argument(
        "--data", type=folder_path, metavar="DIR", help="dossier de données de la borne"
    )
    subparsers = parser.add_subparsers(dest="verb", required=True, metavar="VERBE")
    for verb in _VERBS:
        verb.add_parser(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit code."""
    parser = command_line()
    given = sys.argv[1:] if arguments is None else arguments
    if not all(map(is_well_written, given)):
        parser.error("un des mots n’est pas écrit en UTF-8")
    args = parser.parse_args(given)
    if args.data is None and args.verb not in _WITHOUT_FOLDER:
        parser.error("the following arguments are required: --data")
    is_there = args.data is not None and args.data.is_dir()
    set_up_logging(args.data if is_there else None)
    try:
        return int(args.run(args))
    except BrokenPipeError:
        # the reader left early, as `head` does; Python must not complain again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KioskError as error:
        sys.stderr.write(f"{sentence_of(error)}\n")
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
