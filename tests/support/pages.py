# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open any page of the catalogue with what it needs to show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_views import Ticket, TicketPlace
from kiosk.domain.appointments import TicketState
from kiosk.services.staff import Staff, StaffRole
from tests.support.terminal import CENTRE
from tests.support.workshop_post import WORKSHOP, hear_of
from ui.catalog import entry_of
from ui.navigation.routes import Route

if TYPE_CHECKING:
    from tests.support.terminal import Bench

CAMILLE = Staff(1, StaffRole.MEDIATOR, "Camille EXEMPLE")
_PARAMS: dict[Route, dict[str, object]] = {
    Route.WALKTHROUGH: {"walkthrough_id": "titre-sejour-renouvellement"},
    Route.PRACTICE: {"exercise_id": "courriel"},
    Route.NOTICE: {"topic": "privacy"},
    Route.ASSISTED: {"minutes": 12, "opened": ("arnaque",)},
}


def open_page(bench: Bench, route: Route) -> None:
    """Show a page as a person would find it: in a session, or unlocked by the staff."""
    entry = entry_of(route)
    assert entry is not None
    if entry.staff:
        bench.session.staff = CAMILLE
    elif route is not Route.HOME:
        bench.session.begin()
    if route is Route.ASSISTED:
        bench.session.helper = CAMILLE
    params = dict(_PARAMS.get(route, {}))
    if route is Route.TICKET:
        params = ticket_params(bench)
    if route is Route.WORKSHOP_SHEET:
        hear_of(bench.kiosk, WORKSHOP)
        params = {"workshop_id": WORKSHOP.workshop_id}
    bench.router.go(route, **params)
    bench.settle()


def ticket_params(bench: Bench) -> dict[str, object]:
    """Return what the ticket's page is given after an appointment."""
    ticket = Ticket(
        number="4829 1630",
        state=TicketState.CONFIRMED,
        start_utc=bench.clock.now_utc() + timedelta(days=2),
        duration_min=45,
        centre=TicketPlace(CENTRE.name, CENTRE.address, CENTRE.phone),
        motif_label="CAF, logement",
        documents=("Pièce d’identité", "RIB", "Bail ou quittance"),
        mediator_name="Camille",
        code_qr="EXEMPLE",
        event_qr="BEGIN:VEVENT",
    )
    return {"ticket": ticket, "motif_id": "caf"}
