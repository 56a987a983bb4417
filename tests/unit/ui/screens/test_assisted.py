# SPDX-License-Identifier: AGPL-3.0-or-later
"""An assisted session: the strip, the mandate, the record, what comes after."""

from __future__ import annotations

from functools import partial

import pytest

from kiosk.domain.attendance import VisitOrigin
from tests.support.selling_kiosk import PIN, PaperTray, RecordingView, a_stage
from ui.navigation.routes import Route
from ui.printing.sheets import Piece, PieceKind, PrintState
from ui.screens.assisted.presenter import AssistedMeans, AssistedPresenter
from ui.screens.assisted.strip_presenter import StripPresenter
from ui.screens.desk.deeds import close_source
from ui.screens.form_presenter import FormMeans


class Window:
    """What only the window can do, counted."""

    def __init__(self):
        self.n_hidden = 0
        self.n_ended = 0

    def hide_strip(self):
        self.n_hidden += 1

    def end_session(self):
        self.n_ended += 1


def a_strip(kiosk, stage, tray=None):
    view, window = RecordingView(), Window()
    presenter = StripPresenter(
        view,
        stage,
        printing=tray or PaperTray(),
        walkthroughs=kiosk.walkthroughs,
        hide_strip=window.hide_strip,
    )
    presenter.start()
    return presenter, view, window


@pytest.fixture
def stage(kiosk):
    stage = a_stage(kiosk)
    stage.session.helper = kiosk.staff.check_pin(PIN)
    stage.router.go(Route.WALKTHROUGH, walkthrough_id="caf-rsa-declaration")
    return stage


def a_record(kiosk, stage):
    view, window = RecordingView(), Window()
    means = AssistedMeans(
        FormMeans(kiosk.attendance, kiosk.places, PaperTray()),
        kiosk.walkthroughs,
        partial(close_source, kiosk.appointments, kiosk.queue),
        window.hide_strip,
        window.end_session,
    )
    presenter = AssistedPresenter(
        view, stage, stage.router.current, staff=stage.session.helper, means=means
    )
    presenter.start()
    return presenter, view, window


def test_the_strip_counts_the_minutes(kiosk, stage):
    presenter, view, _ = a_strip(kiosk, stage)

    kiosk.clock.pass_time(minutes=6)
    presenter.tick()

    assert view.last.since == "Une personne vous aide depuis 6 min"


def test_the_mandate_is_printed_in_french_and_the_persons_language(kiosk, stage):
    tray = PaperTray()
    stage.translator.use("ar")
    presenter, _, _ = a_strip(kiosk, stage, tray)

    presenter.print_mandate()

    title = tray.sheets[0].pieces[0]
    assert title.french == "J’accepte qu’une personne fasse une démarche pour moi"
    assert title.other


def test_the_mandate_names_the_procedure_open_on_the_screen_in_both_languages(kiosk, stage):
    tray = PaperTray()
    stage.translator.use("ar")
    presenter, _, _ = a_strip(kiosk, stage, tray)

    presenter.print_mandate()

    cards = {card.walkthrough_id: card for card in kiosk.walkthroughs.cards("ar")}
    named = cards["caf-rsa-declaration"]
    assert Piece(PieceKind.POINT, named.title_fr, named.title) in tray.sheets[0].pieces
    assert sum(piece.kind is PieceKind.SIGNATURE for piece in tray.sheets[0].pieces) >= 5


def test_each_person_has_a_mandate(kiosk, stage):
    tray = PaperTray()
    presenter, _, _ = a_strip(kiosk, stage, tray)

    presenter.print_mandate()

    assert len(tray.sheets) == 2
    assert tray.sheets[0] == tray.sheets[1]


def test_after_a_paper_mandate_the_record_asks_whether_it_is_signed_and_answers_nothing(
    kiosk, stage
):
    strip, _, _ = a_strip(kiosk, stage)
    strip.print_mandate()
    strip.finish()
    presenter, view, _ = a_record(kiosk, stage)
    asked = view.last.form

    presenter.choose("mandate", asked.mandate.options[0][0])

    assert (asked.mandate.caption, asked.mandate.chosen) == ("Mandat signé ?", ())
    assert asked.headings
    assert kiosk.attendance.load_draft(stage.session.helper).mandate == asked.mandate.options[0][0]


def test_without_a_paper_mandate_the_record_asks_nothing_about_it(kiosk, stage):
    strip, _, _ = a_strip(kiosk, stage, PaperTray(PrintState.FAILED))
    strip.print_mandate()
    strip.finish()
    _, view, _ = a_record(kiosk, stage)

    assert (view.last.form.mandate.options, view.last.form.headings) == ((), ())


def test_a_mandate_without_paper_is_told(kiosk, stage):
    presenter, view, _ = a_strip(kiosk, stage, PaperTray(PrintState.FAILED))

    presenter.print_mandate()

    assert view.announced == ["Le papier ne sort pas. Voyez l’imprimante."]
    assert view.last.can_print


def test_leaving_the_person_keeps_the_page(kiosk, stage):
    presenter, _, window = a_strip(kiosk, stage)

    presenter.leave_person()

    assert window.n_hidden == 1
    assert stage.session.helper is None
    assert stage.router.current.route is Route.WALKTHROUGH


def test_finishing_opens_a_record_filled_from_the_session(kiosk, stage):
    presenter, _, _ = a_strip(kiosk, stage)
    kiosk.clock.pass_time(minutes=12)

    presenter.finish()
    _, view, _ = a_record(kiosk, stage)

    assert stage.router.current.route is Route.ASSISTED
    assert [place.route for place in stage.router.alive()] == [Route.WALKTHROUGH, Route.ASSISTED]
    assert view.last.form.duration.chosen == ("15",)
    assert view.last.form.administrative.chosen
    assert "Repris de la séance aidée." in view.last.form.foot


def test_finishing_twice_opens_one_record(kiosk, stage):
    presenter, _, _ = a_strip(kiosk, stage)

    presenter.finish()
    presenter.finish()

    assert [place.route for place in stage.router.stack].count(Route.ASSISTED) == 1


def test_a_record_is_stored_with_one_touch_then_the_person_goes_on(kiosk, stage):
    strip, _, _ = a_strip(kiosk, stage)
    kiosk.clock.pass_time(minutes=12)
    strip.finish()
    presenter, view, window = a_record(kiosk, stage)

    presenter.save()
    asked = view.last
    presenter.go_on()

    assert asked.done == ("C’est noté.", "La personne continue, ou c’est fini ?")
    assert kiosk.attendance.recent(1)[0].content.origin is VisitOrigin.SESSION
    assert stage.router.current.route is Route.WALKTHROUGH
    assert stage.session.helper is None
    assert window.n_hidden == 1


def test_what_was_answered_is_found_again_after_a_return_to_the_page(kiosk, stage):
    strip, _, _ = a_strip(kiosk, stage)
    strip.finish()
    presenter, _, _ = a_record(kiosk, stage)
    presenter.choose("quarter", "nord")
    presenter.go_back()

    strip.finish()
    again, _, _ = a_record(kiosk, stage)
    stage.router.reset()
    stage.router.go(Route.ASSISTED, minutes=3, opened=())
    other, _, _ = a_record(kiosk, stage)

    assert again._form.draft.quarter == "nord"
    assert other._form.draft.quarter is None


def test_an_answer_beside_a_resident_survives_a_cut_of_power(kiosk, stage):
    strip, _, _ = a_strip(kiosk, stage)
    strip.finish()
    presenter, _, _ = a_record(kiosk, stage)

    presenter.choose("posture", "fait")

    assert kiosk.attendance.load_draft(stage.session.helper).posture == "fait"


def test_a_record_may_end_the_session(kiosk, stage):
    strip, _, _ = a_strip(kiosk, stage)
    kiosk.clock.pass_time(minutes=12)
    strip.finish()
    presenter, _, window = a_record(kiosk, stage)
    presenter.save()

    presenter.end()

    assert window.n_ended == 1


def test_what_is_missing_is_told_and_nothing_is_stored(kiosk, stage):
    stage.router.go(Route.ASSISTED, minutes=5, opened=())
    presenter, view, _ = a_record(kiosk, stage)

    presenter.save()

    assert view.last.form.problem == "Choisissez au moins une thématique."
    assert kiosk.attendance.recent(1) == ()


def test_going_back_without_a_record_keeps_the_help(kiosk, stage):
    strip, _, _ = a_strip(kiosk, stage)
    strip.finish()
    presenter, _, window = a_record(kiosk, stage)

    presenter.go_back()

    assert stage.router.current.route is Route.WALKTHROUGH
    assert stage.session.helper is not None
    assert window.n_hidden == 0
