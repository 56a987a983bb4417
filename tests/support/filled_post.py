# SPDX-License-Identifier: AGPL-3.0-or-later
"""A post of a large centre in a full week: eight mediators, forty appointments, long words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import ProposeTimes, Wish
from kiosk.domain.openings import Absence, Mediator, Motif
from tests.support.booking_desk import an_agenda, an_opening, at
from tests.support.pages import CAMILLE
from tests.support.selling_kiosk import enrol_and_grant, keep_at_a_kiosk
from tests.support.terminal import open_bench

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.openings import Agenda
    from kiosk.wiring import Kiosk
    from tests.support.terminal import Bench

N_APPOINTMENTS = 40
NEED = Motif(
    "caf",
    (
        ("fr", "Déclaration trimestrielle de la prime d’activité"),
        ("ar", "التصريح الفصلي بمنحة النشاط"),
    ),
    "home",
    45,
)
PEOPLE = tuple(
    Mediator(f"m-{name.lower()[:6]}", name)
    for name in (
        "Marie-Christine",
        "Nadia",
        "Abdelkader",
        "Jean-Sébastien",
        "Fatoumata",
        "Lucie",
        "Karim",
        "Bénédicte",
    )
)
_TUESDAY = date(2026, 11, 24)


def a_full_agenda() -> Agenda:
    """Return the agenda of eight people who receive every weekday, one of them away on Friday."""
    openings = [
        an_opening(f"o-{one.mediator_id}", mediator_id=one.mediator_id, start=time(9), end=time(12))
        for one in PEOPLE
    ]
    friday = _TUESDAY + timedelta(days=3)
    away = Absence("a-1", PEOPLE[0].mediator_id, at(9, day=friday), at(18, day=friday))
    return replace(an_agenda(*openings), mediators=PEOPLE, motifs=(NEED,), absences=(away,))


def open_filled_post(folder: Path, size: tuple[int, int]) -> Bench:
    """Open a post whose week is full: sold, asked for, kept by a kiosk, away."""
    bench = open_empty_post(folder, size)
    _ask(bench.kiosk)
    _sell(bench.kiosk)
    keep_at_a_kiosk(bench.kiosk, PEOPLE[-1].mediator_id, at(11))
    return bench


def open_empty_post(folder: Path, size: tuple[int, int]) -> Bench:
    """Open the same post before anything is sold, unlocked by a mediator."""
    (folder / "kiosk.toml").write_text('[machine]\nrole = "poste"\ndesk = "Bureau 2"\n')
    bench = open_bench(folder, size=size)
    enrol_and_grant(bench.kiosk, bench.clock, a_full_agenda())
    bench.terminal.parts.stage.centre.read_again()
    bench.session.staff = CAMILLE
    return bench


def _ask(kiosk: Kiosk) -> None:
    service = kiosk.appointments
    asked = service.request("caf", Wish())
    slots = service.slots("caf", _TUESDAY + timedelta(days=1))
    service.answer_request(asked.number, ProposeTimes(slots[-2:]))


def _sell(kiosk: Kiosk) -> None:
    service, n_sold = kiosk.appointments, 0
    for n in count():
        day = _TUESDAY + timedelta(days=n % 4)
        given: set[str] = set()
        for slot in service.slots("caf", day):
            if slot.mediator_id not in given and n_sold < N_APPOINTMENTS:
                given.add(slot.mediator_id)
                service.confirm(service.hold("caf", slot))
                n_sold += 1
        if n_sold == N_APPOINTMENTS:
            return
