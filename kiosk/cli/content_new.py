# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content new`: a small draft that is whole, to be filled."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from kiosk.cli.parser import folder_path, own_command

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `new` to the verbs of `content`."""
    parser = subparsers.add_parser("new", help="commencer un parcours : un petit dossier complet")
    parser.add_argument("id", metavar="ID", help="son nom, comme carte-grise ; il ne change plus")
    parser.add_argument("--theme", default=None, metavar="T", help="clé de themes.yaml")
    parser.add_argument(
        "--in", dest="root", type=folder_path, metavar="DIR", help="dossier des parcours"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the folder and say what comes next."""
    from kiosk.content.new_walkthrough import DEFAULT_THEME, NewWalkthrough, make_walkthrough
    from kiosk.foundation.clock import SystemClock, paris_day
    from kiosk.foundation.resources import asset_path

    root = args.root or asset_path("content")
    wanted = NewWalkthrough(args.id, args.theme or DEFAULT_THEME)
    folder = make_walkthrough(root, wanted, paris_day(SystemClock().now_utc()))
    print(f"{folder} est prêt. Ensuite :")
    for verb in ("preview", "lint"):
        print(f"  {shlex.join([*own_command(), 'content', verb, str(folder)])}")
    return 0
