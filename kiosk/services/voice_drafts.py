# SPDX-License-Identifier: AGPL-3.0-or-later
"""Voices recorded at the post: drafts in the data folder until checked, and signed in a pack.

Residents hear none of them: a draft leaves as a content folder (`VoiceDrafts.write_out`), which
``content pack`` signs. Only files and no database, so it works beside a running kiosk.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.content.layout import BOARD_FOLDER
from kiosk.content.loader import load_catalog
from kiosk.content.packs.store import PackStore
from kiosk.content.recordings import (
    MEDIA_FOLDER,
    SUFFIX,
    TO_CHECK,
    VOICE_LANGUAGES,
    Recording,
    check_recording,
    check_sound,
    read_recording,
    read_with,
    recording_path,
    recordings_of,
    text_hash_of,
    text_hashes_of,
    wav_of,
)
from kiosk.domain.walkthrough_texts import Audience, TextFiller
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.errors import ContentUnreadable, Refused
from kiosk.foundation.platform import flush_disks
from kiosk.foundation.private_files import write_private
from kiosk.foundation.resources import asset_path
from kiosk.services.content_packs import FOLDER_NAME
from kiosk.services.training_mark import is_training_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kiosk.content.loader import Catalog
    from kiosk.content.recordings import RecordedSound
    from kiosk.domain.walkthroughs import StepTexts, Walkthrough

DRAFTS_NAME = "enregistrements"
TAKE_NAME = ".prise.wav"
CONTENT_NAME = "content"


class VoiceState(Enum):
    """Whether a step has a voice: the word shown to staff."""

    EMPTY = "vide"
    TO_CHECK = "à écouter"
    CHECKED = "approuvé"
    SERVES = "sert déjà"
    OUTDATED = "à refaire : le texte a changé"


@dataclass(frozen=True, slots=True)
class VoiceSlot:
    """The voice of a step in a language.

    Attributes:
        step_id: The step.
        title: Its title, in the language read with the voice.
        french_title: Its title in French.
        state: Whether it has one.
    """

    step_id: str
    title: str
    french_title: str
    state: VoiceState


@dataclass(frozen=True, slots=True)
class VoiceProgress:
    """How far the voice of a walkthrough is.

    Attributes:
        walkthrough_id: Which.
        french_title: Its title in French.
        n_steps: Its steps.
        states: How many steps are in each state.
    """

    walkthrough_id: str
    french_title: str
    n_steps: int
    states: Counter[VoiceState]

    @property
    def n_ready(self) -> int:
        """Steps whose voice is right."""
        return self.states[VoiceState.CHECKED] + self.states[VoiceState.SERVES]


@dataclass(frozen=True, slots=True)
class VoiceScript:
    """What a voice says at a step.

    Attributes:
        french: Title first, then each text, in French.
        shown: The same in the language read with the voice; empty where that is French.
    """

    french: tuple[str, ...]
    shown: tuple[str, ...]


class VoiceDrafts:
    """The recordings of a data folder."""

    def __init__(self, folder: Path, content: Path, catalog: Catalog | None = None) -> None:
        """Keep drafts in the data folder `folder`, for the walkthroughs of `content`.

        `catalog` is what `content` holds where it was read already.
        """
        self._folder, self._content = folder / DRAFTS_NAME, content
        self._catalog = catalog or load_catalog(content)

    def walkthrough_ids(self) -> tuple[str, ...]:
        """Return the walkthroughs that can be spoken."""
        return tuple(sorted(self._catalog.walkthroughs))

    def overview(self, language: str) -> tuple[VoiceProgress, ...]:
        """Return how far each walkthrough is in a language, by French title.

        Raises:
            ContentUnreadable: If the language is not known.
        """
        found = []
        for name in self.walkthrough_ids():
            walkthrough = self._walkthrough(name, language)
            states = Counter(self._states(walkthrough, language).values())
            title = walkthrough.texts[SOURCE_LANGUAGE].title
            found.append(VoiceProgress(name, title, len(walkthrough.steps), states))
        return tuple(sorted(found, key=lambda one: one.french_title.casefold()))

    def counts(self) -> Counter[VoiceState]:
        """Return how many steps are in each state, in the languages that have a voice at all."""
        found: Counter[VoiceState] = Counter()
        for name in self.walkthrough_ids():
            walkthrough = self._catalog.walkthroughs[name]
            for language in VOICE_LANGUAGES:
                states = self._states(walkthrough, language)
                if set(states.values()) != {VoiceState.EMPTY}:
                    found.update(states.values())
        return found

    def slots(self, walkthrough_id: str, language: str) -> tuple[VoiceSlot, ...]:
        """Return the places for a voice in a walkthrough, filled or empty.

        Raises:
            ContentUnreadable: If the walkthrough or the language is not known.
        """
        walkthrough = self._walkthrough(walkthrough_id, language)
        read, french = read_with(language), SOURCE_LANGUAGE
        states = self._states(walkthrough, language)
        return tuple(
            VoiceSlot(
                step.step_id,
                self._said(walkthrough, read, step.step_id)[0],
                self._said(walkthrough, french, step.step_id)[0],
                states[step.step_id],
            )
            for step in walkthrough.steps
        )

    def script(self, walkthrough_id: str, language: str, step_id: str) -> VoiceScript:
        """Return the texts of a step that a voice says, in French and as they are read.

        Raises:
            ContentUnreadable: If a name is not known.
        """
        walkthrough = self._walkthrough(walkthrough_id, language, step_id)
        french = self._said(walkthrough, SOURCE_LANGUAGE, step_id)
        shown = self._said(walkthrough, read_with(language), step_id)
        return VoiceScript(french, () if shown == french else shown)

    def to_say(self, walkthrough_id: str, language: str, step_id: str) -> tuple[str, ...]:
        """Return the texts of a step that a voice says, as they are written."""
        walkthrough = self._walkthrough(walkthrough_id, language, step_id)
        return self._said(walkthrough, read_with(language), step_id)

    def keep(
        self, walkthrough_id: str, language: str, step_id: str, *, sound: RecordedSound
    ) -> None:
        """Keep a sound that was just recorded, to be checked; as `take`, no file in between.

        Raises:
            ContentUnreadable: If a name is not known, or nobody is heard.
        """
        target = self._target(walkthrough_id, language, step_id)
        self._put(target, check_sound(sound))

    def take(
        self, walkthrough_id: str, language: str, step_id: str, *, record: Callable[[Path], None]
    ) -> Path:
        """Keep what `record` writes into the file that it is given, to be checked.

        A voice that was there is replaced only by one in which somebody is heard.

        Raises:
            ContentUnreadable: If a name is not known, or nobody is heard.
        """
        target = self._target(walkthrough_id, language, step_id)
        fresh = self._folder / TAKE_NAME
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            record(fresh)
            sound = check_recording(fresh)
        finally:
            fresh.unlink(missing_ok=True)
        return self._put(target, sound)

    def _target(self, walkthrough_id: str, language: str, step_id: str) -> Path:
        walkthrough = self._walkthrough(walkthrough_id, language, step_id)
        folder = self._folder / walkthrough_id
        return recording_path(folder, walkthrough, step_id=step_id, language=language)

    def _put(self, target: Path, sound: RecordedSound) -> Path:
        """Write a sound in the place of the drafts of its step."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        step_id = target.name.partition(".")[0]
        before = [one for one in target.parent.glob(f"{step_id}.*{SUFFIX}") if one != target]
        # Written anew: a recorder may tell beside the sound who used it, and when.
        write_private(target, wav_of(sound))
        for old in before:
            old.unlink()
        return target

    def file_of(self, walkthrough_id: str, language: str, step_id: str) -> Path:
        """Return the newest draft of a step, else the voice that came with the content.

        Raises:
            ContentUnreadable: If there is none, or it cannot be read.
        """
        self._walkthrough(walkthrough_id, language, step_id)
        found = self._drafts(walkthrough_id, language, step_id)
        folder = self._content / walkthrough_id
        found += [one for one in _of(folder, language) if one.step_id == step_id]
        if not found:
            raise ContentUnreadable(f"« {step_id} » n’a pas encore de voix : enregistrez-la.")
        read_recording(found[0].path)
        return found[0].path

    def sound_of(self, walkthrough_id: str, language: str, step_id: str) -> RecordedSound:
        """Return the sound of `file_of`.

        Raises:
            ContentUnreadable: As `file_of`.
        """
        return read_recording(self.file_of(walkthrough_id, language, step_id))

    def approve(self, walkthrough_id: str, language: str, step_id: str) -> Path:
        """Mark the draft of a step as listened to and right.

        Raises:
            ContentUnreadable: If there is none, or the step's text changed since.
        """
        walkthrough = self._walkthrough(walkthrough_id, language, step_id)
        path = self.file_of(walkthrough_id, language, step_id)
        if not path.is_relative_to(self._folder):
            raise ContentUnreadable(f"« {step_id} » sert déjà : il n’y a rien à vérifier.")
        if text_hash_of(walkthrough, step_id, language) not in path.name:
            raise ContentUnreadable(f"Le texte de « {step_id} » a changé : enregistrez à nouveau.")
        return path.replace(path.with_name(path.name.replace(TO_CHECK + SUFFIX, SUFFIX)))

    def erase(self, walkthrough_id: str, language: str, step_id: str) -> int:
        """Erase the drafts of a step and return how many there were."""
        self._walkthrough(walkthrough_id, language, step_id)
        found = self._drafts(walkthrough_id, language, step_id)
        for one in found:
            one.path.unlink()
        return len(found)

    def write_out(self, out: Path) -> int:
        """Write a content folder with the checked voices, for ``content pack``.

        It has its name only once it is whole; nothing is left of it if it cannot be.

        Returns:
            How many voices were added to those that serve.

        Raises:
            Refused: ``training_folder`` where people practise.
            ContentUnreadable: If `out` exists, or no voice that still fits is checked.
        """
        if is_training_folder(self._folder.parent):
            raise Refused("training_folder")
        checked = tuple(self._checked())
        if not checked:
            raise ContentUnreadable("Aucune voix n’est vérifiée : écoutez-les d’abord.")
        if out.exists():
            raise ContentUnreadable(f"{out} existe déjà : choisissez un autre nom.")
        fresh = out.with_name(f".{out.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            shutil.copytree(self._content, fresh, ignore=shutil.ignore_patterns(BOARD_FOLDER))
            for walkthrough_id, recording in checked:
                folder = fresh / walkthrough_id / MEDIA_FOLDER / recording.language
                folder.mkdir(parents=True, exist_ok=True)
                for old in folder.glob(f"{recording.step_id}.*{SUFFIX}"):
                    old.unlink()
                shutil.copyfile(recording.path, folder / recording.path.name)
            flush_disks()
            fresh.rename(out)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        return len(checked)

    def _checked(self) -> Iterator[tuple[str, Recording]]:
        """Yield the checked drafts that say what their step says now, with its walkthrough."""
        for name in self.walkthrough_ids():
            walkthrough = self._catalog.walkthroughs[name]
            for recording in recordings_of(self._folder / name):
                hashes = text_hashes_of(walkthrough, recording.language)
                if recording.is_checked and recording.text_hash == hashes.get(recording.step_id):
                    yield name, recording

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

    def _said(self, walkthrough: Walkthrough, language: str, step_id: str) -> tuple[str, ...]:
        step: StepTexts = walkthrough.texts_in(language).steps[step_id]
        shown = walkthrough.shown_language(language)
        filler = TextFiller(self._catalog.registries, walkthrough.values, shown, Audience.RESIDENT)
        said = (step.title, step.text, step.help_text, *step.points, *step.options.values())
        return tuple(filler.fill(text) for text in said if text)

    def _drafts(self, walkthrough_id: str, language: str, step_id: str) -> list[Recording]:
        """Return the drafts of a step, the newest first."""
        found = _of(self._folder / walkthrough_id, language)
        return [one for one in found if one.step_id == step_id]

    def _states(self, walkthrough: Walkthrough, language: str) -> dict[str, VoiceState]:
        """Return the state of each step: its newest draft counts before what came with content."""
        name, hashes = walkthrough.walkthrough_id, text_hashes_of(walkthrough, language)
        states = dict.fromkeys(hashes, VoiceState.EMPTY)
        for one in reversed(_of(self._content / name, language)):
            if one.is_checked and one.step_id in states:
                fits = one.text_hash == hashes[one.step_id]
                has_one = states[one.step_id] is VoiceState.SERVES
                serves = fits or has_one
                states[one.step_id] = VoiceState.SERVES if serves else VoiceState.OUTDATED
        for one in reversed(_of(self._folder / name, language)):
            if one.step_id in states:
                state = VoiceState.CHECKED if one.is_checked else VoiceState.TO_CHECK
                fits = one.text_hash == hashes[one.step_id]
                states[one.step_id] = state if fits else VoiceState.OUTDATED
        return states


def open_drafts(folder: Path) -> VoiceDrafts:
    """Return the recordings of a data folder, for what serves there, without its database."""
    return VoiceDrafts(folder, _serving(folder))


def has_voices(folder: Path) -> bool:
    """Say, without reading a walkthrough, whether a data folder has or serves any voice."""
    pattern = f"*/{MEDIA_FOLDER}/*/*{SUFFIX}"
    places = (folder / DRAFTS_NAME, _serving(folder))
    return any(next(place.glob(pattern), None) is not None for place in places)


def _serving(folder: Path) -> Path:
    store = PackStore(folder / FOLDER_NAME)
    active = store.state().active
    serves = active and store.manifest(active) is not None
    return store.content(active) if serves else asset_path(CONTENT_NAME)


def _of(folder: Path, language: str) -> list[Recording]:
    """Return the recordings of a walkthrough's folder in a language, the newest first."""
    found = recordings_of(folder, (language,))
    return sorted(found, key=lambda one: -one.path.stat().st_mtime_ns)
