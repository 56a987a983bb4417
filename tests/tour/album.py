# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pictures of the tour, and what is cut on them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from tests.demo.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SIZES = ((1366, 768), (1920, 1080))
DOC_IMAGES = ROOT / "docs" / "fr" / "images"


class Screen(Protocol):
    """What shows a page and can be asked for a picture of it (`tests.tour.remote.Remote`)."""

    def ask(self, do: str, **what: Any) -> Any:
        """Do one thing and return what it gives."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to see the same page."""

    name: str
    language: str = "fr"
    scheme: str = ""
    scale: float = 1.0


PLAIN = Variant("")
VARIANTS = (
    Variant("arabe", language="ar"),
    Variant("contraste", scheme="high_contrast"),
    Variant("200", scale=2.0),
)


class Album:
    """Writes `NN-screen-variant-WxH.png` and keeps the faults found on them."""

    def __init__(self, folder: Path, *, for_docs: bool, first: int = 1) -> None:
        """Write into `folder`; with `for_docs`, refresh the images of the guides too.

        Args:
            folder: Where the pictures go; those of an earlier tour go away.
            for_docs: Whether the guides take theirs anew.
            first: Number of the first page.
        """
        self._folder, self._for_docs, self._first = folder, for_docs, first
        self._n = 0
        self.faults: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.png"):
            old.unlink()

    @property
    def n_pictures(self) -> int:
        """How many pages were taken."""
        return self._n

    def take_paper(self, paper: Path, name: str) -> None:
        """Take each page of a paper as it was printed."""
        self._n += 1
        stem = self._folder / f"{self._number()}-{name}-papier"
        command = ["pdftoppm", "-png", "-r", "100", str(paper), str(stem)]
        subprocess.run(command, check=True, capture_output=True)

    def adopt(self, folder: Path, faults: list[str], n_pages: int) -> None:
        """Take the pictures and the faults of an album that another process has made."""
        for file in sorted(folder.glob("*.png")):
            shutil.copyfile(file, self._folder / file.name)
        self.faults += faults
        self._n += n_pages

    def _number(self) -> str:
        return f"{self._first + self._n - 1:02d}"

    def take(self, machine: Screen, name: str, *, doc: str = "", in_all: bool = False) -> None:
        """Take the page in front, in both sizes.

        Args:
            machine: Whose screen.
            name: Name of the screen in the file's name.
            doc: Name of the image in the guides; empty for none.
            in_all: In Arabic, high contrast and 200 % too.
        """
        self._n += 1
        shown = machine.ask("language")
        for variant in (PLAIN, *(VARIANTS if in_all else ())):
            if variant is not PLAIN:
                machine.ask(
                    "show", language=variant.language, scheme=variant.scheme, scale=variant.scale
                )
            for width, height in SIZES:
                machine.ask("size", width=width, height=height)
                self._grab(machine, name, variant, f"{width}x{height}")
                if doc and self._for_docs and variant is PLAIN and (width, height) == SIZES[0]:
                    DOC_IMAGES.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(self._last, DOC_IMAGES / f"{doc}.png")
        machine.ask("size", width=SIZES[0][0], height=SIZES[0][1])
        if in_all:
            machine.ask("show", language=shown)

    def _grab(self, machine: Screen, name: str, variant: Variant, size: str) -> None:
        parts = [self._number(), name, variant.name, size]
        self._last = self._folder / ("-".join(part for part in parts if part) + ".png")
        for fault in machine.ask("grab", file=str(self._last)):
            self.faults.append(f"{self._last.name} : {fault}")
