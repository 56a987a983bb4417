# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine of the tour, seen from the test: it touches, types, looks, and takes pictures."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.demo.processes import ROOT, clean_environment

if TYPE_CHECKING:
    from pathlib import Path


_SILENCE_S = 90.0


class OtherwiseError(AssertionError):
    """A story went otherwise than told; the message is one French sentence."""


class Remote:
    """One terminal in a process of its own."""

    def __init__(
        self,
        folder: Path,
        name: str,
        environment: dict[str, str] | None = None,
        *,
        days_ahead: int = 0,
    ) -> None:
        """Start the terminal of a folder; `days_ahead` lets its clock be that much later."""
        self.folder, self.name = folder, name
        self._errors = (folder.parent / f"{folder.name}.stderr").open("wb")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.tour.machine", "--data", str(folder)),
                *("--days-ahead", str(days_ahead)),
            ],
            cwd=ROOT,
            env={
                **clean_environment(),
                **_screen(folder),
                **(environment or {}),
                "LC_ALL": "C.UTF-8",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def opened(self) -> Remote:
        """Wait until the services are ready."""
        self._read()
        return self

    def ask(self, do: str, **what: Any) -> Any:
        """Do one thing and return what it gives.

        Raises:
            OtherwiseError: If the screen never allows it.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **what}, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        if not answer["ok"]:
            seen = " | ".join(answer["seen"][:40])
            raise OtherwiseError(f"{self.name} : {answer['why']} (à l’écran : {seen})")
        return answer.get("result")

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _SILENCE_S)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            self._errors.flush()
            said = (self.folder.parent / f"{self.folder.name}.stderr").read_text("utf-8")[-2000:]
            raise OtherwiseError(f"{self.name} ne répond plus : {said}")
        return json.loads(line)

    def click(self, *names: str, how: str = "mouse") -> Remote:
        """Touch one thing after the other, by their names."""
        for name in names:
            self.ask("click", name=name, how=how)
        return self

    def touch(self, *names: str) -> Remote:
        """Touch with a finger instead of a mouse."""
        return self.click(*names, how="touch")

    def lift(self, name: str) -> Remote:
        """Take a block of the week in hand with the mouse."""
        self.ask("lift", name=name)
        return self

    def drop(self, name: str) -> Remote:
        """Let it go on another block."""
        self.ask("drop", name=name)
        return self

    def see(self, *texts: str) -> Remote:
        """Wait until each text is on the screen."""
        for text in texts:
            self.ask("see", text=text)
        return self

    def not_see(self, *texts: str) -> Remote:
        """Wait until no text of these is on the screen."""
        for text in texts:
            self.ask("not_see", text=text)
        return self

    def place(self, route: str) -> Remote:
        """Wait for a page."""
        self.ask("place", route=route)
        return self

    def names(self) -> list[dict[str, Any]]:
        """Return what can be touched."""
        return self.ask("names")

    def texts(self) -> list[str]:
        """Return what is on the screen."""
        return self.ask("texts")

    def pin(self, code: str) -> Remote:
        """Type a code on the pad and enter it."""
        return self.click(*code, "Valider")

    def exchange(self) -> bool:
        """Exchange with the city; say whether it answered."""
        return self.ask("exchange", within_s=60) == 0

    def leave(self) -> None:
        """End the terminal as closing its window does."""
        if self._process.poll() is None:
            self.ask("leave")
            self._process.wait(timeout=20)
        self.close()

    def kill(self) -> None:
        """Pull the plug."""
        self._process.kill()
        self._process.wait(timeout=20)
        self.close()

    def close(self) -> None:
        """Let go of the process; end it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(timeout=20)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._errors.close()


def _screen(folder: Path) -> dict[str, str]:
    """Return the variables of an invisible screen as large as the largest picture."""
    file = folder.parent / "screen.json"
    screen = {"name": "ecran", "x": 0, "y": 0, "width": 1920, "height": 1080}
    numbers = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    file.write_text(json.dumps({"screens": [{**screen, **numbers}]}), encoding="utf-8")
    name = os.path.relpath(file, ROOT)
    return {"QT_QPA_PLATFORM": f"offscreen:configfile={name}"}
