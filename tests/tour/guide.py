# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every story of the tour works with: the town, its machines, its printer, the album."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.foundation.translation import Translator
from tests.demo.processes import verb
from tests.demo.town import DemoTown
from tests.support.cups import PrintSystem, text_of
from tests.tour.paths import Ways
from tests.tour.remote import OtherwiseError, Remote
from tests.tour.seeing_text import tidy
from tests.tour.sites import SitePictures
from tests.tour.sound import SoundCard

if TYPE_CHECKING:
    from tests.tour.album import Album

_PATIENCE_S = 20.0
# The post has lived a little, so that its figures have something to say.
_N_PAST = 80
# Every text that is read lasts longer than this.
_SILENCE_S = 2.0
_LOOK_S = 0.05


class Guide:
    """Two kiosks, one post, a server of its own, a network that can be cut, printer, sound."""

    def __init__(self, album: Album) -> None:
        """Start everything in a folder that goes away at the end."""
        self.album = album
        self.ways = Ways()
        self.square = ""
        self._stack = ExitStack()
        with ExitStack() as undo:
            root = Path(tempfile.mkdtemp(prefix="six", dir="/tmp"))
            undo.callback(shutil.rmtree, root, ignore_errors=True)
            # The print system works as another user, who must reach its folder.
            root.chmod(0o755)
            self.folder = root
            self.printer = PrintSystem(root / "p")
            undo.callback(self.printer.end)
            self.printer.start()
            self.sound = SoundCard(root / "sound")
            self.town = DemoTown(root / "town")
            undo.callback(self.town.stop)
            self.town.start()
            self.sites = SitePictures(album)
            undo.callback(self.sites.close)
            self.machines: dict[str, Remote] = {}
            undo.callback(self._end_machines)
            self._stack = undo.pop_all()

    def close(self) -> None:
        """End every process and take the folder away."""
        self._stack.close()

    def _end_machines(self) -> None:
        for machine in self.machines.values():
            machine.close()

    # Machines

    def send_everything(self) -> None:
        """Restore the network; let every machine send, then hear what the others sent."""
        self.town.restore()
        for machine in (*self.machines.values(), *self.machines.values()):
            must(machine.exchange(), f"{machine.name} ne joint pas la ville")

    def open_all(self) -> None:
        """Enrol and open two kiosks and a post."""
        opened = [
            self.open("borne A", letter="A"),
            self.open("borne B", letter="B"),
            self.open("poste", "poste"),
        ]
        for machine in opened:
            machine.opened()

    def open(
        self, name: str, role: str = "borne", *, letter: str = "", days_ahead: int = 0
    ) -> Remote:
        """Enrol a machine if it is new, and open its terminal, some days later if asked."""
        n_past = _N_PAST if role == "poste" else 0
        folder = self.town.machine(name, role, letter=letter, sessions=n_past)
        if role == "poste":
            _set(folder, 'desk = "Bureau 2"', "\n[staff]\nlock_after_s = 30\n")
        around = {**self.printer.environment, **self.sound.environment}
        machine = Remote(folder, name, around, days_ahead=days_ahead)
        self.machines[name] = machine
        return machine

    def open_room(self, name: str) -> Remote:
        """Enrol and open a machine that only shows the room which number is called."""
        _set(self.town.machine(name), 'calling = "whole_screen"')
        return self.open(name).opened()

    def close_room(self, name: str) -> None:
        """End that machine; it has nothing to tell the city."""
        self.machines.pop(name).leave()

    @staticmethod
    def said(french: str, language: str) -> str:
        """Return a word of the screens in a language."""
        return tidy(Translator(language).text(french))

    # Paper

    def printed(self, n_before: int) -> str:
        """Wait for a new page at the print system and return its text."""
        limit = time.monotonic() + _PATIENCE_S
        while time.monotonic() < limit:
            pages = self.printer.received()
            if len(pages) > n_before:
                try:
                    return text_of(pages[-1])
                except subprocess.CalledProcessError:
                    pass  # the page is still being written
            time.sleep(_LOOK_S)
        raise OtherwiseError("rien n’est arrivé à l’imprimante")

    def last_paper(self) -> Path:
        """Return the newest page that the print system has received, a PDF."""
        return self.printer.received()[-1]

    def n_printed(self) -> int:
        """Return how many pages the print system has received."""
        return len(self.printer.received())

    # Sound

    def heard(self) -> float:
        """Wait for a sound that lasts and is no silence; return its seconds."""
        limit = time.monotonic() + _PATIENCE_S
        while time.monotonic() < limit:
            if self.sound.seconds() > 1 and self.sound.is_playing():
                return self.sound.seconds()
            time.sleep(_LOOK_S)
        raise OtherwiseError("rien ne s’entend")

    def silent(self) -> None:
        """Wait until the player has ended."""
        limit = time.monotonic() + _SILENCE_S
        while self.sound.is_playing():
            must(time.monotonic() < limit, "la voix ne s’arrête pas")
            time.sleep(_LOOK_S)

    # Rows

    def kiosk_rows(self, name: str, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table of a machine, as `dump` prints them."""
        folder = self.town.folder / name
        lines = verb("kiosk", "--data", str(folder), "dump", table).splitlines()
        return [json.loads(line) for line in lines]

    def city_rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return rows of the city's database."""
        file = next(self.town.city.glob("*.db"))
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(query, values).fetchall()


def _set(folder: Path, of_machine: str, others: str = "") -> None:
    """Write more settings of a machine, once."""
    settings = folder / "kiosk.toml"
    text = settings.read_text(encoding="utf-8")
    if of_machine not in text:
        text = text.replace("[machine]\n", f"[machine]\n{of_machine}\n", 1)
        settings.write_text(text + others, encoding="utf-8")


def must(is_so: object, otherwise: str) -> None:
    """Stop the story if something is not as told; `otherwise` says what is instead.

    Raises:
        OtherwiseError: If it is not so.
    """
    if not is_so:
        raise OtherwiseError(otherwise)
