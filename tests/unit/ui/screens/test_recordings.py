# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of recordings: what may be done when, and what each thing that fails says."""

from __future__ import annotations

import pytest

from kiosk.content.recordings import RecordedSound, recording_path
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.services.voice_drafts import DRAFTS_NAME, VoiceDrafts
from tests.support.microphone import SPOKEN, Tape
from tests.support.selling_kiosk import RecordingView, a_stage
from tests.support.sounds import wav
from ui.navigation.routes import Route
from ui.screens.recordings.presenter import RecordingsPresenter
from ui.screens.recordings.state import Look

GUIDE = "arnaque"
SILENT = RecordedSound(wav(2, peak=0)[44:], 16_000)


class Queue(ImmediateTasks):
    """Jobs that wait until they are done, in their order."""

    def __init__(self) -> None:
        self.jobs = []

    def run(self, lane, job, **rest):
        self.jobs.append((lane, job, rest))

    def do_all(self):
        while self.jobs:
            lane, job, rest = self.jobs.pop(0)
            super().run(lane, job, **rest)


class Page:
    """The presenter, its view and what it works with."""

    def __init__(self, kiosk) -> None:
        self.kiosk, self.tape, self.view = kiosk, Tape(), RecordingView()
        self.stage = a_stage(kiosk)
        self.stage.router.go(Route.DESK)
        self.stage.router.go(Route.RECORDINGS)
        self.out = kiosk.folder / "exports"
        self.presenter = RecordingsPresenter(
            self.view,
            self.stage,
            open_drafts=self.drafts,
            sound=self.tape,
            folder=lambda: self.out,
        )
        self.presenter.start()

    def drafts(self):
        return VoiceDrafts(self.kiosk.folder, *self.kiosk.walkthroughs.content())

    @property
    def now(self):
        return self.view.last

    def open(self, language="kab"):
        self.presenter.choose_language(language)
        self.presenter.choose_guide(GUIDE)

    def record(self, sound=SPOKEN):
        self.tape.spoken = sound
        self.presenter.record()
        self.presenter.record()

    def hear(self):
        self.presenter.listen()
        self.tape.ended(True)

    def hold_jobs(self):
        """Let jobs wait from now on, as behind a lane that has much to do."""
        queue = Queue()
        self.presenter.stage = self.stage._replace(tasks=queue)
        return queue


@pytest.fixture
def page(kiosk):
    return Page(kiosk)


def test_languages_without_an_engine_come_first_and_each_walkthrough_tells_how_far_it_is(page):
    assert [key for key, _ in page.now.languages[:3]] == ["ar-ma", "kab", "fr"]
    assert page.now.languages[1][1] == "Kabyle · \u2068Taqbaylit\u2069"
    titles = [guide.title for guide in page.now.guides]
    assert titles == sorted(titles, key=str.casefold)
    assert len(titles) == len(page.kiosk.walkthroughs.content()[1].walkthroughs)
    assert all(guide.note.startswith("0 étape sur") for guide in page.now.guides)


def test_a_walkthrough_opens_at_its_first_empty_step_with_its_text_in_french(page):
    page.open()

    booth = page.now.booth
    assert page.now.steps[0].is_chosen
    assert booth.french[0] == page.now.steps[0].title.removeprefix("1. ")
    assert booth.shown == ()
    assert (booth.state, booth.look) == ("Vide", Look.EMPTY)
    assert (booth.listen, booth.keep) == ("", "")


def test_a_language_read_in_arabic_shows_both_texts(page):
    page.open("ar-ma")

    assert len(page.now.booth.shown) == len(page.now.booth.french)
    assert page.now.booth.is_from_right


def test_a_voice_is_approved_only_once_it_was_heard_to_its_end(page):
    page.open()
    page.record()
    assert page.now.booth.keep == "Garder"
    assert not page.now.booth.can_keep

    page.presenter.approve()
    assert page.now.steps[0].state == "À écouter"
    page.presenter.listen()
    page.presenter.listen()  # stopped before the end
    assert not page.now.booth.can_keep
    page.hear()
    assert page.now.booth.can_keep
    page.presenter.approve()

    assert page.now.steps[0].state == "Approuvée"
    assert page.now.steps[1].is_chosen
    assert page.now.told == "La voix est gardée."
    assert page.now.note.startswith("1 étape sur")


def test_a_new_voice_must_be_heard_anew(page):
    page.open()
    page.record()
    page.hear()
    assert page.now.booth.can_keep

    page.record()

    assert not page.now.booth.can_keep


def test_nothing_else_can_be_done_while_it_records(page):
    page.open()
    page.presenter.record()
    page.tape.heard(7.2, 0.5)
    assert (page.now.booth.clock, page.now.booth.level) == ("7 s sur 30", 0.5)
    assert page.now.booth.record == "Arrêter"
    assert not page.now.can_prepare

    page.presenter.choose_step(page.now.steps[3].key)
    page.presenter.choose_language("fr")
    page.presenter.choose_guide("impots")
    page.presenter.listen()
    page.presenter.prepare()

    assert page.now.steps[0].is_chosen
    assert page.now.language == "kab"
    assert page.now.title == "Reconnaître une arnaque"
    assert not page.out.exists()
    page.presenter.record()
    assert page.now.steps[0].state == "À écouter"


def test_going_back_while_it_records_forgets_what_was_said(page):
    page.open()
    page.presenter.record()
    page.presenter.go_back()

    assert page.tape.n_dropped == 1
    assert not (page.kiosk.folder / DRAFTS_NAME).exists()
    assert page.now.guides
    page.presenter.go_back()
    assert page.stage.router.current.route is Route.DESK


def test_leaving_the_page_stops_the_sound(page):
    page.open()
    page.presenter.record()
    page.presenter.leave()

    assert page.tape.n_dropped == 1


def test_another_step_stops_what_plays(page):
    page.open()
    page.record()
    page.presenter.listen()

    page.presenter.choose_step(page.now.steps[2].key)

    assert page.tape.playing is None
    assert page.now.steps[2].is_chosen


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (None, "Aucun son ne vient. Branchez un micro, puis recommencez."),
        (SILENT, "On n’entend personne. Parlez plus près du micro, puis recommencez."),
    ],
)
def test_a_recording_that_is_none_says_why_and_keeps_nothing(page, sound, said):
    page.open()
    page.record(sound)

    assert (page.now.told, page.now.is_well) == (said, False)
    assert page.now.steps[0].state == "Vide"
    assert page.now.booth.record == "Enregistrer la voix"


@pytest.mark.warns_in_log
def test_a_disk_that_takes_nothing_is_told(page):
    (page.kiosk.folder / DRAFTS_NAME).write_text("in the way", encoding="utf-8")
    page.open()
    page.record()

    assert page.now.told == "La voix n’est pas gardée : regardez la place qui reste."
    assert page.now.steps[0].state == "Vide"


def test_a_voice_whose_text_changed_is_to_be_done_again(page):
    page.open()
    step = page.now.steps[0].key
    walkthrough = page.kiosk.walkthroughs.content()[1].walkthroughs[GUIDE]
    folder = page.kiosk.folder / DRAFTS_NAME / GUIDE
    path = recording_path(folder, walkthrough, step_id=step, language="kab")
    path.parent.mkdir(parents=True)
    (path.parent / f"{step}.h0123456789ab.wav").write_bytes(wav())
    page.presenter.choose_step(step)

    assert (page.now.steps[0].state, page.now.booth.look) == ("À refaire", Look.ALERT)
    assert page.now.booth.advice == "Le texte a changé depuis : cette voix n’est plus jouée."
    assert page.now.booth.keep == ""
    page.presenter.go_back()
    guide = next(one for one in page.now.guides if one.key == GUIDE)
    assert guide.note.endswith(" · 1 à refaire")


def test_the_folder_takes_another_name_where_the_first_is_taken(page):
    page.open()
    page.record()
    page.hear()
    page.presenter.approve()

    page.presenter.prepare()
    page.presenter.prepare()

    assert sorted(path.name for path in page.out.iterdir()) == [
        "voix-2026-11-23",
        "voix-2026-11-23-2",
    ]
    assert page.now.told.startswith("C’est prêt : 1 voix dans voix-2026-11-23-2, dossier exports.")


def test_without_an_approved_voice_no_folder_is_written(page):
    page.open()
    page.record()
    page.presenter.prepare()

    assert page.now.told == "Aucune voix nouvelle n’est approuvée : écoutez-les d’abord."
    assert not page.now.is_well
    assert not page.out.exists()


@pytest.mark.warns_in_log
def test_a_key_that_cannot_be_written_is_told_and_nothing_is_left(page):
    page.open()
    page.record()
    page.hear()
    page.presenter.approve()
    page.out = page.kiosk.folder / "file"
    page.out.write_text("no folder", encoding="utf-8")

    page.presenter.prepare()

    assert page.now.told == "Le dossier n’est pas écrit : regardez la place et la clé USB."
    assert page.now.can_prepare


def test_our_own_voice_is_silent_while_it_records(page):
    page.open()
    page.presenter.record()

    assert page.presenter.page_text().strip() == ""
    assert page.presenter.page_text() != ""


def test_two_quick_touches_approve_once_and_show_the_very_next_step(page):
    page.open()
    page.record()
    page.hear()
    queue = page.hold_jobs()

    page.presenter.approve()
    page.presenter.approve()
    queue.do_all()

    assert page.now.steps[0].state == "Approuvée"
    assert page.now.steps[1].is_chosen


def test_going_back_while_a_voice_is_approved_stays_at_the_walkthroughs(page):
    page.open()
    page.record()
    page.hear()
    queue = page.hold_jobs()

    page.presenter.approve()
    page.presenter.go_back()
    queue.do_all()

    assert page.now.booth is None
    guide = next(one for one in page.now.guides if one.key == GUIDE)
    assert guide.note.startswith("1 étape sur")


def test_nothing_is_recorded_while_a_voice_is_approved(page):
    page.open()
    page.record()
    page.hear()
    queue = page.hold_jobs()

    page.presenter.approve()
    page.tape.heard = None
    page.presenter.record()
    assert page.tape.heard is None
    queue.do_all()
    page.presenter.record()

    assert page.now.booth.is_recording
    assert page.now.steps[1].is_chosen


def test_a_touch_that_stops_before_the_voice_begins_is_not_lost(page):
    page.open()
    page.record()
    queue = page.hold_jobs()

    page.presenter.listen()
    page.presenter.listen()
    queue.do_all()

    assert page.tape.playing is None
    assert not page.now.booth.is_playing


def test_a_voice_that_went_away_before_it_is_approved_is_told_as_it_is(page):
    page.open()
    page.record()
    page.hear()
    page.drafts().erase(GUIDE, "kab", page.now.steps[0].key)

    page.presenter.approve()

    assert page.now.told == "Cette voix ne se lit pas. Recommencez-la."
    assert page.now.steps[0].state == "Vide"
