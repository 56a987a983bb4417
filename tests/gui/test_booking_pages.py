# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every question of a booking and every answer about a ticket: named, large enough, by keys too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kiosk.domain.appointment_requests import ProposeTimes, Wish
from kiosk.domain.centre import CentreCard
from kiosk.services.request_desk import RequestDesk
from tests.support.booking_desk import an_agenda
from tests.support.looks import findings
from tests.support.selling_kiosk import enrol_and_grant, openings
from tests.support.terminal import LARGE, SMALL, open_bench
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState
from ui.widgets.marks import BigNumber

NINE = "9\u00a0h"
FRESNOY = CentreCard(
    code="FRES",
    name="Espace citoyen numérique Fresnoy",
    quarter="Fresnoy",
    address="2 rue EXEMPLE",
    phone="03 20 00 00 01",
    receives=(("caf", (0, 2)),),
)


@pytest.fixture(params=[SMALL, LARGE], ids=["1366x768", "1920x1080"])
def bench(request, tmp_path, qapp):
    bench = open_bench(tmp_path, size=request.param)
    agenda = an_agenda(*openings(), centres=(FRESNOY,))
    enrol_and_grant(bench.kiosk, bench.clock, agenda)
    bench.terminal.parts.stage.centre.read_again()
    yield bench
    bench.close()


def walk(bench, *names):
    found = []
    for name in names:
        bench.touch(name)
        found += findings(bench, name)
    return found


def test_every_question_of_an_appointment_is_within_reach(bench):
    bench.router.go(Route.BOOKING)

    found = walk(
        bench,
        "CAF et logement",
        "Ici, quartier Nord",
        NINE,
        "Réserver mardi à 9\u00a0h",
        "Un interprète",
        "Continuer",
        "Confirmer le rendez-vous",
    )

    assert found == []
    assert bench.router.current.route is Route.TICKET


def test_every_question_of_a_request_is_within_reach(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")

    found = walk(
        bench,
        "Espace citoyen numérique Fresnoy",
        "Mercredi 25 novembre",
        "Demander",
        "Je repasse ici",
        "Passer",
        "Envoyer la demande",
    )

    assert found == []
    assert "2 rue EXEMPLE" in " ".join(bench.texts())


def find(bench, number):
    bench.router.home()
    bench.router.go(Route.RESUME)
    QTest.keyClicks(bench.window.page, number.replace(" ", ""))
    QTest.keyClick(bench.window.page, Qt.Key.Key_Return)
    bench.settle()


def a_ticket(bench, rank=0):
    service = bench.kiosk.appointments
    day = service.days("caf")[rank].day
    return service.confirm(service.hold("caf", service.slots("caf", day)[0]))


def test_every_answer_about_a_ticket_is_within_reach(bench):
    service = bench.kiosk.appointments
    ticket = a_ticket(bench)
    asked = service.request("caf", Wish())
    slots = tuple(service.slots("caf", service.days("caf")[n].day)[0] for n in (1, 2, 3))
    desk = RequestDesk(bench.kiosk.database, bench.clock)  # a post of the centre answers
    desk.answer(asked.number, ProposeTimes(slots))

    find(bench, asked.number)
    found = findings(bench, "proposed") + walk(bench, "Mercredi 25 novembre à 9\u00a0h")
    find(bench, ticket.number)
    found += findings(bench, "found") + walk(bench, "Changer l’heure")
    bench.clock.set_wall(ticket.start_utc - timedelta(minutes=5))
    find(bench, ticket.number)
    found += walk(bench, "Je suis là")
    find(bench, "1234 5678")
    found += findings(bench, "unknown")

    assert found == []


def press(name):
    """Walk with Tab to what is named, then press Enter."""
    for _ in range(80):
        focus = QApplication.focusWidget()
        if focus.accessibleName() == name:
            QTest.keyClick(focus, Qt.Key.Key_Return)
            return
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {name}")


@pytest.fixture
def small(tmp_path, qapp):
    bench = open_bench(tmp_path)
    enrol_and_grant(bench.kiosk, bench.clock, an_agenda(*openings(), centres=(FRESNOY,)))
    bench.terminal.parts.stage.centre.read_again()
    yield bench
    bench.close()


def test_a_whole_appointment_is_booked_by_keys_alone(small):
    small.router.go(Route.BOOKING)
    for name in (
        "CAF et logement",
        "Ici, quartier Nord",
        NINE,
        "Réserver mardi à 9\u00a0h",
        "Combien de personnes viennent ? : 2",
        "Un fauteuil roulant",
        "Continuer",
        "Confirmer le rendez-vous",
    ):
        small.settle()
        press(name)
    small.settle()

    assert small.router.current.route is Route.TICKET
    assert "2 personnes · Un fauteuil roulant" in small.texts()


def test_an_hour_is_changed_by_touch_and_the_old_ticket_says_so(small):
    ticket = a_ticket(small)
    find(small, ticket.number)
    small.touch("Changer l’heure")
    small.touch("9\u00a0h\u00a045")
    small.touch("Choisir mardi à 9\u00a0h\u00a045")
    small.touch("Confirmer la nouvelle heure")
    new = [w._number for w in small.window.findChildren(BigNumber) if w.isVisible()]
    told = small.texts()
    find(small, ticket.number)

    assert f"L’ancien ticket {ticket.number} ne compte plus." in told
    assert "Déplacé" in small.texts()
    assert any(new[0] in text for text in small.texts())


def test_what_was_typed_is_gone_with_the_first_question(small):
    small.router.go(Route.BOOKING)
    for name in ("CAF et logement", "Ici, quartier Nord", NINE, "Réserver mardi à 9\u00a0h"):
        small.touch(name)
    QTest.keyClicks(small.field(), "SENTINELLE")
    small.touch("Précédent")
    small.touch("Modifier")

    assert small.window.page._fields.label() == ""


def test_without_paper_the_number_is_larger(small):
    small.router.go(Route.TICKET, ticket=a_ticket(small), motif_id="caf")
    small.settle()
    page = small.window.page
    before = [w.height() for w in page.findChildren(BigNumber) if w.isVisible()]

    page.presenter._printed(PrintState.FAILED)
    small.settle()

    after = [w.height() for w in page.findChildren(BigNumber) if w.isVisible()]
    assert len(before) == len(after) == 1
    assert after[0] > before[0]
    assert "Le papier ne sort pas. Notez le numéro." in small.texts()
