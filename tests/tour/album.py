# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pictures of the tour, and what is cut on them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.demo.processes import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tour.remote import Remote

SIZES = ((1366, 768), (1920, 1080))
DOC_IMAGES = ROOT / "docs" / "fr" / "images"


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

    def __init__(self, folder: Path, *, for_docs: bool) -> None:
        """Write into `folder`; with `for_docs`, refresh the images of the guides too."""
        self._folder, self._for_docs = folder, for_docs
        self._n = 0
        self.faults: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9]-*.png"):
            old.unlink()

    @property
    def n_pictures(self) -> int:
        """How many pages were taken."""
        return self._n

    def take(self, machine: Remote, name: str, *, doc: str = "", in_all: bool = False) -> None:
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

    def _grab(self, machine: Remote, name: str, variant: Variant, size: str) -> None:
        parts = [f"{self._n:02d}", name, variant.name, size]
        self._last = self._folder / ("-".join(part for part in parts if part) + ".png")
        for fault in machine.ask("grab", file=str(self._last)):
            self.faults.append(f"{self._last.name} : {fault}")
