# SPDX-License-Identifier: AGPL-3.0-or-later
"""The day of the centre in story 3: people wait, the doors open, the room hears who is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tour.guide import must
from tests.tour.seeing_text import tidy
from tests.tour.story_booking import NOBODY, leave_help

if TYPE_CHECKING:
    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

ROOM = "salle"
_DESK = "Bureau 2"


def wait_in_line(guide: Guide, borne: Remote, other: Remote) -> None:
    """Take two numbers more at a kiosk that knows who waits at the other one."""
    must(other.exchange() and borne.exchange(), "une borne ne joint pas la ville")
    for number in ("A1", "A2"):
        borne.touch("Arnaque ?").touch("J’ai besoin d’aide").place("help").see(number)
        if number == "A2":
            _see_the_turn(borne)
            guide.album.take(borne, "aide-file", doc="aide", in_all=True)
        leave_help(borne)


def _see_the_turn(borne: Remote) -> None:
    """See how many are ahead, or, in the evening and on a closed day, that nobody receives."""
    texts = borne.texts()
    is_told = any(" avant vous." in text for text in texts) or NOBODY & set(texts)
    must(is_told, f"{borne.name} ne dit ni le rang, ni que personne ne reçoit")


def open_and_close(guide: Guide, post: Remote) -> None:
    """Look at the machine before the doors open, print a page, end the number of who has left."""
    post.click("Ouvrir, fermer le centre").place("centre_day").see(
        "À l’ouverture", "À la fermeture"
    )
    n_before = guide.n_printed()
    post.click("Imprimer une page d’essai")
    paper = tidy(guide.printed(n_before))
    must("essai" in paper.lower(), f"la page d’essai n’est pas sortie : {paper}")
    post.see("La page est imprimée.", "3 numéros attendent encore.")
    guide.album.take(post, "ouverture-fermeture", doc="ouverture-fermeture", in_all=True)
    post.click("Partie, Numéro A1").see("2 numéros attendent encore.")
    post.click("Tout fermer").see("Fermer 2 numéros, les personnes sont parties ?")
    guide.album.take(post, "fermeture-question")
    post.click("Non").see("2 numéros attendent encore.")
    post.click("Précédent").place("desk").see("Attendent : 2")


def open_the_room(guide: Guide, post: Remote) -> Remote:
    """Open the screen of the room, which learns from the city who waits."""
    room = guide.open_room(ROOM)
    _tell(post, room)
    room.place("calling").see("2 personnes attendent")
    guide.album.take(room, "ecran-avant")
    return room


def hear_a_call(post: Remote, room: Remote) -> None:
    """Call the next number: the room sees it in large."""
    post.click("Appeler").see("Recevoir")
    _tell(post, room)
    room.see("Numéro appelé : ", f" {_DESK}.")


def call_again(guide: Guide, post: Remote, room: Remote) -> None:
    """Call a second number: the first stands beside it; nobody comes."""
    hear_a_call(post, room)
    guide.album.take(room, "ecran-numeros", doc="ecran-numeros")
    guide.close_room(ROOM)
    more = [one["name"] for one in post.names() if one["name"].startswith("Autres actions")]
    post.click(more[0]).click("Pas là").see("Attendent : 1")


def _tell(post: Remote, room: Remote) -> None:
    must(post.exchange() and room.exchange(), "l’écran de la salle ne joint pas la ville")
