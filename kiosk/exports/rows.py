# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an export is given, and the words that each format puts in its cells.

The rows are those that `kiosk.domain.statistics` counts, so that a file and the figures beside
it agree to the unit, on a kiosk and on the city server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.attendance import CITY, Arrival, RecordedBy, VisitKind, VisitOrigin
from kiosk.domain.periods import french_days
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.counted_rows import SessionRow, VisitRow
from kiosk.domain.vocabulary import ACTIVITY_PLACE, REMOTE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from kiosk.domain.attendance import VisitDraft
    from kiosk.domain.coverage import Coverage
    from kiosk.domain.periods import Period
    from kiosk.domain.vocabulary import Vocabulary

__all__ = ["ExportContext", "PlaceCard", "SessionRow", "VisitRow"]

# A spreadsheet takes a text that begins so for a formula; the full-width signs too.
# Source: OWASP, CSV Injection.
_FORMULA_STARTS = "=+-@＝＋－＠"
_ADDRESS_END = re.compile(r"\b(?P<postcode>\d{5})\s+(?P<commune>[^\d,]+)$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

KIND_WORDS = {
    VisitKind.INDIVIDUAL: "Accompagnement individuel",
    VisitKind.BRIEF: "Demande ponctuelle",
    VisitKind.WORKSHOP: "Atelier collectif",
    VisitKind.GROUP: "Groupe",
    VisitKind.TALLY: "Comptage papier",
}
ARRIVAL_WORDS = {
    Arrival.SPONTANEOUS: "Accueil spontané",
    Arrival.APPOINTMENT: "Sur rendez-vous",
}
ORIGIN_WORDS = {
    VisitOrigin.SESSION: "Session aidée",
    VisitOrigin.APPOINTMENT: "Rendez-vous",
    VisitOrigin.QUEUE: "File d’attente",
    VisitOrigin.WORKSHOP: "Feuille d’atelier",
    VisitOrigin.BY_HAND: "Saisie directe",
    VisitOrigin.PAPER: "Recopié du papier",
}
ROLE_WORDS = {
    RecordedBy.MEDIATOR: "Médiateur",
    RecordedBy.VOLUNTEER: "Bénévole",
    RecordedBy.COORDINATOR: "Coordinateur",
}
OUTCOME_WORDS = {
    SessionOutcome.FINISHED: "Terminée",
    SessionOutcome.LEFT: "Laissée à une autre personne",
    SessionOutcome.IDLE: "Terminée par inactivité",
    SessionOutcome.HELPED: "Aidée par une personne",
    SessionOutcome.INTERRUPTED: "Interrompue",
}


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """The public card of a centre, as far as exports show it.

    Attributes:
        name: Public name.
        address: Number and street.
        postcode: Postcode.
        commune: Name of the commune.
        commune_insee: Its Insee code.
    """

    name: str
    address: str = ""
    postcode: str = ""
    commune: str = ""
    commune_insee: str = ""


@dataclass(frozen=True, slots=True)
class ExportContext:
    """What an export says besides its rows.

    Attributes:
        period: The days asked for.
        coverage: What is covered and what is missing.
        exported_utc: Moment of the export.
        places: Cards of the centres, by code.
        vocabulary: Lists that give the labels.
    """

    period: Period
    coverage: Coverage
    exported_utc: datetime
    places: Mapping[str, PlaceCard]
    vocabulary: Vocabulary

    def place(self, code: str) -> PlaceCard:
        """Return the card of a centre; a bare one with its code when it is unknown."""
        return self.places.get(code) or PlaceCard(name=code)

    def missing_days_text(self) -> str:
        """Return the missing days in French, by machine; "aucun" when there is none."""
        gaps = [gap for gap in self.coverage.gaps if gap.days]
        if not gaps:
            return "aucun"
        if len(gaps) == 1 and gaps[0].name == self.coverage.name:
            return french_days(gaps[0].days)
        return " / ".join(f"{gap.name} : {french_days(gap.days)}" for gap in gaps)


def place_card(name: str, address: str) -> PlaceCard:
    """Return the card of a centre from what is on its door.

    An address such as "12 rue Neuve, 59170 Croix" gives its postcode and commune; one without
    them is in the city. The Insee code is known for the city alone, and empty elsewhere.
    """
    found = _ADDRESS_END.search(address)
    if found is None:
        return PlaceCard(name, address, CITY.postcode, CITY.name, CITY.insee)
    commune = found.group("commune").strip()
    insee = CITY.insee if commune.casefold() == CITY.name.casefold() else ""
    street = address[: found.start()].strip(" ,")
    return PlaceCard(name, street, found.group("postcode"), commune, insee)


def place_of(content: VisitDraft, context: ExportContext) -> PlaceCard:
    """Return where the help was given, as far as it is known.

    At the centre, its card; remotely, only the commune of the centre, which stands for the
    employer's; elsewhere the commune noted, its name only when it is the centre's own.
    """
    card = context.place(content.centre)
    if content.place == ACTIVITY_PLACE:
        return card
    noted = content.commune_insee or (card.commune_insee if content.place == REMOTE else "")
    if noted and noted == card.commune_insee:
        return PlaceCard("", "", card.postcode, card.commune, card.commune_insee)
    return PlaceCard("", commune_insee=noted)


def one_line(text: str) -> str:
    """Return a text for one line of one cell, without control characters."""
    return _CONTROL.sub(" ", text).strip()


def without_formula(text: str) -> str:
    """Return a text that a spreadsheet opens as text, never as a formula.

    A text that begins as a formula would, blanks left aside, gets an apostrophe before it.
    """
    clean = one_line(text)
    return f"'{clean}" if clean.startswith(tuple(_FORMULA_STARTS)) else clean


def yes_no(answer: bool | None) -> str:  # noqa: FBT001 - the answer itself, not an option
    """Return "Oui", "Non", or nothing when it was not answered."""
    if answer is None:
        return ""
    return "Oui" if answer else "Non"
