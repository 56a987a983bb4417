# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops in the stories: a seat promised without network, a waiting list, the post's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.demo_workshops import demo_workshops
from kiosk.foundation.clock import SystemClock, paris_day
from kiosk.foundation.translation import Translator
from tests.tour.guide import must
from tests.tour.seeing_text import tidy
from ui.wording import day_in_words

if TYPE_CHECKING:
    from kiosk.domain.workshops import Workshop
    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

ENROLLED = "ATELIER"
_MOST_WEEKS = 3


def _the_two() -> tuple[Workshop, Workshop]:
    """Return the large workshop of the demonstration, and the small one."""
    large, small = demo_workshops(paris_day(SystemClock().now_utc()))
    return large, small


def workshop_days() -> set[str]:
    """Return the days of both in words, such as « jeudi 26 novembre »."""
    french = Translator("fr")
    return {tidy(day_in_words(paris_day(one.start_utc), french)) for one in _the_two()}


def enrol_and_wait(guide: Guide, borne: Remote) -> None:
    """Promise a seat without network; put several people on the list of the small workshop."""
    large, small = _the_two()
    _choose(borne, large, with_pictures=guide)
    borne.touch("Prendre 1 place").see("Qui vient ?")
    borne.touch("Prénom ou surnom")
    borne.ask("type_on_screen", text=ENROLLED)
    borne.touch("Fermer", "Continuer").see("Tout est juste ?")
    borne.touch("Confirmer ma venue").place("ticket").see("C’est confirmé.")
    guide.album.take(borne, "atelier-ticket")
    _end(borne)
    _choose(borne, small)
    borne.touch("3 personnes", "Aller sur la liste d’attente").see("Comment vous répondre ?")
    borne.touch("Avec mon numéro, à une borne").see("Qui vient ?").touch("Passer")
    borne.see("Tout est juste ?", "Ce n’est pas encore une place.")
    borne.touch("Aller sur la liste d’attente").place("ticket")
    borne.see("Vous êtes sur la liste d’attente.")
    guide.album.take(borne, "atelier-attente")
    _end(borne)


def _choose(borne: Remote, workshop: Workshop, *, with_pictures: Guide | None = None) -> None:
    borne.touch("Parler à une personne").place("booking").touch("Un atelier, à plusieurs")
    borne.see("Quel atelier ?")
    if with_pictures:
        with_pictures.album.take(borne, "ateliers", doc="ateliers", in_all=True)
    borne.touch(tidy(workshop.title())).see("Combien de personnes viennent ?")


def _end(borne: Remote) -> None:
    borne.touch("Terminer").place("session_end").touch("Revenir à l’accueil").place("home")


def look_at_the_sheet(guide: Guide, post: Remote) -> None:
    """Open the sheet of the large workshop from the week: one person is enrolled."""
    title = tidy(_the_two()[0].title())
    for _ in range(_MOST_WEEKS):
        blocks = [one["name"] for one in post.names() if one["kind"] == "BlockButton"]
        found = [name for name in blocks if title in name]
        if found:
            break
        post.click("Semaine d’après").see("Semaine")
    must(found, "la semaine ne montre pas l’atelier")
    post.click(found[0], "Ouvrir la feuille").place("workshop_sheet").see("Inscriptions")
    guide.album.take(post, "feuille-atelier", doc="feuille-atelier", in_all=True)
    must("Personne n’est inscrit." not in post.texts(), "la feuille ne connaît pas l’inscription")
    post.click("Précédent").place("week")
