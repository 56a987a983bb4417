# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Enregistrer une voix »: a language, a walkthrough, then its steps one after the other.

Only the staff come here, and only a person of the staff is recorded. A voice is kept as a draft in
the data folder, never in the folder of a session; it is approved once it was heard to its end, and
leaves in a folder that the publisher signs. Whatever goes on stops when the page is left.
"""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import ContentUnreadable, Refused
from ui.navigation.presenter import Presenter, notice_for
from ui.screens.recordings.facts import OFFERED, RULE, Activity, Facts, is_open, state_of
from ui.screens.recordings.state import RecordingsState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.content.recordings import RecordedSound
    from kiosk.services.voice_drafts import (
        VoiceDrafts,
        VoiceProgress,
        VoiceScript,
        VoiceSlot,
    )
    from ui.navigation.presenter import Stage, View
    from ui.screens.recordings.state import Sound

_SHOWN_EVERY_S = 0.1


class RecordingsPresenter(Presenter[RecordingsState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[RecordingsState],
        stage: Stage,
        *,
        open_drafts: Callable[[], VoiceDrafts],
        sound: Sound,
        folder: Callable[[], Path],
    ) -> None:
        """Fill the drafts of `open_drafts` with `sound`; `folder` gives where packs are made."""
        super().__init__(view, stage)
        self._open_drafts, self._sound, self._folder = open_drafts, sound, folder
        self._now = Facts()
        self._shown_s = 0.0

    def start(self) -> None:
        """Read how far every walkthrough is."""
        self._show()
        self._read_guides()

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    def leave(self) -> None:
        """Stop the sound: what was not kept is forgotten."""
        self._sound.drop()
        super().leave()

    def page_text(self) -> str:
        """Return nothing while it records: our own voice would be recorded."""
        return " " if self._now.activity is Activity.RECORDING else ""

    # ---- choosing --------------------------------------------------------------------------

    def choose_language(self, code: str) -> None:
        """Show how far the walkthroughs are in another language."""
        if self._is_free() and code in OFFERED:
            self._now.language = code
            self._tell("")
            self._read_guides()

    def choose_guide(self, key: str) -> None:
        """Open a walkthrough at its first step without a right voice."""
        if self._is_free():
            self._now.guide, self._now.step, self._now.script, self._now.slots = key, "", None, ()
            self._tell("")
            self._read_steps()

    def choose_step(self, key: str) -> None:
        """Show a step."""
        if self._is_free():
            self._now.step, self._now.script = key, None
            self._tell("")
            self._read_steps()

    def go_back(self) -> None:
        """Leave the walkthrough, or the page; what was not kept is forgotten."""
        self._sound.drop()
        self._now.activity = Activity.QUIET
        self._tell("")
        if not self._now.guide:
            self.stage.router.back()
            return
        self._now.guide = self._now.step = ""
        self._now.slots, self._now.script = (), None
        self._show()
        self._read_guides()

    def _is_free(self) -> bool:
        """Say whether nothing is lost by going elsewhere; what plays is stopped."""
        if self._now.activity is Activity.PLAYING:
            self._sound.drop()
            self._now.activity = Activity.QUIET
        return self._now.activity is Activity.QUIET and not self._now.is_preparing

    # ---- recording -------------------------------------------------------------------------

    def record(self) -> None:
        """Record the step, or stop: the same button."""
        if self._now.activity is Activity.RECORDING:
            self._sound.stop()
            return
        if not self._is_free() or self._now.script is None:
            return
        self._now.activity = Activity.RECORDING
        self._now.seconds = self._now.level = self._shown_s = 0.0
        # Where words stand there is a line of them still: what goes on is stopped by the button
        # that began it, which must not move meanwhile.
        self._tell(self.text(RULE) if self._now.told else "")
        self._show()
        self._sound.record(heard=self._hear, ended=self._recorded)

    def _hear(self, seconds: float, level: float) -> None:
        self._now.seconds, self._now.level = seconds, level
        if seconds - self._shown_s >= _SHOWN_EVERY_S:
            self._shown_s = seconds
            self._show()

    def _recorded(self, sound: RecordedSound | None) -> None:
        if sound is None:
            self._now.activity = Activity.QUIET
            told = self.text("Aucun son ne vient. Branchez un micro, puis recommencez.")
            self._tell(told, well=False)
            self._show()
            return
        self._now.activity = Activity.KEEPING
        self._show()
        place = self._now.place

        def done(_: None) -> None:
            self._now.activity = Activity.QUIET
            self._tell("")
            self._now.listened.discard(place)
            self._read_steps()

        self.store(
            lambda: self._open_drafts().keep(*place, sound=sound), done=done, failed=self._not_kept
        )

    def _not_kept(self, error: Exception) -> None:
        self._now.activity = Activity.QUIET
        if isinstance(error, ContentUnreadable):
            told = self.text("On n’entend personne. Parlez plus près du micro, puis recommencez.")
        else:
            told = self.text("La voix n’est pas gardée : regardez la place qui reste.")
            self.note_failure(error)
        self._tell(told, well=False)
        self._show()

    # ---- listening and approving -----------------------------------------------------------

    def listen(self) -> None:
        """Play the voice of the step, or stop."""
        if self._now.activity is Activity.PLAYING:
            self._sound.stop()
            if self._now.activity is Activity.PLAYING:  # it was to begin: nothing plays yet
                self._now.activity = Activity.QUIET
                self._show()
            return
        if not self._is_free() or self._now.script is None:
            return
        place = self._now.place
        self._now.activity = Activity.PLAYING
        self._tell("")
        self._show()

        def done(sound: RecordedSound) -> None:
            if self._now.activity is Activity.PLAYING and place == self._now.place:
                self._sound.play(sound, ended=self._played)

        self.store(lambda: self._open_drafts().sound_of(*place), done=done, failed=self._unheard)

    def _played(self, was_heard: bool) -> None:  # noqa: FBT001 - what a player tells
        if self._now.activity is not Activity.PLAYING:
            return
        self._now.activity = Activity.QUIET
        if was_heard:
            self._now.listened.add(self._now.place)
        else:
            self._tell(
                self.text("La voix n’est pas entendue jusqu’au bout. Regardez le son."), well=False
            )
        self._show()

    def _unheard(self, error: Exception) -> None:
        self._now.activity = Activity.QUIET
        self.note_failure(error)
        self._tell(self.text("Cette voix ne se lit pas. Recommencez-la."), well=False)
        self._show()

    def approve(self) -> None:
        """Approve the voice that was listened to, and show the next step without one."""
        place = self._now.place
        if not self._is_free() or place not in self._now.listened:
            return

        now = self._now
        now.activity = Activity.KEEPING

        def done(_: Path) -> None:
            now.activity = Activity.QUIET
            if place != now.place:  # a person went back meanwhile
                self._read_guides()
                return
            self._tell(self.text("La voix est gardée."))
            now.step, now.script = now.next_open, None
            self._read_steps()

        self.store(
            lambda: self._open_drafts().approve(*place), done=done, failed=self._not_approved
        )

    def _not_approved(self, error: Exception) -> None:
        if isinstance(error, ContentUnreadable):
            self._unheard(error)
            self._read_steps()
        else:
            self._not_kept(error)

    # ---- handing over ----------------------------------------------------------------------

    def prepare(self) -> None:
        """Write the folder that the publisher signs."""
        if not self._is_free():
            return
        self._now.is_preparing = True
        self._tell(self.text("Le dossier se prépare…"))
        self._show()
        day = paris_day(self.stage.clock.now_utc())

        def job() -> tuple[int, Path]:
            out = _free_name(self._folder(), f"voix-{day}")
            return self._open_drafts().write_out(out), out

        self.store(job, done=self._prepared, failed=self._not_prepared)

    def _prepared(self, written: tuple[int, Path]) -> None:
        self._now.is_preparing = False
        n_voices, out = written
        self._tell(
            self.stage.translator.plural(
                "C’est prêt : {n} voix dans {file}, dossier {folder}. La ville la signe.",
                "C’est prêt : {n} voix dans {file}, dossier {folder}. La ville les signe.",
                n_voices,
                file=out.name,
                folder=out.parent.name,
            )
        )
        self._show()

    def _not_prepared(self, error: Exception) -> None:
        self._now.is_preparing = False
        if isinstance(error, Refused):
            told = notice_for(error, self.stage.translator)
        elif isinstance(error, ContentUnreadable):
            told = self.text("Aucune voix nouvelle n’est approuvée : écoutez-les d’abord.")
        else:
            told = self.text("Le dossier n’est pas écrit : regardez la place et la clé USB.")
            self.note_failure(error)
        self._tell(told, well=False)
        self._show()

    # ---- what comes back -------------------------------------------------------------------

    def _show(self) -> None:
        self.show(state_of(self._now, self.stage.translator))

    def _tell(self, told: str, *, well: bool = True) -> None:
        self._now.told, self._now.is_well = told, well

    def _read_guides(self) -> None:
        language = self._now.language

        def done(guides: tuple[VoiceProgress, ...]) -> None:
            if language == self._now.language:
                self._now.guides = guides
                self._show()

        self.store(lambda: self._open_drafts().overview(language), done=done)

    def _read_steps(self) -> None:
        guide, language, wanted = self._now.place
        if not guide:
            return

        def job() -> tuple[tuple[VoiceSlot, ...], str, VoiceScript]:
            drafts = self._open_drafts()
            slots = drafts.slots(guide, language)
            first = next((slot.step_id for slot in slots if is_open(slot)), slots[0].step_id)
            step = wanted or first
            return slots, step, drafts.script(guide, language, step)

        def done(read: tuple[tuple[VoiceSlot, ...], str, VoiceScript]) -> None:
            if (guide, language, wanted) == (self._now.guide, self._now.language, self._now.step):
                self._now.slots, self._now.step, self._now.script = read
                self._show()

        self.store(job, done=done)


def _free_name(folder: Path, name: str) -> Path:
    """Return a path in `folder` that does not exist: `name`, else with a number after it."""
    numbers = (f"{name}-{n}" for n in count(2))
    return next(path for one in chain((name,), numbers) if not (path := folder / one).exists())
