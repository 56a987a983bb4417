# SPDX-License-Identifier: AGPL-3.0-or-later
"""An absence: whom it displaces is seen before it is saved, and the door promises priority."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.absences import DisplacedPlan
from kiosk.domain.appointments import IntentKind
from kiosk.domain.openings import Absence
from kiosk.foundation.events import Topic
from tests.support.booking_desk import WEDNESDAY, at
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from tests.support.workshop_post import MAIL, WORKSHOP, enrol, hear_of
from ui.navigation.routes import Place, Route
from ui.screens.absence.presenter import AbsencePresenter


@pytest.fixture
def page(post):
    slot = next(one for one in post.appointments.slots("caf", WEDNESDAY) if one.start_utc == at(9))
    post.appointments.confirm(post.appointments.hold("caf", slot))
    view, tray = RecordingView(), PaperTray()
    presenter = AbsencePresenter(
        view,
        a_stage(post),
        Place(Route.ABSENCE, {"mediator_id": "m-nadia"}),
        appointments=post.appointments,
        agenda=post.post_agenda,
        printing=tray,
    )
    presenter.start()
    presenter.step_last(1)
    return presenter, view, tray


def test_whom_it_displaces_is_seen_before_anything_is_saved(post, page):
    _, view, _ = page

    assert "1 rendez-vous perd son heure." in view.last.preview
    assert "Mercredi 25 novembre à 9\u00a0h" in view.last.lines[0].words
    assert post.appointments.intents() == ()


def test_half_a_day_spares_the_other_half(page):
    presenter, view, _ = page
    presenter.step_first(1)

    presenter.choose_part("afternoon")
    spared = view.last.lines
    presenter.choose_part("morning")

    assert spared == ()
    assert len(view.last.lines) == 1


def test_saving_makes_an_intent_and_says_when_it_counts(post, page):
    presenter, view, _ = page

    presenter.save()

    (intent,) = post.appointments.intents()
    assert intent.kind is IntentKind.ABSENCE
    assert view.last.told == "Absence notée. Elle est vraie au prochain échange avec la ville."
    assert view.last.save == ""


def test_an_hour_to_propose_is_chosen_in_the_week(page):
    presenter, view, _ = page
    number = view.last.lines[0].number

    presenter.plan(number, "propose")
    go = view.last.lines[0].go
    presenter.change_hour(number)

    assert go == "Choisir l’heure"
    assert presenter.stage.router.current.route is Route.WEEK


def test_the_notice_on_the_door_promises_priority_in_several_languages(page):
    presenter, _, tray = page

    presenter.print_door()

    pieces = tray.sheets[0].pieces
    assert "Priorité à l’arrivée : montrez votre ticket à l’accueil." in [
        piece.french for piece in pieces
    ]
    assert any(piece.other for piece in pieces)
    assert "Priority on arrival: show your ticket at the desk." in [one.french for one in pieces]


def test_no_day_before_today_is_taken(page):
    presenter, view, _ = page

    presenter.step_first(-400)

    assert view.last.first == "Lundi 23 novembre"
    assert presenter._draft.first + timedelta(days=0) <= presenter._draft.last


def test_an_absence_that_waits_is_taken_back_and_gone_at_once(post, page):
    presenter, view, _ = page
    presenter.save()
    (noted,) = view.last.noted_lines

    presenter.act(noted.absence_id, "withdraw")
    asked = view.last.noted_lines[0].actions
    presenter.act(noted.absence_id, "yes")

    assert noted.words.endswith(" · Nadia · attend le réseau")
    assert [word for _, word, _ in asked] == ["Oui, retirer", "Garder"]
    assert (view.last.noted, view.last.noted_lines) == ("", ())
    assert view.last.told == "Absence retirée."
    assert view.last.save == "Enregistrer l’absence"


def test_an_absence_is_kept_when_one_thinks_again(post, page):
    presenter, view, _ = page
    presenter.save()
    (noted,) = view.last.noted_lines
    presenter.act(noted.absence_id, "withdraw")

    presenter.act(noted.absence_id, "no")

    assert [word for _, word, _ in view.last.noted_lines[0].actions] == ["Retirer"]
    assert len(post.appointments.absences()) == 1


def test_what_the_city_knows_is_taken_back_once_it_has_heard(post, page):
    presenter, view, _ = page
    with post.database.unit_of_work() as uow:
        uow.agenda.add_absence(Absence("p-0123", "m-nadia", at(9), at(12)))
        uow.agenda.add_absence(Absence("v-0123", "m-samir", at(14), at(17)))
        uow.commit()
    post.bus.publish(Topic.AGENDA)
    ours, theirs = view.last.noted_lines

    presenter.act(ours.absence_id, "yes")

    assert theirs.actions == ()
    assert view.last.told == "Absence retirée. La ville le sait au prochain échange."
    assert view.last.noted_lines[0].words.endswith("retrait en attente")
    assert view.last.noted_lines[0].actions == ()


def test_an_absence_of_more_than_a_year_is_refused_in_a_sentence(page):
    presenter, view, _ = page

    presenter.step_last(362)
    longest = view.last.told
    presenter.step_last(5)

    assert longest == ""
    assert view.last.told == "Une absence dure un an au plus. Notez la suite à part."
    assert presenter._draft.last - presenter._draft.first == timedelta(days=364)


def test_what_was_planned_for_somebody_is_found_again(post, page):
    presenter, view, _ = page
    number = view.last.lines[0].number
    presenter.plan(number, "door")

    later = RecordingView()
    again = AbsencePresenter(
        later,
        a_stage(post),
        Place(Route.ABSENCE, {"mediator_id": "m-nadia"}),
        appointments=post.appointments,
        agenda=post.post_agenda,
        printing=PaperTray(),
    )
    again.start()
    again.step_last(1)

    assert later.last.lines[0].plan == "door"


@pytest.fixture
def led(post):
    """The page of an absence of who leads a workshop; two tickets for it are of three people."""
    hear_of(post, WORKSHOP)
    tickets = [enrol(post, "Amina", 2), enrol(post, "Georges")]
    view, stage = RecordingView(), a_stage(post)
    presenter = AbsencePresenter(
        view,
        stage,
        Place(Route.ABSENCE, {"mediator_id": "m-nadia"}),
        appointments=post.appointments,
        agenda=post.post_agenda,
        printing=PaperTray(),
    )
    presenter.start()
    presenter.step_last(1)
    return presenter, view, stage, tickets


def test_those_enrolled_for_one_workshop_stand_on_one_line(led):
    _, view, _, _ = led

    (line,) = view.last.lines
    assert line.words == "Mercredi 25 novembre à 10\u00a0h · Atelier e-mail · 3 inscrits"
    assert "2 rendez-vous perdent leur heure." in view.last.preview


def test_what_is_planned_for_a_workshop_counts_for_all_its_people(post, led):
    presenter, view, stage, tickets = led

    presenter.plan(view.last.lines[0].number, "propose")

    assert post.appointments.plans() == {one.number: DisplacedPlan.PROPOSE for one in tickets}
    assert view.last.lines[0].go == "Ouvrir la feuille"
    presenter.change_hour(view.last.lines[0].number)
    there = stage.router.current
    assert (there.route, there.text("workshop_id")) == (Route.WORKSHOP_SHEET, MAIL)
