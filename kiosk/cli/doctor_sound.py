# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `doctor` says of the voice and of the sound: what speaks, and whether it can be heard."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.foundation.platform import has_system_voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.foundation.settings import Settings

GOOD, WEAK = "bon", "attention"
_IS_WINDOWS = os.name == "nt"
_LIBRARY = "libespeak-ng.so.1"
_PLAYERS = ("paplay", "aplay", "play")
_CARDS = Path("/proc/asound/cards")
_NO_CARD = "no soundcards"
_MAX_CARDS_CHARS = 4096


def sound_findings(settings: Settings, cards: Path = _CARDS) -> Iterator[tuple[str, str, str]]:
    """Yield what is known of the voice, then of the sound.

    Args:
        settings: Those of the machine.
        cards: The system's list of sound cards.
    """
    if not settings.speech.enabled:
        yield WEAK, "voix", "arrêtée par les réglages"
        return
    yield _voice()
    if not _IS_WINDOWS:
        yield _sound(cards)


def _voice() -> tuple[str, str, str]:
    if shutil.which("espeak-ng") is not None:
        shown = "le mot dit se voit" if _tells_words() else "la phrase dite se voit"
        return GOOD, "voix", f"espeak-ng, {shown}"
    if not _IS_WINDOWS:
        return WEAK, "voix", "espeak-ng manque : installez-le"
    if not has_system_voice():
        return WEAK, "voix", "PySide6-Addons manque (locks/web.txt) : pas de voix"
    return GOOD, "voix", "celle de Windows"


def _tells_words() -> bool:
    try:
        ctypes.CDLL(_LIBRARY)
    except OSError:
        return False
    return True


def _sound(cards: Path) -> tuple[str, str, str]:
    player = next((name for name in _PLAYERS if shutil.which(name)), "")
    if not player:
        return WEAK, "son", "aucun programme ne joue de son : installez alsa-utils"
    try:
        with cards.open(encoding="utf-8", errors="replace") as stream:
            listed = stream.read(_MAX_CARDS_CHARS)
    except OSError:
        listed = ""
    if not listed.strip() or _NO_CARD in listed:
        return WEAK, "son", "aucune carte son : les boutons restent, rien ne s’entend"
    return GOOD, "son", f"{player}, sur la sortie que le système choisit"
