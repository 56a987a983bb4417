# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `selftest`: the program tries itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kiosk.cli.parser import REFUSED

if TYPE_CHECKING:
    import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `selftest` to the command line."""
    parser = subparsers.add_parser("selftest", help="essayer le programme ; 1 s’il est incomplet")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Try everything, say each result and return the exit code."""
    from kiosk.selftest import self_test

    checks = self_test()
    for check in checks:
        if check.is_good:
            sys.stdout.write(f"bon : {check.name}\n")
        else:
            sys.stderr.write(f"panne : {check.name} : {check.fault}\n")
    return 0 if all(check.is_good for check in checks) else REFUSED
