# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells which recorded voices of a walkthrough are missing, or older than what they say (W204).

A language counts once a step of the walkthrough has a recording in it: a walkthrough that begins
to speak a language should not fall silent at some of its steps. Recordings that nobody has listened
to again (``.a-verifier``) count as missing: they are never played.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.problems import Severity
from kiosk.content.recordings import VOICE_LANGUAGES, recordings_of, text_hashes_of

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.fields import Notes
    from kiosk.content.recordings import Recording
    from kiosk.domain.walkthroughs import Walkthrough

_CODE = "W204"


def lint_voices(
    folder: Path, walkthrough: Walkthrough, *, lines: dict[str, int], notes: Notes
) -> None:
    """Note, as warnings, steps without a voice, voices that are old, and those of no step.

    Args:
        folder: The folder of the walkthrough.
        walkthrough: What it holds.
        lines: Line of each step.
        notes: Where to note.
    """
    for language in VOICE_LANGUAGES:
        found = tuple(recordings_of(folder, (language,)))
        if found:
            _lint_language(found, walkthrough, lines=lines, notes=notes)


def _lint_language(
    found: tuple[Recording, ...], walkthrough: Walkthrough, *, lines: dict[str, int], notes: Notes
) -> None:
    language = found[0].language
    hashes = text_hashes_of(walkthrough, language)
    heard = {one.step_id for one in found if one.is_checked}
    right = {
        one.step_id for one in found if one.is_checked and one.text_hash == hashes.get(one.step_id)
    }
    for step_id in sorted(heard - right):
        if step_id not in hashes:
            message = f"voix {language} de « {step_id} », qui n’est plus une étape : l’effacer"
            notes.add(1, _CODE, message, severity=Severity.WARNING)
            continue
        message = f"voix {language} plus ancienne que le texte, la borne la tait : la refaire"
        notes.add(lines[step_id], _CODE, message, severity=Severity.WARNING)
    missing = [step_id for step_id in hashes if step_id not in heard]
    if missing:
        message = f"voix {language} absente de {len(missing)} étapes : {', '.join(missing)}"
        notes.add(1, _CODE, message, severity=Severity.WARNING)
