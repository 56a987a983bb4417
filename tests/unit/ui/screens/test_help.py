# SPDX-License-Identifier: AGPL-3.0-or-later
"""A call for help: one number, how many are ahead, and the numbers of emergencies."""

from __future__ import annotations

from kiosk.domain.waiting_queue import QueueReason
from kiosk.foundation.settings import Contact
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.routes import Route
from ui.printing.sheets import PieceKind, PrintState
from ui.screens.help.presenter import HelpPresenter, HelpStage


def a_presenter(kiosk, tray=None, contacts=None, **params):
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.HELP, **params)
    presenter = HelpPresenter(
        view,
        stage,
        stage.router.current,
        queue=kiosk.queue,
        printing=tray or PaperTray(),
        contacts=contacts or kiosk.settings.urgent.contacts,
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

    assert view.announced == ["Le papier ne sort pas. Notez le numéro."]
    assert view.last.can_print
