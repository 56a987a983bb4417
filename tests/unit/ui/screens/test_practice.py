# SPDX-License-Identifier: AGPL-3.0-or-later
"""An exercise on its page: what is told, where it leads, what the session keeps."""

from __future__ import annotations

import pytest

from kiosk.domain.practice import PracticeKind, TellingKind
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from tests.support.selling_kiosk import RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.practice.presenter import PracticePresenter

EXERCISES = ("courriel", "declaration", "papier")
OWN = "1 85 03 59 512 001 43"


class Desk:
    """The page, a person's hands, and what was noted of the session."""

    def __init__(self, kiosk, exercise_id, language="fr"):
        self.kiosk, self.exercise_id = kiosk, exercise_id
        self.view, self.stage, self.ended = RecordingView(), a_stage(kiosk, language), []
        self.noted = []
        note = self.stage.session.note
        self.stage.session.note = lambda trace: (self.noted.append(trace), note(trace))
        self.stage.router.go(Route.PRACTICE, exercise_id=exercise_id)
        self.open()

    def open(self):
        self.presenter = PracticePresenter(
            self.view,
            self.stage,
            self.stage.router.current,
            exercises=self.kiosk.practice,
            end_session=self.ended.append,
        )
        self.presenter.start()

    @property
    def state(self):
        return self.view.last

    @property
    def step(self):
        return self.state.step

    def shown(self):
        """Return the right text of each field, as the page would tell it."""
        return {one.field_id: one.shown for one in self.step.fields}

    def do_right(self):
        """Do what the step asks for, and go on."""
        if self.step.kind is PracticeKind.WRITE:
            self.presenter.go_on(self.shown())
            return
        self.presenter.dont_know()
        self.presenter.go_on({})

    def go_to(self, step_id):
        while self.step.step_id != step_id:
            self.do_right()


@pytest.fixture
def mail(kiosk):
    return Desk(kiosk, "courriel")


@pytest.mark.parametrize("exercise_id", EXERCISES)
@pytest.mark.parametrize("language", ["fr", "fr-falc", "en", "ar"])
def test_each_exercise_is_walked_to_what_was_learnt_under_its_banner(kiosk, exercise_id, language):
    desk = Desk(kiosk, exercise_id, language)
    while desk.step is not None:
        assert desk.state.banner_lead == desk.presenter.text("ENTRAÎNEMENT : rien n’est envoyé.")
        desk.do_right()

    assert len(desk.state.learnt) >= 3
    assert desk.state.guides
    assert desk.state.banner_lead
    assert desk.noted[-1] == WalkthroughTrace(f"exercice-{exercise_id}", "fini", finished=True)


def test_the_session_keeps_the_exercise_and_its_step_and_nothing_else(mail, kiosk):
    mail.go_to("code")
    mail.presenter.go_on({"code": OWN})

    assert {trace.walkthrough_id for trace in mail.noted} == {"exercice-courriel"}
    assert mail.noted[-1] == WalkthroughTrace("exercice-courriel", "code", finished=False)


def test_somebodys_own_name_is_refused_calmly_with_what_to_write(mail):
    mail.go_to("identite")
    mail.presenter.go_on({"prenom": "Amina", "nom": "Dupont"})

    assert mail.state.note.kind is TellingKind.REAL
    assert mail.state.note.lead == "N’écrivez pas vos vraies informations."
    assert mail.state.note.text == "Écrivez : EXEMPLE"
    assert [field.value for field in mail.step.fields] == ["Amina", ""]
    assert "Dupont" not in repr(mail.stage.router.current.memo)


def test_own_data_is_refused_while_it_is_typed(mail):
    mail.go_to("code")

    assert mail.presenter.typing("code", OWN)
    assert mail.state.note.kind is TellingKind.REAL
    assert OWN not in repr(mail.state)
    assert not mail.presenter.typing("code", "4829")


def test_a_wrong_code_is_no_reproach(mail):
    mail.go_to("code")
    mail.presenter.go_on({"code": "12"})

    assert mail.state.note.kind is TellingKind.WRITE
    assert mail.state.note.text == "Écrivez : 482915"


def test_a_choice_that_is_not_right_is_told_and_may_be_made_again(mail):
    mail.go_to("quel-nom")
    mail.presenter.choose("surnom")
    assert mail.state.note.kind is TellingKind.NOT_YET
    assert mail.state.note.lead == "bebe.rose :"
    assert mail.state.bar.go_on == ""
    assert not any(option.is_chosen for option in mail.step.options)
    mail.presenter.choose("serieuse")

    assert mail.state.note.kind is TellingKind.GOOD
    assert mail.state.bar.go_on == "Continuer"


def test_the_answer_is_shown_to_a_person_who_does_not_know(mail):
    mail.go_to("secret")
    mail.presenter.dont_know()

    assert mail.state.note.text.startswith("lune-velo-citron-47.")
    assert mail.step.fields[0].value == "lune-velo-citron-47"
    assert mail.state.bar.dont_know == ""


def test_going_back_loses_nothing_and_leaves_from_the_first(mail):
    mail.go_to("quel-nom")
    mail.presenter.back()
    assert [field.value for field in mail.step.fields] == ["Amina", "EXEMPLE"]
    mail.presenter.back()
    mail.presenter.back()

    assert mail.stage.router.current.route is not Route.PRACTICE


def test_coming_back_from_help_finds_the_same_step(mail):
    mail.go_to("secret")
    mail.presenter.ask_help()
    assert mail.stage.router.current.route is Route.HELP
    mail.stage.router.back()
    mail.open()

    assert mail.step.step_id == "secret"


def test_four_corners_are_touched_one_by_one_and_may_be_freed(kiosk):
    desk = Desk(kiosk, "papier")
    desk.go_to("coins")
    for target in desk.step.targets:
        assert desk.state.bar.go_on == ""
        desk.presenter.touch(target.target_id)
    assert desk.state.bar.go_on == "Continuer"
    desk.presenter.touch("haut-gauche")

    assert desk.state.bar.go_on == ""


def test_an_exercise_that_is_not_there_leads_to_the_list(kiosk):
    desk = Desk(kiosk, "inconnu")

    assert desk.stage.router.current.route is Route.WALKTHROUGH_LIST


def test_going_on_from_a_step_that_is_not_done_stays(mail):
    mail.go_to("quel-nom")
    mail.presenter.go_on({})

    assert mail.step.step_id == "quel-nom"


def test_the_page_is_read_with_its_banner_its_lines_and_what_was_told(mail):
    mail.go_to("secret")
    mail.presenter.go_on({"secret": "azerty"})
    heard = mail.presenter.page_text()

    assert heard.startswith("ENTRAÎNEMENT : rien n’est envoyé. Faites un mot de passe.")
    assert "Nombres : 47, 58, 63." in heard
    assert heard.endswith("Écrivez : lune-velo-citron-47.")


def test_french_stays_beside_a_translated_name_of_a_field(kiosk):
    desk = Desk(kiosk, "courriel", "ar")
    desk.go_to("identite")

    assert [field.french for field in desk.step.fields] == ["Prénom", "Nom"]


def test_the_result_leads_to_the_guide_to_the_start_and_to_the_end(mail):
    while mail.step is not None:
        mail.do_right()
    mail.presenter.open_guide(mail.state.guides[0].walkthrough_id)
    assert mail.stage.router.current.route is Route.WALKTHROUGH
    mail.stage.router.back()
    mail.open()
    mail.presenter.finish()
    assert mail.ended == [SessionOutcome.FINISHED]
    mail.presenter.begin_again()

    assert mail.step.step_id == "fiche"
    mail.go_to("identite")
    assert [field.value for field in mail.step.fields] == ["", ""]


@pytest.mark.parametrize(
    ("walkthrough_id", "step_id", "exercise_id"),
    [
        ("scanner-envoyer", "fin_plus_tard", "papier"),
        ("caf-rsa-declaration", "fin_sans_internet", "declaration"),
        ("adresse-mail", "fin_prepare", "courriel"),
    ],
)
def test_a_guide_that_must_wait_offers_its_exercise(kiosk, walkthrough_id, step_id, exercise_id):
    walkthrough = kiosk.walkthroughs.start(walkthrough_id).walkthrough
    offered = {step.step_id: step.opens_exercise for step in walkthrough.steps}

    assert offered[step_id] == exercise_id
    assert kiosk.practice.start(exercise_id).exercise_id == exercise_id
