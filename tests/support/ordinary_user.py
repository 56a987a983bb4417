# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs tests of the web view as an ordinary user, with Chromium's sandbox on.

Each test of the browser is handed to a process apart, which takes them one after the other and
gives their reports back: its home is its own, and no other test puts a filter before Chromium's
objects (`ui.lockdown.stand_at_window`). Chromium refuses to run for the superuser, and no test may
switch its sandbox off: where the tests run as the superuser, that process is of the account
``nobody``. Folders on the way to the interpreter or to the tree that are closed to others are then
opened in a mount namespace of that process alone.
"""

from __future__ import annotations

import json
import os
import pwd
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "nobody"
_MARK = "@@rapport "
_LAST_LINES = 90
_MARK_OF_HOME = "sixieme-navigateur-"


def is_superuser() -> bool:
    """Say whether another account is needed."""
    return os.geteuid() == 0


def is_handed_over() -> bool:
    """Say whether this is the process to which tests are handed."""
    return _MARK_OF_HOME in os.environ.get("HOME", "")


def _ordinary_entry() -> pwd.struct_passwd:
    return pwd.getpwnam(ACCOUNT) if is_superuser() else pwd.getpwuid(os.geteuid())


class Worker:
    """A process of the ordinary account that runs tests by their names."""

    def __init__(self) -> None:
        entry = _ordinary_entry()
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by close
        self._home = _home_of(entry)
        environment = _environment(self._home.name)
        command = [sys.executable, "-m", "tests.support.ordinary_user", str(ROOT)]
        self._process = subprocess.Popen(
            _as_ordinary(command, entry, self._home.name),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def run(self, name: str) -> list[dict]:
        """Run one test; return its reports, as pytest writes them."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(name) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(_MARK):
                return json.loads(line.removeprefix(_MARK))
        self._complaints.seek(0)
        said = "".join(self._complaints.readlines()[-_LAST_LINES:])
        raise RuntimeError(f"the ordinary user's process ended during {name}\n{said}")

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End the process; what it started ends with it."""
        self._process.kill()
        self._process.communicate()
        self._complaints.close()
        self._home.cleanup()


def _home_of(entry: pwd.struct_passwd) -> tempfile.TemporaryDirectory:
    home = tempfile.TemporaryDirectory(prefix=_MARK_OF_HOME)
    os.chown(home.name, entry.pw_uid, entry.pw_gid)
    Path(home.name).chmod(0o700)
    return home


def _environment(home: str) -> dict[str, str]:
    return {
        "HOME": home,
        "TMPDIR": home,
        "XDG_RUNTIME_DIR": home,
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": home,
        "PYTHONFAULTHANDLER": "1",
        "CI": os.environ.get("CI", ""),
    }


def said_by(command: list[str]) -> str:
    """Run a command as an ordinary user, in a home of its own; return what it printed.

    Raises:
        RuntimeError: It failed; carries what it complained of.
    """
    entry = _ordinary_entry()
    with _home_of(entry) as home:
        done = subprocess.run(
            _as_ordinary(command, entry, home),
            cwd=ROOT,
            env=_environment(home),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    return done.stdout


def lend_folder(folder: Path) -> None:
    """Let the ordinary account of `said_by` write into a folder, and others read it."""
    entry = _ordinary_entry()
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    folder.chmod(0o755)


def _closed_folders() -> list[Path]:
    """Return the folders on the way that others may not enter, the highest first."""
    wanted = [ROOT / "dev", Path(sys.executable), Path(os.path.realpath(sys.executable))]
    ways = {folder for path in wanted for folder in path.parents}
    return sorted(f for f in ways if not f.stat().st_mode & 0o001)


def _as_ordinary(command: list[str], entry: pwd.struct_passwd, home: str) -> list[str]:
    if not is_superuser():
        return command
    drop = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    drop += ["--inh-caps=-all", "--bounding-set=-all", "--"]
    # A test before this one may have closed the umask; the folders hung in must stay open.
    lines = ["set -e", "umask 022"]
    for at, folder in enumerate(_closed_folders()):
        # An open folder is laid over the closed one; what is needed of it is hung in again.
        needed = _needed_below(folder)
        aside = f"{home}/chemin-{at}"
        lines += [f"mkdir -p {aside}", f"mount --bind {folder} {aside}"]
        lines += [f"mount -t tmpfs -o mode=755 tmpfs {folder}"]
        for path in needed:
            inner = path.relative_to(folder)
            if path.is_symlink():
                lines.append(f"ln -s {path.readlink()} {path}")
                continue
            make = f"mkdir -p {path}" if path.is_dir() else f"touch {path}"
            lines += [make, f"mount --bind {aside}/{inner} {path}"]
    lines.append("exec " + shlex.join([*drop, *command]))
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(lines)]


def _needed_below(folder: Path) -> list[Path]:
    """Return what is hung in again: the tree and the interpreter, or all that the tree holds."""
    if folder == ROOT:
        return sorted(ROOT.iterdir())
    whole = (ROOT, Path(sys.base_prefix))
    return sorted(path for path in whole if path.is_relative_to(folder) and path != folder)


class HandOver:
    """A pytest plug-in: tests below a folder run in the process of the ordinary user."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker: Worker | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        """Run a test elsewhere and give its reports as if it had run here."""
        if not item.path.is_relative_to(self._folder):
            return None
        if self._worker is not None and not self._worker.is_alive:
            self._worker.close()
            self._worker = None
        if self._worker is None:
            self._worker = Worker()
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        try:
            reports = self._worker.run(item.nodeid)
        except (RuntimeError, OSError) as error:
            reports = [_failure(item, str(error))]
        for one in reports:
            report = item.config.hook.pytest_report_from_serializable(config=item.config, data=one)
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_sessionfinish(self):
        if self._worker is not None:
            self._worker.close()


def _failure(item, sentence: str) -> dict:
    report = pytest.TestReport(item.nodeid, item.location, {}, "failed", sentence, "call")
    return item.config.hook.pytest_report_to_serializable(config=item.config, report=report)


class _Reports:
    """Keeps the reports of a run."""

    def __init__(self) -> None:
        self.kept: list[dict] = []
        self._config = None

    def pytest_configure(self, config):
        self._config = config

    def pytest_runtest_logreport(self, report):
        hook = self._config.hook
        self.kept.append(hook.pytest_report_to_serializable(config=self._config, report=report))

    def pytest_collectreport(self, report):
        if report.failed:
            hook = self._config.hook
            data = hook.pytest_report_to_serializable(config=self._config, report=report)
            self.kept.append(data | {"$report_type": "TestReport", "when": "setup"})


def _serve() -> None:
    """Take the names of tests from the standard input, one a line."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin:
        reports = _Reports()
        options = ["-q", "--timeout", "150", "-p", "no:randomly", "-p", "no:cacheprovider"]
        options += ["-p", "no:xdist"]
        pytest.main([*options, "--rootdir", str(ROOT), json.loads(line)], plugins=[reports])
        answers.write(_MARK + json.dumps(reports.kept, default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
    os._exit(0)  # Chromium's threads need no farewell
