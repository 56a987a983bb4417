# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole terminal in one process: real services, jobs done at once, a resident's hands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from kiosk.domain.centre import CentreCard
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.services.staff import StaffRole, StaffService
from kiosk.services.walkthroughs import WalkthroughService
from kiosk.wiring import build_kiosk
from tests.support.compiled_content import keep_compiled, lend_compiled
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.prepared_databases import give_kiosk
from ui.theme.live import apply_theme
from ui.theme.tokens import Theme
from ui.wiring import build_terminal

if TYPE_CHECKING:
    from kiosk.wiring import Kiosk
    from ui.wiring import Terminal

CENTRE = CentreCard(
    code="NORD",
    name="Espace citoyen numérique Nord",
    quarter="Nord",
    address="14 place de la Fosse-aux-Chênes",
    phone="03 20 00 00 00",
    hours=tuple((day, "9 h – 17 h") for day in range(5)),
)
PINS = {
    StaffRole.MEDIATOR: "482915",
    StaffRole.VOLUNTEER: "593026",
    StaffRole.COORDINATOR: "604137",
    StaffRole.TECHNICIAN: "715248",
}
SMALL, LARGE = (1366, 768), (1920, 1080)


def quick_digest(pin: str, salt: bytes) -> bytes:
    """Stand in for argon2 where its slowness is not what is tested."""
    return salt[:4] + pin.encode("ascii")


class SilentPrinter:
    """A printer that keeps what it is given and says that it came out."""

    def __init__(self) -> None:
        self.sheets: list[object] = []
        self.n_cancelled = 0

    def submit(self, sheet, changed) -> None:
        from ui.printing.sheets import PrintState

        self.sheets.append(sheet)
        changed(PrintState.SENDING)
        changed(PrintState.PRINTED)

    def submit_file(self, path, changed) -> None:
        self.submit(path.read_bytes(), changed)

    def cancel_pending(self) -> None:
        self.n_cancelled += 1


@dataclass(eq=False)
class Bench:
    """A terminal and a person in front of it."""

    app: QApplication
    terminal: Terminal
    kiosk: Kiosk
    clock: FrozenClock
    printer: SilentPrinter

    @property
    def window(self):
        return self.terminal.window

    @property
    def router(self):
        return self.terminal.parts.stage.router

    @property
    def session(self):
        return self.terminal.parts.stage.session

    def settle(self) -> None:
        """Let every posted event be done, deletions too."""
        for _ in range(4):
            self.app.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def named(self, name: str, kind: type[QWidget] = QAbstractButton) -> QWidget:
        """Return the widget in sight that bears `name`; tests are an accessibility check."""
        self.settle()
        found = [
            widget
            for widget in self.window.findChildren(kind)
            if widget.accessibleName() == name and widget.isVisible()
        ]
        assert found, f"nothing in sight is named {name!r}: {self.names(kind)}"
        return found[0]

    def names(self, kind: type[QWidget] = QAbstractButton) -> list[str]:
        """Return the names of what is in sight."""
        return [w.accessibleName() for w in self.window.findChildren(kind) if w.isVisible()]

    def touch(self, name: str) -> None:
        """Touch what bears `name`."""
        QTest.mouseClick(self.named(name), Qt.MouseButton.LeftButton)
        self.settle()

    def type_on_keys(self, text: str) -> None:
        """Touch the keys of our keyboard one after the other."""
        for sign in text:
            keys = self.window.keyboard.keys()
            QTest.mouseClick(keys["espace" if sign == " " else sign], Qt.MouseButton.LeftButton)
        self.settle()

    def field(self) -> QLineEdit:
        """Return the field in sight."""
        self.settle()
        return next(w for w in self.window.findChildren(QLineEdit) if w.isVisible())

    def texts(self) -> list[str]:
        """Return every text in sight."""
        self.settle()
        return [w.text() for w in self.window.findChildren(QLabel) if w.isVisible() and w.text()]

    def close(self) -> None:
        """End as the program does."""
        self.window.may_close = True
        self.terminal.close()
        self.window.hide()
        self.window.deleteLater()
        self.terminal.deleteLater()
        self.settle()


def open_bench(
    folder: Path,
    *,
    size: tuple[int, int] = SMALL,
    clock: FrozenClock | None = None,
    content: Path | None = None,
) -> Bench:
    """Open a terminal of the demo centre on a folder; its services are ready.

    It offers the walkthroughs of `content`, those of the program by default.
    """
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    clock = clock or FrozenClock()
    lend_compiled(folder)
    secrets = MemorySecrets()
    give_kiosk(folder, secrets)
    built = build_kiosk(folder, clock=clock, secrets=secrets)
    staff = StaffService(built.database, clock, built.bus, digest=quick_digest)
    kiosk = replace(built, staff=staff)
    if content is not None:
        kiosk = replace(kiosk, walkthroughs=WalkthroughService(content, None, clock))
    kiosk.device.set_centre(CENTRE)
    for role, pin in PINS.items():
        kiosk.staff.set_pin(role.value, role, pin)
    apply_theme(app, Theme())
    terminal = build_terminal(folder, tasks=ImmediateTasks(), clock=clock)
    terminal.window.resize(*size)
    terminal.window.begin()
    terminal.complete()
    terminal.open_services(lambda: kiosk)
    printer = SilentPrinter()
    terminal.parts.ready_printing = printer
    terminal.window.show()
    keep_compiled(folder)
    bench = Bench(app, terminal, kiosk, clock, printer)
    bench.settle()
    return bench
