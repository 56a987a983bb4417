# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the booking page says when something is not possible, and what to do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.foundation.errors import Refused
    from kiosk.foundation.translation import Translator

_GONE = ("Cette heure n’est plus libre.", "Choisissez-en une autre.")
_LEFT_TO_A_PERSON = ("Ce rendez-vous ne se change plus ici.", "Demandez à une personne.")
_SAID = {
    "slot_taken": _GONE,
    "slot_unknown": _GONE,
    "hold_expired": _GONE,
    "hold_unknown": _GONE,
    "not_enrolled": (
        "Cette borne ne garde pas encore de nom.",
        "Laissez vide, puis continuez.",
    ),
    "label_too_long": ("Ce nom est trop long.", "Un prénom suffit."),
    "contact_too_long": (
        "Ce contact est trop long.",
        "Écrivez 10 chiffres, ou une adresse mail.",
    ),
    "contact_missing": (
        "Pour vous appeler, il faut un numéro.",
        "Écrivez 10 chiffres, ou une adresse mail.",
    ),
    "already_moved": _LEFT_TO_A_PERSON,
    "already_cancelled": _LEFT_TO_A_PERSON,
    "too_late": _LEFT_TO_A_PERSON,
    "ticket_unchecked": _LEFT_TO_A_PERSON,
}


def booked_already(translator: Translator) -> tuple[str, str]:
    """Say that this visit has its appointment."""
    t = translator.text
    return t("Vous avez déjà un rendez-vous."), t("Pour un autre, demandez à une personne.")


def all_taken(translator: Translator) -> tuple[str, str]:
    """Say that this machine has no hour left for the need."""
    t = translator.text
    return t("Tout est pris ici."), t("Demandez une heure, ou prenez un numéro.")


def nothing_to_confirm(translator: Translator) -> tuple[str, str]:
    """Say that this machine confirms nothing for now."""
    t = translator.text
    happened = t("Pas d’heure à confirmer ici pour le moment.")
    return happened, t("Demandez une heure, ou prenez un numéro.")


def no_other_hour(translator: Translator) -> tuple[str, str]:
    """Say that an appointment cannot be moved here, and that it stands."""
    t = translator.text
    happened = t("Pas d’autre heure ici pour le moment.")
    return happened, t("Votre rendez-vous reste. Demandez à une personne.")


def longer_for_several(translator: Translator) -> tuple[str, str]:
    """Say that the hour is too short for all who come."""
    t = translator.text
    return t("À plusieurs, il faut plus de temps."), t("Choisissez une autre heure.")


def workshop_over(translator: Translator) -> tuple[str, str]:
    """Say that one may enrol for a workshop no more."""
    t = translator.text
    return t("Cet atelier ne se réserve plus."), t("Choisissez-en un autre.")


def seats_refused(error: Refused, translator: Translator) -> tuple[str, str]:
    """Say why no seat of a workshop is kept; what is left is shown beside."""
    t, n_free = translator.text, error.values.get("n_free")
    if isinstance(n_free, int) and n_free > 0:
        left = translator.plural("Il reste {n} place ici.", "Il reste {n} places ici.", n_free)
        return left, t("Pour plus de personnes : la liste d’attente.")
    if error.reason == "waiting_list_full":
        return t("La liste d’attente est complète."), t("Demandez à une personne.")
    if error.reason in {"hold_expired", "slot_taken", "seats_missing"}:
        return t("Ces places ne sont plus libres."), t("Regardez ce qui reste.")
    return t("Pas de place à confirmer ici pour le moment."), t("Regardez ce qui reste.")


def refusal(error: Refused, translator: Translator) -> tuple[str, str]:
    """Return a calm sentence for a refusal of the rules."""
    whole = {
        "party_needs_longer": longer_for_several,
        "one_a_session": booked_already,
    }.get(error.reason, nothing_to_confirm)
    happened, advice = _SAID.get(error.reason, ("", ""))
    if not happened:
        return whole(translator)
    return translator.text(happened), translator.text(advice)
