# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every question about a workshop and every answer about its ticket: named, within reach."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.domain.appointments import WhoComes
from kiosk.domain.workshops import Workshop
from tests.support.booking_desk import an_agenda, at
from tests.support.looks import findings
from tests.support.selling_kiosk import enrol_and_grant, openings
from tests.support.terminal import LARGE, SMALL, open_bench
from tests.support.workshop_post import hear_of, offer
from ui.navigation.routes import Route

MAIL = Workshop(
    "mail",
    (("fr", "Ma boîte mail"), ("ar", "بريدي الإلكتروني")),
    at(10),
    90,
    8,
    "m-nadia",
    documents=(("fr", ("votre téléphone", "votre adresse mail")), ("ar", ("هاتفك", "عنوانك"))),
)
MOUSE = Workshop(
    "souris",
    (("fr", "Premiers pas avec la souris"), ("ar", "الخطوات الأولى مع الفأرة")),
    at(14, 45),
    90,
    2,
    "m-samir",
)
TAXES = Workshop("impots", (("fr", "Ses impôts en ligne"),), at(16), 60, 1, waiting_capacity=0)


def enrol(kiosk, workshop_id):
    return kiosk.appointments.confirm(kiosk.workshops.hold(workshop_id, 1))


def open_centre(tmp_path, size):
    bench = open_bench(tmp_path, size=size)
    enrol_and_grant(bench.kiosk, bench.clock, an_agenda(*openings()))
    hear_of(bench.kiosk, MAIL, MOUSE, TAXES)
    bench.terminal.parts.stage.centre.read_again()
    enrol(bench.kiosk, "souris")
    enrol(bench.kiosk, "impots")
    return bench


@pytest.fixture(params=[SMALL, LARGE], ids=["1366x768", "1920x1080"])
def bench(request, tmp_path, qapp):
    bench = open_centre(tmp_path, request.param)
    yield bench
    bench.close()


@pytest.fixture
def small(tmp_path, qapp):
    bench = open_centre(tmp_path, SMALL)
    yield bench
    bench.close()


def walk(bench, *names):
    found = []
    for name in names:
        bench.touch(name)
        found += findings(bench, name)
    return found


def find(bench, number):
    bench.router.home()
    bench.router.go(Route.RESUME)
    QTest.keyClicks(bench.window.page, number.replace(" ", ""))
    QTest.keyClick(bench.window.page, Qt.Key.Key_Return)
    bench.settle()


def press(name):
    """Walk with Tab to what is named, then press Enter."""
    for _ in range(80):
        focus = QApplication.focusWidget()
        if focus.accessibleName() == name:
            QTest.keyClick(focus, Qt.Key.Key_Return)
            return
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {name}")


def test_every_question_of_a_workshop_is_within_reach(bench):
    bench.router.go(Route.BOOKING)

    found = walk(
        bench,
        "Un atelier, à plusieurs",
        "Ma boîte mail",
        "2 personnes",
        "Prendre 2 places",
        "Passer",
        "Confirmer ma venue",
    )

    assert found == []
    assert "Ma boîte mail" in bench.texts()


def test_every_question_of_the_waiting_list_and_of_its_offer_is_within_reach(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("Un atelier, à plusieurs")

    found = walk(
        bench,
        "Premiers pas avec la souris",
        "2 personnes",
        "Aller sur la liste d’attente",
        "Je repasse ici",
        "Passer",
        "Aller sur la liste d’attente",
    )
    ticket = bench.router.current.params["ticket"]
    assert "Vous êtes sur la liste d’attente." in bench.texts()
    find(bench, ticket.number)
    found += findings(bench, "waiting")
    offer(bench.kiosk, ticket)
    find(bench, ticket.number)
    found += findings(bench, "offered") + walk(bench, "Non", "Retour", "Oui, nous venons")

    assert found == []
    assert "Votre oui est noté." in bench.texts()


def test_a_seat_is_booked_by_keys_alone(small):
    small.router.go(Route.BOOKING)
    for name in (
        "Un atelier, à plusieurs",
        "Ma boîte mail",
        "3 personnes",
        "Prendre 3 places",
        "Un fauteuil roulant",
        "Continuer",
        "Confirmer ma venue",
    ):
        small.settle()
        press(name)
    small.settle()

    assert small.router.current.route is Route.TICKET
    assert "3 personnes · Un fauteuil roulant" in small.texts()


def test_an_offer_is_taken_by_keys_alone(small):
    ticket = small.kiosk.workshops.wait("souris", WhoComes())
    offer(small.kiosk, ticket)
    find(small, ticket.number)

    press("Oui, je viens")
    small.settle()

    assert small.kiosk.appointments.find(ticket.number).request.chosen is not None
    assert "La place n’est pas encore sûre. Revenez voir ici." in small.texts()


def test_a_full_workshop_without_waiting_list_cannot_be_touched(small):
    small.router.go(Route.BOOKING)
    small.touch("Un atelier, à plusieurs")

    assert not small.named("Ses impôts en ligne").isEnabled()


def test_what_was_typed_for_a_workshop_is_gone_with_the_first_question(small):
    small.router.go(Route.BOOKING)
    for name in ("Un atelier, à plusieurs", "Ma boîte mail", "Prendre 1 place"):
        small.touch(name)
    QTest.keyClicks(small.field(), "SENTINELLE")
    for _ in range(4):
        small.touch("Précédent")

    fields = small.window.findChildren(QLineEdit)
    assert not any("SENTINELLE" in field.text() for field in fields)
