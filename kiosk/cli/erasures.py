# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `erasures`: what this machine erased in a period, for the data protection officer."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.cli.parser import day_of_period
from kiosk.domain.periods import french_day

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `erasures` to the command line."""
    parser = subparsers.add_parser("erasures", help="dire ce qui a été effacé, et quand")
    parser.add_argument(
        "--from",
        dest="first",
        required=True,
        type=day_of_period,
        metavar="DAY",
        help="premier jour",
    )
    parser.add_argument(
        "--to",
        dest="last",
        required=True,
        type=day_of_period,
        metavar="DAY",
        help="dernier jour, compris",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line a day and kind, ready for paper, and return the exit code."""
    from kiosk.domain.periods import Period
    from kiosk.domain.privacy import retention_of
    from kiosk.wiring import build_kiosk

    period = Period(args.first, args.last)
    with closing(build_kiosk(args.data)) as kiosk:
        lines = kiosk.erasure.log(period)
        centre = kiosk.device.identity().centre.name
    sys.stdout.write(f"Effacements, {period.title()} : {centre}\n")
    for line in lines:
        fields = retention_of(line.kept).fields
        sys.stdout.write(f"{french_day(line.day)}\t{line.kept.value}\t{line.n}\t{fields}\n")
    if not lines:
        sys.stdout.write("Rien n’était à effacer.\n")
    return 0
