# SPDX-License-Identifier: AGPL-3.0-or-later
"""Voices recorded at the post: drafts in the data folder until checked, and signed in a pack.

Residents hear none of them: a draft leaves as a content folder (`VoiceDrafts.write_out`), which
``content pack`` signs. Only files and no database, so it works beside a running kiosk.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.content.layout import BOARD_FOLDER
from kiosk.content.loader import load_catalog
from kiosk.content.recordings import (
    MEDIA_FOLDER,
    SUFFIX,
    TO_CHECK,
    VOICE_LANGUAGES,
    check_recording,
    read_recording,
    read_with,
    recording_of,
    recording_path,
    recordings_of,
    text_hash_of,
)
from kiosk.domain.walkthrough_texts import Audience, TextFiller
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.domain.walkthroughs import Walkthrough

DRAFTS_NAME = "enregistrements"
TAKE_NAME = ".prise.wav"


class VoiceState(Enum):
    """Whether a step has a voice: the word shown to staff."""

    EMPTY = "vide"
    TO_CHECK = "à vérifier"
    CHECKED = "vérifié"
    SERVES = "sert déjà"
    OUTDATED = "texte changé"


@dataclass(frozen=True, slots=True)
class VoiceSlot:
    """The voice of a step in a language.

    Attributes:
        step_id: The step.
        title: Its title, in the language read with the voice.
        state: Whether it has one.
    """

    step_id: str
    title: str
    state: VoiceState


class VoiceDrafts:
    """The recordings of a data folder."""

    def __init__(self, folder: Path, content: Path) -> None:
        """Keep drafts in the data folder `folder`, for the walkthroughs of `content`."""
        self._folder, self._content = folder / DRAFTS_NAME, content
        self._catalog = load_catalog(content)

    def walkthrough_ids(self) -> tuple[str, ...]:
        """Return the walkthroughs that can be spoken."""
        return tuple(sorted(self._catalog.walkthroughs))

    def slots(self, walkthrough_id: str, language: str) -> tuple[VoiceSlot, ...]:
        """Return the places for a voice in a walkthrough, filled or empty.

        Raises:
            ContentUnreadable: If the walkthrough or the language is not known.
        """
        walkthrough = self._walkthrough(walkthrough_id, language)
        texts, filler = (
            walkthrough.texts_in(read_with(language)),
            self._filler(walkthrough, language),
        )
        return tuple(
            VoiceSlot(
                step.step_id,
                filler.fill(texts.steps[step.step_id].title),
                self._state(walkthrough, step.step_id, language),
            )
            for step in walkthrough.steps
        )

    def to_say(self, walkthrough_id: str, language: str, step_id: str) -> tuple[str, ...]:
        """Return the texts of a step that a voice says, as they are written."""
        walkthrough = self._walkthrough(walkthrough_id, language, step_id)
        step = walkthrough.texts_in(read_with(language)).steps[step_id]
        said = (step.title, step.text, step.help_text, *step.points, *step.options.values())
        filler = self._filler(walkthrough, language)
        return tuple(filler.fill(text) for text in said if text)

    def take(
        self, walkthrough_id: str, language: str, step_id: str, *, record: Callable[[Path], None]
    ) -> Path:
        """Keep what `record` writes into the file that it is given, to be checked.

        A voice that was there is replaced only by one in which somebody is heard.

        Raises:
            ContentUnreadable: If a name is not known, or nobody is heard.
        """
        walkthrough = self._walkthrough(walkthrough_id, language, step_id)
        folder = self._folder / walkthrough_id
        target = recording_path(folder, walkthrough, step_id=step_id, language=language)
        fresh = self._folder / TAKE_NAME
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            record(fresh)
            check_recording(fresh)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.erase(walkthrough_id, language, step_id)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
        return target

    def file_of(self, walkthrough_id: str, language: str, step_id: str) -> Path:
        """Return the newest draft of a step, to listen to.

        Raises:
            ContentUnreadable: If there is none.
        """
        self._walkthrough(walkthrough_id, language, step_id)
        found = self._drafts(walkthrough_id, language, step_id)
        if not found:
            raise ContentUnreadable(f"« {step_id} » n’a pas encore de voix : enregistrez-la.")
        read_recording(found[0])
        return found[0]

    def approve(self, walkthrough_id: str, language: str, step_id: str) -> Path:
        """Mark the draft of a step as listened to and right.

        Raises:
            ContentUnreadable: If there is none, or the step's text changed since.
        """
        walkthrough = self._walkthrough(walkthrough_id, language, step_id)
        path = self.file_of(walkthrough_id, language, step_id)
        if text_hash_of(walkthrough, step_id, language) not in path.name:
            raise ContentUnreadable(f"Le texte de « {step_id} » a changé : enregistrez à nouveau.")
        return path.replace(path.with_name(path.name.replace(TO_CHECK + SUFFIX, SUFFIX)))

    def erase(self, walkthrough_id: str, language: str, step_id: str) -> int:
        """Erase the drafts of a step and return how many there were."""
        self._walkthrough(walkthrough_id, language, step_id)
        found = self._drafts(walkthrough_id, language, step_id)
        for path in found:
            path.unlink()
        return len(found)

    def write_out(self, out: Path) -> int:
        """Write a content folder with the checked voices, for ``content pack``.

        Returns:
            How many voices were added to those that serve.

        Raises:
            ContentUnreadable: If `out` exists, or nothing is checked.
        """
        checked = [
            recording
            for name in self.walkthrough_ids()
            for recording in recordings_of(self._folder / name)
            if recording.is_checked
        ]
        if not checked:
            raise ContentUnreadable("Aucune voix n’est vérifiée : écoutez-les d’abord.")
        if out.exists():
            raise ContentUnreadable(f"{out} existe déjà : choisissez un autre nom.")
        shutil.copytree(self._content, out, ignore=shutil.ignore_patterns(BOARD_FOLDER))
        n_added = 0
        for recording in checked:
            walkthrough = self._catalog.walkthroughs[recording.path.parents[2].name]
            step_id, language = recording.step_id, recording.language
            if recording.text_hash != _hash_or_none(walkthrough, step_id, language):
                continue
            folder = out / walkthrough.walkthrough_id / MEDIA_FOLDER / language
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob(f"{step_id}.*{SUFFIX}"):
                old.unlink()
            shutil.copyfile(recording.path, folder / recording.path.name)
            n_added += 1
        return n_added

    def _walkthrough(self, walkthrough_id: str, language: str, step_id: str = "") -> Walkthrough:
        walkthrough = self._catalog.walkthroughs.get(walkthrough_id)
        if walkthrough is None:
            known = ", ".join(self.walkthrough_ids())
            raise ContentUnreadable(f"« {walkthrough_id} » n’est pas un parcours ; choix : {known}")
        if language not in VOICE_LANGUAGES:
            known = ", ".join(VOICE_LANGUAGES)
            raise ContentUnreadable(f"« {language} » n’est pas une langue ; choix : {known}")
        steps = [step.step_id for step in walkthrough.steps]
        if step_id and step_id not in steps:
            raise ContentUnreadable(
                f"« {step_id} » n’est pas une étape de {walkthrough_id} ; "
                f"choix : {', '.join(steps)}"
            )
        return walkthrough

    def _filler(self, walkthrough: Walkthrough, language: str) -> TextFiller:
        values = walkthrough.values
        shown = walkthrough.shown_language(read_with(language))
        return TextFiller(self._catalog.registries, values, shown, Audience.RESIDENT)

    def _drafts(self, walkthrough_id: str, language: str, step_id: str) -> list[Path]:
        """Return the drafts of a step, the newest first."""
        found = [
            recording.path
            for recording in recordings_of(self._folder / walkthrough_id)
            if (recording.language, recording.step_id) == (language, step_id)
        ]
        return sorted(found, key=lambda path: -path.stat().st_mtime_ns)

    def _state(self, walkthrough: Walkthrough, step_id: str, language: str) -> VoiceState:
        drafts = self._drafts(walkthrough.walkthrough_id, language, step_id)
        if drafts:
            if text_hash_of(walkthrough, step_id, language) not in drafts[0].name:
                return VoiceState.OUTDATED
            is_open = drafts[0].name.endswith(TO_CHECK + SUFFIX)
            return VoiceState.TO_CHECK if is_open else VoiceState.CHECKED
        folder = self._content / walkthrough.walkthrough_id
        serves = recording_of(folder, walkthrough, step_id=step_id, language=language)
        return VoiceState.SERVES if serves else VoiceState.EMPTY


def _hash_or_none(walkthrough: Walkthrough, step_id: str, language: str) -> str | None:
    known = {step.step_id for step in walkthrough.steps}
    return text_hash_of(walkthrough, step_id, language) if step_id in known else None
