# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record on a disk that takes nothing more: said in words, and nothing answered is lost."""

from __future__ import annotations

import pytest

from tests.support.selling_kiosk import PIN, a_stage
from tests.support.small_disk import no_file_beyond
from tests.unit.ui.screens.test_assisted import a_record
from tests.unit.ui.screens.test_desk import a_presenter
from ui.navigation.routes import Route

TOLD = "Le disque n’écrit plus : rien n’est noté. Gardez cette page ouverte, prévenez la technique."
NO_ROOM = 4096


@pytest.fixture
def kiosk(post):
    return post


def test_an_answer_that_cannot_be_kept_is_told_beside_the_buttons(kiosk):
    presenter, view = a_presenter(kiosk)

    with no_file_beyond(NO_ROOM):
        presenter.choose("themes", "email")
    told = view.last.refused
    presenter.choose("duration", "30")

    assert (told, view.announced) == (TOLD, [])
    assert view.last.refused == ""
    kept = kiosk.attendance.load_draft(kiosk.staff.check_pin(PIN))
    assert (kept.themes, kept.duration_min) == (("email",), 30)


def test_a_record_that_does_not_fit_stays_in_the_form_and_is_made_once_there_is_room(kiosk):
    presenter, view = a_presenter(kiosk)
    presenter.choose("themes", "email")
    presenter.choose("duration", "30")

    with no_file_beyond(NO_ROOM):
        presenter.save()
    told, form, none = view.last.refused, view.last.form, kiosk.attendance.recent(5)
    presenter.save()

    assert (told, view.announced) == (TOLD, [])
    assert (form.themes.chosen, form.is_busy, none) == (("email",), False, ())
    assert view.last.told == "Enregistré."
    assert [one.content.themes for one in kiosk.attendance.recent(5)] == [("email",)]


def test_beside_a_resident_it_is_told_and_made_once_there_is_room(kiosk):
    stage = a_stage(kiosk)
    stage.session.helper = kiosk.staff.check_pin(PIN)
    stage.router.go(Route.ASSISTED, minutes=12, opened=())
    presenter, view, _ = a_record(kiosk, stage)
    presenter.choose("themes", "email")

    with no_file_beyond(NO_ROOM):
        presenter.save()
    told = view.last.refused
    presenter.save()

    assert (told, view.announced) == (TOLD, [])
    assert len(kiosk.attendance.recent(5)) == 1


def test_a_record_that_cannot_be_deleted_is_still_there_and_says_so(kiosk):
    presenter, view = a_presenter(kiosk)
    presenter.choose("themes", "email")
    presenter.choose("duration", "30")
    presenter.save()
    presenter._correct(kiosk.attendance.recent(1)[0].visit_id)
    presenter.delete()

    with no_file_beyond(NO_ROOM):
        presenter.answer(is_yes=True)

    assert view.last.refused == TOLD
    assert (view.last.form.delete, view.last.form.is_busy) == ("Supprimer", False)
    assert len(kiosk.attendance.recent(5)) == 1
