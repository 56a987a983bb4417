# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences of the page of tickets: why nothing was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.foundation.errors import Refused
    from kiosk.foundation.translation import Translator

_MINUTE_S = 60


def refusal_words(error: Refused, translator: Translator) -> tuple[str, str]:
    """Return what was wrong and what to do, for a number or a square that was refused."""
    t, wait_s = translator.text, error.values.get("wait_s")
    if isinstance(wait_s, int | float) and wait_s > 0:
        minutes = max(1, -(-int(wait_s) // _MINUTE_S))
        wait = translator.plural(
            "Attendez {n} minute, ou demandez à une personne.",
            "Attendez {n} minutes, ou demandez à une personne.",
            minutes,
        )
        return t("Trop de numéros faux."), wait
    match error.reason:
        case "square_unknown":
            return t("Ce carré n’est pas d’ici."), t("Montrez le carré d’un ticket ou d’un résumé.")
        case "progress_unreadable":
            return t("Ce carré est abîmé."), t("Demandez à une personne.")
        case "walkthrough_unknown":
            return t("Ce guide n’est pas sur cette borne."), t("Demandez à une personne.")
        case _:
            advice = t("Tapez le numéro, ou demandez à une personne.")
            return t("Ce carré ne se lit pas."), advice
