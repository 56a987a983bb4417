# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole content that residents see, where it comes from, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.packs.signing import Issuer
    from kiosk.domain.recalls import Recalls

EDITION_FILE: Final = "edition.json"
_WORDS: Final = {"city": "la ville", "publisher": "l’éditeur"}


class _EditionFile(msgspec.Struct, frozen=True):
    id: str
    version: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A whole content that residents see.

    Attributes:
        folder: Its content folder.
        cache_folder: Where its compiled form is kept.
        pack_id: Name of the pack, or of the program's own content.
        version: Year, month, number.
        digest: Hash of the pack; empty for the program's own content.
        issuer: Who answers for it; None for the program's own content.
    """

    folder: Path
    cache_folder: Path
    pack_id: str
    version: str
    digest: str = ""
    issuer: Issuer | None = None

    def shown(self) -> str:
        """Return how technicians read it: name, version, who answers for it."""
        whose = "le programme" if self.issuer is None else _WORDS[self.issuer.value]
        return f"{self.pack_id} {self.version}, par {whose}"


@dataclass(frozen=True, slots=True)
class PackStatus:
    """What a technician sees.

    Attributes:
        current: What residents see.
        previous: Version to which one can go back; empty if there is none.
        staged: Version that waits until nobody is there; empty for none.
        problem: Sentence of the last refusal; empty for none.
        n_recalls: How many things are called back.
    """

    current: Edition
    previous: str
    staged: str
    problem: str
    n_recalls: int


class Reader(Protocol):
    """A service that reads content."""

    def use(self, folder: Path, cache_folder: Path | None) -> None:
        """Read from another folder from now on."""


class Showing(Reader, Protocol):
    """The service that shows walkthroughs."""

    def obey(self, recalls: Recalls, *, all_stopped: bool) -> None:
        """Show nothing that was called back."""


def own_edition(bundled: Path, cache_folder: Path) -> Edition:
    """Return the content that ships with the program, below `bundled`."""
    told = msgspec.json.decode((bundled / EDITION_FILE).read_bytes(), type=_EditionFile)
    return Edition(bundled, cache_folder, told.id, told.version)
