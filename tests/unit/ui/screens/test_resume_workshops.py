# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J’ai un ticket » for workshops: a seat, the waiting list, an offer; why one was cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import DeclineReason, DeclineRequest, RequestStatus
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CentreReason, ReplyBy, WhoComes
from kiosk.domain.workshops import Workshop
from kiosk.foundation.events import Topic
from kiosk.services.walkthrough_progress import ProgressService
from tests.support.booking_desk import at
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from tests.support.workshop_post import hear_of, offer
from ui.navigation.routes import Place, Route
from ui.printing.sheets import PieceKind
from ui.screens.resume.page import ResumeMeans
from ui.screens.resume.presenter import ResumePresenter
from ui.screens.resume.state import ResumeStage
from ui.screens.ticket.presenter import TicketMeans, TicketPresenter

MAIL = Workshop(
    "mail",
    (("fr", "Ma boîte mail"), ("ar", "بريدي")),
    at(10),
    90,
    4,
    "m-nadia",
    documents=(("fr", ("votre téléphone",)), ("ar", ("هاتفك",))),
)
WHEN = "Mercredi 25 novembre, de 10\u00a0h à 11\u00a0h\u00a030"


@pytest.fixture
def centre(kiosk):
    hear_of(kiosk, MAIL)
    return kiosk


def enrol(kiosk, size=1):
    hold = kiosk.workshops.hold("mail", size)
    return kiosk.appointments.confirm(hold, who=WhoComes(label="Amina", party_size=size))


def found(kiosk, number, language="fr"):
    view, stage = RecordingView(), a_stage(kiosk, language)
    stage.router.go(Route.RESUME)
    means = ResumeMeans(
        appointments=kiosk.appointments,
        workshops=kiosk.workshops,
        progress=ProgressService(kiosk.walkthroughs),
        speak_language=stage.translator.use,
        can_use_camera=False,
        read_square=lambda _: "",
    )
    presenter = ResumePresenter(view, stage, means=means)
    presenter.start()
    for digit in number.replace(" ", ""):
        presenter.enter_digit(digit)
    presenter.look_up()
    return presenter, view, stage


def words_of_facts(state):
    return [words for _, words, _ in state.facts]


def test_a_seat_is_found_with_its_hours_and_cannot_be_moved(centre):
    _, view, _ = found(centre, enrol(centre, 2).number)

    assert (view.last.title, view.last.chip) == ("Votre atelier", "Confirmé")
    assert words_of_facts(view.last)[0] == WHEN
    assert words_of_facts(view.last)[-1] == "Ma boîte mail"
    assert view.last.more == ()
    assert view.last.main == "Annuler ma place"


def test_a_title_is_told_in_the_language_with_the_french_one_under_it(centre):
    _, view, _ = found(centre, enrol(centre).number, "ar")

    assert view.last.facts[-1][1:] == ("بريدي", "\u2066Ma boîte mail\u2069")


def test_a_seat_given_up_is_free_again_for_others_once_the_city_knows(centre):
    ticket = enrol(centre)
    presenter, view, _ = found(centre, ticket.number)

    presenter.press_main()
    asked = view.last
    presenter.press_main()

    assert (asked.lead, asked.other) == (
        "Une autre personne pourra prendre cette place.",
        "Non, je viens",
    )
    assert view.last.lead == "Une autre personne peut prendre cette place."
    assert centre.appointments.find(ticket.number).status is AppointmentStatus.CANCELLED


def test_who_arrives_at_a_workshop_is_not_told_to_wait_for_a_call(centre):
    ticket = enrol(centre)
    centre.clock.set_wall(MAIL.start_utc - timedelta(minutes=10))
    presenter, view, _ = found(centre, ticket.number)

    presenter.press_more("arrive")

    assert view.last.lead == "Installez-vous, l’atelier commence bientôt."


@pytest.mark.parametrize("reply_by", [ReplyBy.NUMBER, ReplyBy.IN_PERSON])
def test_the_waiting_list_never_looks_like_a_seat(centre, reply_by):
    ticket = centre.workshops.wait("mail", WhoComes(reply_by=reply_by))

    _, view, _ = found(centre, ticket.number)

    assert (view.last.chip, view.last.lead) == ("Liste d’attente", "Ce n’est pas encore une place.")
    assert not view.last.is_settled
    assert words_of_facts(view.last)[0] == WHEN
    assert view.last.main == "Quitter la liste d’attente"


def test_who_leaves_the_waiting_list_is_told_that_the_turn_is_lost(centre):
    ticket = centre.workshops.wait("mail", WhoComes())
    presenter, view, _ = found(centre, ticket.number)

    presenter.press_main()
    asked = view.last
    presenter.press_main()

    assert (asked.lead, asked.other) == ("Vous ne gardez pas votre rang.", "Non, je reste")
    assert view.last.lead == "Vous n’êtes plus sur la liste d’attente."
    status = centre.appointments.find(ticket.number).request.status
    assert status is RequestStatus.WITHDRAWN


def test_an_offer_says_until_when_and_the_yes_is_kept_without_promising(centre):
    ticket = centre.workshops.wait("mail", WhoComes())
    offer(centre, ticket)
    presenter, view, _ = found(centre, ticket.number)
    offered = view.last

    presenter.press_more(offered.more[0].key)
    told = view.last
    _, again, _ = found(centre, ticket.number)

    assert offered.title == "Une place est libre pour vous."
    assert offered.lead == "Dites oui avant mardi 24 novembre, 9\u00a0h."
    assert (offered.more[0].words, offered.main) == ("Oui, je viens", "Non")
    assert told.title == "Votre oui est noté."
    assert told.next == "La place n’est pas encore sûre. Revenez voir ici."
    assert not told.is_settled
    assert again.last.chip == "Vous avez dit oui"
    assert again.last.more == ()


def test_the_answer_of_the_city_to_a_yes_is_shown_by_itself(centre):
    ticket = centre.workshops.wait("mail", WhoComes())
    offer(centre, ticket)
    presenter, view, stage = found(centre, ticket.number)
    presenter.press_more("take0")
    stage.bus.publish(Topic.AGENDA)
    before = view.last

    with centre.database.unit_of_work() as uow:
        asked = uow.requests.by_number(ticket.number.replace(" ", ""))
        uow.requests.change(
            replace(asked, status=RequestStatus.DECLINED, reason=DeclineReason.WORKSHOP_CANCELLED)
        )
        uow.commit()
    stage.bus.publish(Topic.AGENDA)

    assert before.title == "Votre oui est noté."
    assert view.last.lead == "Cet atelier n’a pas lieu."
    assert view.announced[-1] == view.last.lead


def test_who_reads_another_ticket_meanwhile_is_not_taken_away_from_it(centre):
    ticket = centre.workshops.wait("mail", WhoComes())
    offer(centre, ticket)
    presenter, view, stage = found(centre, ticket.number)
    presenter.press_more("take0")
    presenter.press_other()

    stage.bus.publish(Topic.AGENDA)

    assert view.last.stage is ResumeStage.NUMBER


def test_several_people_are_offered_as_many_seats(centre):
    ticket = centre.workshops.wait("mail", WhoComes(party_size=2))
    offer(centre, ticket)

    _, view, _ = found(centre, ticket.number)

    assert view.last.title == "2 places sont libres pour vous."
    assert view.last.more[0].words == "Oui, nous venons"


def test_a_no_is_asked_twice_and_frees_the_seat(centre):
    ticket = centre.workshops.wait("mail", WhoComes())
    offer(centre, ticket)
    presenter, view, _ = found(centre, ticket.number)

    presenter.press_main()
    asked = view.last
    presenter.press_main()

    assert (asked.title, asked.main) == ("Vous ne venez pas, c’est sûr ?", "Non, je ne viens pas")
    assert centre.appointments.find(ticket.number).request.status is RequestStatus.WITHDRAWN


def test_an_offer_that_is_over_is_told_and_asks_nothing(centre):
    ticket = centre.workshops.wait("mail", WhoComes())
    offer(centre, ticket, hours=2)
    centre.clock.pass_time(hours=3)

    _, view, _ = found(centre, ticket.number)

    assert (view.last.chip, view.last.lead) == (
        "Trop tard",
        "La place n’est plus gardée pour vous.",
    )
    assert [action.key for action in view.last.more] == ["book"]
    assert view.last.main == ""


def test_an_offer_that_ends_while_it_is_read_is_shown_as_over(centre):
    ticket = centre.workshops.wait("mail", WhoComes())
    offer(centre, ticket, hours=2)
    presenter, view, _ = found(centre, ticket.number)
    centre.clock.pass_time(hours=3)

    presenter.press_more("take0")

    assert view.last.stage is ResumeStage.FOUND
    assert view.last.lead == "La place n’est plus gardée pour vous."


@pytest.mark.parametrize("reason", DeclineReason)
def test_a_declined_wait_says_why_in_one_sentence(post, reason):
    hear_of(post, MAIL)
    ticket = post.workshops.wait("mail", WhoComes())
    post.appointments.answer_request(ticket.number, DeclineRequest(reason))

    _, view, _ = found(post, ticket.number)

    assert view.last.chip == "Pas possible"
    assert view.last.lead.endswith(".")


REASONS = {
    CentreReason.MEDIATOR_AWAY: "La personne qui devait vous recevoir est absente.",
    CentreReason.CENTRE_CLOSED: "Le lieu est fermé ce jour-là.",
    CentreReason.TWO_FOR_ONE_TIME: "Deux personnes avaient la même heure. C’est notre erreur.",
    CentreReason.ASKED_BY_PHONE: "Vous l’avez demandé par téléphone.",
    CentreReason.MISUSE: "Le centre a annulé ce rendez-vous.",
    CentreReason.WORKSHOP_CANCELLED: "Cet atelier n’a pas lieu.",
}


@pytest.mark.parametrize("reason", CentreReason)
def test_what_the_centre_cancelled_says_why_in_plain_words(centre, reason):
    ticket = enrol(centre)
    centre.appointments.cancel_by_centre(ticket.number, reason)

    _, view, _ = found(centre, ticket.number)

    assert (view.last.chip, view.last.lead) == ("Annulé par le centre", REASONS[reason])


def ticket_page(kiosk, ticket, language="fr"):
    view, tray = RecordingView(), PaperTray()
    presenter = TicketPresenter(
        view,
        a_stage(kiosk, language),
        Place(Route.TICKET, {"ticket": ticket, "motif_id": MAIL.resource}),
        means=TicketMeans(kiosk.appointments, kiosk.workshops, tray),
        end_session=lambda: None,
    )
    presenter.start()
    return view.last, tray.sheets[0], presenter


def pieces(sheet, kind):
    return [one.french for one in sheet.pieces if one.kind is kind]


def test_the_ticket_of_a_workshop_says_which_when_and_what_to_bring(centre):
    state, sheet, _ = ticket_page(centre, enrol(centre))

    assert state.heading == "C’est confirmé."
    assert (state.subject, state.when) == (("Ma boîte mail", ""), WHEN)
    assert "Ma boîte mail" in state.event_code
    assert [one.label for one in state.papers] == ["votre téléphone"]
    assert pieces(sheet, PieceKind.TITLE) == ["Atelier : place confirmée"]
    assert pieces(sheet, PieceKind.STRONG)[:2] == ["Ma boîte mail", WHEN]
    assert pieces(sheet, PieceKind.ITEM) == ["votre téléphone"]


def test_the_ticket_of_the_waiting_list_says_that_it_is_no_seat(centre):
    ticket = centre.workshops.wait("mail", WhoComes())

    state, sheet, presenter = ticket_page(centre, ticket)

    assert not state.is_confirmed
    assert state.heading == "Vous êtes sur la liste d’attente."
    assert state.not_yet[0] == "Ce n’est pas encore une place."
    assert state.event_code == ""
    assert "Ce n’est pas encore une place." in presenter.page_text()
    assert pieces(sheet, PieceKind.TITLE) == ["Atelier : liste d’attente"]
    assert "confirm" not in " ".join(one.french for one in sheet.pieces)


def test_the_paper_of_a_workshop_is_in_both_languages_and_holds_no_name(centre):
    _, sheet, _ = ticket_page(centre, enrol(centre), "ar")

    both = {one.french: one.other for one in sheet.pieces}
    assert both["Ma boîte mail"] == "بريدي"
    assert both["votre téléphone"] == "هاتفك"
    assert not any("Amina" in one.french + one.other for one in sheet.pieces)
