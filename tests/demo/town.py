# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town on one machine: its server, its network, its machines, each a process or a folder."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kiosk.foundation.errors import FolderInUse
from kiosk.foundation.folder_lock import FolderLock
from kiosk.foundation.resources import asset_path
from tests.demo.agenda import agenda_toml
from tests.demo.console import LOGIN, ROLES, DemoConsole
from tests.demo.processes import end, free_ports, start, verb

if TYPE_CHECKING:
    import subprocess
    from types import TracebackType

CENTRE = "NORD"
BOARD = Path(__file__).with_name("tableau.csv")
MEETINGS = Path(__file__).with_name("reunions.ics")
PLACES = asset_path("demo", "lieux.csv")
WANTED_PORTS = (8765, 8766)
_PATIENCE_S = 30.0
_LOOK_S = 0.05
_PAST_DAYS = 45


class DemoTown:
    """A demonstration city in a folder; the same folder is the same city again.

    Attributes:
        folder: Where everything of the town is.
        server_url: Address of the server itself: console, health.
        network_url: Address that machines know: the relay, which can be cut.
        is_joined: Whether another program runs the town; it is left as it is then.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is made or started yet."""
        self.folder = folder
        self.city = folder / "city"
        self.cut_file = folder / "coupure"
        self.server_url = self.network_url = ""
        self.is_joined = False
        self._server: subprocess.Popen[bytes] | None = None
        self._relay: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the town."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the town."""
        self.stop()

    # Server and network

    @property
    def is_new(self) -> bool:
        """Whether the city has never been made in this folder."""
        return not (self.city / "made").exists()

    @property
    def is_running(self) -> bool:
        """Whether a server, of this program or of another, holds the city."""
        lock = FolderLock(self.city)
        try:
            lock.acquire()
        except FolderInUse:
            return True
        lock.release()
        return False

    def start(self, *, wait: bool = True) -> None:
        """Start server and network, or join those that run; make a new folder's city first.

        Args:
            wait: Return only once the server answers; a known town may open meanwhile.
        """
        self.city.mkdir(parents=True, exist_ok=True)
        self.is_joined = self.is_running
        if self.is_new:
            self._make_city()
        server_port, relay_port = self._kept_ports() if self.is_joined else self._ports()
        self.server_url = f"http://127.0.0.1:{server_port}"
        self.network_url = f"http://127.0.0.1:{relay_port}"
        if not self.is_joined:
            self.restore()
            self.start_server()
            arguments = (str(relay_port), str(server_port), str(self.cut_file))
            self._relay = start("tests.support.relay", *arguments, log=self.folder / "relay.log")
        if wait:
            self.wait_for_server()

    def _make_city(self) -> None:
        agenda = self.folder / "agenda.toml"
        today = date.today()
        first_day = today - timedelta(days=_PAST_DAYS)
        agenda.write_text(agenda_toml(first_day, today), encoding="utf-8")
        self.sync_verb("agenda", "import", str(agenda))
        roles = (word for role in ROLES for word in ("--role", role))
        given = self.sync_verb("account", "add", "--login", LOGIN, *roles)
        self.console().keep_given(given.strip())
        self.import_board(BOARD, MEETINGS)
        self.sync_verb("places", "import", str(PLACES))
        (self.city / "made").touch()

    def console(self) -> DemoConsole:
        """Return a browser at the console of the town."""
        return DemoConsole(self.folder, self.server_url)

    def import_board(self, *files: Path) -> None:
        """Enter files into the city's board."""
        for file in files:
            self.sync_verb("board", "import", str(file))

    def sync_verb(self, *arguments: str, typed: str = "") -> str:
        """Run a verb of the city's command line."""
        return verb("sync", "--data", str(self.city), *arguments, typed=typed)

    @property
    def _ports_file(self) -> Path:
        return self.folder / "ports.json"

    def _kept_ports(self) -> list[int]:
        if not self._ports_file.exists():
            return list(WANTED_PORTS)
        kept = json.loads(self._ports_file.read_text(encoding="utf-8"))
        return [kept["server"], kept["relay"]]

    def _ports(self) -> list[int]:
        wanted = self._kept_ports()
        server, relay = ports = free_ports(wanted, len(wanted))
        self._ports_file.write_text(json.dumps({"server": server, "relay": relay}), "utf-8")
        return ports

    def start_server(self) -> None:
        """Start the city's server."""
        port = self.server_url.rpartition(":")[2]
        arguments = ("--data", str(self.city), "serve", "--port", port, "--demo")
        self._server = start("sync", *arguments, log=self.folder / "server.log")

    def wait_for_server(self) -> None:
        """Return once the server answers, through the network unless it is cut."""
        self._until_answers(self.server_url)
        if not self.cut_file.exists():
            self._until_answers(self.network_url)

    def _until_answers(self, url: str) -> None:
        limit = time.monotonic() + _PATIENCE_S
        while True:
            try:
                with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError):
                pass
            for process, log in ((self._server, "server.log"), (self._relay, "relay.log")):
                if process is not None and process.poll() is not None:
                    said = (self.folder / log).read_text(encoding="utf-8")[-600:]
                    raise RuntimeError(f"Arrêté aussitôt : {said}")
            if time.monotonic() > limit:
                raise RuntimeError(f"Le serveur de la ville ne répond pas : {url}")
            time.sleep(_LOOK_S)

    def stop_server(self) -> None:
        """Stop the city's server alone."""
        end(self._server)
        self._server = None

    def cut(self) -> None:
        """Cut the network between machines and server."""
        self.cut_file.touch()

    def lose_next_answer(self) -> None:
        """Let the next exchange reach the city, and cut the network before its answer."""
        self.cut_file.with_name(self.cut_file.name + ".answer").touch()
        self.restore()

    def restore(self) -> None:
        """Restore the network."""
        self.cut_file.unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop server and network."""
        self.stop_server()
        end(self._relay)
        self._relay = None

    # Machines

    def machine(
        self, name: str, role: str = "borne", *, letter: str = "", sessions: int = 0
    ) -> Path:
        """Return the folder of a machine, enrolled the way a technician does it.

        Args:
            name: Name of the folder, and in the city's console.
            role: ``borne`` or ``poste``.
            letter: Before the numbers of its queue.
            sessions: Sessions of an invented past, on the first time only.
        """
        folder = self.folder / name
        address = folder / "address"
        if address.exists():
            if address.read_text(encoding="utf-8") != self.network_url:
                _move_to(folder, self.network_url)
                address.write_text(self.network_url, encoding="utf-8")
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        settings = f'[machine]\nrole = "{role}"\nletter = "{letter}"\n\n[sync]\nevery_s = 30\n'
        (folder / "kiosk.toml").write_text(settings, encoding="utf-8")
        made = ("demo-data", "--sessions", str(sessions), "--centre")
        verb("kiosk", "--data", str(folder), *made)
        invitation = ("--centre", CENTRE, "--role", role, "--name", name)
        code = self.sync_verb("invite", *invitation).splitlines()[0].strip()
        self.wait_for_server()
        verb("sync", "--data", str(folder), "enrol", "--server", self.network_url, "--code", code)
        address.write_text(self.network_url, encoding="utf-8")
        return folder


def _move_to(folder: Path, url: str) -> None:
    """Tell a machine the new address of the network: other programs took the old ports."""
    from contextlib import closing

    from kiosk.wiring import build_kiosk
    from sync.client.link import URL

    with closing(build_kiosk(folder)) as kiosk, kiosk.database.unit_of_work() as uow:
        uow.parameters.set(URL, url)
        uow.commit()
