# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory at the post in story 3: a place looked for, its paper, and the record of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tour.guide import must

if TYPE_CHECKING:
    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

_PLACE = "Médiathèque (EXEMPLE)"
_ADDRESS = "3 rue de l’Exemple"
_NOTED = "Papier imprimé, orientation notée. Enregistrez la fiche pour la compter."


def send_somewhere(guide: Guide, post: Remote) -> None:
    """Find a place of the city's directory, print its paper, record where somebody was sent."""
    post.click("Lieux où orienter").place("places").see("8 lieux")
    post.click("Quel service ? Tous les services")
    post.click("Quel service ? : Loisirs et créations numériques").see("1 lieu")
    post.click(_PLACE).see("Horaires de la semaine")
    guide.album.take(post, "lieux", doc="lieux", in_all=True)
    n_before = guide.n_printed()
    post.click("Langue du papier : English", "Imprimer le papier : English").see(_NOTED)
    paper = " ".join(guide.printed(n_before).split())
    must(
        _ADDRESS in paper and "Where to go" in paper and "Où aller" in paper,
        "le papier ne dit pas l’adresse dans les deux langues",
    )
    post.click("Précédent").place("desk")
    post.click("E-mail", "15", "Enregistrer").see("Enregistré.")
    rows = guide.kiosk_rows("poste", "visit")
    must(
        any("exemple-mediatheque" in row["content"] for row in rows),
        "la fiche ne garde pas le lieu",
    )
