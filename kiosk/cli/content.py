# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content`: what authors of walkthroughs do, one file a verb; stamping is here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli import (
    content_diff,
    content_import_dila,
    content_install,
    content_lint,
    content_map,
    content_new,
    content_pack,
    content_preview,
    content_record,
    content_search,
    content_test,
)
from kiosk.cli.content_lint import refuse_missing

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `content` and its own verbs to the command line."""
    parser = subparsers.add_parser("content", help="vérifier et chercher les parcours")
    verbs = parser.add_subparsers(dest="content_verb", required=True, metavar="VERBE")
    content_new.add_parser(verbs)
    content_lint.add_parser(verbs)
    content_map.add_parser(verbs)
    content_preview.add_parser(verbs)
    content_test.add_parser(verbs)
    stamp = verbs.add_parser("stamp", help="noter que les traductions suivent le français")
    stamp.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="dossier de parcours")
    content_search.add_parser(verbs)
    content_import_dila.add_parser(verbs)
    content_diff.add_parser(verbs)
    content_pack.add_parser(verbs)
    content_install.add_parser(verbs)
    content_record.add_parser(verbs)
    stamp.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Note that the translations follow the French of today."""
    from kiosk.content.stamping import stamp_translations

    refuse_missing(args.paths)
    for path in args.paths:
        for written in stamp_translations(path):
            print(written)
    return 0
