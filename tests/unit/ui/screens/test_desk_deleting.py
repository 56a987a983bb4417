# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deleting a record at the post: asked first, by what the record tells; its trace stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import PIN, a_visit
from tests.unit.ui.screens.test_desk import VOLUNTEER_PIN, a_presenter


@pytest.fixture
def kiosk(post):
    return post


def a_record_being_corrected(kiosk):
    visit_id = a_visit(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("recent")
    presenter.press_main(f"visit:{visit_id}")
    return visit_id, presenter, view


def test_a_deleted_record_leaves_the_list(kiosk):
    _, presenter, view = a_record_being_corrected(kiosk)

    presenter.delete()
    presenter.answer(is_yes=True)

    assert view.last.lines == ()
    assert (view.last.told, view.announced) == ("Supprimé. La trace reste.", [])


def test_deleting_asks_first_and_says_which_record(kiosk):
    visit_id, presenter, view = a_record_being_corrected(kiosk)

    presenter.delete()
    asked = view.last.form.question
    presenter.answer(is_yes=False)

    assert asked.words.replace("\u00a0", " ") == (
        "Supprimer « Individuel · E-mail · lundi 23 novembre, noté vers 9 h » ? "
        "Cet accompagnement ne comptera plus."
    )
    assert (asked.yes, asked.no) == ("Oui, supprimer", "Garder")
    assert kiosk.attendance.find(visit_id).version == 1
    assert (view.last.form.question, view.last.form.title) == (None, "Corriger l’accompagnement")


def test_the_question_tells_when_the_visit_began_and_follows_the_language(kiosk):
    presenter, view = a_presenter(kiosk)
    visit_id = a_visit(kiosk)
    kiosk.attendance.correct(
        visit_id,
        replace(kiosk.attendance.find(visit_id).content, start="14:15"),
        kiosk.staff.check_pin(PIN),
    )
    presenter.press_main(f"visit:{visit_id}")
    presenter.show_tab("recent")
    presenter.press_main(f"visit:{visit_id}")
    presenter.delete()
    french = view.last.form.question.words

    presenter.stage.translator.use("en")
    presenter.redraw()

    assert "à 14\u00a0h\u00a015 » ?" in french
    assert view.last.form.question.no == "Keep"


def test_an_answer_given_meanwhile_takes_the_question_away(kiosk):
    visit_id, presenter, view = a_record_being_corrected(kiosk)
    presenter.delete()

    presenter.choose("duration", "60")
    presenter.answer(is_yes=True)

    assert view.last.form.question is None
    assert kiosk.attendance.find(visit_id) is not None


def test_a_volunteer_cannot_delete(kiosk):
    visit_id = a_visit(kiosk)
    kiosk.staff.set_pin("Lou", StaffRole.VOLUNTEER, VOLUNTEER_PIN)
    presenter, view = a_presenter(kiosk, VOLUNTEER_PIN)
    presenter.show_tab("recent")
    presenter.press_main(f"visit:{visit_id}")

    assert view.last.form.delete == ""


def test_the_record_that_is_corrected_is_marked_among_the_others_until_it_is_left(kiosk):
    first, second = a_visit(kiosk), a_visit(kiosk, themes=("sante",))
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("recent")
    assert not any(line.is_current for line in view.last.lines)

    presenter.press_main(f"visit:{first}")
    marked = {line.key: line for line in view.last.lines}
    presenter.cancel()

    assert marked[f"visit:{first}"].is_current
    assert marked[f"visit:{first}"].chip == "En correction"
    assert "En correction" in marked[f"visit:{first}"].spoken
    assert not marked[f"visit:{second}"].is_current
    assert not any(line.is_current or line.chip for line in view.last.lines)
