# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `erasures`: what this machine erased in a period, for the data protection officer."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

from kiosk.cli.parser import day
from kiosk.domain.periods import Period, french_day
from kiosk.domain.privacy import retention_of

if TYPE_CHECKING:
    import argparse

    from kiosk.wiring import Kiosk


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `erasures` to the command line."""
    parser = subparsers.add_parser("erasures", help="dire ce qui a été effacé, et quand")
    parser.add_argument(
        "--from",
        dest="first",
        required=True,
        type=day,
        metavar="DAY",
        help="premier jour",
    )
    parser.add_argument(
        "--to",
        dest="last",
        required=True,
        type=day,
        metavar="DAY",
        help="dernier jour, compris",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line a day and kind, ready for paper, and return the exit code."""
    from kiosk.wiring import build_kiosk

    with closing(build_kiosk(args.data)) as kiosk:
        sys.stdout.write(printed_log(kiosk, Period(args.first, args.last)))
    return 0


def printed_log(kiosk: Kiosk, period: Period) -> str:
    """Return what a machine erased in a period, in words, with how long each thing is kept."""
    identity, lines = kiosk.device.identity(), kiosk.erasure.log(period)
    machine = f"machine {identity.device_id}" if identity.device_id else "machine sans ville"
    told = [f"Effacements, {period.title()} : {identity.centre.name}, {machine}"]
    if not lines:
        return f"{told[0]}\nRien n’était à effacer.\n"
    told.append("Jour\tQuoi\tNombre\tGardé\tChamps")
    for line in lines:
        rule = retention_of(line.kept)
        cells = (french_day(line.day), rule.words, str(line.n), rule.how_long, rule.fields)
        told.append("\t".join(cells))
    told.append(f"Total\t\t{sum(line.n for line in lines)}")
    return "\n".join(told) + "\n"
