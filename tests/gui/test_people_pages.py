# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person, a finger, real services: from a need to a ticket, help, the post, the figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.domain.participation import Quarter
from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import a_visit, enrol_and_grant
from tests.support.terminal import PINS, open_bench
from ui.navigation.routes import Route
from ui.printing.sheets import PieceKind
from ui.screens.assisted.strip import AssistedStrip
from ui.screens.resume.parts import DigitSlots
from ui.theme.tokens import Tone
from ui.widgets.marks import Chip


@pytest.fixture
def bench(tmp_path, qapp):
    bench = open_bench(tmp_path)
    enrol_and_grant(bench.kiosk, bench.clock)
    bench.terminal.parts.stage.centre.read_again()
    yield bench
    bench.close()


def unlock(bench, role):
    bench.session.staff = bench.kiosk.staff.check_pin(PINS[role])


def book(bench):
    """Book the first free hour for CAF and return the ticket's number."""
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.touch("9\u00a0h")
    bench.touch("Réserver mardi à 9\u00a0h")
    bench.touch("Passer")
    bench.touch("Confirmer le rendez-vous")
    return bench.window.page.presenter._ticket.number


def test_a_need_becomes_a_printed_ticket_in_five_touches(bench):
    number = book(bench)

    assert bench.router.current.route is Route.TICKET
    assert "C’est confirmé." in bench.texts()
    printed = [p.french for p in bench.printer.sheets[0].pieces if p.kind is PieceKind.NUMBER]
    assert printed == [number]


def test_what_is_typed_for_a_name_is_nowhere_on_the_ticket(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.touch("9\u00a0h")
    bench.touch("Réserver mardi à 9\u00a0h")
    QTest.keyClicks(bench.field(), "SENTINELLE")
    bench.touch("Continuer")
    bench.touch("Confirmer le rendez-vous")

    assert not any("SENTINELLE" in text for text in bench.texts())
    assert "SENTINELLE" not in repr(bench.printer.sheets)


def test_an_appointment_is_found_by_keys_and_cancelled(bench):
    number = book(bench)
    bench.router.home()
    bench.router.go(Route.RESUME)

    QTest.keyClicks(bench.window.page, number.replace(" ", ""))
    QTest.keyClick(bench.window.page, Qt.Key.Key_Return)
    bench.touch("Annuler ce rendez-vous")
    bench.touch("Oui, annuler")

    assert "C’est annulé." in bench.texts()


# What the places of the keys of a QWERTY scanner give on an AZERTY machine, and the other way.
AZERTY = str.maketrans("AQZWMaqzwm1234567890:", "QAWZ,qawz;&é\"'(-è_çà:")
QWERTY = str.maketrans("AQZWMaqzwm&é\"'(-è_çà", "QAWZ:qawz;1234567890")


@pytest.mark.parametrize("keyboard", [{}, AZERTY, QWERTY], ids=["same", "azerty", "qwerty"])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_scanner_of_any_keyboard_shows_the_appointment(bench, keyboard, case):
    book(bench)
    code = bench.window.page.presenter._ticket.code_qr
    bench.router.home()
    bench.router.go(Route.RESUME)

    QTest.keyClicks(bench.window.page, case(code).translate(keyboard))
    QTest.keyClick(bench.window.page, Qt.Key.Key_Return)

    assert "Confirmé" in bench.texts()


def test_digits_of_the_pad_fill_the_number(bench):
    bench.router.go(Route.RESUME)

    for digit in "4829":
        bench.touch(digit)

    assert bench.named("Tapez le numéro du ticket", DigitSlots).accessibleDescription() == "4 8 2 9"


def test_help_keeps_the_page_below_with_what_was_chosen(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.touch("9\u00a0h")
    page = bench.window.page

    bench.touch("Aide")
    hidden = not page.isVisible()
    bench.touch("Je continue sans aide")

    assert hidden
    assert bench.window.page is page
    assert bench.named("9\u00a0h").isChecked()


def test_the_emergency_numbers_are_two_touches_away(bench):
    bench.router.go(Route.HELP)

    bench.touch("C’est urgent : pas d’argent, pas de logement, violence")

    assert "Samu social" in bench.texts()
    assert bench.named("115, Samu social", QWidget)


def test_the_board_opens_the_walkthrough_of_a_project(bench):
    bench.router.go(Route.QUARTER)

    bench.touch("Préparer mon projet (PIC)")

    assert bench.router.current.route is Route.WALKTHROUGH


def test_another_quarter_is_two_touches_away(bench):
    bench.router.go(Route.QUARTER)

    bench.touch("Changer de quartier")
    bench.touch("Sud")

    assert "La vie du quartier Sud" in bench.texts()


def test_a_loudspeaker_of_the_board_speaks_the_body(bench):
    bench.router.go(Route.QUARTER)
    said = []
    bench.window.page.read_aloud.connect(said.append)

    bench.touch("Écouter : Conseil citoyen Nord")

    assert said
    assert said[0].startswith("Conseil citoyen Nord")


def test_a_visit_is_recorded_by_touch(bench):
    unlock(bench, StaffRole.MEDIATOR)
    bench.router.go(Route.DESK)

    bench.touch("Thématiques (au moins une) : E-mail")
    bench.touch("Durée (min) : 30")
    bench.touch("Enregistrer")

    recorded = bench.kiosk.attendance.recent(1)[0].content
    assert (recorded.themes, recorded.duration_min) == (("email",), 30)


def test_a_lock_hides_the_post(bench):
    unlock(bench, StaffRole.MEDIATOR)
    bench.router.go(Route.DESK)

    bench.touch("Verrouiller")

    assert bench.router.current.route is not Route.DESK
    assert bench.session.staff is None


def test_the_strip_leads_to_a_record_and_back_to_the_same_step(bench):
    bench.session.begin()
    bench.router.go(Route.WALKTHROUGH, walkthrough_id="arnaque")
    step = bench.window.page
    bench.session.helper = bench.kiosk.staff.check_pin(PINS[StaffRole.MEDIATOR])
    bench.terminal.turnover.begin_help()
    bench.settle()

    bench.touch("Mandat papier")
    bench.touch("Finir et noter")
    bench.touch("Durée (min) : 30")
    bench.touch("Enregistrer")
    bench.touch("La personne continue")

    assert bench.window.page is step
    assert bench.window.findChildren(AssistedStrip) == []
    assert len(bench.printer.sheets) == 2
    assert len(bench.kiosk.attendance.recent(5)) == 1


def test_the_figures_are_exported_by_touch(bench):
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    a_visit(bench.kiosk)
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)

    bench.touch("La Coop de la médiation : XLSX")

    files = list((bench.kiosk.folder / "exports").iterdir())
    assert [file.suffix for file in files] == [".xlsx"]
    assert any(text.startswith("C’est fait") for text in bench.texts())


def test_the_chart_has_a_table_beside_it(bench):
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    a_visit(bench.kiosk)
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)

    bench.touch("Tableau")

    assert bench.named("E-mail : 1", QWidget)


@pytest.mark.parametrize("quarter", ["Nord", "Sud", "Est", "Ouest", "Centre"])
def test_on_the_board_only_what_is_to_be_checked_looks_like_a_warning(bench, quarter):
    bench.router.go(Route.QUARTER)
    bench.touch("Changer de quartier")
    bench.touch(quarter)

    chips = [one for one in bench.window.findChildren(Chip) if one.isVisible()]
    unsure = {one.text() for one in chips if "vérifier" in one.text()}
    warned = {one.text() for one in chips if one._tone is Tone.SUN}
    neutral = {one.text() for one in chips if one._tone is Tone.PRIMARY}
    words = [text for text in bench.texts() if "vérifier" in text.replace("\xa0", " ")]
    assert warned == unsure
    assert neutral == {one.text() for one in chips} - unsure
    assert set(words) == unsure


def test_a_sure_date_and_a_sure_place_look_the_same(bench):
    bench.router.go(Route.QUARTER)
    presenter = bench.window.page.presenter
    sure = replace(
        bench.kiosk.board.board(Quarter("nord"), "fr")[0],
        next_meeting_utc=bench.clock.now_utc(),
        is_meeting_unsure=False,
        place="Maison des deux quartiers",
        is_place_unsure=False,
        is_decision_unsure=False,
        is_text_unsure=False,
    )
    presenter._read((sure,))
    bench.settle()

    chips = [one for one in bench.window.findChildren(Chip) if one.isVisible()]
    assert [one._tone for one in chips] == [Tone.PRIMARY, Tone.PRIMARY]
