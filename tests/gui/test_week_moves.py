# SPDX-License-Identifier: AGPL-3.0-or-later
"""An appointment put at another hour: by mouse, by finger, by keys; nothing moves by accident."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.domain.appointment_status import AppointmentStatus
from tests.support.booking_desk import WEDNESDAY, an_agenda, at
from tests.support.hands import Finger, Hand
from tests.support.pages import CAMILLE
from tests.support.selling_kiosk import enrol_and_grant, openings
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.screens.week.block import BlockButton
from ui.screens.week.state import BlockLook
from ui.theme.live import current_theme
from ui.widgets.scroll_page import ScrollPage

OLD = "mercredi 25 novembre 9\u00a0h, CAF et logement · Nadia"
NEW = "jeudi 26 novembre 10\u00a0h\u00a030, 10\u00a0h\u00a030 · Nadia"


@pytest.fixture(params=[SMALL, LARGE], ids=["1366x768", "1920x1080"])
def bench(request, tmp_path, qapp):
    (tmp_path / "kiosk.toml").write_text('[machine]\nrole = "poste"\n')
    bench = open_bench(tmp_path, size=request.param)
    enrol_and_grant(bench.kiosk, bench.clock, an_agenda(*openings()))
    bench.terminal.parts.stage.centre.read_again()
    service = bench.kiosk.appointments
    slot = next(one for one in service.slots("caf", WEDNESDAY) if one.start_utc == at(9))
    service.confirm(service.hold("caf", slot))
    bench.session.staff = CAMILLE
    bench.router.go(Route.WEEK)
    bench.settle()
    yield bench
    bench.close()


def block(bench, name):
    found = bench.named(name)
    bench.window.page.findChild(ScrollPage).reveal(found)
    bench.settle()
    return found


def targets(bench):
    bench.settle()
    shown = (one for one in bench.window.findChildren(BlockButton) if one.isVisible())
    return [one for one in shown if one.block.look is BlockLook.TARGET]


def states(bench):
    (old,) = bench.kiosk.appointments.day_for_desk(WEDNESDAY)
    day = WEDNESDAY.replace(day=26)
    return old.status, [one.start_utc for one in bench.kiosk.appointments.day_for_desk(day)]


MOVED = (AppointmentStatus.MOVED, [at(10, 30, WEDNESDAY.replace(day=26))])
KEPT = (AppointmentStatus.CONFIRMED, [])


def test_a_mouse_carries_an_appointment_to_another_hour(bench):
    hand = Hand(bench.window)
    hand.lift(block(bench, OLD))
    bench.settle()
    hand.drop_on(bench.named(NEW))
    before = states(bench)
    bench.touch("Oui, déplacer")

    assert before == KEPT
    assert states(bench) == MOVED


def test_an_appointment_let_go_beside_every_hour_stays(bench):
    hand = Hand(bench.window)
    hand.lift(block(bench, OLD))
    bench.settle()
    n_times = len(targets(bench))
    hand.drop_on(bench.named("Absence"))

    assert n_times > 0
    assert targets(bench) == []
    assert states(bench) == KEPT


@pytest.fixture
def as_installed(qapp):
    """Take two quick touches as two, as the program does."""
    before = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(0)
    yield
    qapp.setDoubleClickInterval(before)


def test_a_finger_touches_the_appointment_then_the_hour(bench, as_installed):
    finger = Finger(bench.window)
    for name in (OLD, "Changer l’heure", NEW, "Oui, déplacer"):
        finger.tap_on(block(bench, name))
        bench.settle()

    assert states(bench) == MOVED


def test_a_finger_that_scrolls_over_an_appointment_moves_nothing(bench):
    Finger(bench.window).slide(block(bench, OLD), QPoint(0, -200))
    bench.settle()

    assert targets(bench) == []
    assert states(bench) == KEPT


def press(bench, key):
    QTest.keyClick(bench.window.windowHandle(), key)
    bench.settle()


def heard():
    focus = QApplication.focusWidget()
    return focus.accessibleName() if focus else ""


def press_until(bench, key, wanted):
    """Press a key until what is heard has `wanted` in its name."""
    for _ in range(60):
        if wanted in heard():
            return
        press(bench, key)
    raise AssertionError(f"{wanted!r} is never reached, the focus is on {heard()!r}")


def test_keys_alone_carry_an_appointment_to_another_hour(bench):
    press_until(bench, Qt.Key.Key_Tab, OLD)
    press(bench, Qt.Key.Key_Return)
    press_until(bench, Qt.Key.Key_Backtab, "Changer l’heure")
    press(bench, Qt.Key.Key_Return)
    first = heard()
    press_until(bench, Qt.Key.Key_Right, "jeudi")
    press_until(bench, Qt.Key.Key_Down, NEW)
    press(bench, Qt.Key.Key_Return)
    asked = heard()
    before = states(bench)
    press(bench, Qt.Key.Key_Return)

    assert first == "mardi 24 novembre 9\u00a0h, 9\u00a0h · Nadia"
    assert asked == "Oui, déplacer"
    assert before == KEPT
    assert states(bench) == MOVED


def test_escape_leaves_everything_as_it_is(bench):
    press_until(bench, Qt.Key.Key_Tab, OLD)
    press(bench, Qt.Key.Key_Return)
    press_until(bench, Qt.Key.Key_Backtab, "Changer l’heure")
    press(bench, Qt.Key.Key_Return)
    n_times = len(targets(bench))
    press(bench, Qt.Key.Key_Escape)

    assert n_times > 0
    assert targets(bench) == []
    assert states(bench) == KEPT


def test_in_arabic_the_right_arrow_goes_to_the_day_before(bench):
    bench.window.speak_language("ar")
    bench.window.page.presenter.pick(
        f"appointment:{bench.window.page.presenter._facts.appointments[0].number}"
    )
    bench.settle()
    first, last = (
        min(targets(bench), key=lambda one: one.block.day),
        max(targets(bench), key=lambda one: one.block.day),
    )
    last.setFocus()
    press(bench, Qt.Key.Key_Right)
    there = QApplication.focusWidget()

    assert there.block.day < last.block.day
    assert first.x() > last.x()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_hour_that_may_be_chosen_is_a_target_for_a_finger(bench, scale):
    bench.window.prefer(Preferences(scale=scale))
    presenter = bench.window.page.presenter
    presenter.pick(f"appointment:{presenter._facts.appointments[0].number}")

    sizes = [min(one.width(), one.height()) for one in targets(bench)]
    assert sizes
    assert min(sizes) >= current_theme().target_px("absolute_min")
