# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run the benchmarks by name: ``./dev bench [name …]``; without a name, all of them.

Exit status 1 when an aim is not met, so that a script can tell.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys

NAMES = (
    "start",
    "memory",
    "flow",
    "booking",
    "record",
    "slots",
    "end",
    "sync",
    "search",
    "imports",
    "progress",
    "web",
    "content",
    "lease-model",
    "histories",
    "confirm",
    "share",
    "statistics",
    "disclosure",
    "exports",
    "report",
)


def main() -> int:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"among {', '.join(NAMES)}")
    names = parser.parse_args().names or NAMES
    for name in names:
        if name not in NAMES:
            print(f"mesure inconnue : {name} (choix : {', '.join(NAMES)})", file=sys.stderr)
            return 2
    if len(names) > 1:
        # Each in a process of its own: what one leaves behind would be part of the next.
        command = [sys.executable, "-m", "tests.bench"]
        return max(subprocess.run([*command, name], check=False).returncode != 0 for name in names)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    all_met = True
    for name in names:
        for figure in importlib.import_module(f"tests.bench.{name.replace('-', '_')}").figures():
            print(figure.line(), flush=True)
            all_met = all_met and figure.is_met
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main())
