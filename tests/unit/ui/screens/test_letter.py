# SPDX-License-Identifier: AGPL-3.0-or-later
"""« J'ai reçu une lettre » on its page: questions, the result, and where it leads."""

from __future__ import annotations

import pytest

from kiosk.domain.sessions import SessionOutcome
from kiosk.services.letters import LetterService
from tests.support.selling_kiosk import RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.letter.presenter import APPOINTMENT, PERSON, LetterPresenter


class Desk:
    """The page, a person's hands, and what was noted of the session."""

    def __init__(self, kiosk, language="fr", letters=None):
        self.kiosk, self.letters = kiosk, letters or kiosk.letters
        self.view, self.stage, self.ended = RecordingView(), a_stage(kiosk, language), []
        self.noted = []
        note = self.stage.session.note
        self.stage.session.note = lambda trace: (self.noted.append(trace), note(trace))
        self.stage.router.go(Route.LETTER)
        self.open()

    def open(self):
        self.presenter = LetterPresenter(
            self.view,
            self.stage,
            self.stage.router.current,
            letters=self.letters,
            end_session=self.ended.append,
        )
        self.presenter.start()

    def answer(self, *values):
        for value in values:
            self.presenter.answer(value)
        return self.view.last


@pytest.fixture
def desk(kiosk):
    return Desk(kiosk)


def test_the_first_question_opens_the_session(desk):
    assert desk.stage.session.is_open
    assert desk.view.last.title == "De qui vient la lettre ?"
    assert desk.view.last.progress == "Étape 1 sur 4"
    assert len(desk.view.last.stages) == 4
    assert desk.view.last.bar.dont_know == "Je ne sais pas"


def test_the_rail_tells_what_is_done_and_where_one_is(desk):
    state = desk.answer("caf")

    assert state.stages_spoken == (
        "1. De qui, fait",
        "2. Ce qu’elle demande, en cours",
        "3. Pour quand, à faire",
        "4. Quoi faire, à faire",
    )


def test_the_result_says_what_to_do_and_the_first_thing_stands_out(desk):
    state = desk.answer("caf", "papiers", "semaine")

    assert state.title == "Envoyez une copie des papiers"
    assert state.points[0] == "Envoyez les papiers dans votre compte CAF."
    assert state.advice == "Il reste peu de jours. Commencez maintenant."
    assert [act.is_main for act in state.acts] == [True] + [False] * (len(state.acts) - 1)
    assert state.acts[-1].key == PERSON


def test_a_walkthrough_of_the_result_opens_and_coming_back_finds_the_result_again(desk):
    state = desk.answer("caf", "papiers", "semaine")
    known = {card.walkthrough_id for card in desk.kiosk.walkthroughs.cards("fr")}
    shown = [act for act in state.acts if act.key != PERSON]
    assert {act.key.removeprefix("parcours:") for act in shown} <= known

    desk.presenter.act(shown[0].key)
    assert desk.stage.router.current.route is Route.WALKTHROUGH
    desk.stage.router.back()
    desk.view.states.clear()
    desk.open()

    assert desk.view.last.title == state.title


@pytest.mark.parametrize(("key", "route"), [(PERSON, Route.HELP), (APPOINTMENT, Route.BOOKING)])
def test_a_person_or_an_appointment_is_one_touch_away(desk, key, route):
    state = desk.answer("caf", "papiers", "plus_tard")
    assert key in {act.key for act in state.acts}
    desk.presenter.act(key)

    assert desk.stage.router.current.route is route


def test_where_money_is_asked_scams_are_told_of_and_explained(desk):
    state = desk.answer("impots", "payer", "plus_tard")
    assert state.warning_lead == "Attention aux fausses lettres."
    assert state.warning_action == "Reconnaître une arnaque"
    desk.presenter.open_warning()

    assert desk.stage.router.current.text("walkthrough_id") == "arnaque"


def test_where_no_money_is_asked_nothing_warns(desk):
    state = desk.answer("impots", "papiers", "plus_tard")

    assert (state.warning_lead, state.warning, state.warning_action) == ("", "", "")


@pytest.mark.parametrize("values", [(), ("caf",), ("caf", "papiers")], ids=len)
def test_not_knowing_leads_to_a_person_at_every_question(desk, values):
    desk.answer(*values)
    desk.presenter.dont_know()

    assert desk.view.last.acts[0].key == PERSON
    assert desk.view.last.acts[0].is_main


def test_the_emergencies_are_one_touch_away_from_every_result(desk):
    assert desk.answer("caf").bar.urgent == ""
    assert desk.answer("papiers", "semaine").bar.urgent == "C’est urgent"
    desk.presenter.show_urgent()

    assert desk.stage.router.current.route is Route.HELP
    assert desk.stage.router.current.params["urgent"] is True


def test_back_goes_question_by_question_and_then_leaves(desk):
    desk.answer("caf", "papiers", "semaine")
    titles = []
    for _ in range(3):
        desk.presenter.back()
        titles.append(desk.view.last.title)
    desk.presenter.back()

    assert titles == [
        "Faut-il répondre avant une date ?",
        "Que demande la lettre ?",
        "De qui vient la lettre ?",
    ]
    assert desk.stage.router.current.route is Route.HOME


def test_another_letter_begins_with_nothing_chosen(desk):
    desk.answer("caf", "papiers", "semaine")
    desk.presenter.begin_again()

    assert desk.view.last.question == "organisme"
    assert not any(choice.is_chosen for choice in desk.view.last.choices)


def test_the_session_keeps_how_far_one_went_and_no_answer(desk):
    desk.answer("justice", "payer", "passee")

    assert [(one.walkthrough_id, one.last_step, one.finished) for one in desk.noted] == [
        ("lettre", "organisme", False),
        ("lettre", "demande", False),
        ("lettre", "date", False),
        ("lettre", "quoi_faire", True),
    ]


def test_the_language_changes_on_the_same_question(desk):
    desk.answer("caf")
    desk.stage.translator.use("en")
    desk.presenter.redraw()

    assert desk.view.last.title == "What does the letter ask?"
    assert desk.view.last.bar.dont_know == "I do not know"


def test_listening_reads_the_question_with_its_answers_and_the_printed_words(desk):
    told = desk.presenter.page_text()

    assert told.startswith("De qui vient la lettre ? Regardez")
    assert "Impôts : Finances publiques, avis" in told


def test_another_voice_does_not_read_the_french_words(kiosk):
    told = Desk(kiosk, "ar").presenter.page_text()

    assert "الضرائب" in told
    assert "Finances" not in told


def test_listening_reads_the_whole_result(desk):
    state = desk.answer("impots", "payer", "semaine")
    told = desk.presenter.page_text()

    assert state.title in told
    assert all(point.rstrip(".") in told for point in state.points)
    assert state.advice.rstrip(".") in told
    assert "Attention aux fausses lettres" in told
    assert all(act.label in told for act in state.acts)


def test_finishing_ends_the_session(desk):
    desk.answer("caf", "information")
    desk.presenter.finish()

    assert desk.ended == [SessionOutcome.FINISHED]


def test_help_keeps_the_page(desk):
    desk.answer("caf")
    desk.presenter.ask_help()
    assert desk.stage.router.current.route is Route.HELP
    desk.stage.router.back()

    assert desk.stage.router.current.route is Route.LETTER


def test_without_the_registry_the_door_leads_to_a_person(kiosk, tmp_path):
    empty = LetterService(tmp_path / "nothing", None, kiosk.walkthroughs)
    desk = Desk(kiosk, letters=empty)

    assert desk.stage.router.current.route is Route.BOOKING
