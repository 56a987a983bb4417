# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may open which door of the console: one table, every route in it.

A route that is not here opens for nobody (`sync.server.console.guard`). Where a route names
something of a centre, the table says in which field, so that an account of some centres meets
"not found" at all others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sync.server.roles import Role

HOME: Final = "/console"
AGENDA: Final = f"{HOME}/agenda"
RIGHTS: Final = f"{HOME}/droits"
API: Final = f"{HOME}/api/v1"
GET, POST, PUT = "GET", "POST", "PUT"


class Named(StrEnum):
    """What a field names; each leads to one centre, an account and ticked boxes to several.

    `TICKED` stands for every field whose name begins as told, with the code of a centre after it.
    """

    CENTRE = "centre"
    CENTRE_IF_TOLD = "centre_if_told"
    BOOKING = "booking"
    MEDIATOR = "mediator"
    WORKSHOP = "workshop"
    WORKSHOP_OR_NEW = "workshop_or_new"
    MACHINE = "machine"
    CASE = "case"
    LOSS = "loss"
    MESSAGE = "message"
    CELLS = "cells"
    FEED = "feed"
    ENTERED = "entered"
    ACCOUNT = "account"
    TICKED = "ticked"


@dataclass(frozen=True, slots=True)
class Rule:
    """One door.

    Attributes:
        roles: Who may pass; empty for everybody, even outside (the page decides).
        places: Field of the address, the query or the body -> what it names.
        action: Word of the journal for a change; empty where nothing is noted here.
        subject: Field whose value the journal names.
        is_network: Whether it is of the whole network by nature, so that an account of some
            centres does not open it.
    """

    roles: frozenset[Role]
    places: dict[str, Named] = field(default_factory=dict)
    action: str = ""
    subject: str = ""
    is_network: bool = False


_NOBODY_YET: Final = frozenset[Role]()
_ANYBODY: Final = frozenset(Role)
_FIGURES: Final = frozenset({Role.COORDINATION})
_DESK: Final = frozenset({Role.RECEPTION, Role.COORDINATION})
_FLEET: Final = frozenset({Role.FLEET})
_CALLS: Final = _FLEET | _DESK
_LAW: Final = frozenset({Role.PROTECTION})
_CHIEF: Final = frozenset({Role.ADMINISTRATION})
_CENTRE: Final = {"centre": Named.CENTRE}
_FILTER: Final = {"centre": Named.CENTRE_IF_TOLD}
_ACCOUNT: Final = {"compte": Named.ACCOUNT}
_BOXES: Final = {"centre_": Named.TICKED}

RULES: Final[dict[tuple[str, str], Rule]] = {
    # The door, before anybody is inside
    (GET, HOME): Rule(_NOBODY_YET),
    (GET, f"{HOME}/style.css"): Rule(_NOBODY_YET),
    (POST, f"{HOME}/entrer"): Rule(_NOBODY_YET),
    (POST, f"{HOME}/entrer/code"): Rule(_NOBODY_YET),
    (POST, f"{HOME}/entrer/second"): Rule(_NOBODY_YET),
    (POST, f"{HOME}/entrer/mot-de-passe"): Rule(_NOBODY_YET),
    (POST, f"{HOME}/sortir"): Rule(_NOBODY_YET),
    # Everybody's own account
    (GET, f"{HOME}/compte"): Rule(_ANYBODY),
    (POST, f"{HOME}/compte/mot-de-passe"): Rule(_ANYBODY),
    (POST, f"{HOME}/compte/sessions"): Rule(_ANYBODY, action="sessions_ended"),
    # Figures and files
    (GET, f"{HOME}/frequentation"): Rule(_FIGURES, _FILTER),
    (GET, f"{HOME}/rapprochement"): Rule(_FIGURES | _FLEET),
    (GET, f"{HOME}/arrets"): Rule(_FIGURES),
    (GET, f"{HOME}/arrets.csv"): Rule(_FIGURES),
    (GET, f"{HOME}/exports"): Rule(_FIGURES),
    (POST, f"{HOME}/exports/faire"): Rule(_FIGURES, _FILTER),
    (GET, f"{HOME}/exports/{{job:str}}"): Rule(_FIGURES),
    (POST, f"{HOME}/exports/arreter"): Rule(_FIGURES),
    (GET, f"{HOME}/exports/{{job:str}}/fichier"): Rule(_FIGURES),
    # The fleet
    (GET, f"{HOME}/parc"): Rule(_FLEET),
    (POST, f"{HOME}/cas"): Rule(_FLEET, {"cas": Named.CASE}, "case_closed", "cas"),
    (POST, f"{HOME}/fiche"): Rule(_FIGURES | _FLEET, {"cas": Named.CASE}, "record_chosen", "cas"),
    (POST, f"{HOME}/inviter"): Rule(_FLEET, _CENTRE, "machine_invited", "centre"),
    (POST, f"{HOME}/revoquer"): Rule(
        _FLEET, {"machine": Named.MACHINE}, "machine_revoked", "machine"
    ),
    (GET, RIGHTS): Rule(_CALLS),
    (POST, f"{RIGHTS}/reprendre"): Rule(_FLEET, {"cases": Named.CELLS}, "time_recalled", "cases"),
    (POST, f"{RIGHTS}/laisser"): Rule(_FLEET, {"cases": Named.CELLS}, "time_left", "cases"),
    (POST, f"{RIGHTS}/perdue"): Rule(_FLEET, {"machine": Named.MACHINE}, "loss_asked", "machine"),
    (POST, f"{RIGHTS}/perdue/confirmer"): Rule(
        _FLEET, {"perte": Named.LOSS}, "loss_ended", "perte"
    ),
    (POST, f"{RIGHTS}/appelee"): Rule(_CALLS, {"cas": Named.CASE}, "person_called", "cas"),
    # The directory of places
    (GET, f"{HOME}/lieux"): Rule(_CALLS),
    # The agenda
    (GET, AGENDA): Rule(_DESK, _FILTER),
    (GET, f"{AGENDA}/heures"): Rule(_DESK, _CENTRE),
    (POST, f"{AGENDA}/prendre"): Rule(_DESK, _CENTRE, "appointment_taken", "centre"),
    (POST, f"{AGENDA}/annuler"): Rule(
        _DESK, {"rendez_vous": Named.BOOKING}, "appointment_cancelled", "rendez_vous"
    ),
    (POST, f"{AGENDA}/absence"): Rule(
        _DESK, {"personne": Named.MEDIATOR}, "absence_entered", "personne"
    ),
    (POST, f"{AGENDA}/plage"): Rule(
        _DESK, {"centre": Named.CENTRE, "personne": Named.MEDIATOR}, "agenda_changed", "centre"
    ),
    (POST, f"{AGENDA}/fermeture"): Rule(_DESK, _CENTRE, "agenda_changed", "centre"),
    (POST, f"{AGENDA}/retirer"): Rule(_DESK, {"entree": Named.ENTERED}, "agenda_changed", "entree"),
    (POST, f"{AGENDA}/atelier"): Rule(_DESK, _CENTRE, "workshop_entered", "centre"),
    (POST, f"{AGENDA}/atelier/annuler"): Rule(
        _DESK, {"atelier": Named.WORKSHOP}, "workshop_cancelled", "atelier"
    ),
    (POST, f"{AGENDA}/contact"): Rule(_DESK, {"message": Named.MESSAGE}, "contact_seen", "message"),
    (POST, f"{AGENDA}/appele"): Rule(_DESK, {"message": Named.MESSAGE}, "person_called", "message"),
    (POST, f"{AGENDA}/calendrier"): Rule(
        _DESK, {"personne": Named.MEDIATOR}, "feed_made", "personne"
    ),
    (POST, f"{AGENDA}/calendrier/fin"): Rule(
        _DESK, {"calendrier": Named.FEED}, "feed_ended", "calendrier"
    ),
    # The agenda for programs
    (GET, f"{API}/session"): Rule(_ANYBODY),
    (GET, f"{API}/centres/{{centre:str}}/slots"): Rule(_DESK, _CENTRE),
    (GET, f"{API}/centres/{{centre:str}}/tasks"): Rule(_DESK, _CENTRE),
    (GET, f"{API}/centres/{{centre:str}}/workshops"): Rule(_DESK, _CENTRE),
    (POST, f"{API}/centres/{{centre:str}}/appointments"): Rule(
        _DESK, _CENTRE, "appointment_taken", "centre"
    ),
    (POST, f"{API}/appointments/{{booking:str}}/cancel"): Rule(
        _DESK, {"booking": Named.BOOKING}, "appointment_cancelled", "booking"
    ),
    (GET, f"{API}/appointments/{{booking:str}}/calendar.ics"): Rule(
        _DESK, {"booking": Named.BOOKING}
    ),
    (POST, f"{API}/absences/preview"): Rule(_DESK, {"mediator": Named.MEDIATOR}),
    (POST, f"{API}/absences"): Rule(
        _DESK, {"mediator": Named.MEDIATOR}, "absence_entered", "mediator"
    ),
    (GET, f"{API}/workshops/{{workshop:str}}"): Rule(_DESK, {"workshop": Named.WORKSHOP}),
    (PUT, f"{API}/workshops/{{workshop:str}}"): Rule(
        _DESK,
        {"workshop": Named.WORKSHOP_OR_NEW, "centre": Named.CENTRE},
        "workshop_entered",
        "workshop",
    ),
    (POST, f"{API}/workshops/{{workshop:str}}/cancel"): Rule(
        _DESK, {"workshop": Named.WORKSHOP}, "workshop_cancelled", "workshop"
    ),
    # Protection of data
    (GET, f"{HOME}/effacements"): Rule(_LAW, is_network=True),
    (GET, f"{HOME}/journal"): Rule(_LAW),
    # Accounts; their pages write the journal themselves
    (GET, f"{HOME}/comptes"): Rule(_CHIEF),
    (POST, f"{HOME}/comptes/ajouter"): Rule(_CHIEF, _BOXES),
    (POST, f"{HOME}/comptes/changer"): Rule(_CHIEF, {**_ACCOUNT, **_BOXES}),
    (POST, f"{HOME}/comptes/remettre"): Rule(_CHIEF, _ACCOUNT),
    (POST, f"{HOME}/comptes/fermer"): Rule(_CHIEF, _ACCOUNT),
}

NAVIGATION: Final = (
    (f"{HOME}/frequentation", "Fréquentation"),
    (f"{HOME}/rapprochement", "Rapprochement"),
    (f"{HOME}/exports", "Exports"),
    (f"{HOME}/arrets", "Arrêts"),
    (AGENDA, "Agendas"),
    (f"{HOME}/lieux", "Lieux"),
    (f"{HOME}/parc", "Parc"),
    (RIGHTS, "Droits"),
    (f"{HOME}/journal", "Journal"),
    (f"{HOME}/effacements", "Effacements"),
    (f"{HOME}/comptes", "Comptes"),
)


def allowed(rule: Rule, roles: tuple[str, ...]) -> bool:
    """Say whether somebody with some roles may pass."""
    return any(role.value in roles for role in rule.roles)


def is_too_wide(rule: Rule, centres: tuple[str, ...]) -> bool:
    """Say whether a door is of the whole network, and somebody of some centres only."""
    return rule.is_network and bool(centres)


def navigation(roles: tuple[str, ...], centres: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return (address, words) of the pages that somebody may open, in order."""
    return tuple(
        (address, words)
        for address, words in NAVIGATION
        if allowed(RULES[GET, address], roles) and not is_too_wide(RULES[GET, address], centres)
    )


def subjects_of(action: str) -> frozenset[Named]:
    """Return what the subject of a line of the journal may name."""
    return frozenset(
        rule.places[rule.subject]
        for rule in RULES.values()
        if rule.action == action and rule.subject in rule.places
    )
