# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said, in French, when something about accounts is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kiosk.foundation.errors import Refused

ACCOUNT_REFUSALS: Final = {
    "password_too_short": "Le mot de passe doit avoir au moins douze signes.",
    "password_too_long": "Le mot de passe ne peut pas dépasser 200 signes.",
    "password_is_login": "Le mot de passe ne peut pas être l’identifiant.",
    "password_same": "C’est le mot de passe d’aujourd’hui : choisissez-en un autre.",
    "password_common": "Ce mot de passe est trop courant : mettez ensemble des mots sans rapport.",
    "password_ended": "Demandez un nouveau mot de passe.",
    "password_unreadable": "Ce mot de passe contient un signe illisible : choisissez-en un autre.",
    "login_unreadable": "L’identifiant a 2 à 64 signes : petites lettres, chiffres, . _ @ + -",
    "login_taken": "Cet identifiant est déjà pris, peut-être par un compte fermé.",
    "account_unknown": "Ce compte n’existe pas, ou est fermé.",
    "account_role_unknown": "Choisissez au moins un rôle connu.",
    "account_above": "Ce compte a des rôles que vous n’avez pas : "
    "demandez à l’administration de tous les centres.",
    "role_not_held": "Vous ne pouvez donner que les rôles que vous avez.",
    "centre_missing": "Cochez au moins un de vos centres.",
    "last_administrator": "C’est le dernier compte d’administration de ces centres : "
    "ouvrez-en d’abord un autre.",
    "centre_unknown": "Ce centre n’existe pas.",
}


def sentence_of(error: Refused) -> str:
    """Return the sentence of a refusal."""
    if error.reason == "too_many_passwords":
        return (
            f"Trop d’essais. Attendez {error.values['wait_s']} secondes. "
            "Si ce n’était pas vous, demandez un nouveau mot de passe."
        )
    return ACCOUNT_REFUSALS.get(error.reason, "Cela n’a pas pu se faire.")
