# SPDX-License-Identifier: AGPL-3.0-or-later
"""A terminal that runs for weeks keeps its promises without a new start."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.foundation.errors import StorageFull
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.services.clock_trust import ClockDoubt
from ui.upkeep import ERASURE_MS, INSTANT_MS, Upkeep


def upkeep_of(bench) -> Upkeep:
    found = bench.terminal.findChild(Upkeep)
    assert found is not None
    return found


def n_sessions(bench) -> int:
    with bench.kiosk.database.unit_of_work() as uow:
        return len(uow.sessions.between(datetime(2020, 1, 1, tzinfo=UTC), bench.clock.now_utc()))


def test_sessions_are_erased_after_their_time_though_nothing_restarts(bench):
    bench.touch("Faire une démarche")
    bench.touch("Terminer et effacer")
    bench.clock.pass_time(days=300)
    upkeep_of(bench).hour.timeout.emit()
    assert n_sessions(bench) == 1

    bench.clock.pass_time(days=100)
    upkeep_of(bench).hour.timeout.emit()

    assert n_sessions(bench) == 0


def test_a_power_cut_after_weeks_of_running_leaves_the_clock_trusted(bench):
    for _ in range(20):
        bench.clock.pass_time(days=1)
        upkeep_of(bench).minute.timeout.emit()

    bench.clock.reboot("boot-2")

    assert bench.kiosk.device.clock_trust().doubt is ClockDoubt.NONE


def test_both_timers_run_from_the_start(bench):
    upkeep = upkeep_of(bench)

    assert (upkeep.minute.interval(), upkeep.hour.interval()) == (INSTANT_MS, ERASURE_MS)
    assert upkeep.minute.isActive()
    assert upkeep.hour.isActive()


@pytest.mark.warns_in_log
def test_a_full_disk_stops_neither_the_terminal_nor_the_next_try(qapp, caplog):
    class Full:
        n_calls = 0

        def run(self):
            self.n_calls += 1
            raise StorageFull("Le disque est plein.")

        def note_instant(self):
            return None

        def tell_ended_weeks(self):
            return None

    full = Full()
    upkeep = Upkeep(full, full, statements=full, tasks=ImmediateTasks())
    upkeep.hour.timeout.emit()
    upkeep.hour.timeout.emit()

    assert full.n_calls == 2
    assert "StorageFull" in caplog.text
