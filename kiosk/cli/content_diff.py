# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content diff`: what changed between two drafts, and what was written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `diff` to the verbs of `content`."""
    parser = subparsers.add_parser("diff", help="dire ce qui change entre deux parcours")
    parser.add_argument("old", type=Path, metavar="OLD", help="un parcours, ou un dossier")
    parser.add_argument("new", type=Path, metavar="NEW", help="le même, plus récent")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="forme du résultat"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the differences; 0 with or without any."""
    from kiosk.content.service_public.comparing import compare

    changes = compare(args.old, args.new)
    if args.format == "json":
        rows = [
            {
                "place": change.place,
                "kind": change.kind.value,
                "old": change.old,
                "new": change.new,
                "edited": change.is_edited,
            }
            for change in changes
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for change in changes:
        print(change.line())
    n_edited = sum(change.is_edited for change in changes)
    print(f"{len(changes)} différences, dont {n_edited} écrites à la main")
    return 0
