# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story 5, the quarter: the city enters a date once, every kiosk shows it; a project begins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.tour.guide import must
from tests.tour.story_helped import PINS

if TYPE_CHECKING:
    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

TITLE = "Histoire 5, le quartier"
_PROJECT = "pic-projet"
_QUARTERS = ("Sud", "Est", "Ouest", "Centre")
_DAYS_TO_MEETING = 17
_DECISION = "Un jardin partagé rue de Lille (EXEMPLE)"
_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Sixieme quartier//Visite//FR
BEGIN:VEVENT
UID:visite@demonstration
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Paris:{day}T183000
SUMMARY:Conseil citoyen Nord (EXEMPLE)
LOCATION:Salle de la visite (EXEMPLE)
CATEGORIES:nord-conseil-citoyen
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def play(guide: Guide) -> str:
    """Change the board at the city, see it at the kiosk after one exchange, walk the PIC."""
    guide.town.restore()
    borne = guide.machines["borne B"]
    post = guide.machines["poste"]
    if not any(one["name"] == "Verrouiller" for one in post.names()):
        post.place("pin").pin(PINS["mediator"]).place("desk")
    _enter(guide)
    must(borne.exchange(), "la borne ne joint pas la ville")
    guide.town.cut()
    borne.place("home").touch("La vie du quartier").place("quarter").see("La vie du quartier Nord")
    borne.see(f" {_meeting().day} ", "18 h 30", "Salle de la visite (EXEMPLE)", _DECISION)
    borne.see("date à vérifier")
    guide.album.take(borne, "quartier", doc="quartier")
    for quarter in _QUARTERS:
        borne.touch("Changer de quartier", quarter).see(f"La vie du quartier {quarter}")
    guide.album.take(borne, "quartier-centre")
    borne.touch("Changer de quartier", "Nord")
    n_steps = _project(guide, borne)
    _notices(guide, borne)
    return f"une date entrée une fois, lue partout ; le projet en {n_steps} étapes"


def _enter(guide: Guide) -> None:
    """Enter a meeting by calendar and a decision by table, as a civil servant does."""
    calendar, table = guide.folder / "visite.ics", guide.folder / "visite.csv"
    calendar.write_text(_CALENDAR.format(day=f"{_meeting():%Y%m%d}"), encoding="utf-8")
    lines = ("id;quartier;decision", f"nord-conseil-citoyen;nord;{_DECISION}")
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    guide.town.import_board(calendar, table)


def _meeting() -> date:
    return date.today() + timedelta(days=_DAYS_TO_MEETING)


def _project(guide: Guide, borne: Remote) -> int:
    """Prepare a residents' project from the board to its end."""
    way = guide.ways.way(_PROJECT)
    borne.touch("Préparer mon projet (PIC)").place("walkthrough").see(way.title)
    for step in way.steps:
        borne.see(step.title).click(*step.ticks, step.goes_on)
    borne.see(way.end)
    guide.album.take(borne, "projet-fin")
    borne.click("Terminer").place("session_end")
    borne.click("Revenir à l’accueil").place("home")
    return len(way.steps)


def _notices(guide: Guide, borne: Remote) -> None:
    """Read, one touch from home, what the house owes everyone."""
    for link, name in (
        ("Vos données", "vos-donnees"),
        ("Accessibilité", "accessibilite"),
        ("Adresse et horaires", "adresse"),
    ):
        borne.click(link).place("notice")
        guide.album.take(borne, name)
        borne.click("Précédent").place("home")


def locked_by_itself(guide: Guide) -> None:
    """Find the post locked: nobody touched it while the rest was played and compared."""
    post = guide.machines["poste"]
    post.ask("place", route="pin", within_s=40)
