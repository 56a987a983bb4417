# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `doctor` and `content status` say of recorded voices: what serves, what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.cli.doctor_sound import GOOD, WEAK
from kiosk.foundation.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = "voix enregistrées"


def voice_findings(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield how many voices there are in a data folder and in what it serves; nothing for none."""
    from kiosk.services.voice_drafts import VoiceState, has_voices, open_drafts

    if not has_voices(folder):
        return
    try:
        counts = open_drafts(folder).counts()
    except KnownError as error:
        yield WEAK, _NAME, str(error)
        return
    said = (
        (VoiceState.SERVES, "jouées"),
        (VoiceState.CHECKED, "approuvées, à signer"),
        (VoiceState.TO_CHECK, "à écouter"),
        (VoiceState.OUTDATED, "à refaire : leur texte a changé"),
    )
    told = ", ".join(f"{counts[state]} {words}" for state, words in said if counts[state])
    yield WEAK if counts[VoiceState.OUTDATED] else GOOD, _NAME, told or "aucune étape connue"
