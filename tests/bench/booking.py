# SPDX-License-Identifier: AGPL-3.0-or-later
"""A booking confirmed: the whole of it, its commit on the disk, beside the disk alone.

The machine is enrolled with a city server and sells what that city granted it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter

from kiosk.domain.appointments import WhoComes
from kiosk.domain.demo_centre import DEMO_CENTRE
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import Refused
from kiosk.services.appointments import AppointmentService
from kiosk.services.booking_rules import BookingRules
from kiosk.wiring import Kiosk, build_kiosk
from tests.bench.disk import BareCommit, BarePage
from tests.bench.figure import Figure, quantile
from tests.bench.folders import disk_folder
from tests.demo.town import DemoTown

N_CONFIRMS = 320
N_MEDIATORS = 12
AIM_MS = 50
MOTIF = "argent_impots"


def _many_mediators(folder: Path) -> Path:
    """Return an agenda file on which one machine's share is more than what is sold here."""
    first_day = (date.today() - timedelta(days=7)).isoformat()
    tables = [
        f'[[mediator]]\nid = "mesure-{n}"\ncentre = "{DEMO_CENTRE.code}"\n'
        f'first_name = "Mesure {n} (EXEMPLE)"\n\n'
        f'[[opening]]\nid = "mesure-{n}"\nmediator = "mesure-{n}"\n'
        'weekdays = ["lun", "mar", "mer", "jeu", "ven"]\n'
        f'start = "09:00"\nend = "18:00"\nfirst_day = "{first_day}"\n'
        for n in range(N_MEDIATORS)
    ]
    file = folder / "mesure.toml"
    file.write_text("\n".join(tables), encoding="utf-8")
    return file


def _confirmed(kiosk: Kiosk) -> Iterator[float]:
    """Book for one resident after the other; give what each confirmation took, in ms."""
    # A resident books once and a machine a dozen times an hour: only that limit is lifted.
    rules = BookingRules(max_an_hour=10 * N_CONFIRMS)
    appointments = AppointmentService(
        kiosk.database,
        kiosk.clock,
        kiosk.bus,
        device=kiosk.device,
        keys=kiosk.machine_keys,
        rules=rules,
    )
    for offer in appointments.days(MOTIF):
        while slots := appointments.slots(MOTIF, offer.day):
            session = kiosk.sessions.open("fr")
            hold = appointments.hold(MOTIF, slots[0])
            began = perf_counter()
            appointments.confirm(hold, who=WhoComes(label="EXEMPLE", contact="06 00 00 00 00"))
            yield (perf_counter() - began) * 1000
            kiosk.sessions.finish(session, SessionOutcome.FINISHED)


def figures() -> Iterator[Figure]:
    """Sell through the real service; between two sales, ask the disk for its own price."""
    with disk_folder() as place, DemoTown(place) as town:
        town.sync_verb("agenda", "import", str(_many_mediators(place)))
        folder = town.machine("borne", sessions=200)
        took: dict[str, list[float]] = {"confirm": [], "page": [], "commit": []}
        with (
            closing(BarePage(place)) as page,
            closing(BareCommit(place)) as commit,
            closing(build_kiosk(folder)) as kiosk,
        ):
            for confirm_ms in islice(_confirmed(kiosk), N_CONFIRMS):
                took["confirm"].append(confirm_ms)
                took["page"].append(page.took_ms())
                took["commit"].append(commit.took_ms())
    if len(took["confirm"]) < N_CONFIRMS:
        raise Refused(f"only {len(took['confirm'])} slots were granted, {N_CONFIRMS} are needed")
    p50 = {name: quantile(values, 0.50) for name, values in took.items()}
    p99 = {name: quantile(values, 0.99) for name, values in took.items()}
    beyond = p99["confirm"] - p99["page"]
    yield Figure(
        "booking: confirm, p99",
        p99["confirm"],
        "ms",
        "write+fsync of one 4 KiB page, p99",
        p99["page"],
        f"under {AIM_MS} ms beyond the floor",
        beyond < AIM_MS,
        note=f"{beyond:.1f} ms beyond; {N_CONFIRMS} confirms; p50 {p50['confirm']:.1f} ms",
    )
    yield Figure(
        "booking: confirm, p99, beside SQLCipher",
        p99["confirm"],
        "ms",
        "one-row SQLCipher commit, FULL, p99",
        p99["commit"],
        f"under {AIM_MS} ms beyond the floor",
        p99["confirm"] - p99["commit"] < AIM_MS,
        note=f"p50 {p50['confirm']:.1f} beside {p50['commit']:.1f} ms",
    )
