# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case 23 as a person meets it: the ticket is on the screen again after a power cut, once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from kiosk.wiring import Kiosk, build_kiosk
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.prepared_databases import give_kiosk
from tests.support.selling_kiosk import enrol_and_grant
from tests.support.terminal import Bench, SilentPrinter
from ui.navigation.routes import Route
from ui.tasks import QtTasks
from ui.theme.live import apply_theme
from ui.theme.tokens import Theme
from ui.wiring import build_terminal

LONGEST_MS = 10_000


class Borne:
    """A kiosk that may sell, and that can be started again and again."""

    def __init__(self, folder, qtbot) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.clock, self.secrets = FrozenClock(), MemorySecrets()
        give_kiosk(folder, self.secrets)
        with self.services() as kiosk:
            enrol_and_grant(kiosk, self.clock)

    @contextmanager
    def services(self) -> Iterator[Kiosk]:
        kiosk = self._opened()
        yield kiosk
        kiosk.close()

    def restart(self) -> None:
        self.clock.pass_time(minutes=2)
        self.clock.reboot(f"{self.clock.boot_id()}-again")

    @contextmanager
    def screen(self) -> Iterator[Bench]:
        """Start the terminal with its real lanes, until it rests."""
        apply_theme(QApplication.instance(), Theme())
        tasks, kiosk = QtTasks(), self._opened()
        terminal = build_terminal(self.folder, tasks=tasks, clock=self.clock)
        terminal.window.resize(1366, 768)
        terminal.window.begin()
        terminal.complete()
        bench = Bench(QApplication.instance(), terminal, kiosk, self.clock, SilentPrinter())
        terminal.open_services(lambda: kiosk)
        try:
            self.qtbot.waitUntil(lambda: terminal.parts.ready_kiosk is not None, timeout=LONGEST_MS)
            terminal.parts.ready_printing = bench.printer
            terminal.window.show()
            self.qtbot.waitUntil(tasks.is_idle, timeout=LONGEST_MS)
            yield bench
            self.qtbot.waitUntil(tasks.is_idle, timeout=LONGEST_MS)
        finally:
            bench.close()

    def _opened(self) -> Kiosk:
        return build_kiosk(
            self.folder, clock=self.clock, secrets=self.secrets, file_system=lambda _: "ext4"
        )


def sold(kiosk):
    slot = kiosk.appointments.slots("caf", kiosk.appointments.days("caf")[0].day)[0]
    return kiosk.appointments.confirm(kiosk.appointments.hold("caf", slot))


def shows(bench, ticket):
    """Say whether the page in sight tells the number of a ticket."""
    said = "".join(letter for letter in bench.window.page.page_text() if letter.isdigit())
    return "".join(ticket.number.split()) in said


def test_after_a_power_cut_before_the_paper_the_ticket_is_on_the_screen_again(tmp_path, qtbot):
    borne = Borne(tmp_path, qtbot)
    with borne.services() as kiosk:
        ticket = sold(kiosk)
    borne.restart()

    with borne.screen() as bench:
        qtbot.waitUntil(lambda: shows(bench, ticket))


def test_a_ticket_on_the_screen_again_is_not_shown_to_the_next_person(tmp_path, qtbot):
    borne = Borne(tmp_path, qtbot)
    with borne.services() as kiosk:
        ticket = sold(kiosk)
    borne.restart()
    with borne.screen() as bench:
        qtbot.waitUntil(lambda: shows(bench, ticket))
    borne.restart()

    with borne.screen() as bench:
        assert bench.terminal.parts.stage.router.current.route is Route.HOME
        assert not shows(bench, ticket)


def test_a_ticket_that_the_person_has_seen_is_not_shown_after_a_restart(tmp_path, qtbot):
    borne = Borne(tmp_path, qtbot)
    with borne.screen() as bench:
        ticket = sold(bench.kiosk)
        stage = bench.terminal.parts.stage
        stage.router.go(Route.TICKET, ticket=ticket, motif_id="caf")
        qtbot.waitUntil(lambda: shows(bench, ticket))
    borne.restart()

    with borne.screen() as bench:
        assert not shows(bench, ticket)
