# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a running server does beside answering: offers, messages, erasures, once a minute."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sync.server.attendance_cells import count_cells
from sync.server.clock_trust import watch_clock
from sync.server.connectors.choice import senders_of
from sync.server.export_files import forget_old_files
from sync.server.housekeeping import housekeep
from sync.server.journal import cut, tell_newest
from sync.server.reminders import Reminders, Round
from sync.server.waiting_list import allot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.server.city import City

CELLS_A_ROUND = 2000
log = logging.getLogger(__name__)


class Chores:
    """The work of a city that nobody asks for."""

    def __init__(self, city: City) -> None:
        """Work for a city, by the ways of its settings."""
        self._city = city
        self._journal_at = 0
        self._reminders = Reminders(city, senders_of(city.settings.reminders))

    def turn(self) -> Round:
        """Do everything that is due once; by a clock that leapt, nothing is."""
        with self._city.database.transaction() as unit:
            is_believed = watch_clock(self._city, unit)
        self._journal_at = tell_newest(self._city, self._journal_at)
        if not is_believed:
            count_cells(self._city, most=CELLS_A_ROUND)
            return Round()
        with self._city.database.transaction() as unit:
            allot(self._city, unit)
        done = self._reminders.turn()
        with self._city.database.transaction() as unit:
            was_time = housekeep(self._city, unit)
            if was_time:
                cut(self._city, unit)
        forget_old_files(self._city)
        if was_time:
            self._city.database.scrub()
        count_cells(self._city, most=CELLS_A_ROUND)
        return done


@contextmanager
def chores_beside(city: City) -> Iterator[None]:
    """Do the chores in a thread for as long as the block lasts."""
    over = threading.Event()
    worker = threading.Thread(target=_work, args=(city, over), name="chores", daemon=True)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join(timeout=city.settings.body_s)


def _work(city: City, over: threading.Event) -> None:
    chores = Chores(city)
    while not over.is_set():
        try:
            chores.turn()
        except Exception as error:  # noqa: BLE001 - a round that fails must not end those after it
            log.warning("a round of chores failed: %s", type(error).__name__)
        over.wait(city.settings.chores_s)
