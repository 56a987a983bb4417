# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record at the post: each answer kept, one form put aside for another, papers, workshops."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.attendance import VisitKind, VisitOrigin
from kiosk.domain.places import read_place
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, national_vocabulary
from tests.support.selling_kiosk import PIN, PaperTray
from tests.support.workshop_post import MAIL, fill
from tests.unit.kiosk.domain.test_places import FIELDS
from tests.unit.ui.screens.test_desk import a_presenter, an_appointment_today
from tests.unit.ui.screens.test_workshop_sheet import a_sheet
from ui.navigation.routes import Route
from ui.printing.sheets import Piece, PieceKind, PrintState
from ui.screens.desk.presenter import DeskPresenter


@pytest.fixture
def kiosk(post):
    return post


@pytest.fixture
def on_the_day(post):
    """The post on the morning of a workshop, two of its people there."""
    tickets = fill(post)
    post.clock.pass_time(days=2)
    presenter, _ = a_sheet(post)
    for name in ("Amina", "Georges"):
        presenter.act(f"enrolled:{tickets[name].number}", "present")
    presenter.count(1)
    return post


def led_from_the_sheet(kiosk):
    """Open the post as the button of the sheet does."""
    first, view = a_presenter(kiosk)
    presenter = DeskPresenter(
        view,
        first.stage,
        kiosk.staff.check_pin(PIN),
        first._services,
        begin_help=lambda: None,
        workshop_id=MAIL,
    )
    presenter.start()
    return presenter, view


@pytest.mark.parametrize(
    ("verb", "values", "field"),
    [
        ("choose", ("themes", "email"), "themes"),
        ("choose", ("quarter", "nord"), "quarter"),
        ("choose", ("posture", "fait"), "posture"),
        ("choose", ("unmet", "langue"), "unmet"),
        ("choose", ("kind", "groupe"), "kind"),
        ("type_text", ("start", "9h15"), "start"),
        ("type_text", ("waited", "10"), "waited_min"),
        ("type_text", ("minutes", "40"), "duration_min"),
    ],
)
def test_each_answer_is_kept_as_it_is_given(kiosk, verb, values, field):
    presenter, _ = a_presenter(kiosk)
    staff = kiosk.staff.check_pin(PIN)

    getattr(presenter, verb)(*values)

    kept = kiosk.attendance.load_draft(staff)
    assert getattr(kept, field) == getattr(presenter._form.draft, field)
    assert kept == presenter._form.draft


def test_counts_are_kept_one_by_one(kiosk):
    presenter, _ = a_presenter(kiosk)

    presenter.choose("kind", "comptage")
    presenter.type_text("people", "6")
    presenter.step("theme:email", 1)

    kept = kiosk.attendance.load_draft(kiosk.staff.check_pin(PIN))
    assert (kept.kind, kept.people, kept.counts[0].n) == (VisitKind.TALLY, 6, 1)


def test_a_correction_leaves_the_unfinished_form_alone(kiosk):
    presenter, _ = a_presenter(kiosk)
    presenter.choose("themes", "email")
    presenter.choose("duration", "30")
    presenter.save()
    presenter._correct(kiosk.attendance.recent(1)[0].visit_id)

    presenter.choose("duration", "60")

    assert kiosk.attendance.load_draft(kiosk.staff.check_pin(PIN)) is None


def test_a_form_put_aside_for_an_appointment_comes_back(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.choose("themes", "sante")
    presenter.choose("quarter", "est")

    presenter.act(f"appointment:{ticket.number}", "begin")
    begun = view.last.form.duration.chosen
    presenter.save()

    assert begun == ("45",)
    assert view.last.told == "Enregistré."
    assert (presenter._form.draft.themes, presenter._form.draft.quarter) == (("sante",), "est")
    kept = kiosk.attendance.load_draft(kiosk.staff.check_pin(PIN))
    assert kept == presenter._form.draft


def test_how_long_a_number_waited_is_filled_in(kiosk):
    ticket = kiosk.queue.take()
    kiosk.clock.pass_time(minutes=17)
    presenter, _ = a_presenter(kiosk)

    presenter.act(f"ticket:/{ticket.number}", "receive")

    assert presenter._form.draft.waited_min == 15
    assert presenter._form.draft.start


def test_the_mandate_is_printed_twice_from_the_hint(kiosk):
    presenter, view = a_presenter(kiosk)
    presenter.choose("posture", "fait")
    presenter.show_details()

    presenter.print_mandate()

    tray = presenter._means.printing
    assert view.last.form.mandate_hint[1] == "Imprimer le mandat"
    assert len(tray.sheets) == 2
    assert view.last.told == "Le papier est imprimé."


def test_the_mandate_names_the_need_and_leaves_lines_only_for_the_hand(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, _ = a_presenter(kiosk)
    presenter.choose("themes", ADMINISTRATIVE_HELP)
    presenter.choose("administrative_themes", "logement")
    presenter.print_mandate()
    presenter.act(f"appointment:{ticket.number}", "begin")
    presenter.print_mandate()

    by_theme, _, by_need, _ = presenter._means.printing.sheets
    lists = national_vocabulary()
    assert Piece(PieceKind.POINT, lists.administrative_themes.label("logement")) in by_theme.pieces
    assert Piece(PieceKind.POINT, presenter._facts.day[0].motif_label) in by_need.pieces
    for sheet in (by_theme, by_need):
        said = [piece.french for piece in sheet.pieces]
        assert "Date : 24 novembre 2026" in said
        assert "Cet accord vaut pour aujourd’hui seulement." in said
        assert said.count("") == 2


def test_a_mandate_that_does_not_come_out_is_told(kiosk):
    presenter, view = a_presenter(kiosk)
    presenter._means = replace(presenter._means, printing=PaperTray(PrintState.FAILED))

    presenter.print_mandate()

    assert view.last.refused == "Le papier ne sort pas. Voyez l’imprimante."


def test_a_person_is_sent_to_a_place_of_the_directory_with_its_paper(kiosk):
    place = read_place(FIELDS).place
    with kiosk.database.unit_of_work() as uow:
        uow.places.replace([place], version="1", received_utc=kiosk.clock.now_utc())
        uow.commit()
    presenter, view = a_presenter(kiosk)
    presenter.choose("themes", ADMINISTRATIVE_HELP)
    presenter.show_details()
    presenter.choose("referred", "yes")
    presenter.choose("referral", "aide_aux_demarches_administratives")
    offered = dict(view.last.form.details)["referral_place"].options

    presenter.choose("referral_place", place.place_id)
    presenter.print_slip()

    assert offered[0][0] == place.place_id
    assert offered[0][1].startswith(place.name)
    words = [piece.french for piece in presenter._means.printing.sheets[0].pieces]
    assert place.name in words
    assert presenter._form.draft.referral_place == place.place_id


def test_a_workshop_is_recorded_from_its_sheet_with_who_was_there(on_the_day):
    sheet, sheet_view = a_sheet(on_the_day)
    word = sheet_view.last.note
    sheet.note()
    place = sheet.stage.router.current

    presenter, view = led_from_the_sheet(on_the_day)
    began = presenter._form.draft
    presenter.choose("themes", "email")
    presenter.save()

    assert word == "Noter cet atelier"
    assert (place.route, place.text("workshop_id")) == (Route.DESK, MAIL)
    assert began.origin is VisitOrigin.WORKSHOP
    assert (began.kind, began.title, began.duration_min) == (
        VisitKind.WORKSHOP,
        "Atelier e-mail",
        120,
    )
    assert began.people == on_the_day.workshops.sheet(MAIL).n_present + 1
    assert view.last.told == "Enregistré."
    assert on_the_day.attendance.of_workshop(MAIL).content.themes == ("email",)


def test_a_workshop_is_recorded_once_then_corrected(on_the_day):
    presenter, _ = led_from_the_sheet(on_the_day)
    presenter.choose("themes", "email")
    presenter.save()
    _, sheet_view = a_sheet(on_the_day)

    again, view = led_from_the_sheet(on_the_day)
    again.type_text("people", "9")
    again.save()

    assert sheet_view.last.note == "Déjà noté · Corriger"
    assert view.last.told == "Corrigé. La trace reste."
    assert len(on_the_day.attendance.recent(5)) == 1
    assert on_the_day.attendance.of_workshop(MAIL).content.people == 9


def test_a_workshop_to_come_is_not_recorded(post):
    fill(post)
    _, view = a_sheet(post)

    assert view.last.note == ""


def test_a_deleted_record_of_a_workshop_is_none(on_the_day):
    presenter, _ = led_from_the_sheet(on_the_day)
    presenter.choose("themes", "email")
    presenter.save()
    visit_id = on_the_day.attendance.of_workshop(MAIL).visit_id

    on_the_day.attendance.delete(visit_id, on_the_day.staff.check_pin(PIN))

    assert on_the_day.attendance.of_workshop(MAIL) is None
