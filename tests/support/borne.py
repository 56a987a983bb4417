# SPDX-License-Identifier: AGPL-3.0-or-later
"""A machine reduced to its content: what a start of the program makes of a data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.content.packs.faults import PackFault, PackRefused
from kiosk.foundation.events import EventBus
from kiosk.services.content_packs import ContentPackService
from kiosk.services.letters import LetterService
from kiosk.services.sessions import SessionService
from kiosk.services.walkthroughs import WalkthroughService
from tests.support.fakes import FrozenClock
from tests.support.packs import KEPT
from tests.support.storage import started_database

SCAN = KEPT[0]
OLD, NEW, NEWEST = "2026.12.1", "2026.12.2", "2026.12.3"


class Borne:
    """What a start of the program makes of a data folder."""

    def __init__(self, folder: Path, publisher: bytes, bundled: Path) -> None:
        self.folder = folder
        self.bus = EventBus()
        self.database = started_database(folder)
        self.sessions = SessionService(self.database, FrozenClock(), self.bus)
        self.walkthroughs = WalkthroughService(bundled, folder / "content_cache", FrozenClock())
        self.letters = LetterService(bundled, folder / "content_cache", self.walkthroughs)
        self.packs = ContentPackService(
            folder, self.database, self.bus, bundled=bundled, publisher=publisher
        )
        self.packs.start(self.walkthroughs, self.letters)

    def install(self, path: Path) -> None:
        self.packs.stage(self.packs.install(path))

    def version(self) -> str:
        return self.packs.current.version

    def title(self) -> str:
        cards = {one.walkthrough_id: one.title for one in self.walkthroughs.cards("fr")}
        return cards[SCAN]

    def close(self) -> None:
        self.database.close()


def fault(job, *arguments) -> PackFault:
    """Do what must be refused; return why it is."""
    with pytest.raises(PackRefused) as caught:
        job(*arguments)
    return caught.value.fault
