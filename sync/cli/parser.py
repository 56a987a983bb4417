# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the verbs share: the sentence of a refusal, a line on the screen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kiosk.cli.parser import sentence_of as kiosk_sentence_of
from kiosk.foundation.errors import CityRefused, KioskError, Refused

if TYPE_CHECKING:
    from datetime import datetime

_DEMO_MISMATCH = (
    "L’un des deux, machine ou serveur, est une démonstration, et l’autre non : "
    "prenez un dossier ou un serveur de la même sorte."
)
_REFUSALS = {
    "centre_unknown": "Ce centre n’existe pas : entrez-le d’abord avec « centre add ».",
    "centre_not_here": "Ce centre n’existe pas. Codes connus : {known}.",
    "tables_are_of_the_network": "Ces tableaux sont ceux du réseau entier : retirez --centre.",
    "mediator_unknown": "Cette personne n’est pas dans l’agenda : « mediator add » d’abord.",
    "role_unknown": "Le rôle est « borne » ou « poste ».",
    "code_is_an_example": "Ce code est l’exemple du guide : remplacez-le par celui que donne "
    "« ville invite ».",
    "code_malformed": "Ce code n’est pas complet : recopiez-le en entier.",
    "wrong_city": "Ce serveur n’est pas celui du code : vérifiez l’adresse. Le code n’a pas servi.",
    "demo_mismatch": _DEMO_MISMATCH,
    "training_folder": "Un dossier d’entraînement ne s’inscrit jamais à une ville.",
    "device_unknown": "Aucune machine active ne porte cet identifiant.",
    "login_unreadable": "L’identifiant a 2 à 64 signes : petites lettres, chiffres, . _ @ + -",
    "login_taken": "Cet identifiant est déjà pris, peut-être par un compte fermé.",
    "account_unknown": "Aucun compte ouvert ne porte cet identifiant.",
    "period_reversed": "Le dernier jour vient avant le premier.",
    "period_too_long": "La période ne peut pas dépasser dix ans.",
    "clock_leapt": "La date de ce serveur a sauté : rien n’est effacé. Vérifiez-la. "
    "Si elle est juste, ajoutez --date-is-right.",
    "day_unreadable": "Un jour s’écrit 2026-10-31 ou 31/10/2026.",
}
_CITY_REFUSALS = {
    "code_unknown": "La ville ne connaît pas ce code : demandez-en un autre.",
    "code_spent": "Ce code a déjà servi à une autre machine : demandez-en un autre.",
    "code_expired": "Ce code est trop vieux : demandez-en un autre.",
    "role_differs": "Ce code est pour une machine d’un autre rôle : demandez-en un autre.",
    "demo_mismatch": _DEMO_MISMATCH,
    "device_revoked": "La ville a révoqué cette machine.",
}


def sentence_of(error: KioskError) -> str:
    """Return what a person reads of an error of ours."""
    if isinstance(error, Refused) and error.reason in _REFUSALS:
        return _REFUSALS[error.reason].format(**error.values)
    if isinstance(error, CityRefused):
        return _CITY_REFUSALS.get(error.code, f"La ville a refusé : {error.code}.")
    return kiosk_sentence_of(error)


def shown_time(at: datetime) -> str:
    """Return an instant as people of Roubaix read it: day and time of Paris."""
    from kiosk.domain.periods import french_time
    from kiosk.foundation.clock import PARIS

    return f"{at.astimezone(PARIS):%d/%m/%Y} {french_time(at)}"


def say(line: str) -> None:
    """Write a line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def warn(line: str) -> None:
    """Write a line on standard error."""
    sys.stderr.write(f"{line}\n")
