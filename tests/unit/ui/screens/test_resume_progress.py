# SPDX-License-Identifier: AGPL-3.0-or-later
"""A walkthrough gone on with from its square; squares of others refused in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.walkthrough_progress import progress_text
from kiosk.domain.walkthrough_run import allowed_answers, answer, start
from kiosk.services.walkthrough_progress import ProgressService
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.resume.page import ResumeMeans
from ui.screens.resume.presenter import ResumePresenter
from ui.screens.resume.state import ResumeStage
from ui.screens.walkthrough.presenter import WalkthroughPresenter
from ui.square_reading import GreyPicture

SEJOUR = "titre-sejour-renouvellement"
PICTURE = GreyPicture(1, 1, b"\0")


class Page:
    def __init__(self, kiosk, *, can_use_camera=False, read_square=lambda _: ""):
        self.view, self.stage = RecordingView(), a_stage(kiosk)
        self.stage.router.go(Route.RESUME)
        self.presenter = ResumePresenter(
            self.view,
            self.stage,
            means=ResumeMeans(
                appointments=kiosk.appointments,
                workshops=kiosk.workshops,
                progress=ProgressService(kiosk.walkthroughs),
                speak_language=self.stage.translator.use,
                can_use_camera=can_use_camera,
                read_square=read_square,
            ),
        )
        self.presenter.start()

    @property
    def place(self):
        return self.stage.router.current


def a_run(kiosk, n_answers=4, walkthrough_id=SEJOUR):
    run = kiosk.walkthroughs.start(walkthrough_id)
    for _ in range(n_answers):
        run = answer(run, allowed_answers(run.step)[0])
    return run


def with_a_changed_question(run, step_id):
    """Return a run of the same answers on a guide that asked something else at a step."""
    walkthrough = run.walkthrough
    french = walkthrough.texts["fr"]
    asked = replace(french.steps[step_id], title="Une autre question ?")
    texts = replace(french, steps={**french.steps, step_id: asked})
    older = replace(walkthrough, texts={**walkthrough.texts, "fr": texts})
    return replace(run, walkthrough=older)


def test_the_square_of_a_summary_opens_the_guide_where_it_stood(kiosk):
    page, run = Page(kiosk), a_run(kiosk)

    page.presenter.read_code(progress_text(run, "fr"))

    assert page.place.route is Route.WALKTHROUGH
    assert page.place.params["resumed"] == run
    assert page.stage.session.is_open


def test_small_letters_of_a_scanner_with_capitals_locked_say_the_same(kiosk):
    page, run = Page(kiosk), a_run(kiosk)

    page.presenter.read_code(progress_text(run, "fr").lower())

    assert page.place.params["resumed"] == run


def test_the_language_of_the_paper_is_spoken_again(kiosk):
    page = Page(kiosk)

    page.presenter.read_code(progress_text(a_run(kiosk), "ar"))

    assert page.stage.translator.language.code == "ar"


def test_a_language_that_is_not_offered_here_is_not_spoken(kiosk):
    page = Page(kiosk)
    page.stage.translator.offer(("fr", "en"))

    page.presenter.read_code(progress_text(a_run(kiosk), "ar"))

    assert page.stage.translator.language.code == "fr"
    assert page.place.route is Route.WALKTHROUGH


def test_a_guide_that_changed_says_so_and_goes_on_at_the_step_that_changed(kiosk):
    run = a_run(kiosk)
    asked = run.trail[0]
    page = Page(kiosk)

    page.presenter.read_code(progress_text(with_a_changed_question(run, asked), "fr"))
    told = page.view.last
    page.presenter.press_main()

    assert told.title == "Ce guide a changé. Reprenons ici."
    assert told.stage is ResumeStage.CHANGED
    assert told.facts[0][2] == kiosk.walkthroughs.screen(start(run.walkthrough), "fr").title
    assert page.place.route is Route.WALKTHROUGH
    assert page.place.params["resumed"].step_id == asked


def test_the_guide_goes_on_with_answers_and_the_printed_square_says_the_same(kiosk):
    page, run, tray = Page(kiosk), a_run(kiosk), PaperTray()
    text = progress_text(run, "fr")
    page.presenter.read_code(text)

    walk = WalkthroughPresenter(
        RecordingView(),
        page.stage,
        page.place,
        walkthroughs=kiosk.walkthroughs,
        printing=tray,
        end_session=lambda _: None,
    )
    walk.start()
    walk.print_take_away()

    assert tray.sheets[0].codes[0].content == text


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("https://exemple.fr/a", "Ce carré n’est pas d’ici."),
        ("BEGIN:VCARD", "Ce carré n’est pas d’ici."),
        ("x" * 5_000, "Ce carré n’est pas d’ici."),
        ("SXPB" + "C" * 5_000, "Ce carré est abîmé."),
        ("SXPBCDEF", "Ce carré est abîmé."),
        ("SXPCCDEF", "Ce carré est abîmé."),
        ("SXTB" + "C" * 5_000, "Ce carré n’est pas d’ici."),
        ("\x1d0123\x00", "Ce carré n’est pas d’ici."),
        ("", "Ce carré n’est pas d’ici."),
    ],
)
def test_a_square_of_someone_else_is_refused_in_words_and_changes_nothing(kiosk, text, lead):
    page = Page(kiosk)
    before = kiosk.outbox.status().n_pending

    page.presenter.read_code(text)

    assert page.view.last.notice[0] == lead
    assert page.view.last.notice[1]
    assert page.place.route is Route.RESUME
    assert kiosk.outbox.status().n_pending == before


def test_a_guide_that_this_machine_does_not_have_is_told(kiosk):
    page, run = Page(kiosk), a_run(kiosk)
    elsewhere = replace(run.walkthrough, walkthrough_id="guide-d-ailleurs")

    page.presenter.read_code(progress_text(replace(run, walkthrough=elsewhere), "fr"))

    assert page.view.last.notice[0] == "Ce guide n’est pas sur cette borne."


def test_without_a_camera_no_button_speaks_of_one(kiosk):
    assert Page(kiosk).view.last.camera.open == ""


def test_the_camera_reads_a_square_and_shuts(kiosk):
    run = a_run(kiosk)
    page = Page(kiosk, can_use_camera=True, read_square=lambda _: progress_text(run, "fr"))
    page.presenter.looking.look_at(PICTURE)
    before = page.place.route
    page.presenter.open_camera()
    looks = page.view.last.camera.is_open

    page.presenter.looking.look_at(PICTURE)

    assert (before, looks) == (Route.RESUME, True)
    assert page.place.params["resumed"] == run


def test_a_picture_without_a_square_lets_the_camera_look_on(kiosk):
    page = Page(kiosk, can_use_camera=True)
    page.presenter.open_camera()

    page.presenter.looking.look_at(PICTURE)

    assert page.view.last.camera.is_open
    page.presenter.shut_camera()
    assert page.view.last.camera.open == "Lire avec la caméra"


def test_a_camera_that_does_not_answer_is_offered_no_more(kiosk):
    page = Page(kiosk, can_use_camera=True)
    page.presenter.open_camera()

    page.presenter.looking.lose()

    assert page.view.last.camera.open == ""
    assert page.view.last.notice[0] == "La caméra ne répond pas."
