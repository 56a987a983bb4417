# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kiosk or a post without a screen, as a process that obeys lines of JSON.

`python -m tests.support.booking_process FOLDER` builds the real kiosk through `kiosk.wiring`,
says that it is ready, then answers each line of its input with one line. `mortal` makes the
process kill itself, as a cut of power would, a given number of statements later: in the midst of
a transaction, or once it is committed and before the ticket is printed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import event

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointments import WhoComes
from kiosk.domain.leases import RightState
from kiosk.foundation.clock import SystemClock
from kiosk.foundation.errors import KnownError, Refused
from kiosk.wiring import build_kiosk
from sync.client.enrolment import enrol
from sync.client.transport import HttpTransport
from sync.client.wiring import build_sync

NEED = "caf"
SLOT_CELLS = 6


class DayClock(SystemClock):
    """The clock of the machine; for an arrival it shows the hour of the appointment."""

    shown_utc: datetime | None = None

    def now_utc(self) -> datetime:
        """Return the present instant."""
        return self.shown_utc or super().now_utc()


class Death:
    """Kills this process some moments from now."""

    def __init__(self) -> None:
        self.n_left = 0

    def moment(self, *_args: object) -> None:
        """Let one moment pass."""
        if self.n_left:
            self.n_left -= 1
            if not self.n_left:
                os.kill(os.getpid(), signal.SIGKILL)


class Obedient:
    """Does what a line says with the real services."""

    def __init__(self, folder: Path) -> None:
        self.clock = DayClock()
        self.kiosk = build_kiosk(folder, clock=self.clock, file_system=lambda _path: "ext4")
        if self.kiosk.device.identity().device_id is None:
            self.kiosk.device.mark_demo()
        self.desk = self.kiosk.appointments
        self.client = build_sync(self.kiosk)
        self.death = Death()
        for moment in ("before_cursor_execute", "commit"):
            event.listen(self.kiosk.database._engine, moment, self.death.moment)

    def obey(self, line: dict) -> dict:
        """Return the answer to a line."""
        try:
            return getattr(self, f"do_{line.pop('do')}")(**line)
        except Refused as refused:
            return {"refused": str(refused)}
        except KnownError as error:
            return {"failed": str(error)}

    def do_enrol(self, url: str, code: str) -> dict:
        with closing(HttpTransport(url)) as way:
            enrol(self.kiosk, way, url, code)
        return {"done": True}

    def do_mortal(self, moments: int) -> dict:
        self.death.n_left = moments
        return {"done": True}

    def do_sell(self, place: int, label: str = "") -> dict:
        return self._printed(self.desk.confirm(self._hold(place), who=WhoComes(label=label)))

    def do_cancel(self, ticket: str) -> dict:
        found = self._find(ticket)
        if found is None:
            return {"outcome": self.desk.cancel_unknown(ticket).value, "typed": True}
        return {"outcome": self.desk.cancel(found).value, "booking": found.booking}

    def do_move(self, ticket: str, place: int) -> dict:
        found = self._find(ticket)
        if found is None:
            return {"refused": "number_unknown"}
        return self._printed(self.desk.move(found, self._hold(place)))

    def do_request(self) -> dict:
        number = self.desk.request(NEED, Wish(), who=WhoComes()).number
        return {"request": number.replace(" ", "")}

    def do_arrive(self, ticket: str) -> dict:
        found = self._find(ticket)
        if found is None:
            return {"refused": "number_unknown"}
        self.clock.shown_utc = found.start_utc
        try:
            return {"arrived": self.desk.arrive(found).booking}
        finally:
            self.clock.shown_utc = None

    def do_absence(self, mediator: str, start: str, end: str) -> dict:
        first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
        return {"displaces": self.desk.add_absence(mediator, first, last)}

    def do_recall(self, day: str, place: int) -> dict:
        kept = self.kiosk.rights.kept_elsewhere(date.fromisoformat(day))
        cells = kept[place % len(kept)].cells[:SLOT_CELLS] if kept else ()
        return {"asked": len(self.kiosk.rights.take(cells))}

    def do_sync(self) -> dict:
        report = self.client.exchange()
        return {
            "outcome": report.outcome.value,
            "refusal": report.refusal,
            "unreadable": report.unreadable,
            "has_more": report.has_more,
        }

    def do_state(self) -> dict:
        """Return what the disk holds."""
        status = self.kiosk.outbox.status()
        with self.kiosk.database.unit_of_work() as uow:
            known = uow.appointments.since(datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
            own = uow.appointments.own_bookings()
            life = uow.device.get().incarnation
            return {
                "pending": status.n_pending,
                "refused": status.n_refused,
                "intents": [one.kind.value for one in uow.intents.waiting()],
                "requests": sorted(one.number for one in uow.requests.waiting()),
                "tasks": sorted([one.kind.value, one.number] for one in uow.recalls.tasks()),
                "wanted": len(uow.recalls.wanted()),
                "rights": sorted(
                    [one.cell.mediator_id, one.cell.step]
                    for one in uow.leases.rights()
                    if one.state is RightState.HELD and one.incarnation == life
                ),
                "appointments": {
                    one.booking: {
                        "status": one.status.value,
                        "mediator": one.mediator_id,
                        "start": int(one.start_utc.timestamp()),
                        "duration_min": one.duration_min,
                        "moved_to": one.moved_to,
                        "own": one.booking in own,
                    }
                    for one in known
                },
            }

    def _find(self, ticket: str):
        if ticket.isdigit():
            return self.desk.find(ticket)
        return self.desk.find_by_code(ticket)

    def _hold(self, place: int):
        days = [offer.day for offer in self.desk.days(NEED) if offer.n_free]
        if not days:
            raise Refused("no_time_free")
        slots = self.desk.slots(NEED, days[place % len(days)])
        return self.desk.hold(NEED, slots[place % len(slots)])

    def _printed(self, ticket) -> dict:
        number = ticket.number.replace(" ", "")
        found = self.desk.find(number)
        return {"number": number, "booking": found.booking, "code": ticket.code_qr}


def main() -> None:
    """Obey until the input ends."""
    machine = Obedient(Path(sys.argv[1]))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        answer = machine.obey(json.loads(line))
        machine.death.moment()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
