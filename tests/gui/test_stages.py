# SPDX-License-Identifier: AGPL-3.0-or-later
"""Booking and tickets change under the person: the focus, the order and the room they keep."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import CancelOutcome
from kiosk.foundation.errors import Refused
from tests.support.selling_kiosk import enrol_and_grant
from tests.support.terminal import open_bench
from ui.a11y.audit import takes_focus
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.widgets.marks import BigNumber

NINE = "9\u00a0h"
UNTIL_WHO = ["CAF et logement", NINE, "Réserver mardi à 9\u00a0h"]


@pytest.fixture
def bench(tmp_path, qapp):
    bench = open_bench(tmp_path)
    enrol_and_grant(bench.kiosk, bench.clock)
    bench.terminal.parts.stage.centre.read_again()
    yield bench
    bench.close()


def focus_name(bench):
    """Say what has the focus, which is always a part of the page."""
    bench.settle()
    widget = QApplication.focusWidget()
    page = bench.window.page
    assert widget is page or page.isAncestorOf(widget), widget
    assert widget.isVisible()
    return widget.accessibleName()


def tab_order(bench):
    """Return the names that Tab walks through, beginning at the header."""
    names, widget = [], bench.window.nextInFocusChain()
    while widget is not bench.window:
        if widget.isVisible() and takes_focus(widget):
            names.append(widget.accessibleName())
        widget = widget.nextInFocusChain()
    return names


def top_of(bench, widget):
    return widget.mapTo(bench.window, QPoint(0, 0)).y()


def book(bench):
    bench.router.go(Route.BOOKING)
    for name in (*UNTIL_WHO, "Passer", "Confirmer le rendez-vous"):
        bench.touch(name)
    return bench.window.page.presenter._ticket.number


def find(bench, number):
    bench.router.home()
    bench.router.go(Route.RESUME)
    for digit in number.replace(" ", ""):
        bench.touch(digit)
    bench.touch("Valider")


def end_the_visit(bench):
    bench.touch("Terminer")
    bench.touch("Revenir à l’accueil")


def cancel(bench):
    number = book(bench)
    find(bench, number)
    bench.touch("Annuler ce rendez-vous")
    bench.touch("Oui, annuler")
    return number


def test_each_question_of_a_booking_has_the_focus_on_its_title(bench):
    bench.router.go(Route.BOOKING)
    seen = [focus_name(bench)]
    for name in ("CAF et logement", "Autre heure ?", "Précédent", "Modifier"):
        bench.touch(name)
        seen.append(focus_name(bench))
    for name in UNTIL_WHO:
        bench.touch(name)
    seen.append(focus_name(bench))
    bench.touch("Passer")
    seen.append(focus_name(bench))

    assert seen == [
        "Pour quoi avez-vous besoin d’une personne ?",
        "Choisissez une heure",
        "Demandez une autre heure",
        "Choisissez une heure",
        "Pour quoi avez-vous besoin d’une personne ?",
        "Qui vient ?",
        "Tout est juste ?",
    ]


def test_each_answer_about_a_ticket_has_the_focus_on_its_title(bench):
    number = book(bench)
    find(bench, number)
    seen = [focus_name(bench)]
    for name in ("Annuler ce rendez-vous", "Non, je le garde", "Annuler ce rendez-vous"):
        bench.touch(name)
        seen.append(focus_name(bench))
    bench.touch("Oui, annuler")
    seen.append(focus_name(bench))

    assert seen == [
        "Votre rendez-vous",
        "Annuler, c’est sûr ?",
        "Votre rendez-vous",
        "Annuler, c’est sûr ?",
        "C’est annulé.",
    ]


def test_an_unknown_number_and_the_next_try_keep_the_focus_on_the_page(bench):
    find(bench, "1234 5678")
    unknown = focus_name(bench)
    bench.touch("Taper un autre numéro")

    assert (unknown, focus_name(bench)) == (
        "Ce numéro est inconnu ici.",
        "Tapez le numéro du ticket",
    )
    QTest.keyClicks(QApplication.focusWidget(), "48")
    assert bench.window.page.presenter._digits == "48"


def test_the_voice_says_the_new_question_and_never_the_header(bench, monkeypatch):
    bench.router.go(Route.BOOKING)
    said = []
    monkeypatch.setattr(bench.terminal.speaker, "say", lambda text, voice: said.append(text))
    bench.window.prefer(Preferences(listening=True))
    for name in UNTIL_WHO:
        bench.touch(name)

    assert said[-1] == "Qui vient ?. Vous pouvez laisser vide."
    assert not any(text.startswith("Français") for text in said)


def test_an_hour_that_went_meanwhile_leaves_the_focus_on_the_question(bench, monkeypatch):
    def gone(*_):
        raise Refused("slot_taken")

    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.touch(NINE)
    monkeypatch.setattr(bench.kiosk.appointments, "hold", gone)
    bench.touch("Réserver mardi à 9\u00a0h")

    assert focus_name(bench) == "Choisissez une heure"
    described = QApplication.focusWidget().accessibleDescription()
    assert described == "Cette heure n’est plus libre. Choisissez-en une autre."


def test_help_gives_the_focus_back_to_the_question(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.touch("Aide")
    bench.touch("Je continue sans aide")

    assert focus_name(bench) == "Choisissez une heure"


def test_another_language_leaves_the_focus_where_it_is(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.touch(NINE)
    chosen = QApplication.focusWidget()
    bench.window.speak_language("en")
    bench.settle()

    assert QApplication.focusWidget() is chosen


def test_the_focus_on_a_title_is_seen(bench):
    bench.router.go(Route.BOOKING)
    bench.settle()
    title = QApplication.focusWidget()
    with_focus = title.grab().toImage()
    bench.named("Aide").setFocus()
    bench.settle()

    assert title.grab().toImage() != with_focus


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_pressed_once_too_often_cancels_nothing(bench, key):
    number = book(bench)
    find(bench, number)
    bench.named("Annuler ce rendez-vous").setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    bench.settle()
    QTest.keyClick(QApplication.focusWidget(), key)

    assert "Annuler, c’est sûr ?" in bench.texts()
    assert bench.kiosk.appointments.find(number).status.value == "confirmed"


def test_the_safe_answer_comes_before_the_other(bench):
    find(bench, book(bench))
    bench.touch("Annuler ce rendez-vous")
    order = tab_order(bench)

    assert order.index("Non, je le garde") < order.index("Oui, annuler")


def test_tab_walks_from_the_question_to_the_bar(bench):
    bench.router.go(Route.BOOKING)
    bench.settle()
    needs = tab_order(bench)
    bench.touch("CAF et logement")
    bench.touch(NINE)
    expected = [
        "Aide",
        "Mardi 24 novembre",
        "Lundi 7 décembre",
        NINE,
        "16\u00a0h\u00a015",
        "Autre heure ?",
        "Modifier",
        "Aujourd’hui ?",
        "Précédent",
        "Réserver mardi à 9\u00a0h",
    ]
    at = [tab_order(bench).index(name) for name in expected]

    assert all(one < after for one, after in pairwise(at))
    assert needs[-3:] == ["Autre chose", "Aujourd’hui ?", "Précédent"]


def test_the_voice_reads_the_question_before_what_is_known(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    told = bench.window.page.page_text()
    order = ["Choisissez une heure", "Mardi 24 novembre", NINE, "Autre heure", "Votre rendez-vous"]
    at = [told.index(words) for words in order]

    assert all(one < after for one, after in pairwise(at))


@pytest.mark.parametrize("language", ["fr", "fr-falc", "en", "ar"])
def test_the_hours_of_a_full_day_fit_without_scrolling(bench, language):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.window.speak_language(language)
    bench.settle()
    page = bench.window.page

    assert len(page._state.hours) == 8
    assert not page._page.needs_scroll()


def test_in_large_text_the_hours_come_before_the_summary(bench):
    bench.router.go(Route.BOOKING)
    bench.touch("CAF et logement")
    bench.window.prefer(Preferences(scale=2.0))
    bench.settle()

    assert top_of(bench, bench.named("Autre heure ?")) < top_of(bench, bench.named("Modifier"))


def test_a_cancellation_says_which_what_happened_and_what_next(bench):
    number = cancel(bench)
    shown = bench.texts()
    big = [w for w in bench.window.findChildren(BigNumber) if w.isVisible()]

    assert [w._number for w in big] == [number]
    for words in (
        "C’est annulé.",
        "Numéro annulé",
        "Mardi 24 novembre à 9\u00a0h",
        "Une autre personne peut prendre cette heure.",
    ):
        assert words in shown
    told = bench.window.page.page_text()
    assert " ".join(number.split()[0]) in told


def test_after_a_cancellation_home_is_one_touch_away(bench):
    cancel(bench)
    bench.touch("Retour à l’accueil")

    assert bench.router.current.route is Route.HOME


def test_after_a_cancellation_another_appointment_is_one_touch_away(bench):
    number = book(bench)
    end_the_visit(bench)
    find(bench, number)
    bench.touch("Annuler ce rendez-vous")
    bench.touch("Oui, annuler")
    bench.touch("Prendre un autre rendez-vous")

    assert bench.router.current.route is Route.BOOKING
    assert bench.named("CAF et logement")


def test_one_appointment_a_visit_sends_to_a_person_after_a_cancellation(bench):
    cancel(bench)

    assert "Pour un autre, demandez à une personne." in bench.texts()
    bench.touch("J’ai besoin d’aide")
    assert bench.router.current.route is Route.HELP


@pytest.mark.parametrize("outcome", CancelOutcome)
def test_every_end_of_a_cancellation_has_a_mark_two_sentences_and_two_buttons(
    bench, monkeypatch, outcome
):
    number = book(bench)
    end_the_visit(bench)
    monkeypatch.setattr(bench.kiosk.appointments, "cancel", lambda _: outcome)
    find(bench, number)
    bench.touch("Annuler ce rendez-vous")
    bench.touch("Oui, annuler")
    page = bench.window.page
    buttons = [
        one.accessibleName()
        for one in page.findChildren(QWidget)
        if takes_focus(one) and one.isVisible() and one.accessibleName() != "Aide"
    ]
    texts = [one.text() for one in page.findChildren(QLabel) if one.isVisible() and one.text()]

    assert page._mark.isVisible()
    assert len(buttons) == 2
    assert page._state.lead in texts
    assert page._state.next in texts


def test_a_request_that_is_withdrawn_gives_no_hour_to_anybody(bench):
    find(bench, bench.kiosk.appointments.request("caf", Wish()).number)
    bench.touch("Annuler cette demande")
    asked = bench.window.page._state.lead
    bench.touch("Oui, annuler")

    assert asked == bench.window.page._state.lead == "Personne ne cherche plus d’heure pour vous."
