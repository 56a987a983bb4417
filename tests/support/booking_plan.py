# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people and misfortune do in the storm, drawn from a seed, and what must hold afterwards."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import GONE, RECEIVED, AppointmentStatus
from kiosk.foundation.clock import PARIS, paris_day
from sync.server.storage.cases import CaseKind
from tests.support.booking_storm import MEDIATORS, NAMES

if TYPE_CHECKING:
    from sync.server.city import City
    from tests.support.booking_storm import StormTown

STEP_S = 300
MOVES = {
    "sell": 30,
    "cancel": 12,
    "move": 13,
    "request": 3,
    "absence": 2,
    "recall": 4,
    "sync": 14,
    "sync_all": 5,
    "cut": 4,
    "restore": 5,
    "lose_answer": 2,
    "kill": 2,
    "mortal": 5,
    "kill_server": 2,
}
DAY_COMES = {"arrive": 5, "cancel": 3, "sync": 5, "cut": 1, "restore": 2, "kill": 1, "mortal": 1}
"""Once people arrive, nobody sells their hour any more: no machine sells the present day."""
LATEST_DEATH = 60
HOUR_S = 3600
VISIBLE = frozenset({CaseKind.PERSON_TO_CALL, CaseKind.CANCEL_UNPROVED, CaseKind.BOOKING_CONFLICT})
"""What a person sees and settles; any other case says that the machinery itself failed."""


class Plan:
    """One seeded course of events."""

    def __init__(self, town: StormTown) -> None:
        self.town, self.told, self.random = town, town.told, town.random

    def play(self, seconds: float, n_steps: int, chances: dict[str, int] = MOVES) -> None:
        """Let things happen, no longer than some seconds and no more than some steps."""
        names, weights = list(chances), list(chances.values())
        until = time.monotonic() + seconds
        for _ in range(n_steps):
            if time.monotonic() > until:
                return
            getattr(self, f"_{self.random.choices(names, weights)[0]}")()

    def disaster(self) -> None:
        """Let everything happen once that a short storm may leave out."""
        self._cut()
        self._sell()
        self._kill()
        self._restore()
        self._kill_server()

    def _ask(self, name: str, **line: object) -> dict | None:
        """Give a line to a machine, which may be killed while it obeys."""
        machine = self.town.machines[name]
        machine.send(**line)
        if self.random.random() < 0.015:
            machine.kill()
        said = machine.answer()
        self.told.log.append(f"{name} {line} -> {said}")
        return said

    def _machine(self) -> str:
        return self.random.choice(list(NAMES))

    def _ticket(self) -> tuple[str, str]:
        """Return a ticket that somebody holds: how it is shown to the machine, and its booking."""
        one = self.random.choice(list(self.told.tickets.values()))
        self.told.touched.add(one["booking"])
        by_code = self.random.random() < 0.7
        return (one["code"] if by_code else one["number"]), one["booking"]

    def _sell(self) -> None:
        label = self.random.choice(("", "Fatou"))
        said = self._ask(self._machine(), do="sell", place=self.random.randrange(200), label=label)
        self._print(said)

    def _print(self, said: dict | None) -> bool:
        if said is None or "booking" not in said:
            return False
        self.told.tickets[said["booking"]] = said
        return True

    def _cancel(self) -> None:
        if not self.told.tickets:
            return
        ticket, booking = self._ticket()
        said = self._ask(self._machine(), do="cancel", ticket=ticket)
        if said and said.get("typed"):
            self.told.typed.add(booking)
        elif said and said.get("outcome") in ("effective", "once_sent"):
            self.told.cancelled.add(booking)

    def _move(self) -> None:
        if not self.told.tickets:
            return
        ticket, booking = self._ticket()
        place = self.random.randrange(200)
        said = self._ask(self._machine(), do="move", ticket=ticket, place=place)
        if self._print(said):
            self.told.moved.append((booking, said["booking"]))

    def _arrive(self) -> None:
        if not self.told.tickets:
            return
        ticket, booking = self._ticket()
        # days before the hour: the city believes that of a post alone
        said = self._ask("p", do="arrive", ticket=ticket)
        if said and "arrived" in said:
            self.told.arrived.add(booking)

    def _request(self) -> None:
        said = self._ask(self._machine(), do="request")
        if said and "request" in said:
            self.told.requests.add(said["request"])

    def _absence(self) -> None:
        day = paris_day(datetime.now(UTC)) + timedelta(days=self.random.randrange(1, 14))
        at = datetime.combine(day, wall(self.random.randrange(9, 12)), PARIS).astimezone(UTC)
        mediator, end = self.random.choice(MEDIATORS), at + timedelta(hours=1)
        line = {"mediator": mediator, "start": at.isoformat(), "end": end.isoformat()}
        said = self._ask("p", do="absence", **line)
        if said and "displaces" in said:
            self.told.absences.append((mediator, int(at.timestamp()), int(end.timestamp())))

    def _recall(self) -> None:
        day = paris_day(datetime.now(UTC)) + timedelta(days=self.random.randrange(1, 14))
        self._ask("p", do="recall", day=day.isoformat(), place=self.random.randrange(20))

    def _sync(self) -> None:
        self._ask(self._machine(), do="sync")

    def _sync_all(self) -> None:
        self.told.log.append(f"all sync -> {self.town.sync_all()}")

    def _cut(self) -> None:
        self.told.log.append("cut")
        self.town.cut()

    def _restore(self) -> None:
        self.told.log.append("restore")
        self.town.restore()

    def _lose_answer(self) -> None:
        self.told.log.append("lose the next answer")
        self.town.lose_answer()

    def _kill(self) -> None:
        name = self._machine()
        self.told.log.append(f"{name} is killed")
        self.town.machines[name].kill()
        self.town.machines[name].answer()

    def _mortal(self) -> None:
        moments = self.random.randrange(1, LATEST_DEATH)
        self._ask(self._machine(), do="mortal", moments=moments)

    def _kill_server(self) -> None:
        """Kill the server while machines speak with it."""
        speaking = list(self.town.machines.values())[: self.random.randrange(4)]
        for machine in speaking:
            machine.send(do="sync")
        self.town.kill_server()
        self.told.log.append(f"server killed: {[machine.answer() for machine in speaking]}")
        self.town.restart_server()


class Reckoning:
    """What is wrong at the end, in sentences; nothing when every ticket is honoured."""

    def __init__(self, town: StormTown, city: City, held: dict[str, dict]) -> None:
        self.told, self.held = town.told, held
        with city.database.transaction() as unit:
            self.known = {one.booking: one for one in unit.bookings.between(0, 1 << 40)}
            self.sold = {(row.cell.mediator_id, row.cell.step): row for row in unit.leases.sold()}
            self.leased = {
                (row.cell.mediator_id, row.cell.step): row for row in unit.leases.all_leased(0)
            }
            self.cases = unit.cases.all_open()
            asked = unit.bookings.requests_of_centre("NORD", 0)
            self.requests = {one.number for one in asked}
            agenda = unit.agenda.whole(unit.agenda.revision())
            self.absences = {(one.mediator_id, one.start, one.end) for one in agenda.absences}
        self.wrong: list[str] = []

    def found(self) -> list[str]:
        """Return everything that is wrong."""
        self._machinery()
        self._machines_and_server_agree()
        self._one_promise_a_cell()
        self._what_was_told()
        return self.wrong

    def _check(self, is_right: bool, sentence: str) -> None:
        if not is_right:
            self.wrong.append(sentence)

    def _in_case(self, booking: str) -> bool:
        """Say whether a person is asked to look at a ticket."""
        number = booking.rpartition(".")[2]
        return any(
            number in (case.detail.get("number"), case.detail.get("keeps"))
            for case in self.cases
            if case.kind in VISIBLE
        )

    def _machinery(self) -> None:
        for case in self.cases:
            self._check(case.kind in VISIBLE, f"case of the machinery: {case}")
        tasks = sorted(
            [case.detail["task"], case.detail["number"]]
            for case in self.cases
            if case.detail.get("task")
        )
        for name, state in self.held.items():
            for part in ("pending", "refused", "intents"):
                self._check(not state[part], f"{name}: left over, {part} = {state[part]}")
        self._check(self.held["p"]["tasks"] == tasks, f"p: {self.held['p']['tasks']} != {tasks}")

    def _machines_and_server_agree(self) -> None:
        for name, state in self.held.items():
            for booking, here in state["appointments"].items():
                there = self.known.get(booking)
                if there is None or there.incomplete:
                    self._check(False, f"{name}: {booking} is not whole on the server: {there}")
                    continue
                same = (
                    (here["status"], there.status.value),
                    (here["mediator"], there.mediator_id),
                    (here["start"], there.start),
                    (here["duration_min"], there.duration_min),
                )
                for mine, theirs in same:
                    self._check(mine == theirs, f"{name}: {booking} is {mine}, server {theirs}")
            for cell in map(tuple, state["rights"]):
                row = self.leased.get(cell)
                self._check(row is not None, f"{name}: right to {cell} that the server gave not")
        owned = [cell for state in self.held.values() for cell in map(tuple, state["rights"])]
        self._check(len(owned) == len(set(owned)), "a right is with two machines")
        for booking, one in self.known.items():
            for name, state in self.held.items():
                is_here = booking in state["appointments"] or one.status in GONE
                self._check(is_here, f"{name} does not know {booking}, {one.status}")

    def _one_promise_a_cell(self) -> None:
        taken: dict[tuple[str, int], str] = {}
        for booking, one in self.known.items():
            first, n = one.start // STEP_S, one.duration_min * 60 // STEP_S
            cells = [(one.mediator_id, first + at) for at in range(n)]
            if one.status in GONE:
                for cell in cells:
                    row = self.sold.get(cell)
                    is_free = row is None or row.booking != booking
                    self._check(is_free, f"{booking} is {one.status} and still holds {cell}")
                continue
            if one.status is AppointmentStatus.DISPLACED:
                self._check(self._in_case(booking), f"{booking} displaced, and nobody is asked")
                continue
            for cell in cells:
                row = self.sold.get(cell)
                holder = row.booking if row else ""
                # somebody who came with a ticket cancelled elsewhere is received all the same
                is_right = holder == booking or one.status in RECEIVED
                self._check(is_right, f"{booking} is live, {cell} is held by {holder!r}")
                other = taken.setdefault(cell, booking)
                is_alone = other == booking or self._in_case(booking) or self._in_case(other)
                self._check(is_alone, f"{cell}: {booking} and {other}, and nobody is asked")

    def _what_was_told(self) -> None:
        told = self.told
        for booking in told.tickets:
            self._check(booking in self.known, f"the ticket {booking} is lost")
        for booking in told.cancelled | told.typed:
            one = self.known.get(booking)
            ended = one is not None and one.status in GONE | RECEIVED
            self._check(ended or self._in_case(booking), f"cancelled in vain: {booking} {one}")
        for old, new in told.moved:
            one = self.known.get(old)
            is_over = one is not None and one.status in RECEIVED | {AppointmentStatus.MOVED}
            is_seen = self._in_case(old) or self._in_case(new)
            self._check(is_over or is_seen, f"moved in vain: {old} to {new}: {one}")
            self._check(new in self.known, f"moved to nothing: {new}")
        for booking in told.arrived:
            one = self.known.get(booking)
            self._check(one is not None and one.status in RECEIVED, f"arrived, and {one}")
        for number in told.requests:
            self._check(number in self.requests, f"the request {number} is lost")
        for absence in told.absences:
            self._check(absence in self.absences, f"the absence {absence} is lost")
        self._nobody_asked()

    def _nobody_asked(self) -> None:
        """Look at tickets that nobody touched: they stand, or an absence broke them."""
        for booking in set(self.told.tickets) - self.told.touched:
            one = self.known.get(booking)
            if one is None:
                continue
            end = one.start + one.duration_min * 60
            is_hit = any(
                mediator == one.mediator_id and first < end and last > one.start
                for mediator, first, last in self.absences
            )
            wanted = AppointmentStatus.DISPLACED if is_hit else AppointmentStatus.CONFIRMED
            self._check(one.status is wanted, f"{booking} should be {wanted}: {one.status}")
