# SPDX-License-Identifier: AGPL-3.0-or-later
"""Histories of a city and its machines, drawn at random and played with the product's functions.

Unlike `tests.support.lease_model`, which visits every state within small bounds, one history is
long and of one kind of luck: machines sell time of a mediator and seats of a workshop, cancel,
look at times and leave, lines are cut for a while, messages are lost, repeated and late, machines
are killed, cells are asked back. Granting is the server's own `chosen_cells`. In a history with
`faults`, disks are copied, machines and the server are restored, and people declare machines lost.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from kiosk.domain.lease_seats import seat_cells
from kiosk.domain.leases import (
    LeaseReport,
    RightState,
    accepted,
    cancellation,
    cleared,
    hand_back,
    report_rows,
    sale,
)
from kiosk.domain.slots import Cell
from tests.support.lease_town import NOW, Answer, Ask, Ended, Machine, Town, TownHall

FIRST_STEP = int((NOW + timedelta(days=800)).timestamp()) // 300
CELLS_A_SLOT = 2


@dataclass(frozen=True, slots=True)
class Ending:
    """How a history ended.

    Attributes:
        n_steps: Things that happened.
        n_sales: Appointments confirmed.
        n_doubles: Appointments confirmed for a time that another one had.
        n_unseen: Doubles of which no case tells, and sales that the city does not know.
        n_forgotten: Live sales that no disk holds any more and that the city never heard of: a
            disk restored from an older image. Only the paper tells of them.
    """

    n_steps: int
    n_sales: int
    n_doubles: int
    n_unseen: int
    n_forgotten: int = 0


class History:
    """One history of one seed."""

    def __init__(self, seed: int, *, n_steps: int, faults: bool, flawed: bool = False) -> None:
        """Draw a city of two to eight machines.

        Args:
            seed: Of every draw.
            n_steps: Things that happen.
            faults: Whether disks are copied and machines or the server restored.
            flawed: Whether the city takes rights back by itself, which must end in doubles: a
                simulation that finds nothing in it would find nothing anywhere.
        """
        self.luck = random.Random(seed)
        self.n_steps = n_steps
        self.faults = faults
        self.flawed = flawed
        n_slots = self.luck.randint(3, 12)
        self.blocks = [
            tuple(Cell("m", FIRST_STEP + slot * CELLS_A_SLOT + n) for n in range(CELLS_A_SLOT))
            for slot in range(n_slots)
        ]
        n_seats = self.luck.choice((0, 1, 4, 8))
        start_utc = Cell("m", FIRST_STEP).start_utc
        self.seats = [(seat,) for seat in seat_cells("a", n_seats, start_utc)]
        self.blocks += self.seats
        names = [f"k{n}" for n in range(self.luck.randint(2, 8))]
        self.machines = [Machine(name, f"{name}-0") for name in names]
        share = self.luck.choice((0.4, 0.7, 1.0))
        self.hall = TownHall(self.blocks, frozenset(names), share)
        self.post: list[Ask | Answer | Ended] = []
        self.promised: dict[Cell, list[str]] = {}
        self.ended: set[str] = set()
        self.doubled: set[str] = set()
        self.n_sales = self.n_lives = self.at = 0
        self.backup: Town | None = None
        self.disk: Machine | None = None

    def play(self) -> Ending:
        """Let everything happen, then put the city in order and look."""
        acts = [self.ask, self.ask, self.ask, self.carry, self.carry, self.carry, self.sell]
        acts += [self.sell, self.sell, self.sell, self.cancel, self.give_back, self.look]
        acts += [self.cut, self.kill, self.recall]
        if self.faults:
            acts += [self.break_something]
        if self.flawed:
            acts += [self.take_back]
        for at in range(self.n_steps):
            self.at = at
            self.luck.choice(acts)()
        self.at = self.n_steps * 10
        n_unseen = self.settle_down()
        n_forgotten = len(self.forgotten())
        return Ending(self.n_steps, self.n_sales, len(self.doubled), n_unseen, n_forgotten)

    def ask(self) -> None:
        """A machine writes its request durably and sends it, or sends the open one again."""
        machine = self.luck.choice(self.machines)
        if machine.asked is None:
            self.write_request(machine)
        if machine.asked is None:
            return
        if machine.offline_until > self.at or self.luck.random() < 0.4:
            self.post.append(machine.asked)
            return
        self.deliver(machine.asked)
        if self.post and self.luck.random() < 0.8:
            self.deliver(self.post.pop())

    def write_request(self, machine: Machine) -> None:
        rows = report_rows(machine.rights.values(), incarnation=machine.life)
        if machine.told != machine.epoch:
            told = {row.cell for row in rows}
            rows += tuple(row for row in machine.live.values() if row.cell not in told)
        machine.request += 1
        report = LeaseReport(machine.life, machine.request, machine.epoch, rows)
        machine.asked = Ask(machine.device, report)

    def carry(self) -> None:
        """The network brings one of the messages under way, loses it, or brings it twice."""
        if not self.post:
            return
        place = self.luck.randrange(len(self.post))
        message = self.post[place]
        if self.is_cut(message):
            return
        if self.luck.random() < 0.8 or len(self.post) > 24:
            self.post[place] = self.post[-1]
            self.post.pop()
        if self.luck.random() < 0.15:
            return
        self.deliver(message)

    def is_cut(self, message: Ask | Answer | Ended) -> bool:
        asked = message.asked if isinstance(message, Answer) else message
        if isinstance(asked, Ended):
            return False
        return any(
            machine.device == asked.device and machine.offline_until > self.at
            for machine in self.machines
        )

    def deliver(self, message: Ask | Answer | Ended) -> None:
        if isinstance(message, Ask):
            was_answered = any(
                isinstance(one, Answer) and one.asked == message for one in self.post
            )
            answer = self.hall.answers(message, was_answered=was_answered)
            self.post += [] if answer is None else [answer]
        elif isinstance(message, Ended):
            self.hall.hears_end(message.booking)
        else:
            for machine in self.machines:
                if machine.asked == message.asked:
                    self.machine_settles(machine, message)

    def machine_settles(self, machine: Machine, answer: Answer) -> None:
        if answer.conflict:
            self.new_life(machine)
            return
        machine.asked = None
        for right in cleared(machine.rights, answer.acks):
            del machine.rights[right.cell]
        asked_cells = {
            row.cell
            for row in answer.recalls
            if (right := machine.rights.get(row.cell)) is not None and right.listed == row
        }
        back = hand_back(machine.rights.values(), asked_cells, on_hold=machine.hold)
        machine.rights |= {right.cell: right for right in back}
        if answer.grant is not None:
            listed = {
                row.cell for row in report_rows(machine.rights.values(), incarnation=machine.life)
            }
            fresh = accepted(
                listed | set(machine.live),
                answer.grant,
                incarnation=machine.life,
                request=machine.request,
                is_signed=lambda _: True,
            )
            machine.rights |= {right.cell: right for right in fresh}
        if answer.asked.report.server_epoch == answer.epoch:
            machine.told = answer.epoch
        machine.epoch = answer.epoch

    def sell(self) -> None:
        """A person confirms a whole slot at a machine; now and then after a look."""
        machine = self.luck.choice(self.machines)
        open_now = [block for block in self.blocks if self.may_sell(machine, block)]
        block = machine.hold if machine.hold in open_now else None
        machine.hold = ()
        if not open_now:
            return
        block = block or self.luck.choice(open_now)
        if block in self.seats:
            block = self.party(block, open_now)
        booking = f"b{self.n_sales}"
        sold = sale(machine.rights, block, booking, incarnation=machine.life, now_utc=NOW)
        self.n_sales += 1
        machine.rights |= {right.cell: right for right in sold}
        machine.live |= {right.cell: right.listed for right in sold}
        for cell in block:
            others = self.promised.setdefault(cell, [])
            if any(one not in self.ended for one in others):
                self.doubled.add(booking)
            others.append(booking)

    def party(self, seat: tuple[Cell, ...], open_now: list[tuple[Cell, ...]]) -> tuple[Cell, ...]:
        """Return the seats of a party that enrols together: all of them, or nobody does."""
        others = [one for one in open_now if one in self.seats and one != seat]
        n_more = min(self.luck.choice((0, 0, 1, 3)), len(others))
        return sum(self.luck.sample(others, n_more), seat)

    def may_sell(self, machine: Machine, block: tuple[Cell, ...]) -> bool:
        rights = [machine.rights.get(cell) for cell in block]
        return all(
            right is not None
            and right.state is RightState.HELD
            and right.incarnation == machine.life
            for right in rights
        )

    def look(self) -> None:
        """A person looks at a slot: until it is confirmed or left, no recall takes it."""
        machine = self.luck.choice(self.machines)
        machine.hold = () if machine.hold else self.luck.choice(self.blocks)

    def cancel(self) -> None:
        """Somebody cancels an appointment at the machine that sold it."""
        machine = self.luck.choice(self.machines)
        bookings = sorted({row.booking for row in machine.live.values()})
        if not bookings or self.luck.random() < 0.5:
            return
        booking = self.luck.choice(bookings)
        for right in cancellation(machine.rights.values(), booking):
            machine.rights[right.cell] = right
        machine.live = {cell: row for cell, row in machine.live.items() if row.booking != booking}
        self.ended.add(booking)
        self.post.append(Ended(booking))

    def give_back(self) -> None:
        """A machine gives back a slot that it does not need."""
        machine = self.luck.choice(self.machines)
        block = self.luck.choice(self.blocks)
        back = hand_back(machine.rights.values(), block, on_hold=machine.hold)
        machine.rights |= {right.cell: right for right in back}

    def cut(self) -> None:
        """The line of a machine is down for a while."""
        self.luck.choice(self.machines).offline_until = self.at + self.luck.randint(5, 60)

    def kill(self) -> None:
        """A machine loses its power: what is under way to it and what somebody looked at go."""
        machine = self.luck.choice(self.machines)
        machine.hold = ()
        self.post = [
            one
            for one in self.post
            if not (isinstance(one, Answer) and one.asked.device == machine.device)
        ]

    def recall(self) -> None:
        """The city asks a slot back for another machine, or for nobody."""
        if self.luck.random() < 0.6:
            return
        block = self.luck.choice(self.blocks)
        taker = self.luck.choice(("", *(machine.device for machine in self.machines)))
        self.hall.asks_back(block, taker)

    def take_back(self) -> None:
        """The flaw: rights end by the city's clock."""
        self.hall.takes_back(self.luck.choice(self.luck.choice(self.blocks)))

    def break_something(self) -> None:
        """A disk is copied or restored, the server is restored, a machine is declared lost."""
        if self.luck.random() < 0.9:
            return
        machine = self.luck.choice(self.machines)
        match self.luck.randrange(4):
            case 0 if len(self.machines) < 10:
                self.machines.append(machine.image())
                if self.luck.random() < 0.5:
                    self.new_life(self.machines[-1])
            case 1:
                if self.disk is not None and self.disk.device == machine.device:
                    place = self.machines.index(machine)
                    self.machines[place] = self.disk.image()
                    self.new_life(self.machines[place])
                self.disk = machine.image()
            case 2:
                if self.backup is not None:
                    self.hall.restore_server(self.backup)
                self.backup = self.hall.town.image()
            case _:
                self.hall.give_up(machine.device)

    def new_life(self, machine: Machine) -> None:
        self.n_lives += 1
        machine.life = f"{machine.device}-{self.n_lives}"
        machine.request = 0
        machine.asked = None
        machine.hold = ()

    def settle_down(self) -> int:
        """Let every machine be heard without fault; return what nobody sees."""
        for message in [one for one in self.post if isinstance(one, Ended)]:
            self.deliver(message)
        for _ in range(4 if self.faults else 2):
            for machine in self.machines:
                self.post = []
                if machine.asked is None:
                    self.write_request(machine)
                if machine.asked is not None:
                    self.deliver(machine.asked)
                for message in list(self.post):
                    if isinstance(message, Answer) and message.asked == machine.asked:
                        self.machine_settles(machine, message)
        return self.n_unseen()

    def n_unseen(self) -> int:
        """Count doubles without a case, and live sales of a present disk that nobody knows."""
        unseen = 0
        forgotten = self.forgotten()
        for cell, bookings in self.promised.items():
            live = [one for one in bookings if one not in self.ended and one not in forgotten]
            unseen += max(0, sum(one not in self.hall.town.in_case for one in live) - 1)
            row = self.hall.town.rows[cell]
            on_disk = {m.live[cell].booking for m in self.machines if cell in m.live}
            unseen += sum(
                one in on_disk and row.booking != one and one not in self.hall.town.in_case
                for one in live
            )
        return unseen

    def forgotten(self) -> set[str]:
        """Return the live sales of which no present disk and no ledger tells."""
        on_disk = {row.booking for machine in self.machines for row in machine.live.values()}
        told = on_disk | self.hall.town.known | self.hall.town.in_case | self.ended
        return {one for found in self.promised.values() for one in found} - told


def play(seed: int, *, n_steps: int, faults: bool, flawed: bool = False) -> Ending:
    """Return how the history of a seed ends."""
    return History(seed, n_steps=n_steps, faults=faults, flawed=flawed).play()
