# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who comes and what the centre must prepare, in words, for screens and paper; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.appointments import AccessNeed

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.foundation.translation import Translator

ACCESS_WORDS: Final = {
    AccessNeed.INTERPRETER: "Un interprète",
    AccessNeed.COMPANION: "Une personne m’accompagne",
    AccessNeed.WHEELCHAIR: "Un fauteuil roulant",
    AccessNeed.LARGE_PRINT: "De gros caractères",
}
"""What may be prepared, in the order of the screen."""


def party_words(n_people: int, translator: Translator) -> str:
    """Return how many come, such as "2 personnes"."""
    return translator.plural("{n} personne", "{n} personnes", n_people)


def access_words(needs: Collection[AccessNeed], translator: Translator) -> str:
    """Return what must be prepared, in the order of the screen; empty for nothing."""
    words = (translator.text(word) for need, word in ACCESS_WORDS.items() if need in needs)
    return " · ".join(words)
