# SPDX-License-Identifier: AGPL-3.0-or-later
"""A call for help: one number, how many are ahead, and the numbers of emergencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.openings import Closure
from kiosk.domain.waiting_queue import QueuePriority, QueueReason
from kiosk.foundation.clock import paris_day
from kiosk.foundation.settings import Contact
from kiosk.services.queue import QueueRules, QueueService
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.routes import Route
from ui.printing.sheets import PieceKind, PrintState
from ui.screens.help.presenter import HelpMeans, HelpPresenter
from ui.screens.help.state import HelpStage


def heard(kiosk):
    """Let the machine have heard of the city just now: nobody else waits."""
    now_utc = kiosk.clock.now_utc()
    with kiosk.database.unit_of_work() as uow:
        uow.queue.replace_synced_waiting(paris_day(now_utc), (), now_utc)
        uow.commit()


def at_desk(kiosk, desk="Bureau 2"):
    """Return the queue as the post with that desk works with it."""
    return QueueService(kiosk.database, kiosk.clock, kiosk.bus, rules=QueueRules(desk=desk))


def measured(kiosk, minutes, n=5):
    for _ in range(n):
        number = kiosk.queue.take().number
        kiosk.queue.serve(number)
        kiosk.clock.pass_time(seconds=60 * minutes)
        kiosk.queue.close(number)


def a_presenter(kiosk, tray=None, contacts=None, said=None, **params):
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.HELP, **params)
    presenter = HelpPresenter(
        view,
        stage,
        stage.router.current,
        means=HelpMeans(
            queue=kiosk.queue,
            printing=tray or PaperTray(),
            contacts=contacts or kiosk.settings.urgent.contacts,
            speak=[].append if said is None else said.append,
        ),
    )
    presenter.start()
    return presenter, view, stage


def test_a_number_is_taken_at_once_and_tells_who_is_ahead(kiosk):
    kiosk.queue.take()
    kiosk.queue.take()

    _, view, _ = a_presenter(kiosk)

    assert view.last.number == "3"
    assert view.last.sentence == "Restez ici, quelqu’un vient."
    assert view.last.lead == "2 personnes avant vous. Votre page est gardée, cachée."


def test_the_count_follows_the_queue(kiosk):
    heard(kiosk)
    first = kiosk.queue.take()
    _, view, _ = a_presenter(kiosk)

    kiosk.queue.close(first.number)

    assert view.last.lead.startswith("Vous êtes la prochaine personne.")


def test_a_number_that_is_received_is_told(kiosk):
    _, view, _ = a_presenter(kiosk)

    kiosk.queue.serve(view.last.number)

    assert view.last.sentence == "C’est à vous."
    assert "avant vous" not in view.last.lead
    assert "prochaine" not in view.last.lead


def test_going_back_after_being_received_closes_nothing_and_tells_no_fault(kiosk):
    presenter, view, _ = a_presenter(kiosk)
    kiosk.queue.serve(view.last.number)

    presenter.continue_alone()

    assert view.announced == []


def test_going_on_alone_gives_the_number_back_and_returns(kiosk):
    presenter, _, stage = a_presenter(kiosk)

    presenter.continue_alone()

    assert kiosk.queue.waiting() == ()
    assert stage.router.current.route is Route.HOME


def test_an_emergency_shows_who_to_call_and_comes_first_in_the_queue(kiosk):
    kiosk.queue.take()
    presenter, view, _ = a_presenter(kiosk)

    presenter.show_urgent()

    assert view.last.stage is HelpStage.URGENT
    assert {"115", "3919", "17", "112"} <= {one.number for one in view.last.contacts}
    assert kiosk.queue.waiting()[0].reason is QueueReason.URGENT
    assert len(kiosk.queue.waiting()) == 2


def test_an_emergency_touched_twice_takes_one_number(kiosk):
    presenter, _, _ = a_presenter(kiosk)

    presenter.show_urgent()
    presenter.show_number()
    presenter.show_urgent()

    assert len(kiosk.queue.waiting()) == 1


def test_from_home_whom_to_call_is_shown_and_no_number_is_taken(kiosk):
    _, view, _ = a_presenter(kiosk, urgent=True)

    assert view.last.stage is HelpStage.URGENT
    assert kiosk.queue.waiting() == ()
    assert view.last.person == "Voir une personne maintenant"


def test_from_whom_to_call_a_person_comes_first(kiosk):
    kiosk.queue.take()
    presenter, view, _ = a_presenter(kiosk, urgent=True)

    presenter.call_person()
    presenter.call_person()

    assert view.last.stage is HelpStage.WAITING
    assert [one.number for one in kiosk.queue.waiting()] == ["2", "1"]
    assert view.last.number == "2"


def test_whom_to_call_is_left_as_it_was_entered(kiosk):
    presenter, _, stage = a_presenter(kiosk, urgent=True)

    presenter.show_number()

    assert stage.router.current.route is Route.HOME
    assert kiosk.queue.waiting() == ()


def test_once_a_number_is_taken_no_second_one_is_offered(kiosk):
    presenter, view, _ = a_presenter(kiosk)
    presenter.show_urgent()

    assert view.last.person == ""
    assert view.last.back_to_number == "Revoir mon numéro"


def test_each_emergency_number_is_spoken_as_one_says_it(kiosk):
    presenter, view, _ = a_presenter(kiosk, urgent=True)

    spoken = {one.number: one.spoken for one in view.last.contacts}
    assert spoken["3919"].startswith("Violences Femmes Info : 39 19.")
    assert spoken["115"].startswith("Samu social : 115.")
    assert all(one in presenter.page_text() for one in spoken.values())


def test_contacts_of_the_settings_come_first_and_national_numbers_always_follow(kiosk):
    own = (Contact("CCAS EXEMPLE", "03 20 00 00 00"), Contact("Samu social", "115"))

    _, view, _ = a_presenter(kiosk, contacts=own, urgent=True)

    numbers = [one.number for one in view.last.contacts]
    assert numbers[:2] == ["03 20 00 00 00", "115"]
    assert sorted(numbers[2:]) == ["112", "114", "119", "17", "3919"]


def test_each_emergency_number_has_a_loudspeaker_of_its_own(kiosk):
    _, view, _ = a_presenter(kiosk, urgent=True)

    names = [one.listen for one in view.last.contacts]
    assert names[0] == "Écouter : 115, Samu social"
    assert len(set(names)) == len(names)


def test_a_number_for_today_says_to_sit_down(kiosk):
    _, view, _ = a_presenter(kiosk, reason="appointment")

    assert view.last.sentence == "Asseyez-vous, on appelle votre numéro."
    assert kiosk.queue.waiting()[0].reason is QueueReason.APPOINTMENT


def test_the_number_is_printed_once(kiosk):
    tray = PaperTray()
    presenter, view, _ = a_presenter(kiosk, tray)

    presenter.print_number()
    presenter.print_number()

    numbers = [piece.french for piece in tray.sheets[0].pieces if piece.kind is PieceKind.NUMBER]
    assert (len(tray.sheets), numbers) == (1, [view.last.number])


def test_without_paper_the_number_is_to_be_noted(kiosk):
    presenter, view, _ = a_presenter(kiosk, PaperTray(PrintState.FAILED))

    presenter.print_number()

    assert view.last.paper == (
        "Le papier ne sort pas.",
        "Retenez ce numéro, ou prenez-le en photo.",
    )
    assert view.announced == ["Le papier ne sort pas."]
    assert view.last.can_print


def test_the_wait_is_told_once_receptions_were_measured(kiosk):
    measured(kiosk, 20)
    heard(kiosk)
    kiosk.queue.take()
    kiosk.queue.take()

    _, view, _ = a_presenter(kiosk)

    assert view.last.lead.startswith("2 personnes avant vous. Entre 20 et 40 minutes.")


def test_no_wait_is_promised_by_a_machine_that_does_not_know_everybody(kiosk):
    measured(kiosk, 20)

    _, view, _ = a_presenter(kiosk)

    assert view.last.lead == "Votre page est gardée, cachée."
    assert view.last.notes == ("Cette borne ne connaît pas toute la file.",)


def test_a_wait_is_told_anew_as_time_goes_by(kiosk):
    heard(kiosk)
    presenter, view, _ = a_presenter(kiosk)
    assert view.last.notes == ()

    kiosk.clock.pass_time(minutes=16)
    presenter.look_again()

    assert view.last.notes == ("Cette borne ne connaît pas toute la file.",)


def test_a_priority_card_is_told_without_a_new_number_and_without_proof(kiosk):
    heard(kiosk)
    kiosk.queue.take()
    presenter, view, _ = a_presenter(kiosk)
    assert view.last.priority == "J’ai une carte de priorité"

    presenter.claim_priority()

    assert (view.last.number, view.last.priority) == ("2", "")
    assert view.last.lead.startswith("Vous êtes la prochaine personne.")
    assert view.last.notes == ("Montrez votre carte à la personne qui vous reçoit.",)
    assert [one.number for one in kiosk.queue.waiting()] == ["2", "1"]


def test_who_has_an_emergency_is_first_already_and_keeps_the_card(kiosk):
    presenter, view, _ = a_presenter(kiosk)
    presenter.claim_priority()

    presenter.show_urgent()

    assert view.last.priority == ""
    assert kiosk.queue.waiting()[0].priority is QueuePriority.CARD


def test_a_call_shows_the_desk_and_is_spoken_once(kiosk):
    said = []
    presenter, view, _ = a_presenter(kiosk, said=said)

    at_desk(kiosk).call(view.last.number)
    presenter.look_again()
    presenter.redraw()

    assert (view.last.sentence, view.last.desk) == ("C’est à vous.", "Bureau 2")
    assert said == ["C’est à vous : Bureau 2"]
    assert "C’est à vous : Bureau 2" in presenter.page_text()


def test_a_second_call_is_spoken_again_in_the_language_of_the_person(kiosk):
    said = []
    presenter, view, stage = a_presenter(kiosk, said=said)
    desk, number = at_desk(kiosk), view.last.number
    desk.call(number)
    desk.no_answer(number)
    stage.translator.use("ar")
    presenter.redraw()

    desk.call(number)

    assert len(said) == 2
    assert "Bureau 2" in said[1]
    assert "vous" not in said[1]


def test_who_was_called_twice_is_told_that_the_turn_comes_later(kiosk):
    _, view, _ = a_presenter(kiosk)
    desk, number = at_desk(kiosk), view.last.number
    for _ in range(2):
        desk.call(number)
        desk.no_answer(number)

    assert "Appelé deux fois sans réponse, votre numéro passe à la fin." in view.last.notes
    assert view.last.desk == ""


def test_a_number_that_was_closed_is_not_told_to_be_called(kiosk):
    _, view, _ = a_presenter(kiosk)
    desk, number = at_desk(kiosk), view.last.number
    for _ in range(4):
        desk.call(number)
        desk.no_answer(number)

    assert view.last.sentence == "Ce numéro est fermé."
    assert (view.last.print_words, view.last.alone) == ("", "Retour")


def test_a_number_of_yesterday_is_closed(kiosk):
    presenter, view, _ = a_presenter(kiosk)
    kiosk.clock.pass_time(hours=24)

    presenter.look_again()

    assert view.last.sentence == "Ce numéro est fermé."


def closed_today(kiosk):
    today = paris_day(kiosk.clock.now_utc())
    with kiosk.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
        uow.agenda.replace(replace(agenda, closures=(Closure("c-1", today, today),)))
        uow.commit()
    return today + timedelta(days=1)


def test_a_centre_without_mediator_today_gives_no_number_for_today_and_says_when_next(kiosk):
    closed_today(kiosk)

    _, view, _ = a_presenter(kiosk, reason="appointment")

    assert (view.last.number, view.last.sentence) == ("", "Personne ne reçoit aujourd’hui.")
    assert view.last.notes == ("Prochain accueil : mardi 24 novembre à 9\u00a0h.",)
    assert (view.last.alone, view.last.print_words, view.last.priority) == ("Retour", "", "")
    assert kiosk.queue.waiting() == ()


def test_a_centre_without_mediator_today_still_calls_whoever_is_there(kiosk):
    closed_today(kiosk)

    _, view, _ = a_presenter(kiosk)

    assert (view.last.number, view.last.sentence) == ("1", "Personne ne reçoit aujourd’hui.")
    assert view.last.notes[0] == "Votre appel est noté. Demandez aussi à l’accueil."
    assert "Prochain accueil : mardi 24 novembre à 9\u00a0h." in view.last.notes
    assert len(kiosk.queue.waiting()) == 1


@pytest.mark.parametrize("reason", ["help", "appointment"])
def test_after_hours_nobody_receives_any_more_and_nobody_is_promised_to_be_next(kiosk, reason):
    kiosk.clock.pass_time(hours=12)
    heard(kiosk)

    _, view, _ = a_presenter(kiosk, reason=reason)

    assert view.last.sentence == "Plus personne ne reçoit aujourd’hui."
    assert "prochaine personne" not in view.last.lead
    assert "Prochain accueil : mardi 24 novembre à 9\u00a0h." in view.last.notes
