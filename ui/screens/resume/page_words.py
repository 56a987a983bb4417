# SPDX-License-Identifier: AGPL-3.0-or-later
"""Title, sentence and buttons over what was found, and over the question of giving it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.appointments import TicketState
from ui.screens.resume.found import can_cancel
from ui.screens.resume.seat_words import is_of_workshop, is_offered, offer_words
from ui.screens.resume.state import ResumeStage

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import FoundAppointment
    from kiosk.foundation.translation import Translator


def words_of(
    at: ResumeStage, found: FoundAppointment | None, translator: Translator
) -> tuple[str, str, str, str]:
    """Return title, sentence, main and second button of the stages FOUND and SURE."""
    if at is ResumeStage.FOUND:
        return _found(found, translator)
    return _sure(found, translator)


def _found(found: FoundAppointment | None, translator: Translator) -> tuple[str, str, str, str]:
    t, waits = translator.text, _waits(found)
    if is_of_workshop(found):
        title, main = t("Votre atelier"), t("Annuler ma place")
        if waits:
            main = t("Quitter la liste d’attente")
        if found is not None and found.request is not None and is_offered(found):
            # One question, two answers: the way back is in the bar.
            return offer_words(found.request, translator), "", t("Non"), ""
    elif waits:
        title, main = t("Votre demande"), t("Annuler cette demande")
    else:
        title, main = t("Votre rendez-vous"), t("Annuler ce rendez-vous")
    if found is None or not can_cancel(found):
        main = ""
    return title, "", main, t("Taper un autre numéro")


def _sure(found: FoundAppointment | None, translator: Translator) -> tuple[str, str, str, str]:
    t, waits = translator.text, _waits(found)
    title, yes, no = t("Annuler, c’est sûr ?"), t("Oui, annuler"), t("Non, je le garde")
    if is_offered(found):
        title, yes, no = t("Vous ne venez pas, c’est sûr ?"), t("Non, je ne viens pas"), t("Retour")
        return title, t("La place va à une autre personne."), yes, no
    if is_of_workshop(found) and waits:
        title, yes = t("Quitter la liste, c’est sûr ?"), t("Oui, quitter la liste")
        return title, t("Vous ne gardez pas votre rang."), yes, t("Non, je reste")
    if is_of_workshop(found):
        return title, t("Une autre personne pourra prendre cette place."), yes, t("Non, je viens")
    if waits:
        return title, t("Personne ne cherche plus d’heure pour vous."), yes, no
    return title, t("Une autre personne pourra prendre cette heure."), yes, no


def _waits(found: FoundAppointment | None) -> bool:
    return found is not None and found.state is TicketState.REQUESTED
