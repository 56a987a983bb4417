# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the record of a visit begins with: the facts of what it is begun from.

Somebody who ends an assisted session, an appointment, a number of the queue or a workshop finds
the record filled in with what the machine already knows, and answers only the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.attendance import (
    CITY,
    LONGEST_TITLE,
    Arrival,
    VisitDraft,
    VisitKind,
    VisitOrigin,
)
from kiosk.domain.visit_hours import start_at, waited_between
from kiosk.domain.visit_marks import ServedKind, served_appointment
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP
from kiosk.foundation.clock import paris_day
from kiosk.foundation.plain_text import one_line

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.appointment_views import WorkshopSheet
    from kiosk.domain.visit_marks import Served
    from kiosk.domain.vocabulary import TermList, Vocabulary
    from kiosk.domain.workshops import Workshop

SUGGESTION_STEP_MIN = 5
_RECEPTION_LASTS_MIN = 5


@dataclass(frozen=True, slots=True)
class PrefillSource:
    """From what a record begins.

    Attributes:
        origin: Which kind of thing.
        themes: Themes of the walkthrough or need, as codes or as the national tool's names.
        minutes: How long it lasted or was planned to last; 0 if unknown.
        began_utc: When it began; its day in Paris becomes that of the record, its time the start.
        waited_min: Minutes waited in the queue, cut to 5; nothing if unknown.
        arrival: How the person came, where it is known.
        workshop_id: The workshop; empty for anything else.
        title: French title of the workshop, harmless to store.
        people: How many were there; 1 but for a workshop.
        served: The appointment or the number itself, where another machine knows it too.
    """

    origin: VisitOrigin
    themes: tuple[str, ...] = ()
    minutes: int = 0
    began_utc: datetime | None = None
    waited_min: int | None = None
    arrival: Arrival | None = None
    workshop_id: str = ""
    title: str = ""
    people: int = 1
    served: Served | None = None

    @classmethod
    def from_session(
        cls,
        themes: tuple[str, ...],
        minutes: int,
        *,
        began_utc: datetime | None = None,
        served: Served | None = None,
    ) -> PrefillSource:
        """Begin from an assisted session: of an appointment, or the person came without one.

        Args:
            themes: Themes of its walkthroughs.
            minutes: Minutes of help.
            began_utc: When the help began.
            served: The appointment or the number of the queue of the person, where it is known.
        """
        has_time = served is not None and served.kind is ServedKind.APPOINTMENT
        arrival = Arrival.APPOINTMENT if has_time else Arrival.SPONTANEOUS
        return cls(VisitOrigin.SESSION, themes, minutes, began_utc, arrival=arrival, served=served)

    @classmethod
    def from_appointment(
        cls,
        themes: tuple[str, ...],
        minutes: int,
        *,
        start_utc: datetime | None = None,
        number: str = "",
    ) -> PrefillSource:
        """Begin from an appointment.

        Args:
            themes: Themes of its need (`themes_of_need`).
            minutes: Its planned minutes.
            start_utc: Its start.
            number: Its 8 digits.
        """
        arrival, origin = Arrival.APPOINTMENT, VisitOrigin.APPOINTMENT
        served = served_appointment(number, start_utc) if number and start_utc else None
        return cls(origin, themes, minutes, start_utc, arrival=arrival, served=served)

    @classmethod
    def from_queue(
        cls,
        themes: tuple[str, ...] = (),
        *,
        taken_utc: datetime | None = None,
        received_utc: datetime | None = None,
        now_utc: datetime | None = None,
        served: Served | None = None,
    ) -> PrefillSource:
        """Begin from a number of the walk-in queue.

        `AttendanceService.from_ticket` knows all these instants; screens call that.

        Args:
            themes: Themes of the need, where one was told.
            taken_utc: When the number was taken.
            received_utc: When its person was received: the start, and the end of the wait.
            now_utc: The current instant; the minutes since the reception become the duration,
                unless the form is opened as the person sits down, less than 5 minutes after.
            served: The number itself.
        """
        waited = waited_between(taken_utc, received_utc) if taken_utc and received_utc else None
        lasted_s = (now_utc - received_utc).total_seconds() if now_utc and received_utc else 0
        minutes = int(lasted_s) // 60
        return cls(
            VisitOrigin.QUEUE,
            themes,
            minutes if minutes >= _RECEPTION_LASTS_MIN else 0,
            received_utc,
            waited_min=waited,
            arrival=Arrival.SPONTANEOUS,
            served=served,
        )

    @classmethod
    def from_workshop(cls, sheet: WorkshopSheet, themes: tuple[str, ...] = ()) -> PrefillSource:
        """Begin from the sheet of a workshop: people are those present and those without a ticket.

        Nobody counted yet leaves the number of people to be asked.

        Args:
            sheet: The sheet as it stands.
            themes: Themes besides those that the identifier of the workshop names, in the way of
                `themes_of_need`.
        """
        workshop = sheet.workshop
        return cls(
            VisitOrigin.WORKSHOP,
            (*themes_of_need(workshop.workshop_id), *themes),
            workshop.duration_min,
            workshop.start_utc,
            workshop_id=workshop.workshop_id,
            title=title_of(workshop),
            people=sheet.n_present + sheet.n_walk_ins,
        )

    @classmethod
    def by_hand(cls) -> PrefillSource:
        """Begin from nothing."""
        return cls(VisitOrigin.BY_HAND)


def title_of(workshop: Workshop) -> str:
    """Return the title of a workshop of the agenda as records keep it."""
    return one_line(workshop.title())[:LONGEST_TITLE]


def themes_of_need(motif_id: str) -> tuple[str, ...]:
    """Return the themes that the identifier of a need names.

    A city that names a need by codes of the lists joined by dots, such as
    ``social_sante.logement``, gets records with these themes ticked; any other identifier names
    none, and `prefilled_draft` leaves out what the lists do not know.
    """
    return tuple(motif_id.split("."))


def prefilled_draft(
    source: PrefillSource, *, today: date, centre: str, vocabulary: Vocabulary
) -> VisitDraft:
    """Return the draft that a source allows: what it does not tell stays to be asked.

    An administrative theme also ticks the theme of administrative help. Themes come as codes or
    as the national tool's names; what the lists do not know is left out. Minutes are rounded up
    to the next 5, since nobody notes 17 minutes; the start is cut to the quarter of an hour, for
    the reason told in `visit_hours`. The commune is the city's, of use only when the place is
    changed to one outside the centre.
    """
    themes = _known_codes(source.themes, vocabulary.themes)
    administrative = _known_codes(source.themes, vocabulary.administrative_themes)
    if administrative:
        themes.add(ADMINISTRATIVE_HELP)
    began = source.began_utc
    return VisitDraft(
        day=paris_day(began) if began else today,
        centre=centre,
        commune_insee=CITY.insee,
        duration_min=-(-max(0, source.minutes) // SUGGESTION_STEP_MIN) * SUGGESTION_STEP_MIN,
        themes=vocabulary.themes.in_order(tuple(themes)),
        administrative_themes=vocabulary.administrative_themes.in_order(tuple(administrative)),
        kind=VisitKind.WORKSHOP if source.workshop_id else VisitKind.INDIVIDUAL,
        arrival=source.arrival,
        origin=source.origin,
        people=source.people,
        workshop_id=source.workshop_id,
        title=source.title,
        start=start_at(began) if began else "",
        waited_min=source.waited_min,
        served=source.served.text() if source.served else "",
    )


def _known_codes(texts: tuple[str, ...], terms: TermList) -> set[str]:
    return {code for text in texts if (code := terms.code_of(text)) is not None}
