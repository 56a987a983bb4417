# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story 3, helped: inside the resident's session, at the post, by appointment, after the fact."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk.domain.demo_centre import DEMO_STAFF
from kiosk.foundation.clock import PARIS
from tests.tour.centre_day import (
    call_again,
    hear_a_call,
    open_and_close,
    open_the_room,
    wait_in_line,
)
from tests.tour.guide import must
from tests.tour.orienting import send_somewhere
from tests.tour.post_week import plan_the_week
from tests.tour.seeing_text import tidy
from tests.tour.story_booking import BOOKED_AS

if TYPE_CHECKING:
    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

TITLE = "Histoire 3, aidé"
PINS = {person.role: person.pin for person in DEMO_STAFF}
_MOST_TOUCHES = 6
_DAYS_BACK = 3
_HIDDEN = "• • •"


def play(guide: Guide) -> str:
    """Record eight visits in eight ways, correct one; names stay hidden from a volunteer."""
    guide.town.restore()
    borne, post = guide.machines["borne A"], guide.machines["poste"]
    n_touches = _assisted(guide, borne)
    wait_in_line(guide, borne, guide.machines["borne B"])
    must(borne.exchange() and post.exchange(), "le poste ne joint pas la ville")
    _at_the_post(guide, post)
    _past_date(guide, post)
    _corrected(guide, post)
    _several(guide, post)
    send_somewhere(guide, post)
    planned = plan_the_week(guide, post)
    post.click("Verrouiller").place("pin")
    _volunteer(guide, post)
    told = _by_appointment(guide)
    noted = (
        f"{n_touches} touches pour noter, une correction avec sa trace, une date passée,"
        " un appel et une feuille de comptage"
    )
    return f"{noted}, {planned}, {told}"


def _assisted(guide: Guide, borne: Remote) -> int:
    """Help inside the resident's session; the record is pre-filled; the page was kept."""
    title = guide.ways.title("caf-rsa-declaration")
    borne.touch("RSA, prime d’activité").see(title)
    borne.ask("press", key="Ctrl+Alt+T")
    borne.place("pin").pin(PINS["mediator"]).place("walkthrough").see("Une personne vous aide")
    guide.album.take(borne, "aide-accompagnee")
    n_before = guide.n_printed()
    borne.click("Mandat papier")
    paper = guide.printed(n_before)
    must("pour aujourd’hui seulement" in tidy(paper), f"le mandat n’est pas sorti : {paper[:200]}")
    borne.click("Finir et noter").place("assisted")
    chosen = [one["name"] for one in borne.names() if one["checked"]]
    must(
        any("Aide aux démarches" in name for name in chosen),
        f"la fiche n’est pas pré-remplie du thème de la démarche ({chosen})",
    )
    guide.album.take(borne, "fiche-accompagnement")
    touches = (
        "Durée (min) : 30",
        "Âge (facultatif) : 40-59",
        "Genre (facultatif) : Féminin",
        "Enregistrer",
    )
    borne.touch(*touches).see("C’est noté.")
    must(len(touches) <= _MOST_TOUCHES, "noter demande plus de six touches")
    borne.touch("La personne continue").place("walkthrough").see(title)
    borne.not_see("Une personne vous aide")
    borne.touch("Terminer et effacer").place("session_end")
    borne.touch("Revenir à l’accueil").place("home")
    return len(touches)


def _at_the_post(guide: Guide, post: Remote) -> None:
    """Receive the person who took a number at the other kiosk; see the request."""
    post.place("pin")
    guide.album.take(post, "code")
    post.pin(PINS["mediator"]).place("desk").see("Attendent : 3", "Demandes : 1")
    open_and_close(guide, post)
    post.click("Demandes : 1").see("À décider")
    guide.album.take(post, "poste-demandes")
    post.click("Attendent : 2")
    guide.album.take(post, "poste-file")
    room = open_the_room(guide, post)
    hear_a_call(post, room)
    post.click("Recevoir").see("Noter un accompagnement")
    post.click("E-mail", "15", "Enregistrer").see("Enregistré.")
    post.see("Attendent : 1")
    call_again(guide, post, room)


def _past_date(guide: Guide, post: Remote) -> None:
    """Record a visit of another day."""
    post.click("Saisir une date passée").see("Quel jour ?")
    days = [one["name"] for one in post.names() if one["name"].startswith("Quel jour ? :")]
    guide.album.take(post, "poste-date-passee")
    post.click(days[_DAYS_BACK], "Santé", "45", "Enregistrer").see("Enregistré.")
    post.click("Notés").see("Date passée")


def _corrected(guide: Guide, post: Remote) -> None:
    """Correct the newest record; the trace stays."""
    before = _n_corrections(guide)
    post.click("Notés", "Corriger").see("Ne pas corriger")
    post.click("60", "Enregistrer la correction").see("Corrigé. La trace reste.")
    post.see("Corrigé")
    guide.album.take(post, "poste-notes")
    n_new = _n_corrections(guide) - before
    must(n_new == 1, f"la correction a laissé {n_new} traces au lieu d’une")


def _several(guide: Guide, post: Remote) -> None:
    """Record a phone call, and a sheet of strokes of a busy morning."""
    post.click("À distance", "Par téléphone", "E-mail", "15", "Enregistrer").see("Enregistré.")
    post.click("Comptage papier").see("Combien de personnes ?")
    more = [one["name"] for one in post.names() if one["name"].endswith(": Un de plus")]
    people = next(name for name in more if name.startswith("Combien de personnes ?"))
    theme = next(name for name in more if "Combien par thématique" in name and "E-mail" in name)
    post.click(people, theme, "90")
    guide.album.take(post, "poste-comptage")
    post.click("Enregistrer").see("Enregistré.")


def _n_corrections(guide: Guide) -> int:
    rows = guide.kiosk_rows("poste", "visit_version")
    return sum(row["action"] == "corrected" for row in rows)


def _volunteer(guide: Guide, post: Remote) -> None:
    """Open with the volunteers' code: queue and record, no name to reveal."""
    post.pin(PINS["volunteer"]).place("desk").click("Demandes : 1")
    must(
        not any(_HIDDEN in text for text in post.texts()),
        "le code bénévole montre un nom à dévoiler",
    )
    guide.album.take(post, "poste-benevole")
    post.click("Navigation sur internet", "30", "Enregistrer").see("Enregistré.")
    post.click("Verrouiller").place("pin")


def _by_appointment(guide: Guide) -> str:
    """On the day of the appointment, receive the person who booked offline; the name opens."""
    kept = guide.city_rows(
        "select start from appointment"
        " where status = 'confirmed' and mediator_id not like 'atelier:%'"
    )
    if not kept:
        return "sans rendez-vous"
    start = datetime.fromtimestamp(kept[0]["start"], UTC).astimezone(PARIS)
    days = (start.date() - datetime.now(PARIS).date()).days
    guide.machines["poste"].leave()
    post = guide.open("poste", "poste", days_ahead=days).opened()
    post.place("pin").pin(PINS["mediator"]).place("desk").see("Aujourd’hui", "CAF, logement")
    guide.album.take(post, "poste", doc="poste", in_all=True)
    post.see(_HIDDEN).click("Voir le nom").see(BOOKED_AS)
    guide.album.take(post, "poste-nom")
    if "Commencer" not in post.texts():
        # Long before the hour, beginning is behind the other actions of the line.
        names = [one["name"] for one in post.names()]
        more = [one for one in names if one.startswith("Autres actions") and "CAF, log" in one]
        post.click(more[0]).see("Commencer")
    post.click("Commencer")
    chosen = [one["name"] for one in post.names() if one["checked"]]
    must(
        any("45" in name for name in chosen), f"la durée n’est pas reprise du rendez-vous {chosen}"
    )
    post.click("Enregistrer").see("Enregistré.", "Honoré")
    post.exchange()
    return "un rendez-vous honoré"
