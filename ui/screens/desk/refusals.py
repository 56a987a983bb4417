# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why the post could not do something, in sentences for the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.screens.desk.allowed import NOT_A_POST

if TYPE_CHECKING:
    from kiosk.foundation.errors import Refused
    from kiosk.foundation.translation import Translator

_CHANGED = "Cette ligne vient de changer. Regardez la liste."
_NOT_HERE = "Ce poste n’est pas inscrit à la ville. Demandez à un technicien."
_NO_SALE = "Ce poste ne peut pas donner d’heure pour le moment."
_TAKEN = "Cette heure vient d’être prise. Choisissez-en une autre."
_SENTENCES = {
    "number_unknown": _CHANGED,
    "queue_number_unknown": _CHANGED,
    "not_called": _CHANGED,
    "not_absent": _CHANGED,
    "not_displaced": _CHANGED,
    "task_unknown": _CHANGED,
    "request_over": _CHANGED,
    "already_cancelled": "Ce rendez-vous est déjà annulé.",
    "already_moved": "Ce rendez-vous est déjà déplacé.",
    "too_late": "Il est trop tard pour changer cela.",
    "too_early": "Il est trop tôt pour noter cela.",
    "not_enrolled": _NOT_HERE,
    "not_a_post": NOT_A_POST,
    "no_rights": _NO_SALE,
    "too_many": _NO_SALE,
    "one_a_session": _NO_SALE,
    "clock_not_trusted": "La date de ce poste est à vérifier par un technicien.",
    "date_differs": "La date vient de changer. Lisez-la encore.",
    "slot_taken": _TAKEN,
    "hold_expired": _TAKEN,
    "party_needs_longer": "Cette heure est trop courte pour ces personnes.",
    "cells_none": "Ce temps ne peut plus être demandé.",
    "mediator_unknown": "Cette personne n’est plus dans l’agenda.",
    "absence_too_long": "Une absence dure un an au plus. Notez la suite à part.",
    "absence_unknown": _CHANGED,
    "absence_of_city": "La ville a noté cette absence. Demandez-lui de la retirer.",
    "workshop_unknown": "Cet atelier n’est plus dans l’agenda.",
    "workshop_over": "Cet atelier est passé ou annulé.",
    "seats_missing": "Il n’y a plus de place libre dans l’atelier.",
    "nothing_proposed": _CHANGED,
    "not_proposed": _CHANGED,
    "offer_over": "Le délai est passé : la place est proposée à la personne suivante.",
    "absence_empty": "La fin doit venir après le début.",
    "visit_unknown": "Cet accompagnement n’existe plus.",
    "visit_already_recorded": (
        "Cette visite a déjà sa fiche : corrigez-la dans « Notés »."
        " Si c’est une autre personne, touchez « Autre personne »."
    ),
    "recorded_elsewhere": "Un autre poste l’a déjà noté : la fiche se corrige là-bas.",
    "workshop_already_recorded": "Cet atelier a déjà sa fiche : corrigez-la depuis sa feuille.",
}


def refusal_words(error: Refused, translator: Translator) -> str:
    """Return the sentence for a refusal."""
    if error.reason == "visit_incomplete":
        sentences = error.values.get("sentences", ())
        assert isinstance(sentences, tuple)
        return " ".join(translator.text(str(sentence)) for sentence in sentences)
    known = _SENTENCES.get(error.reason)
    return translator.text(known or "Ce code ne permet pas cette action.")
