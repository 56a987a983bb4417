# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record of a visit as hands meet it: touches counted, keys alone, touch alone, any size."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from kiosk.domain.attendance import VisitKind
from kiosk.domain.vocabulary import REMOTE
from tests.support.hands import Finger
from tests.support.looks import findings
from tests.support.pages import CAMILLE
from tests.support.selling_kiosk import enrol_and_grant
from tests.support.terminal import open_bench
from ui.navigation.routes import Route
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text
from ui.widgets.visit_form.panel import VisitFormPanel

MOST_TOUCHES = 6
MOST_TABS = 120


@pytest.fixture
def bench(tmp_path, qapp):
    (tmp_path / "kiosk.toml").write_text('[machine]\nrole = "poste"\n')
    opened = open_bench(tmp_path)
    enrol_and_grant(opened.kiosk, opened.clock)
    opened.terminal.parts.stage.centre.read_again()
    opened.session.staff = CAMILLE
    yield opened
    opened.close()


class Hand:
    """Touches what is named, brought into sight first, and counts."""

    def __init__(self, bench):
        self.bench, self.n = bench, 0

    def touch(self, start, kind=QAbstractButton):
        self.bench.settle()
        name = next(name for name in self.bench.names(kind) if name.startswith(start))
        part = self.bench.named(name, kind)
        page = self.bench.window.page.findChild(VisitFormPanel).findChild(ScrollPage)
        if page.isAncestorOf(part):
            page.reveal(part)
        self.bench.settle()
        QTest.mouseClick(part, Qt.MouseButton.LeftButton)
        self.bench.settle()
        self.n += 1


def walk_to(bench, start):
    """Press Tab until the focus is on what is named."""
    for _ in range(MOST_TABS):
        QTest.keyClick(bench.app.focusWidget() or bench.window, Qt.Key.Key_Tab)
        bench.settle()
        focused = bench.app.focusWidget()
        if focused is not None and focused.accessibleName().startswith(start):
            return focused
    raise AssertionError(f"{start} is out of reach of the keys")


def booked_for_today(bench):
    day = bench.kiosk.appointments.days("caf")[0].day
    slot = bench.kiosk.appointments.slots("caf", day)[0]
    bench.kiosk.appointments.confirm(bench.kiosk.appointments.hold("caf", slot))
    bench.clock.pass_time(days=1)


def newest(bench):
    return bench.kiosk.attendance.recent(1)[0].content


def test_a_full_record_begun_from_an_appointment_takes_six_touches(bench):
    booked_for_today(bench)
    bench.router.go(Route.DESK)
    hand = Hand(bench)

    hand.touch("Autres actions")
    hand.touch("Commencer")
    hand.touch("Âge (facultatif) : 40-59")
    hand.touch("Genre (facultatif) : Féminin")
    hand.touch("Enregistrer")

    record = newest(bench)
    assert (record.duration_min, record.age_band) == (45, "quarante_cinquante_neuf")
    assert (record.gender, record.administrative_themes) == ("feminin", ("social_sante",))
    assert record.start
    assert hand.n <= MOST_TOUCHES


def test_a_record_of_every_answer_is_made_by_keys_alone(bench):
    bench.router.go(Route.DESK)
    bench.settle()

    def press(start, key=Qt.Key.Key_Space):
        QTest.keyClick(walk_to(bench, start), key)
        bench.settle()

    def write(start, text):
        QTest.keyClicks(walk_to(bench, start), text)
        bench.settle()

    press("À distance")
    press("Par quel moyen ? : Par téléphone")
    press("Thématiques (au moins une) : E-mail")
    press("Durée (min) : 30", Qt.Key.Key_Return)
    press("Plus de détails", Qt.Key.Key_Return)
    press("Quartier (facultatif) : Nord")
    press("Ce que j’ai fait : J’accompagne")
    write("Début", "9h15")
    write("Fin", "9h55")
    press("Besoin sans réponse : pourquoi ? : Pas de langue commune")
    press("Enregistrer", Qt.Key.Key_Return)

    record = newest(bench)
    assert (record.place, record.medium, record.themes) == (REMOTE, "telephone", ("email",))
    assert (record.start, record.duration_min) == ("09:15", 30)
    assert (record.quarter, record.posture, record.unmet) == ("nord", "accompagne", "langue")


def test_a_sheet_of_strokes_is_counted_by_keys_alone(bench):
    bench.router.go(Route.DESK)
    bench.settle()
    QTest.keyClick(walk_to(bench, "Comptage papier"), Qt.Key.Key_Space)
    bench.settle()

    QTest.keyClicks(walk_to(bench, "Combien de personnes ?"), "12")
    strokes = walk_to(bench, "Combien par thématique ? (au moins une) : Santé")
    for _ in range(3):
        QTest.keyClick(bench.app.focusWidget(), Qt.Key.Key_Up)
    bench.settle()
    text = bench.app.focusWidget()
    QTest.keyClick(walk_to(bench, "Durée en tout (min) : 90"), Qt.Key.Key_Space)
    QTest.keyClick(walk_to(bench, "Enregistrer"), Qt.Key.Key_Space)
    bench.settle()

    record = newest(bench)
    assert strokes is text
    assert (record.kind, record.people, record.counts[0].n) == (VisitKind.TALLY, 12, 3)


def test_the_usual_record_takes_few_keys_and_the_next_one_begins_above(bench):
    bench.router.go(Route.DESK)
    bench.settle()
    pressed = []

    def press(key, *modifiers):
        QTest.keyClick(bench.app.focusWidget() or bench.window, key, *modifiers)
        bench.settle()
        pressed.append(key)
        return bench.app.focusWidget().accessibleName()

    def next_question(key=Qt.Key.Key_Down):
        return press(key, Qt.KeyboardModifier.ControlModifier)

    first, theme = next_question(), next_question()
    assert press(Qt.Key.Key_Right).endswith("E-mail")
    press(Qt.Key.Key_Space)
    assert next_question().startswith("Durée (min) : 15")
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    after = next_question(Qt.Key.Key_Return)
    bench.window.page.presenter._correct(bench.kiosk.attendance.recent(1)[0].visit_id)
    bench.settle()
    page = bench.window.page.findChild(VisitFormPanel).findChild(ScrollPage)

    assert page.height() > bench.window.height() / 2  # the buttons of a correction leave room
    record = newest(bench)
    assert (record.kind, record.duration_min) == (VisitKind.INDIVIDUAL, 30)
    assert record.themes == ("email",)
    assert theme.startswith("Thématiques (au moins une)")
    assert after == first
    assert len(pressed) <= 8


def test_a_sheet_of_strokes_is_counted_by_touch_alone(bench):
    bench.router.go(Route.DESK)
    hand = Hand(bench)

    hand.touch("Comptage papier")
    hand.touch("Enregistrer")
    panel = bench.window.page.findChild(VisitFormPanel)
    told = [one.text() for one in panel.findChildren(Text) if one.isVisible()]
    for n in range(3):
        hand.touch(f"Combien de personnes ?, {n} : Un de plus")
    for n in range(2):
        hand.touch(f"Combien par thématique ? (au moins une) : E-mail, {n} : Un de plus")
    hand.touch("Durée en tout (min) : 45")
    hand.touch("Enregistrer")

    record = newest(bench)
    assert "Indiquez combien de personnes étaient là." in told
    assert (record.kind, record.people, record.counts[0].n) == (VisitKind.TALLY, 3, 2)
    assert record.duration_min == 45


def test_a_group_is_recorded_by_touch_alone(bench):
    bench.router.go(Route.DESK)
    hand = Hand(bench)

    hand.touch("Groupe")
    Finger(bench.window).tap_on(bench.named("Combien de personnes ?", QLineEdit))
    bench.settle()
    bench.type_on_keys("12")
    bench.touch("Fermer")
    hand.touch("Thématiques (au moins une) : E-mail")
    hand.touch("Durée (min) : 60")
    for n in range(3):
        hand.touch(f"Genre (facultatif) : Féminin, {n} : Un de plus")
    hand.touch("Enregistrer")

    record = newest(bench)
    assert (record.kind, record.people, record.themes) == (VisitKind.GROUP, 12, ("email",))
    assert [(one.code, one.n) for one in record.counts] == [("feminin", 3)]


def test_a_refusal_is_heard_stands_beside_its_field_and_loses_nothing(bench, monkeypatch):
    told = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    bench.router.go(Route.DESK)
    hand = Hand(bench)
    hand.touch("Groupe")
    hand.touch("Thématiques (au moins une) : Santé")
    hand.touch("Durée (min) : 60")
    field = bench.named("Combien de personnes ?", QLineEdit)
    QTest.keyClicks(field, "2")
    QTest.keyClicks(bench.named("Âge (facultatif) : 18 - 24 ans", QLineEdit), "3")

    hand.touch("Enregistrer")

    sentence = "Par âge, plus de personnes sont comptées qu’il n’y en avait. Corrigez les nombres."
    assert told[-1] == sentence
    assert sum(one.text() == sentence for one in bench.window.findChildren(Text)) == 2
    assert (field.text(), bench.kiosk.attendance.recent(1)) == ("2", ())
    assert bench.named("Âge (facultatif) : 18 - 24 ans", QLineEdit).text() == "3"


def test_the_usual_record_does_not_scroll_on_the_smallest_screen(bench):
    bench.router.go(Route.DESK)
    bench.settle()
    page = bench.window.page.findChild(VisitFormPanel).findChild(ScrollPage)

    assert page.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("kind", ["a_distance", "collectif", "comptage"])
def test_each_kind_with_its_details_is_within_reach(bench, kind):
    bench.router.go(Route.DESK)
    presenter = bench.window.page.presenter
    presenter.choose("kind", kind)
    presenter.choose("posture", "fait")
    presenter.choose("referred", "yes")
    presenter.show_details()
    presenter.save()

    assert findings(bench, kind) == []


def test_a_past_day_counts_as_it_is_typed_and_leaves_the_field_with_its_record(bench):
    bench.router.go(Route.DESK)
    hand = Hand(bench)
    hand.touch("Saisir une date passée")
    QTest.keyClicks(bench.named("Autre date", QLineEdit), "20/10/2026")
    hand.touch("Thématiques (au moins une) : E-mail")
    hand.touch("Durée (min) : 30")
    hand.touch("Enregistrer")

    assert newest(bench).day == date(2026, 10, 20)
    hand.touch("Saisir une date passée")
    assert bench.named("Autre date", QLineEdit).text() == ""


def correcting(bench):
    """Record one visit, then open it again to correct it."""
    bench.router.go(Route.DESK)
    hand = Hand(bench)
    hand.touch("Thématiques (au moins une) : E-mail")
    hand.touch("Durée (min) : 30")
    hand.touch("Enregistrer")
    bench.window.page.presenter._correct(bench.kiosk.attendance.recent(1)[0].visit_id)
    bench.settle()
    return hand


def test_a_key_held_on_the_button_that_deletes_deletes_nothing(bench, monkeypatch):
    told = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    correcting(bench)

    QTest.keyClick(walk_to(bench, "Supprimer"), Qt.Key.Key_Space)
    bench.settle()
    focused = bench.app.focusWidget()
    names = bench.names()
    QTest.keyClick(focused, Qt.Key.Key_Space)
    bench.settle()

    assert told[-1].startswith("Supprimer « Individuel · E-mail · ")
    assert focused.accessibleName() == "Garder"
    assert "Oui, supprimer" in names
    assert not {"Supprimer", "Ne pas corriger", "Enregistrer la correction"} & set(names)
    assert bench.app.focusWidget().accessibleName() == "Supprimer"
    assert len(bench.kiosk.attendance.recent(5)) == 1


def test_a_second_touch_of_the_same_place_deletes_nothing(bench):
    hand = correcting(bench)
    button = bench.named("Supprimer", QAbstractButton)
    place = button.mapTo(bench.window, button.rect().center())

    hand.touch("Supprimer")

    yes = bench.named("Oui, supprimer", QAbstractButton)
    assert not yes.rect().contains(yes.mapFrom(bench.window, place))


def test_a_record_is_deleted_once_sure_by_keys_alone(bench):
    correcting(bench)

    QTest.keyClick(walk_to(bench, "Supprimer"), Qt.Key.Key_Space)
    bench.settle()
    QTest.keyClick(walk_to(bench, "Oui, supprimer"), Qt.Key.Key_Return)
    bench.settle()

    assert bench.kiosk.attendance.recent(5) == ()
    panel = bench.window.page.findChild(VisitFormPanel)
    assert "Supprimé. La trace reste." in {one.text() for one in panel.findChildren(Text)}
    assert panel.isAncestorOf(bench.app.focusWidget())
