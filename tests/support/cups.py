# SPDX-License-Identifier: AGPL-3.0-or-later
"""A print system of the test's own: a real cupsd with a real cups-pdf queue in a folder.

It listens on a socket in the folder and never meets the machine's own print system; programs
find it by the variable ``CUPS_SERVER``, which cups' clients and Qt read.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

QUEUE = "Papier"
_PATIENCE_S = 15.0
_LOOK_S = 0.05
_FILES = """
ServerRoot {root}/etc
ServerBin /usr/lib/cups
DataDir /usr/share/cups
CacheDir {root}/cache
StateDir {root}/state
RequestRoot {root}/spool
TempDir {root}/temp
AccessLog {root}/access_log
ErrorLog {root}/error_log
PageLog {root}/page_log
SystemGroup root lpadmin
FileDevice Yes
"""
_SERVER = """
Listen {root}/cups.sock
LogLevel warn
Browsing Off
DefaultAuthType None
WebInterface No
MaxJobs 100
PreserveJobHistory Yes
PreserveJobFiles Yes
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""


@contextmanager
def one_at_a_time():
    """Wait until no other process of the tests prints: cups-pdf has one folder an account."""
    with (Path(tempfile.gettempdir()) / "sixieme-print-tests.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


class PrintSystem:
    """One running cupsd with one queue whose paper is a PDF file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {"CUPS_SERVER": str(root / "cups.sock"), "LC_ALL": "C"}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start cupsd and make the queue the default one."""
        for name in ("etc/ppd", "cache", "state/certs", "spool/tmp", "temp"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        for folder in (self.root, *self.root.rglob("*")):
            folder.chmod(0o755)
        (self.root / "temp").chmod(0o1777)
        files = self.root / "etc" / "cups-files.conf"
        files.write_text(_FILES.format(root=self.root), encoding="ascii")
        server = self.root / "etc" / "cupsd.conf"
        server.write_text(_SERVER.format(root=self.root), encoding="ascii")
        self._process = subprocess.Popen(
            ["/usr/sbin/cupsd", "-f", "-c", str(server), "-s", str(files)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._until(lambda: "is running" in self.run("lpstat", "-r", check=False).stdout)
        ppd = "/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd"
        self.run("lpadmin", "-p", QUEUE, "-v", "cups-pdf:/", "-P", ppd, "-E")
        self.run("lpadmin", "-d", QUEUE)

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a client of the print system against this one."""
        return subprocess.run(
            command,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=check,
        )

    def stop_printer(self) -> None:
        """Stop the printer: jobs are taken and wait, as when there is no paper.

        A printer that is stopped while it ends a job takes that job, or the next one, up again.
        """
        self._until(lambda: "is idle" in self.run("lpstat", "-p", QUEUE).stdout)
        self.run("cupsdisable", QUEUE)

    def clear(self) -> None:
        """Take back every job, whoever sent it: what one test left must not meet the next one."""
        self.run("cancel", "-a", check=False)
        self._until(lambda: self.waiting() == [])

    def start_printer(self) -> None:
        """Start the printer again."""
        self.run("cupsenable", QUEUE)

    def reject(self) -> None:
        """Let the queue refuse new jobs."""
        self.run("cupsreject", QUEUE)

    def received(self) -> list[Path]:
        """Return the pages that the print system has received, oldest first.

        cups-pdf goes through PostScript, which forgets which letter a glyph is; here is the page
        as it was sent, so that its text can be read.
        """
        return sorted((self.root / "spool").glob("d*-001"))

    def waiting(self) -> list[str]:
        """Return the jobs that have not come out, one line each."""
        return self.run("lpstat", "-o").stdout.splitlines()

    def end(self) -> None:
        """End cupsd."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=_PATIENCE_S)

    def _until(self, is_true) -> None:
        limit = time.monotonic() + _PATIENCE_S
        while not is_true():
            if time.monotonic() > limit:
                raise AssertionError(f"cupsd did not come up: {self.root}")
            time.sleep(_LOOK_S)


def printed_files() -> set[tuple[Path, int]]:
    """Return the PDF files that cups-pdf has written for this user, with their time."""
    folders = [
        Path("/var/spool/cups-pdf") / name for name in (getpass.getuser().upper(), "ANONYMOUS")
    ]
    folders.append(Path.home() / "PDF")
    return {
        (file, file.stat().st_mtime_ns)
        for folder in folders
        if folder.is_dir()
        for file in folder.glob("*.pdf")
    }


def text_of(pdf: Path) -> str:
    """Return the text of a PDF as pdftotext reads it."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


@contextmanager
def print_system(root: Path):
    """Run a print system in `root`, which must be short (socket paths have 107 bytes)."""
    system = PrintSystem(root)
    try:
        system.start()
        yield system
    finally:
        system.end()
        shutil.rmtree(root, ignore_errors=True)
