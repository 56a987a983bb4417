# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of the keyboard on the screen, in the language of the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.keyboard import KeyboardWords

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator


def keyboard_words(translator: Translator) -> KeyboardWords:
    """Return the words of its keys."""
    text = translator.text
    return KeyboardWords(
        space=text("espace"),
        close=text("Fermer"),
        shift=text("Majuscules"),
        erase=text("Effacer une lettre"),
        accents=text("Lettres avec accents"),
        other_latin=text("Lettres d’autres langues"),
        signs=text("Signes"),
        letters=text("Lettres"),
        arabic=text("Lettres arabes"),
    )
