# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an export is given, and the words that each format puts in its cells.

The rows are those that `kiosk.domain.statistics` counts, so that a file and the figures beside
it agree to the unit, on a kiosk and on the city server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.domain.attendance import CITY, Arrival, Category, RecordedBy, VisitKind, VisitOrigin
from kiosk.domain.communes import commune_at, commune_of
from kiosk.domain.counted_rows import SessionRow
from kiosk.domain.periods import french_days
from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.vocabulary import ACTIVITY_PLACE, REMOTE
from kiosk.foundation.clock import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from kiosk.domain.coverage import Coverage
    from kiosk.domain.flat_visit import FlatVisit
    from kiosk.domain.periods import Period
    from kiosk.domain.vocabulary import Vocabulary

__all__ = ["ExportContext", "PlaceCard", "SessionRow", "Totals"]

_ADDRESS_END = re.compile(r"\b(?P<postcode>\d{5})\s+(?P<commune>[^\d,]+)$")

SMALL_NUMBERS = "Petits nombres non cachés : pour l’équipe, ni à transmettre ni à publier."
"""Said in every file that is no table for people outside: beside one of those, its numbers would
give away what is hidden there."""

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
CATEGORY_WORDS = {
    Category.GENDER: "Genre",
    Category.AGE: "Tranche d’âge",
    Category.STATUS: "Statut",
    Category.RETURNING: "Déjà accompagné",
    Category.QUARTER: "Quartier",
    Category.THEME: "Thématique",
    Category.ARRIVAL: "Venue",
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
class Totals:
    """What the rows of an export sum to, known before the first one is written.

    Attributes:
        n_rows: Records.
        n_people: People helped, those of paper tallies too.
        n_tally_rows: Records that are paper tallies.
        n_tally_people: People of those tallies.
        minutes: Minutes of all records.
    """

    n_rows: int = 0
    n_people: int = 0
    n_tally_rows: int = 0
    n_tally_people: int = 0
    minutes: int = 0

    @property
    def n_activities(self) -> int:
        """Activities: one a record, but one a stroke of a paper tally."""
        return self.n_rows - self.n_tally_rows + self.n_tally_people

    @property
    def n_national_rows(self) -> int:
        """Rows of the national export: one a person, those of paper tallies left out."""
        return self.n_people - self.n_tally_people


def totals_of(rows: Iterable[FlatVisit]) -> Totals:
    """Return what rows sum to."""
    n_rows = n_people = n_tally_rows = n_tally_people = minutes = 0
    for row in rows:
        n_rows += 1
        n_people += row.people
        minutes += row.minutes
        if row.kind == VisitKind.TALLY:
            n_tally_rows += 1
            n_tally_people += row.people
    return Totals(n_rows, n_people, n_tally_rows, n_tally_people, minutes)


@dataclass(frozen=True, slots=True)
class ExportContext:
    """What an export says besides its rows.

    Attributes:
        period: The days asked for.
        coverage: What is covered and what is missing.
        exported_utc: Moment of the export.
        places: Cards of the centres, by code.
        vocabulary: Lists that give the labels.
        totals: What the rows sum to.
        filters: (name, value) of what was kept besides the days, in French.
        referral_places: Names of the directory's places, by identifier.
    """

    period: Period
    coverage: Coverage
    exported_utc: datetime
    places: Mapping[str, PlaceCard]
    vocabulary: Vocabulary
    totals: Totals
    filters: tuple[tuple[str, str], ...] = ()
    referral_places: Mapping[str, str] = field(default_factory=dict)

    def place(self, code: str) -> PlaceCard:
        """Return the card of a centre; a bare one with its code when it is unknown."""
        return self.places.get(code) or PlaceCard(name=code)

    def filters_text(self) -> str:
        """Return the filters in one line; empty when everything was kept."""
        return " ; ".join(f"{name} : {value}" for name, value in self.filters)


def missing_days_text(coverage: Coverage) -> str:
    """Return the missing days in French, by machine; "aucun" when there is none."""
    gaps = [gap for gap in coverage.gaps if gap.days]
    if not gaps:
        return "aucun"
    if len(gaps) == 1 and gaps[0].name == coverage.name:
        return french_days(gaps[0].days)
    return " / ".join(f"{gap.name} : {french_days(gap.days)}" for gap in gaps)


def lacking_text(coverage: Coverage) -> str:
    """Return what figures lack: the days without data, then the machines that are late."""
    return " ; ".join(filter(None, (missing_days_text(coverage), coverage.late_sentence())))


def information_lines(context: ExportContext) -> tuple[tuple[str, str | int], ...]:
    """Return (name, value) of what a reader of any file must know of it."""
    local, totals = context.exported_utc.astimezone(PARIS), context.totals
    return (
        ("Période", context.period.title()),
        ("Périmètre", context.coverage.title()),
        ("Jours sans donnée", missing_days_text(context.coverage)),
        ("Envois en retard", context.coverage.late_sentence() or "aucun"),
        *context.filters,
        ("Fiches", totals.n_rows),
        ("Activités", totals.n_activities),
        ("Accompagnements (personnes)", totals.n_people),
        ("Minutes d’accompagnement", totals.minutes),
        ("Comptages papier (personnes)", totals.n_tally_people),
        ("Fait le", f"{local:%d/%m/%Y} à {local:%H:%M}"),
        ("Ateliers et groupes", "comptés par catégorie, sans personne inventée"),
        ("Diffusion", SMALL_NUMBERS),
    )


def place_card(name: str, address: str) -> PlaceCard:
    """Return the card of a centre from what is on its door.

    An address such as "12 rue Neuve, 59170 Croix" gives its postcode and commune; one without
    them is in the city. The Insee code is empty where two communes of a department have one name.
    """
    found = _ADDRESS_END.search(address)
    if found is None:
        return PlaceCard(name, address, CITY.postcode, CITY.name, CITY.insee)
    commune = found.group("commune").strip()
    known = commune_at(commune, found.group("postcode"))
    street = address[: found.start()].strip(" ,")
    return PlaceCard(name, street, found.group("postcode"), commune, known.insee if known else "")


def place_of(context: ExportContext, centre: str, place: str, commune: str) -> PlaceCard:
    """Return where the help was given, as far as it is known.

    At the centre, its card; remotely, only the commune of the centre, which stands for the
    employer's; elsewhere the commune noted.
    """
    card = context.place(centre)
    if place == ACTIVITY_PLACE:
        return card
    noted = commune or (card.commune_insee if place == REMOTE else "")
    if noted and noted == card.commune_insee:
        return PlaceCard("", "", card.postcode, card.commune, card.commune_insee)
    known = commune_of(noted)
    if known is None:
        return PlaceCard("", commune_insee=noted)
    return PlaceCard("", "", known.postcode, known.name, known.insee)


def yes_no(answer: bool | None) -> str:  # noqa: FBT001 - the answer itself, not an option
    """Return "Oui", "Non", or nothing when it was not answered."""
    if answer is None:
        return ""
    return "Oui" if answer else "Non"
