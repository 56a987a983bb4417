# SPDX-License-Identifier: AGPL-3.0-or-later
"""A word typed wherever a resident can type is nowhere afterwards, but for one sealed label."""

from __future__ import annotations

import gc
import logging
import tempfile
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from sqlalchemy import text

from kiosk.foundation.tasks import ImmediateTasks
from kiosk.storage.tables import metadata
from tests.support.cups import print_system, printed_files, text_of
from tests.support.selling_kiosk import enrol_and_grant
from tests.support.terminal import open_bench
from tests.support.workshop_post import WORKSHOP, hear_of
from ui.navigation.routes import Route
from ui.printing.cups_queue import CupsPrinting
from ui.printing.sheets import PaperFormat

WORD = "ZOUBIDA4711"
CONTACT = f"{WORD}@exemple.fr"
NUMBER = "73914682"
TYPED = (WORD, NUMBER)
_PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def cups():
    with print_system(Path(tempfile.mkdtemp(prefix="q"))) as system:
        yield system


@pytest.fixture
def bench(tmp_path, qapp, qtbot, cups, monkeypatch):
    for name, value in cups.environment.items():
        monkeypatch.setenv(name, value)
    before = printed_files()
    bench = open_bench(tmp_path / "borne")
    enrol_and_grant(bench.kiosk, bench.clock)
    hear_of(bench.kiosk, WORKSHOP)
    families = tuple(bench.window.font().families())
    printing = CupsPrinting(ImmediateTasks(), paper=PaperFormat.A4, families=families, poll_ms=100)
    bench.terminal.parts.ready_printing = printing
    bench.terminal.parts.stage.centre.read_again()
    yield bench
    qtbot.waitUntil(lambda: printing.is_idle, timeout=_PATIENCE_MS)
    bench.close()
    for file, _ in printed_files() - before:
        file.unlink()


TO_AN_HOUR = ("CAF et logement", "9\u00a0h", "Réserver mardi à 9\u00a0h")
TO_A_SEAT = ("Un atelier, à plusieurs", "Atelier e-mail", "Prendre 1 place")


def type_everywhere(bench, booked: tuple[str, ...], sure: str) -> None:
    """Search, book with a name and a contact, copy both, then ask for a ticket number."""
    bench.touch("Chercher une démarche")
    QTest.keyClicks(bench.field(), WORD)
    assert holds(texts_of_widgets().encode())
    bench.router.home()
    bench.router.go(Route.RESUME)
    QTest.keyClicks(bench.window.page, NUMBER)
    bench.router.home()
    bench.router.go(Route.BOOKING)
    for name in booked:
        bench.touch(name)
    label, contact = (f for f in bench.window.findChildren(QLineEdit) if f.isVisible())
    QTest.keyClicks(label, WORD)
    QTest.keyClicks(contact, CONTACT)
    label.selectAll()
    label.copy()
    assert WORD in QApplication.clipboard().text()
    bench.touch("Continuer")
    bench.touch(sure)
    assert bench.router.current.route is Route.TICKET


def holds(content: bytes) -> bool:
    """Say whether one of the typed words stands in `content`, in either case."""
    folded = content.lower()
    return any(
        sign.lower().encode(code) in folded for sign in TYPED for code in ("utf-8", "utf-16-le")
    )


def texts_of_widgets() -> str:
    gc.collect()
    found = []
    for widget in QApplication.allWidgets():
        if isinstance(widget, (QLineEdit, QLabel)):
            found.append(widget.text())
        if isinstance(widget, QWidget):
            found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    return "\n".join(found)


def stored_values(bench) -> list[tuple[str, str, bytes]]:
    """Return each stored value as the encrypted database gives it back: table, column, bytes."""
    values = []
    with bench.kiosk.database.unit_of_work() as uow:
        for table in metadata.sorted_tables:
            for row in uow.connection.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
                values += [
                    (table.name, name, value if isinstance(value, bytes) else str(value).encode())
                    for name, value in row.items()
                    if value is not None
                ]
    return values


@pytest.mark.parametrize(
    ("booked", "sure"),
    [(TO_AN_HOUR, "Confirmer le rendez-vous"), (TO_A_SEAT, "Confirmer ma venue")],
    ids=["appointment", "workshop"],
)
def test_what_was_typed_everywhere_is_nowhere_but_for_one_sealed_label(
    bench, cups, qtbot, tmp_path, caplog, booked, sure
):
    caplog.set_level(logging.DEBUG)
    type_everywhere(bench, booked, sure)
    qtbot.waitUntil(lambda: bool(cups.received()), timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: bench.terminal.parts.ready_printing.is_idle, timeout=_PATIENCE_MS)
    sheet = text_of(cups.received()[-1])
    private = bench.kiosk.session_folder.path
    (private / "downloads" / "scan.txt").write_text(WORD, encoding="utf-8")
    assert "confirmé" in sheet

    bench.touch("Terminer et effacer")
    bench.settle()

    assert bench.router.current.route is Route.SESSION_END
    assert not holds(texts_of_widgets().encode())
    assert QApplication.clipboard().text() == ""
    assert not holds(caplog.text.encode())
    assert not holds(sheet.encode())
    assert [p.name for p in cups.root.rglob("*") if p.is_file() and holds(p.read_bytes())] == []
    values = stored_values(bench)
    assert [place[:2] for place in values if holds(place[2])] == []
    sealed = [place[:2] for place in values if place[:2] == ("appointment", "label_sealed")]
    assert len(sealed) == 1
    assert not private.exists()
    bench.kiosk.database.close()
    assert [p.name for p in tmp_path.rglob("*") if p.is_file() and holds(p.read_bytes())] == []
