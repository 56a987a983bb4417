# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who comes, what must be prepared and what was asked for, in words; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_requests import HalfDay
from kiosk.domain.appointments import AccessNeed
from ui.wording import day_in_words, sentence_case

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.domain.appointment_requests import Wish
    from kiosk.foundation.translation import Translator

ACCESS_WORDS: Final = {
    AccessNeed.INTERPRETER: "Un interprète",
    AccessNeed.COMPANION: "Quelqu’un avec moi",
    AccessNeed.WHEELCHAIR: "Un fauteuil roulant",
    AccessNeed.LARGE_PRINT: "De gros caractères",
}
"""What may be prepared, in the order of the screen."""
NEED_WORDS: Final = {
    AccessNeed.INTERPRETER: "interprète",
    AccessNeed.COMPANION: "vient avec une personne",
    AccessNeed.WHEELCHAIR: "fauteuil roulant",
    AccessNeed.LARGE_PRINT: "gros caractères",
}
"""The same, as the staff reads it."""
HALF_WORDS: Final = {
    HalfDay.MORNING: "Le matin",
    HalfDay.AFTERNOON: "L’après-midi",
    HalfDay.ANY: "Les deux me vont",
}
"""Parts of a day, in the order of the screen."""


def party_words(n_people: int, translator: Translator) -> str:
    """Return how many come, such as "2 personnes"."""
    return translator.plural("{n} personne", "{n} personnes", n_people)


def access_words(needs: Collection[AccessNeed], translator: Translator) -> str:
    """Return what must be prepared, in the order of the screen; empty for nothing."""
    words = (translator.text(word) for need, word in ACCESS_WORDS.items() if need in needs)
    return " · ".join(words)


def who_words(n_people: int, needs: Collection[AccessNeed], translator: Translator) -> str:
    """Return how many come, where it is more than one, and what must be prepared."""
    party = party_words(n_people, translator) if n_people > 1 else ""
    return " · ".join(filter(None, (party, access_words(needs, translator))))


def half_words(half: HalfDay, translator: Translator) -> str:
    """Return a part of a day, such as "Le matin"."""
    return translator.text(HALF_WORDS[half])


def wished_words(wish: Wish, translator: Translator) -> str:
    """Return the days asked for, and the part of them where only one suits."""
    days = ", ".join(day_in_words(one.day, translator) for one in wish.times)
    halves = {one.half for one in wish.times} - {HalfDay.ANY}
    parts = (sentence_case(days), *(half_words(half, translator) for half in sorted(halves)))
    return " · ".join(filter(None, parts))
