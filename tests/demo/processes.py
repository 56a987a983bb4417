# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes of the product beside the one that runs: where, with what, on which ports."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
_LEFT_OUT = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME")


class VerbFailedError(RuntimeError):
    """A verb of the command line ended badly; the message is what it said."""


def clean_environment() -> dict[str, str]:
    """Return the environment for a process of the product."""
    return {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}


def start(module: str, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
    """Start `python -m module` in the background; what it says goes to `log`."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            # A Ctrl+C is for the program in front: it ends the others in order.
            start_new_session=True,
        )


def verb(module: str, *arguments: str, typed: str = "") -> str:
    """Run `python -m module` to its end and return what it printed.

    Raises:
        VerbFailedError: If it ends with another code than 0.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=clean_environment(),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise VerbFailedError(f"{module} {' '.join(arguments[:4])} : {done.stderr.strip()[-600:]}")
    return done.stdout


def free_ports(wanted: Sequence[int], n: int) -> list[int]:
    """Return `n` free ports of the loopback: the wanted ones if all of them are free."""
    for candidates in (list(wanted), [0] * n):
        sockets: list[socket.socket] = []
        try:
            for port in candidates:
                one = socket.socket()
                sockets.append(one)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind(("127.0.0.1", port))
            if len(sockets) == n:
                return [one.getsockname()[1] for one in sockets]
        except OSError:
            continue
        finally:
            for one in sockets:
                one.close()
    raise RuntimeError("aucun port libre")


def end(process: subprocess.Popen[bytes] | None) -> None:
    """End a process that this one started."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
