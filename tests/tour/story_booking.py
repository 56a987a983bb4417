# SPDX-License-Identifier: AGPL-3.0-or-later
"""Story 2, a person to talk to, offline: two kiosks sell on one agenda, one grant is lost."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.tour.guide import must
from tests.tour.tallies import SETTLED
from tests.tour.workshops import enrol_and_wait

if TYPE_CHECKING:
    from tests.tour.guide import Guide
    from tests.tour.remote import Remote

TITLE = "Histoire 2, une personne à qui parler"
_NEED = "CAF, logement"
_OTHER_NEED = "Impôts"
_HERE = "Ici, quartier Nord"
_NAME = "SAMIRA"
BOOKED_AS = "ALI"
NOBODY = {"Personne ne reçoit aujourd’hui.", "Plus personne ne reçoit aujourd’hui."}
_NUMBER = re.compile(r"\d{4} \d{4}")


def play(guide: Guide) -> str:
    """Sell, lose a grant, sell again, ask, find and cancel; nothing overlaps at the end."""
    first, second = guide.machines["borne A"], guide.machines["borne B"]
    guide.town.restore()
    must(first.exchange() and second.exchange(), "les bornes ne joignent pas la ville")
    guide.town.cut()
    first.place("home")
    cancelled = _sell(guide, first, _NEED, with_pictures=True)
    _lose_a_grant(guide, first)
    scanned = _sell(guide, first, _OTHER_NEED)
    _sell(guide, second, _NEED)
    asked = _ask(guide, second)
    _take_a_number(guide, second)
    _cancel_by_number(guide, first, cancelled)
    _cancel_by_code(guide, second, scanned)
    enrol_and_wait(guide, second)
    guide.town.restore()
    _settle(guide, first, second)
    _see_the_effect(first, scanned)
    n_kept = _check(guide, asked)
    return f"3 vendus hors réseau, 1 droit perdu, 2 annulés, {n_kept} gardé, 1 place d’atelier"


class Sold:
    """A ticket as the person has it in hand."""

    def __init__(self, number: str, codes: list[str]) -> None:
        self.number = number
        self.codes = codes


def _sell(guide: Guide, borne: Remote, need: str, *, with_pictures: bool = False) -> Sold:
    """Book the first free hour of this machine; the paper comes by itself."""
    n_before = guide.n_printed()
    borne.touch("Parler à une personne").place("booking")
    if with_pictures:
        guide.album.take(borne, "rendez-vous-besoin")
    borne.touch(need).see("Où voulez-vous venir ?")
    if with_pictures:
        guide.album.take(borne, "rendez-vous-lieu")
    borne.touch(_HERE).see("Choisissez une heure")
    hours = [one["name"] for one in borne.names() if one["kind"] == "SlotButton"]
    free = [name for name in hours if not name.startswith("Autre heure")]
    must(free, f"{borne.name} n’a pas d’heure à vendre hors réseau")
    borne.touch(free[0])
    if with_pictures:
        guide.album.take(borne, "rendez-vous", doc="rendez-vous", in_all=True)
    borne.touch("Réserver").see("Qui vient ?")
    borne.touch("Prénom ou surnom")
    borne.ask("type_on_screen", text=_NAME if with_pictures else BOOKED_AS)
    if with_pictures:
        guide.album.take(borne, "rendez-vous-nom")
    borne.touch("Fermer", "Continuer").see("Tout est juste ?")
    borne.touch("Confirmer le rendez-vous").place("ticket").see("C’est confirmé.")
    number = _number_on(borne)
    borne.see("Prenez votre ticket")
    if with_pictures:
        guide.album.take(borne, "ticket", doc="ticket", in_all=True)
    codes = borne.ask("codes")
    must(
        any(code.startswith("BEGIN:V") for code in codes), "le ticket n’a pas l’événement en carré"
    )
    paper = guide.printed(n_before)
    must(number in paper, f"le ticket imprimé ne porte pas le numéro {number}")
    _end(borne)
    return Sold(number, codes)


def _come_here(borne: Remote) -> None:
    """Say that the person comes here, where another centre receives the need too."""
    if "Où voulez-vous venir ?" in borne.texts():
        borne.touch("Ici, quartier Nord")


def _number_on(borne: Remote) -> str:
    found = [text for text in borne.texts() if _NUMBER.fullmatch(text)]
    must(found, f"{borne.name} ne montre pas de numéro de ticket")
    return found[0]


def _end(borne: Remote) -> None:
    borne.touch("Terminer").place("session_end")
    borne.touch("Revenir à l’accueil").place("home")


def _lose_a_grant(guide: Guide, borne: Remote) -> None:
    """Let the city take the report and grant again, and pull the cable before its answer."""
    guide.town.lose_next_answer()
    must(not borne.exchange(), "la réponse de la ville n’a pas été perdue")
    must(guide.town.cut_file.exists(), "le réseau n’a pas été coupé avant la réponse")
    sold = guide.city_rows("select count(*) as n from appointment where status = 'confirmed'")
    must(sold[0]["n"] == 1, f"la ville a {sold[0]['n']} rendez-vous au lieu de 1 avant la coupure")
    waiting = [row for row in guide.kiosk_rows(borne.name, "outbox") if row["state"] == "pending"]
    must(waiting, "la borne croit avoir été entendue sans réponse de la ville")


def _ask(guide: Guide, borne: Remote) -> str:
    """Ask for an hour that this machine does not hold."""
    borne.click("Parler à une personne", _NEED)
    _come_here(borne)
    borne.click("Autre heure").see("Demandez une autre heure")
    days = [one for one in borne.names() if one["kind"] == "DayCard" and one["enabled"]]
    borne.click(days[-1]["name"], "Le matin")
    guide.album.take(borne, "demande")
    borne.click("Demander").see("Comment vous répondre ?")
    borne.click("Avec mon numéro, à une borne").see("Qui vient ?")
    borne.click("Passer").see("Tout est juste ?")
    borne.click("Envoyer la demande").place("ticket").see("C’est à confirmer.")
    number = _number_on(borne)
    _end(borne)
    return number


def _take_a_number(guide: Guide, borne: Remote) -> None:
    """Call for help inside a walkthrough: a number, readable from afar; the page is kept."""
    title = guide.ways.title("arnaque")
    borne.touch("Arnaque ?").see(title).touch("J’ai besoin d’aide").place("help")
    borne.see("B1")
    _see_the_truth(borne)
    guide.album.take(borne, "aide")
    borne.touch("C’est urgent").see("Appelez maintenant, c’est gratuit")
    guide.album.take(borne, "urgent")
    borne.touch("Revoir mon numéro", "Je continue sans aide").place("walkthrough").see(title)
    borne.touch("J’ai besoin d’aide").place("help")
    _see_the_truth(borne)


def _see_the_truth(borne: Remote) -> None:
    """See that somebody comes, or, in the evening and on a closed day, that nobody receives."""
    either = {"Restez ici, quelqu’un vient.", *NOBODY}
    must(either & set(borne.texts()), f"{borne.name} ne dit pas si quelqu’un vient")


def _cancel_by_number(guide: Guide, borne: Remote, ticket: Sold) -> None:
    """Find the appointment by the number of its ticket, and cancel it where it was sold."""
    borne.touch("J’ai un ticket").place("resume")
    guide.album.take(borne, "numero-du-ticket")
    borne.touch(*ticket.number.replace(" ", ""), "Valider").see("Votre rendez-vous")
    guide.album.take(borne, "ticket-retrouve")
    borne.touch("Annuler ce rendez-vous").see("Annuler, c’est sûr ?")
    borne.touch("Oui, annuler").see("C’est annulé.")
    borne.touch("Terminer et effacer").place("session_end")
    borne.touch("Revenir à l’accueil").place("home")


def _cancel_by_code(guide: Guide, borne: Remote, ticket: Sold) -> None:
    """Read at the other kiosk, offline, the square of a ticket, and cancel by it."""
    leave_help(borne)
    borne.click("J’ai un ticket").place("resume")
    code = next(one for one in ticket.codes if not one.startswith("BEGIN:V"))
    borne.ask("type", text=code)
    borne.ask("press", key="Return")
    borne.see("Votre rendez-vous", ticket.number)
    borne.click("Annuler ce rendez-vous", "Oui, annuler").see("C’est noté.")
    guide.album.take(borne, "annulation-notee")
    borne.click("Terminer et effacer").place("session_end")
    borne.click("Revenir à l’accueil").place("home")


def leave_help(borne: Remote) -> None:
    """Go and sit down: the session ends, the number stays."""
    borne.click("Terminer et effacer")
    if "Terminer sans imprimer" in borne.texts():
        borne.click("Terminer sans imprimer")
    borne.place("session_end").click("Revenir à l’accueil").place("home")


def _settle(guide: Guide, *bornes: Remote) -> None:
    """Exchange until nothing waits on any kiosk and each knows what the others did."""
    for borne in (*bornes, *bornes):
        must(borne.exchange(), f"{borne.name} ne joint pas la ville")
    for borne in bornes:
        rows = guide.kiosk_rows(borne.name, "outbox")
        waiting = [row for row in rows if row["state"] not in SETTLED]
        must(not waiting, f"{borne.name} garde {len(waiting)} événements après le retour du réseau")


def _see_the_effect(borne: Remote, ticket: Sold) -> None:
    """See at the selling kiosk that the other one's cancellation has counted."""
    borne.click("J’ai un ticket").place("resume")
    borne.click(*ticket.number.replace(" ", ""), "Valider").see("Annulé")
    borne.click("Terminer et effacer").place("session_end")
    borne.click("Revenir à l’accueil").place("home")


def _check(guide: Guide, asked: str) -> int:
    """Return how many appointments stand; none overlaps another, and the request is there."""
    rows = guide.city_rows(
        "select mediator_id, start, duration_min, status from appointment"
        " where mediator_id not like 'atelier:%' order by mediator_id, start"
    )
    must(len(rows) == 3, f"la ville a {len(rows)} rendez-vous au lieu de 3")
    kept = [row for row in rows if row["status"] != "cancelled"]
    for one, after in pairwise(rows):
        if one["mediator_id"] == after["mediator_id"]:
            must(
                one["start"] + 60 * one["duration_min"] <= after["start"],
                "deux rendez-vous d’une même personne se chevauchent",
            )
    requests = guide.city_rows(
        "select number from appointment_request where motif_id not like 'atelier:%'"
    )
    numbers = [row["number"] for row in requests]
    must(numbers == [asked.replace(" ", "")], "la ville n’a pas la demande d’une autre heure")
    enrolled = guide.city_rows(
        "select count(*) as n from appointment"
        " where mediator_id like 'atelier:%' and status = 'confirmed'"
    )
    must(enrolled[0]["n"] == 1, "la ville n’a pas l’inscription à l’atelier")
    cases = guide.city_rows("select count(*) as n from case_file")
    must(cases[0]["n"] == 0, "la ville a ouvert un cas pour un conflit")
    return len(kept)
