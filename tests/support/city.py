# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city for tests: the real server in this process, behind an adapter that can spoil answers.

The adapter is mounted on the real transport's session, so client and server run as deployed,
wire format included, without a port. `ServerProcess` starts the same server as a process.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import requests
from argon2.profiles import CHEAPEST
from requests.adapters import BaseAdapter

from kiosk.wiring import Kiosk, build_kiosk
from sync.client.engine import SyncClient
from sync.client.enrolment import Enrolled, enrol
from sync.client.transport import HttpTransport
from sync.server.agenda_file import (
    AgendaFile,
    CentreEntry,
    MediatorEntry,
    MotifEntry,
    OpeningEntry,
    enter_agenda,
)
from sync.server.app import build_app
from sync.server.city import City
from sync.server.config import ServerSettings
from sync.server.enrolment import invite
from sync.server.opening import open_city
from sync.server.settings_file import with_city_file
from tests.support.city_adapter import CityAdapter, FaultPlan
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.prepared_databases import give_city, give_kiosk

ROOT = Path(__file__).resolve().parents[2]
URL = "https://city.test"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass
class TestCity:
    """A city, its server in this process, and the machines that a test gave it."""

    __test__ = False

    folder: Path
    clock: FrozenClock
    url: str = ""
    demo: bool = True
    plan: FaultPlan = field(default_factory=FaultPlan)
    machines: list[Kiosk] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the server on what lies in the folder."""
        settings = ServerSettings(
            folder=self.folder / "city",
            url=self.url,
            demo=self.demo,
            password_cost=CHEAPEST,  # tests of the cost itself open a city as it is served
        )
        if not self.url:
            give_city(settings.folder)
        self.city: City = open_city(with_city_file(settings), self.clock)
        self.app = build_app(self.city)
        self.adapter = CityAdapter(self.app, self.plan)

    def restart(self) -> None:
        """Stop the server and start it again."""
        self.city.close()
        self.open()

    def close(self) -> None:
        for kiosk in self.machines:
            kiosk.close()
        self.city.close()

    def transport(self, url: str = URL) -> HttpTransport:
        session = requests.Session()
        session.mount("https://", _Door(self))
        return HttpTransport(url, session)

    def client(self, kiosk: Kiosk, jitter: float = 0.5) -> SyncClient:
        return SyncClient(kiosk, self.transport, draw=lambda: jitter)

    def invite(self, role: str = "borne", centre: str = "NORD") -> str:
        return invite(self.city, centre, role).code

    def machine(self, name: str, role: str = "borne", *, enrolled: bool = True) -> Kiosk:
        """Return a machine of the city in a folder of its own."""
        kiosk = open_machine(self.folder / name, self.clock, role=role, demo=self.demo)
        self.machines.append(kiosk)
        if enrolled:
            self.enrol(kiosk, role)
        return kiosk

    def enrol(self, kiosk: Kiosk, role: str = "borne", code: str = "") -> Enrolled:
        with closing(self.transport()) as way:
            return enrol(kiosk, way, URL, code or self.invite(role))

    def get(self, path: str, **options) -> requests.Response:
        return self.browser().get(URL + path, **options)

    def browser(self) -> requests.Session:
        session = requests.Session()
        session.mount("https://", _Door(self))
        return session


class _Door(BaseAdapter):
    """Leads to whatever server the city runs at the moment."""

    def __init__(self, city: TestCity) -> None:
        super().__init__()
        self._city = city

    def send(self, request, **options):
        return self._city.adapter.send(request, **options)

    def close(self) -> None:
        pass


def open_machine(folder: Path, clock, *, role: str = "borne", demo: bool = True, secrets=None):
    """Open a machine whose disk is believed; a demo needs no reboot before it may sell."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kiosk.toml").write_text(f'[machine]\nrole = "{role}"\n', encoding="utf-8")
    secrets = secrets or MemorySecrets()
    give_kiosk(folder, secrets)
    kiosk = build_kiosk(folder, clock=clock, secrets=secrets, file_system=lambda _path: "ext4")
    if demo and kiosk.device.identity().device_id is None:
        kiosk.device.mark_demo()
    return kiosk


def enter_demo_agenda(city: City, mediators: tuple[str, ...] = ("samira",)) -> None:
    """Enter a centre open every weekday morning, two needs and some mediators."""
    days = ["lun", "mar", "mer", "jeu", "ven"]
    hours = dict.fromkeys(days, "9 h – 12 h")
    agenda = AgendaFile(
        centre=[
            CentreEntry(code="NORD", name="Espace Nord EXEMPLE", quarter="Nord", hours=hours),
            CentreEntry(code="SUD", name="Espace Sud EXEMPLE", quarter="Sud", hours=hours),
        ],
        motif=[
            MotifEntry(id="caf", labels={"fr": "CAF"}, duration_min=30),
            MotifEntry(id="impots", labels={"fr": "Impôts"}, duration_min=45),
        ],
        mediator=[
            MediatorEntry(id=one, centre="NORD", first_name=one.capitalize()) for one in mediators
        ],
        opening=[
            OpeningEntry(
                id=f"{one}-matin",
                mediator=one,
                weekdays=days,
                start="09:00",
                end="12:00",
                first_day="2026-11-02",
            )
            for one in mediators
        ],
    )
    enter_agenda(city, agenda)


def records_of(city: City, device: str) -> set[tuple[str, str, int, bytes]]:
    """Return what the city holds of a machine."""
    with city.database.transaction() as unit:
        return unit.records.identities(device)


class ServerProcess:
    """The city server as a process of its own, on a free port of this machine."""

    def __init__(self, folder: Path, *options: str, port: int = 0) -> None:
        self.folder = folder
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = self._started(options)

    def _started(self, options: tuple[str, ...]) -> subprocess.Popen:
        command = [sys.executable, "-m", "sync", "--data", str(self.folder)]
        process = subprocess.Popen(
            [*command, "serve", "--port", str(self.port), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        tick = threading.Event()
        for _ in range(600):
            if process.poll() is not None:
                raise AssertionError(f"the server stopped: {process.communicate()[1]}")
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return process
            tick.wait(0.05)
        process.kill()
        raise AssertionError("the server did not open its port")

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """Stop it as a cut of power would."""
        self._process.kill()
        self._process.communicate()

    def stop(self) -> tuple[str, str]:
        """Stop it politely and return what it wrote."""
        self._process.terminate()
        return self._process.communicate(timeout=20)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_sync(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess:
    """Run a verb of the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "sync", "--data", str(folder), *arguments],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def first_code(output: str) -> str:
    """Return the enrolment code that `invite` printed."""
    found = re.search(r"^[0-9A-Z]{5}(-[0-9A-Z]{1,5}){5}$", output, re.MULTILINE)
    assert found is not None, output
    return found.group(0)
