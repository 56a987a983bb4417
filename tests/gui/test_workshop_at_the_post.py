# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop at the post as hands meet it: by touch and by keys, filled and empty, at any size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointment_status import AppointmentStatus, Attendance
from kiosk.domain.appointments import ReplyBy, WhoComes
from kiosk.foundation.translation import LANGUAGES
from tests.support.booking_desk import WEDNESDAY, at
from tests.support.looks import findings
from tests.support.pages import CAMILLE
from tests.support.selling_kiosk import enrol_and_grant
from tests.support.terminal import LARGE, SMALL, open_bench
from tests.support.workshop_post import MAIL, WORKSHOP, fill, hear_of
from ui.navigation.routes import Route
from ui.widgets.buttons import Button
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366x768", "1920x1080"])


def open_post(folder, size=SMALL):
    (folder / "kiosk.toml").write_text('[machine]\nrole = "poste"\n')
    bench = open_bench(folder, size=size)
    enrol_and_grant(bench.kiosk, bench.clock)
    bench.terminal.parts.stage.centre.read_again()
    bench.session.staff = CAMILLE
    return bench


@pytest.fixture
def bench(tmp_path, qapp):
    opened = open_post(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def tickets(bench):
    """Seven people enrolled, on the morning of the workshop."""
    made = fill(bench.kiosk)
    bench.clock.pass_time(days=2)
    return made


def press(bench, start):
    """Touch the button whose name begins so, brought in sight."""
    bench.settle()
    name = next(name for name in bench.names() if name.startswith(start))
    button = bench.named(name)
    bench.window.page.findChild(ScrollPage).reveal(button)
    bench.settle()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    bench.settle()


def statuses(bench):
    day = bench.kiosk.appointments.day_for_desk(WEDNESDAY)
    return sorted(one.status.value for one in day)


def test_a_workshop_is_led_by_touch_from_the_day_of_the_post(bench, tickets):
    bench.router.go(Route.DESK)
    press(bench, "Ouvrir, 10\u00a0h Atelier e-mail")
    assert bench.router.current.route is Route.WORKSHOP_SHEET

    press(bench, f"Présence, n° {tickets['Amina'].number}")
    press(bench, f"Absence, n° {tickets['Georges'].number}")
    press(bench, "Personnes venues sans inscription, 0 : Une de plus")
    press(bench, "La personne accepte, ")
    press(bench, "Feuille d’émargement")

    assert statuses(bench) == ["absent", "attended", "confirmed", "confirmed", "confirmed"]
    assert bench.kiosk.workshops.sheet(MAIL).n_walk_ins == 1
    assert "A dit oui : la ville répond" in bench.texts()
    assert "La feuille est imprimée." in bench.texts()
    assert len(bench.printer.sheets[0].grids[0].rows) == WORKSHOP.capacity
    bench.touch("Précédent")
    assert bench.router.current.route is Route.DESK


def test_a_workshop_is_led_by_keys_alone(bench, tickets):
    bench.router.go(Route.WORKSHOP_SHEET, workshop_id=MAIL)
    bench.settle()

    def walk_to(start):
        for _ in range(60):
            QTest.keyClick(bench.app.focusWidget() or bench.window, Qt.Key.Key_Tab)
            bench.settle()
            focused = bench.app.focusWidget()
            if focused is not None and focused.accessibleName().startswith(start):
                return focused
        raise AssertionError(f"{start} is out of reach of the keys")

    QTest.keyClick(walk_to("Présence, n° "), Qt.Key.Key_Return)
    QTest.keyClick(walk_to("Personnes venues sans inscription, 0 : Une de plus"), Qt.Key.Key_Space)
    QTest.keyClick(walk_to("La personne accepte, "), Qt.Key.Key_Return)
    bench.settle()

    assert AppointmentStatus.ATTENDED.value in statuses(bench)
    assert bench.kiosk.workshops.sheet(MAIL).n_walk_ins == 1
    assert "A dit oui : la ville répond" in bench.texts()


def test_a_name_is_seen_and_heard_only_once_touched(bench, tickets):
    bench.router.go(Route.WORKSHOP_SHEET, workshop_id=MAIL)
    bench.settle()
    hidden = " ".join((*bench.texts(), *bench.names(), bench.window.page.presenter.page_text()))

    for start in [name for name in bench.names() if name.startswith("Voir le nom")]:
        press(bench, start)

    assert not any(name in hidden for name in ("Amina", "Fatou", "Georges", "Ilyas", "Yasmina"))
    assert {"Amina", "Fatou"} <= {one.text() for one in bench.window.findChildren(Button)}


def test_what_was_counted_is_heard_with_the_title(bench, tickets):
    bench.router.go(Route.WORKSHOP_SHEET, workshop_id=MAIL)
    bench.settle()

    heard = [one.accessibleName() for one in bench.window.findChildren(Text) if one.isVisible()]
    assert any("7 inscrits, 0 présent, 2 places libres, 3 en attente" in one for one in heard)


@SIZES
def test_the_sheet_is_within_reach_filled_empty_and_asking(tmp_path, qapp, size):
    bench = open_post(tmp_path, size)
    tickets = fill(bench.kiosk)
    bench.router.go(Route.WORKSHOP_SHEET, workshop_id=MAIL)
    found = findings(bench, "before the day")
    bench.clock.pass_time(days=2)
    bench.kiosk.appointments.mark(tickets["Amina"].number, Attendance.ATTENDED)
    bench.router.replace(Route.WORKSHOP_SHEET, workshop_id=MAIL)
    found += findings(bench, "on the day")
    bench.window.page.presenter.act(f"enrolled:{tickets['Fatou'].number}", "cancel")
    found += findings(bench, "asking")
    hear_of(bench.kiosk, replace(WORKSHOP, workshop_id="vide", min_participants=3), request=3)
    bench.router.replace(Route.WORKSHOP_SHEET, workshop_id="vide")
    found += findings(bench, "empty")
    bench.close()

    assert found == []


@SIZES
def test_a_workshop_in_the_day_and_in_the_week_is_within_reach(tmp_path, qapp, size):
    bench = open_post(tmp_path, size)
    fill(bench.kiosk)
    asking = WhoComes(label="Jean", reply_by=ReplyBy.PHONE, contact="06 12 34 56 78")
    bench.kiosk.appointments.request("caf", Wish(), who=asking)
    bench.router.go(Route.WEEK)
    bench.settle()
    bench.window.page.presenter.touch(f"workshop:{MAIL}")
    found = findings(bench, "week")
    bench.clock.pass_time(days=2)
    bench.router.replace(Route.DESK)
    found += findings(bench, "day")
    bench.close()

    assert found == []


@SIZES
def test_absences_that_were_noted_are_within_reach_and_taken_back(tmp_path, qapp, size):
    bench = open_post(tmp_path, size)
    fill(bench.kiosk)
    bench.kiosk.appointments.add_absence("m-samir", at(14), at(17))
    bench.router.go(Route.ABSENCE, mediator_id="m-nadia")
    bench.settle()
    bench.window.page.presenter.step_last(2)
    found = findings(bench, "noted")
    press(bench, "Retirer, ")
    found += findings(bench, "asked")
    press(bench, "Oui, retirer, ")
    left, told = bench.kiosk.appointments.absences(), bench.texts()
    bench.close()

    assert found == []
    assert left == ()
    assert "Absence retirée." in told


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
def test_the_doors_of_the_post_stand_beside_its_title(bench, language):
    bench.router.go(Route.DESK)
    bench.window.speak_language(language)
    bench.settle()
    screen = bench.window.page

    middles = {
        one.mapTo(screen, one.rect().center()).y() // 8
        for one in (screen._title, screen._week, screen._centre)
    }
    assert len(middles) == 1
    assert not screen._centre.is_cut()


def test_who_wants_the_answer_by_telephone_stands_among_those_to_call(bench):
    asking = WhoComes(label="Jean", reply_by=ReplyBy.PHONE, contact="06 12 34 56 78")
    by_number = bench.kiosk.appointments.request("caf", Wish())
    asked = bench.kiosk.appointments.request("caf", Wish(), who=asking)
    bench.router.go(Route.DESK)
    bench.settle()

    assert "Appeler ces personnes" in bench.texts()
    assert any(asked.number in text for text in bench.texts())
    assert not any(by_number.number in text for text in bench.texts())
    press(bench, "Donner une heure, ")
    assert "Quelle heure donner ?" in bench.texts()
