# SPDX-License-Identifier: AGPL-3.0-or-later
"""The week at the post: what stands in it, moves asked once, time asked back from a kiosk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.openings import Absence
from kiosk.domain.workshops import WorkshopStatus
from kiosk.services.lease_desk import TakeState
from kiosk.services.machine_keys import note_machine_names
from tests.support.booking_desk import WEDNESDAY, at
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage, keep_at_a_kiosk
from tests.support.workshop_post import MAIL, WORKSHOP, fill, hear_of
from ui.navigation.routes import Place, Route
from ui.printing.sheets import PieceKind, PrintState
from ui.screens.week.blocks import target_key
from ui.screens.week.presenter import WeekPresenter
from ui.screens.week.reading import WeekServices
from ui.screens.week.state import BlockLook

MONDAY = date(2026, 11, 23)


def a_week(kiosk, **params):
    view, stage, tray = RecordingView(), a_stage(kiosk), PaperTray()
    services = WeekServices(
        appointments=kiosk.appointments,
        rights=kiosk.rights,
        agenda=kiosk.post_agenda,
        workshops=kiosk.workshops,
        printing=tray,
    )
    presenter = WeekPresenter(view, stage, Place(Route.WEEK, params), services)
    presenter.start()
    return presenter, view, tray


@pytest.fixture
def ticket(post):
    slot = next(one for one in post.appointments.slots("caf", WEDNESDAY) if one.start_utc == at(9))
    return post.appointments.confirm(post.appointments.hold("caf", slot))


def of_look(view, look):
    return [block for block in view.last.blocks if block.look is look]


def test_an_appointment_stands_at_its_day_and_hour(post, ticket):
    _, view, _ = a_week(post)

    (block,) = of_look(view, BlockLook.SOLD)

    assert (block.day, block.start_min, block.end_min) == (2, 9 * 60, 9 * 60 + 45)
    assert block.word == "CAF et logement · Nadia"
    assert view.last.words.title == "Semaine 48"


def test_the_week_of_one_person_leaves_the_others_out(post, ticket):
    presenter, view, _ = a_week(post)

    presenter.choose_person("m-samir")

    assert of_look(view, BlockLook.SOLD) == []


def test_a_move_is_asked_once_and_changes_nothing_before(post, ticket):
    presenter, view, _ = a_week(post, number=ticket.number)
    targets = of_look(view, BlockLook.TARGET)

    presenter.drop(targets[-1].key)

    assert targets
    assert view.last.panel.lead == "Déplacer ?"
    assert "C’est vrai tout de suite." in view.last.panel.words
    (day,) = post.appointments.day_for_desk(WEDNESDAY)
    assert day.status is AppointmentStatus.CONFIRMED


def test_a_move_that_is_confirmed_gives_a_new_number(post, ticket):
    presenter, view, _ = a_week(post, number=ticket.number)
    slot = presenter._placing.slots[-1]

    presenter.drop(target_key(slot))
    presenter.act("yes")

    (old,) = post.appointments.day_for_desk(WEDNESDAY)
    assert old.status is AppointmentStatus.MOVED
    assert view.announced[-1].startswith("Déplacé : Vendredi 27 novembre")


def test_letting_go_leaves_everything_as_it_is(post, ticket):
    presenter, view, _ = a_week(post, number=ticket.number)

    presenter.let_go()

    assert of_look(view, BlockLook.TARGET) == []
    assert view.last.panel.lead == ""


def test_a_move_of_what_another_machine_sold_says_when_it_counts(post, ticket):
    with post.database.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE appointment SET origin = 'synced'"))
        uow.commit()
    presenter, view, _ = a_week(post, number=ticket.number)

    presenter.drop(of_look(view, BlockLook.TARGET)[-1].key)

    assert "au prochain échange avec la ville" in view.last.panel.words


def test_time_kept_by_a_kiosk_is_named_and_can_be_asked_for(post):
    keep_at_a_kiosk(post, "m-samir", at(14))
    presenter, view, _ = a_week(post)
    (kept,) = of_look(view, BlockLook.KEPT)

    presenter.touch(kept.key)
    offered = view.last.panel.actions[0]
    presenter.act(offered[0])

    assert kept.word == "gardé par une borne · Samir"
    assert offered[1] == "Le prendre"
    assert post.rights.taken()[0].state is TakeState.WAITING
    assert of_look(view, BlockLook.KEPT)[0].word.startswith("demandé, attend le réseau")


def test_a_time_is_given_from_the_week(post):
    presenter, view, _ = a_week(post)
    presenter.give()

    presenter.act("need:caf")
    asked = view.last.panel.words
    presenter.drop(of_look(view, BlockLook.TARGET)[0].key)
    presenter.act("yes")

    (given,) = post.appointments.week_for_desk(MONDAY)
    panel = view.last.panel
    assert asked == "Touchez une heure."
    assert "Numéro" in view.announced[-1]
    assert f"{panel.lead} {panel.words}".count(given.number) == 1


def test_the_sheet_of_the_day_holds_hours_and_no_name(post, ticket):
    post.clock.pass_time(days=2)
    presenter, _, tray = a_week(post)

    presenter.print_day()

    words = [piece.french for piece in tray.sheets[0].pieces]
    assert any(f"n° {ticket.number}" in line for line in words)
    assert "Cochez les personnes venues. N’écrivez aucun nom." in words


def test_a_kiosk_that_keeps_a_time_bears_the_name_that_the_city_gave_it(post):
    with post.database.unit_of_work() as uow:
        note_machine_names(uow, {"k-2": "borne 2"})
        uow.commit()
    keep_at_a_kiosk(post, "m-samir", at(14))
    presenter, view, _ = a_week(post)
    (kept,) = of_look(view, BlockLook.KEPT)

    presenter.touch(kept.key)

    assert kept.word == "gardé par borne 2 · Samir"
    assert view.last.panel.lead == "Gardé par borne 2."


def test_a_ticket_given_or_moved_is_printed_shown_and_printed_again(post, ticket):
    presenter, view, tray = a_week(post, number=ticket.number)
    presenter.drop(of_look(view, BlockLook.TARGET)[-1].key)
    asked = view.last.panel

    presenter.act("yes")
    shown = view.last.panel
    presenter.act("print")

    new = next(
        one
        for one in post.appointments.week_for_desk(MONDAY)
        if one.status is AppointmentStatus.CONFIRMED
    )
    printed = [p.french for p in tray.sheets[0].pieces if p.kind is PieceKind.NUMBER]
    assert [key for key, _, _ in asked.actions] == ["yes", "unprinted", "no"]
    assert printed == [new.number]
    assert any(ticket.number in piece.french for piece in tray.sheets[0].pieces)
    assert shown.lead == f"Numéro {new.number}."
    assert new.number not in shown.words
    assert shown.actions[0][:2] == ("print", "Imprimer le ticket")
    assert len(tray.sheets) == 2


def test_a_time_given_on_the_telephone_needs_no_paper(post):
    presenter, view, tray = a_week(post)
    presenter.give()
    presenter.act("need:caf")
    presenter.drop(of_look(view, BlockLook.TARGET)[0].key)

    presenter.act("unprinted")

    assert tray.sheets == []
    assert view.last.panel.lead.startswith("Numéro ")


def test_a_ticket_that_does_not_come_out_is_told(post):
    presenter, view, tray = a_week(post)
    tray.state = PrintState.FAILED
    presenter.give()
    presenter.act("need:caf")
    presenter.drop(of_look(view, BlockLook.TARGET)[0].key)

    presenter.act("yes")

    assert "Le papier ne sort pas. Notez le numéro." in view.announced


def test_a_workshop_is_one_block_of_its_leader_and_opens_its_sheet(post):
    fill(post)
    presenter, view, _ = a_week(post)

    (block,) = of_look(view, BlockLook.WORKSHOP)
    presenter.touch(block.key)
    panel = view.last.panel
    presenter.act(panel.actions[0][0])

    assert (block.day, block.start_min, block.end_min) == (2, 10 * 60, 12 * 60)
    assert block.word == "Atelier e-mail · 7 / 10 · Nadia"
    assert of_look(view, BlockLook.SOLD) == of_look(view, BlockLook.ASKED) == []
    assert not any("atelier:" in one.key for one in view.last.blocks)
    assert panel.lead == "Atelier e-mail"
    assert "7 inscrits, 0 présent, 2 places libres, 3 en attente." in panel.words
    place = presenter.stage.router.current
    assert (place.route, place.text("workshop_id")) == (Route.WORKSHOP_SHEET, MAIL)


def test_a_workshop_of_somebody_else_is_left_out_and_a_cancelled_one_says_so(post):
    hear_of(post, replace(WORKSHOP, status=WorkshopStatus.CANCELLED))
    presenter, view, _ = a_week(post)
    (cancelled,) = of_look(view, BlockLook.DISPLACED)

    presenter.choose_person("m-samir")

    assert cancelled.word == "Atelier e-mail · Annulé · Nadia"
    assert of_look(view, BlockLook.DISPLACED) == []


def test_an_absence_that_is_touched_leads_to_those_that_are_noted(post):
    with post.database.unit_of_work() as uow:
        uow.agenda.add_absence(Absence("a-1", "m-nadia", at(9), at(12)))
        uow.commit()
    presenter, view, _ = a_week(post)
    (away,) = of_look(view, BlockLook.AWAY)

    presenter.touch(away.key)
    panel = view.last.panel
    presenter.act(panel.actions[0][0])

    assert panel.lead == "Nadia est en absence."
    place = presenter.stage.router.current
    assert (place.route, place.text("mediator_id")) == (Route.ABSENCE, "m-nadia")


def test_the_sheet_of_the_day_has_one_line_for_a_workshop(post):
    tickets = fill(post)
    post.clock.pass_time(days=2)
    presenter, _, tray = a_week(post)

    presenter.print_day()

    words = [piece.french for piece in tray.sheets[0].pieces]
    assert "10\u00a0h · Atelier e-mail · Nadia · 7 inscrits" in words
    assert not any(tickets["Amina"].number in line for line in words)
