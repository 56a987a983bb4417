# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end, the idle question, the notices, the pause, the panels, the technician's page."""

from __future__ import annotations

import re

import pytest

from kiosk.domain.sessions import SessionOutcome
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Place, Route
from ui.navigation.session_life import SessionLife
from ui.printing.privacy_words import PRIVACY_WORDS
from ui.printing.sheets import PrintState
from ui.screens.display.presenter import DisplayPresenter, LanguagePresenter
from ui.screens.idle.presenter import IdlePresenter
from ui.screens.notices.presenter import NoticePresenter
from ui.screens.out_of_order.presenter import OutOfOrderPresenter
from ui.screens.session_end.presenter import SessionEndPresenter
from ui.screens.technician.presenter import TechnicianMeans, TechnicianPresenter
from ui.theme.tokens import Scheme

MOST_WORDS = 12


def test_the_face_is_kept_once(kiosk):
    view, stage, left = RecordingView(), a_stage(kiosk), []
    session = SessionLife(
        tasks=stage.tasks,
        rows=lambda: kiosk.sessions,
        translator=stage.translator,
        bus=kiosk.bus,
    )
    stage = stage._replace(session=session)
    presenter = SessionEndPresenter(view, stage, next_person=lambda: left.append(True))
    presenter.start()
    before = kiosk.outbox.status().n_pending
    presenter.give_feedback("yes")
    presenter.give_feedback("no")
    presenter.leave_for_home()

    assert kiosk.outbox.status().n_pending == before + 1
    assert view.last.faces == ()
    assert left == [True]


def test_the_idle_question_counts_down_and_erases_at_zero(kiosk):
    view, ended = RecordingView(), []
    presenter = IdlePresenter(view, a_stage(kiosk), whole_s=3, end_session=ended.append)
    presenter.start()
    presenter.tick()
    assert view.last.line == "Dans 2 secondes, tout sera effacé."
    presenter.tick()
    assert view.last.line == "Dans 1 seconde, tout sera effacé."
    presenter.tick()

    assert ended == [SessionOutcome.IDLE]


def test_another_person_erases_at_once(kiosk):
    ended = []
    presenter = IdlePresenter(RecordingView(), a_stage(kiosk), whole_s=60, end_session=ended.append)
    presenter.change_person()

    assert ended == [SessionOutcome.LEFT]


@pytest.mark.parametrize("topic", ["privacy", "accessibility", "address"])
@pytest.mark.parametrize("language", ["fr", "fr-falc"])
def test_no_sentence_of_a_notice_is_longer_than_twelve_words(kiosk, topic, language):
    view, stage = RecordingView(), a_stage(kiosk)
    stage.translator.use(language)
    NoticePresenter(view, stage, Place(Route.NOTICE, {"topic": topic})).start()
    for section in view.last.sections:
        for line in section.lines:
            for sentence in re.split(r"[.?!]\s", line):
                words = [word for word in sentence.split() if any(map(str.isalnum, word))]
                assert len(words) <= MOST_WORDS, sentence


def test_the_privacy_notice_says_what_the_poster_must_say(kiosk):
    view = RecordingView()
    NoticePresenter(view, a_stage(kiosk), Place(Route.NOTICE, {"topic": "privacy"})).start()
    told = " ".join(line for section in view.last.sections for line in section.lines)

    for needed in ("un an", "mairie", "CNIL", "corriger", "mission publique", "treize mois"):
        assert needed in told


def test_the_accessibility_page_says_what_was_not_evaluated(kiosk):
    view = RecordingView()
    NoticePresenter(view, a_stage(kiosk), Place(Route.NOTICE, {"topic": "accessibility"})).start()
    headings = [section.heading for section in view.last.sections]

    assert "Ce que nous n’avons pas encore vérifié" in headings


def test_a_terminal_in_pause_says_where_to_go_and_why_for_the_staff(kiosk):
    view = RecordingView()
    place = Place(Route.OUT_OF_ORDER, {"reference": "StorageDamaged"})
    OutOfOrderPresenter(view, a_stage(kiosk), place).start()

    assert view.last.title == "Cette borne est en pause."
    assert view.last.reference == "Pour l’équipe : StorageDamaged"


class Changes:
    def __init__(self):
        self.preferences, self.language, self.said = Preferences(), "", []

    def prefer(self, preferences):
        self.preferences = preferences

    def speak_language(self, code):
        self.language = code

    def say(self, text):
        self.said.append(text)


def test_every_display_choice_is_at_work_at_once(kiosk):
    view, changes = RecordingView(), Changes()
    presenter = DisplayPresenter(view, a_stage(kiosk).translator, changes)
    for key, option in (
        ("scale", "1.5"),
        ("scheme", "high_contrast"),
        ("letters", "yes"),
        ("listening", "yes"),
    ):
        presenter.choose(key, option)
    presenter.sound("louder")

    assert changes.preferences == Preferences(
        scheme=Scheme.HIGH_CONTRAST, scale=1.5, dyslexia=True, listening=True, volume=2
    )
    assert len(changes.said) == 2
    assert {words.chosen for words in view.last.choices} == {"1.5", "high_contrast", "yes"}


def test_a_language_is_chosen_in_its_panel(kiosk):
    view, changes = RecordingView(), Changes()
    LanguagePresenter(view, a_stage(kiosk).translator, changes).choose("ar")

    assert changes.language == "ar"


def test_the_technician_sees_the_machine_and_leaves_by_the_button(kiosk):
    view, left = RecordingView(), []
    stage = a_stage(kiosk)
    presenter = TechnicianPresenter(
        view, stage, TechnicianMeans(kiosk, PaperTray(), lambda: left.append(True))
    )
    presenter.start()
    presenter.leave_program()
    facts = {fact.name: fact for fact in view.last.facts}

    assert facts["Base de données"].value == "entière"
    assert "À envoyer" in facts
    assert left == [True]


def test_the_technician_reads_the_name_by_which_the_city_revokes_the_machine(kiosk):
    view = RecordingView()
    means = TechnicianMeans(kiosk, PaperTray(), lambda: None)
    TechnicianPresenter(view, a_stage(kiosk), means).start()
    facts = {fact.name: fact.value for fact in view.last.facts}

    assert facts["Identifiant"] == kiosk.device.identity().device_id == "k-1"


def test_the_technicians_facts_follow_the_language(kiosk):
    view = RecordingView()
    stage = a_stage(kiosk)
    presenter = TechnicianPresenter(view, stage, TechnicianMeans(kiosk, PaperTray(), lambda: None))
    presenter.start()

    stage.translator.use("en")
    presenter.redraw()

    assert "Base de données" not in {fact.name for fact in view.last.facts}


def test_the_technician_prints_the_poster_with_every_line_of_the_notice(kiosk):
    view, stage, tray = RecordingView(), a_stage(kiosk), PaperTray()
    presenter = TechnicianPresenter(view, stage, TechnicianMeans(kiosk, tray, lambda: None))
    presenter.start()

    presenter.print_poster()

    printed = {piece.french for piece in tray.sheets[0].pieces}
    assert {line for _, _, lines in PRIVACY_WORDS for line in lines} <= printed
    assert view.announced[-1] == "L’affiche est imprimée."


def test_a_poster_without_paper_is_told(kiosk):
    view, stage = RecordingView(), a_stage(kiosk)
    tray = PaperTray(PrintState.FAILED)
    presenter = TechnicianPresenter(view, stage, TechnicianMeans(kiosk, tray, lambda: None))
    presenter.start()

    presenter.print_poster()

    assert view.announced[-1] == "Le papier ne sort pas. Voyez l’imprimante."
