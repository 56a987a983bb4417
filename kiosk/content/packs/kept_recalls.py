# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of recalls that a machine keeps, one file an issuer, as they were signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.packs.faults import PackRefused
from kiosk.content.packs.recall_file import MAX_BYTES, RecallList, chain_of, read_recalls
from kiosk.content.packs.signing import Issuer
from kiosk.content.packs.store import told_faults
from kiosk.domain.recalls import Recalls
from kiosk.foundation.private_files import write_private

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.packs.signing import KeyStatement, Trust


@dataclass(slots=True)
class KeptRecalls:
    """The recalls known here.

    Attributes:
        folder: Where the files are; made at the first need.
        united: Everything called back, whoever signed it.
    """

    folder: Path
    united: Recalls = field(default_factory=Recalls)
    _lists: dict[Issuer, RecallList] = field(default_factory=dict)

    def read(self) -> bool:
        """Read the files again; say whether all of those that are there can be read."""
        is_right = True
        for issuer in Issuer:
            try:
                with self._path(issuer).open("rb") as stream:
                    self._lists[issuer] = read_recalls(stream.read(MAX_BYTES + 1), None)
            except FileNotFoundError:
                continue
            except (OSError, PackRefused):
                is_right = False
        self._unite()
        return is_right

    def take(self, content: bytes, trust: Trust) -> bool:
        """Keep a newer list; say whether it tells anything new.

        Raises:
            PackRefused: If it is not one, not signed, older, or has lost an entry.
        """
        found = read_recalls(content, trust)
        before = self._lists.get(found.issuer)
        found.check_follows(before)
        if found == before:
            return False
        with told_faults():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(self._path(found.issuer), content)
        self._lists[found.issuer] = found
        self._unite()
        return True

    def knows(self, issuer: Issuer) -> bool:
        """Say whether a list of an issuer is here."""
        return issuer in self._lists

    def city_chain(self) -> list[KeyStatement]:
        """Return the statements of keys that came with the city's list."""
        try:
            with self._path(Issuer.CITY).open("rb") as stream:
                return chain_of(stream.read(MAX_BYTES))
        except OSError:
            return []

    def _unite(self) -> None:
        self.united = Recalls(frozenset().union(*(one.entries for one in self._lists.values())))

    def _path(self, issuer: Issuer) -> Path:
        return self.folder / f"recalls-{issuer.value}.json"
