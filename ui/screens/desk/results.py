# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came of a deed, in a sentence for the staff: the same at the post and on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from kiosk.domain.appointment_views import Ticket
from kiosk.domain.appointments import CancelOutcome
from ui.wording import day_and_time

if TYPE_CHECKING:
    from kiosk.foundation.translation import Translator


def result_words(result: object, translator: Translator) -> str:
    """Return what a deed gave, in words; empty where the line itself shows it."""
    match result:
        case CancelOutcome():
            return _cancel_words(result, translator)
        case Ticket(start_utc=start_utc, number=number) if start_utc is not None:
            when = day_and_time(start_utc, translator)
            return translator.text(
                "Heure donnée : {when}. Numéro {number}.", when=when, number=number
            )
        case _:
            return ""


def _cancel_words(outcome: CancelOutcome, translator: Translator) -> str:
    t = translator.text
    match outcome:
        case CancelOutcome.EFFECTIVE:
            return t("Annulé. Prévenez la personne.")
        case CancelOutcome.ONCE_SENT:
            return t("Annulation notée, vraie au prochain échange avec la ville.")
        case CancelOutcome.ALREADY:
            return t("Ce rendez-vous est déjà annulé.")
        case CancelOutcome.TOO_LATE:
            return t("Il est trop tard pour changer cela.")
        case CancelOutcome.FOR_A_PERSON:
            return t("Rien n’est annulé pour le moment.")
        case _:
            assert_never(outcome)
