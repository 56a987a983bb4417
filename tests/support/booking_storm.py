# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town of real processes for the storm: server, relay, two kiosks and a post."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from kiosk.foundation.clock import SystemClock, paris_day
from sync.server.agenda_file import (
    AgendaFile,
    CentreEntry,
    MediatorEntry,
    MotifEntry,
    OpeningEntry,
    enter_agenda,
)
from sync.server.city import City
from sync.server.config import ServerSettings
from sync.server.enrolment import invite
from sync.server.opening import open_city
from tests.support.city import ROOT, ServerProcess, _free_port

NAMES = {"a": "borne", "b": "borne", "p": "poste"}
MEDIATORS = ("samira", "paul")
DAYS = ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"]
PATIENCE_S = 60.0
ROUNDS = 15


class MachineProcess:
    """A machine of the centre; whatever kills it, the next line finds it started again."""

    def __init__(self, folder: Path, role: str) -> None:
        folder.mkdir(parents=True)
        settings = f'[machine]\nrole = "{role}"\n\n[booking]\nper_hour = 100\n'
        (folder / "kiosk.toml").write_text(settings, encoding="utf-8")
        self.folder = folder
        self.n_deaths = 0
        self.start()

    def start(self) -> None:
        self._said = (self.folder / "stderr").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.booking_process", str(self.folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def wait_ready(self) -> None:
        """Return once it has opened its folder."""
        assert self._line() == {"ready": True}, (self.folder / "stderr").read_text()[-3000:]

    def send(self, **line: object) -> None:
        """Give it a line; whether it is still alive shows in the answer."""
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()

    def answer(self) -> dict | None:
        """Return its answer; nothing when it was killed before it could give one."""
        said = self._line()
        if said is None:
            assert self._process.wait() == -9, (self.folder / "stderr").read_text()[-3000:]
            self.n_deaths += 1
            self._end()
            self.start()
            self.wait_ready()
        return said

    def ask(self, **line: object) -> dict | None:
        self.send(**line)
        return self.answer()

    def kill(self) -> None:
        """Kill it as a cut of power would."""
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._end()

    def _end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._said):
            with suppress(BrokenPipeError):
                pipe.close()

    def _line(self) -> dict | None:
        watch = threading.Timer(PATIENCE_S, self._process.terminate)
        watch.start()
        try:
            text = self._process.stdout.readline()
        finally:
            watch.cancel()
        return json.loads(text) if text.endswith("\n") else None


@dataclass
class Told:
    """What machines said on their output, which people were told and rely on."""

    tickets: dict[str, dict] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    moved: list[tuple[str, str]] = field(default_factory=list)
    arrived: set[str] = field(default_factory=set)
    requests: set[str] = field(default_factory=set)
    absences: list[tuple[str, int, int]] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)


class StormTown:
    """Server behind a relay, two kiosks and a post."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self.folder, self.url = folder, url
        self.random = random.Random(seed)
        self.told = Told()
        self.n_server_deaths = self.n_cuts = 0
        codes = self._make_city()
        self._options = ("--demo", "--db", url) if url else ("--demo",)
        self.server = ServerProcess(folder / "city", *self._options)
        self.cut_file = folder / "coupure"
        self._relay_port = _free_port()
        self._relay = self._started_relay()
        self.machines = {name: MachineProcess(folder / name, role) for name, role in NAMES.items()}
        for name, machine in self.machines.items():
            machine.wait_ready()
            url = f"http://127.0.0.1:{self._relay_port}"
            assert machine.ask(do="enrol", url=url, code=codes[name]) == {"done": True}
        for _ in range(2):
            self.sync_all()

    def _make_city(self) -> dict[str, str]:
        with closing(self.open_city()) as city:
            enter_agenda(city, _agenda())
            return {name: invite(city, "NORD", role).code for name, role in NAMES.items()}

    def open_city(self) -> City:
        """Open the city in this process; its server must not run."""
        settings = ServerSettings(folder=self.folder / "city", url=self.url, demo=True)
        return open_city(settings, SystemClock())

    def _started_relay(self) -> subprocess.Popen:
        ports = (str(self._relay_port), str(self.server.port), str(self.cut_file))
        relay = subprocess.Popen([sys.executable, "-m", "tests.support.relay", *ports], cwd=ROOT)
        tick = threading.Event()
        for _ in range(600):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self._relay_port)) == 0:
                    return relay
            tick.wait(0.05)
        raise AssertionError("the relay does not listen")

    # What happens to the town

    def cut(self) -> None:
        self.cut_file.touch()
        self.n_cuts += 1

    def lose_answer(self) -> None:
        """Let the next exchange reach the city, and cut the line before its answer."""
        self.cut_file.with_name("coupure.answer").touch()
        self.restore()

    def restore(self) -> None:
        self.cut_file.unlink(missing_ok=True)

    def restart_server(self) -> None:
        """Start the server again on what its death left."""
        self.server = ServerProcess(self.folder / "city", *self._options, port=self.server.port)

    def kill_server(self) -> None:
        self.server.kill()
        self.n_server_deaths += 1

    def sync_all(self) -> list[dict | None]:
        """Let all machines exchange at the same time."""
        for machine in self.machines.values():
            machine.send(do="sync")
        return [machine.answer() for machine in self.machines.values()]

    def calm(self) -> dict[str, dict]:
        """Restore everything, exchange until nothing moves any more, and stop the server.

        Returns:
            What each machine holds.
        """
        self.restore()
        self.cut_file.with_name("coupure.answer").unlink(missing_ok=True)
        before: object = None
        for _ in range(ROUNDS):
            reports = self.sync_all()
            held = self.states()
            is_sent = all(one and one["outcome"] == "sent" for one in reports)
            if is_sent and held == before and not any(one["has_more"] for one in reports):
                self.server.stop()
                return held
            before = held if is_sent else None
        raise AssertionError(f"not quiet after {ROUNDS} rounds: {reports}")

    def states(self) -> dict[str, dict]:
        for machine in self.machines.values():
            machine.send(do="state")
        return {name: machine.answer() for name, machine in self.machines.items()}

    def close(self) -> None:
        for machine in self.machines.values():
            machine.end()
        self._relay.kill()
        self._relay.wait()
        self.server.kill()


def _agenda() -> AgendaFile:
    hours = dict.fromkeys(DAYS, "9 h – 12 h")
    first_day = paris_day(SystemClock().now_utc()) - timedelta(days=7)
    return AgendaFile(
        centre=[CentreEntry(code="NORD", name="Espace Nord EXEMPLE", quarter="Nord", hours=hours)],
        motif=[MotifEntry(id="caf", labels={"fr": "CAF"}, duration_min=30)],
        mediator=[
            MediatorEntry(id=one, centre="NORD", first_name=one.capitalize()) for one in MEDIATORS
        ],
        opening=[
            OpeningEntry(
                id=f"{one}-matin",
                mediator=one,
                weekdays=DAYS,
                start="09:00",
                end="12:00",
                first_day=first_day.isoformat(),
            )
            for one in MEDIATORS
        ],
    )
