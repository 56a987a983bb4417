# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real processes, timed from their start to the moment they say that they are ready.

They say so as to a service manager: one datagram ``READY=1`` to ``$NOTIFY_SOCKET`` after the
first paint. The bare window that serves as floor says it the same way.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
_MEBI = 1024 * 1024
BARE = """
import os, socket
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1366, 768)
window.show()
app.processEvents()
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
app.exec()
"""


def terminal_command(folder: Path) -> list[str]:
    """Return the command of the terminal on a data folder."""
    return [sys.executable, "-m", "ui", "--data", str(folder), "--windowed"]


def bare_command() -> list[str]:
    """Return the command of an empty window of the same size."""
    return [sys.executable, "-c", BARE]


@contextmanager
def started(command: list[str]):
    """Start `command`; give the process and the milliseconds until it was ready."""
    with tempfile.TemporaryDirectory() as folder:
        address = str(Path(folder) / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            ear.bind(address)
            ear.settimeout(30)
            environment = dict(os.environ, NOTIFY_SOCKET=address, QT_QPA_PLATFORM="offscreen")
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            began = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
            )
            try:
                while b"READY=1" not in ear.recv(512):
                    continue
                yield process, (time.perf_counter() - began) * 1000
            finally:
                process.kill()
                process.wait()


def settle(process: subprocess.Popen) -> None:
    """Wait until the process rests: less than 3 % of a core over half a second."""
    watched = psutil.Process(process.pid)
    watched.cpu_percent()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if watched.cpu_percent(interval=0.5) < 3:
            return


def processor_ms(process: subprocess.Popen) -> float:
    """Return the processor time that the living threads of a process have had, in ms.

    Source: Linux kernel, Documentation/scheduler/sched-stats.rst (time spent on the cpu, in ns).
    """
    threads = Path(f"/proc/{process.pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text("ascii").split()[0]) for one in threads) / 1e6


def pss_mib(process: subprocess.Popen) -> dict[str, float]:
    """Return the proportional memory of the process and of its children, in MiB."""
    sizes = {"total": 0.0, "anonymous": 0.0, "file": 0.0}
    watched = psutil.Process(process.pid)
    for one in [watched, *watched.children(recursive=True)]:
        rollup = Path(f"/proc/{one.pid}/smaps_rollup").read_text("ascii")
        rows = {line.split(":")[0]: line.split() for line in rollup.splitlines()[1:]}
        for key, name in (("total", "Pss"), ("anonymous", "Pss_Anon"), ("file", "Pss_File")):
            sizes[key] += int(rows[name][1]) * 1024 / _MEBI
    return sizes
