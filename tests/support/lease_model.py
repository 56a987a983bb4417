# SPDX-License-Identifier: AGPL-3.0-or-later
"""The protocol of rights as a game of immutable states, played with the product's own functions.

A `World` holds a city, machines and every message ever sent: any of them may arrive at any time,
any number of times, in any order, or never (a loss, a duplicate, a USB key found in a drawer are
all the same here). `moves` gives what may happen next; `fault_of` says what is broken, if it is.
Machines crash for free: everything they know is on their disk, and a move is one transaction.

`Variant` names protocols that look right and are not; each must be caught.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.lease_ledger import CellState
from kiosk.domain.leases import hand_back
from tests.support.lease_city import city_hears_end, city_moves, city_receives, given_up
from tests.support.lease_parties import (
    machine_moves,
    machine_receives,
    new_life,
    next_request,
    settled,
)
from tests.support.lease_world import (
    Bounds,
    Cancelled,
    Conflict,
    Fault,
    Reply,
    Request,
    Variant,
    World,
    may_sell,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def moves(world: World, variant: Variant, bounds: Bounds) -> Iterator[tuple[str, World]]:
    """Yield what may happen next: a name and the world after it."""
    for message in world.net:
        match message:
            case Request():
                yield from city_receives(world, message, variant, bounds)
            case Cancelled(booking):
                yield f"city hears of the end of {booking}", city_hears_end(world, booking)
            case Reply() | Conflict():
                yield from machine_receives(world, message, variant, bounds)
    for place, machine in enumerate(world.machines):
        yield from machine_moves(world, place, machine, variant, bounds)
    yield from city_moves(world, variant, bounds)
    if world.n_faults < bounds.n_faults:
        yield from _faults(world, variant, bounds)


def _faults(world: World, variant: Variant, bounds: Bounds) -> Iterator[tuple[str, World]]:
    """Yield disks and servers that go back, copies, new lives."""
    if Fault.SERVER_RESTORE in bounds.faults:
        yield from _server_faults(world, variant)
    if Fault.DECLARED_LOST in bounds.faults:
        for device, _, _ in world.city.lives:
            if device not in {
                one.device for one in world.machines if one.incarnation in world.lost
            }:
                yield f"people declare {device} lost", given_up(world, device)
    for place in range(len(world.machines)):
        if world.n_lives < bounds.n_lives:
            yield from _disk_faults(world, place, variant, bounds)


def _server_faults(world: World, variant: Variant) -> Iterator[tuple[str, World]]:
    if world.saved_city is None:
        yield "the server is backed up", world._replace(saved_city=world.city)
        return
    saved = world.saved_city
    is_noticed = variant is not Variant.SERVER_RESTORE
    # what the city sold by itself is replayed from its own ledger before it serves
    online = tuple(
        row for row in world.city.rows if row.state is CellState.SOLD and row.device == "city"
    )
    restored = replace(
        saved,
        server_epoch=world.city.server_epoch + is_noticed,
        heard=frozenset() if is_noticed else saved.heard,
    )
    yield (
        "the server is restored",
        world._replace(city=restored.with_rows(online), n_faults=world.n_faults + 1),
    )


def _disk_faults(
    world: World, place: int, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    machine = world.machines[place]
    faulty = world._replace(n_faults=world.n_faults + 1)
    if Fault.NEW_LIFE in bounds.faults:
        yield f"{machine.device} begins a new life", new_life(faulty, place)
    if Fault.COPY in bounds.faults and len(world.machines) == bounds.n_machines:
        copy = faulty._replace(machines=(*world.machines, machine))
        if variant is not Variant.CLONE:
            copy = new_life(copy, len(world.machines))
        yield f"{machine.device} is copied", copy
    if Fault.ROLL_BACK not in bounds.faults:
        return
    if world.saved_machine is None:
        yield f"{machine.device} is imaged", world._replace(saved_machine=machine)
    elif world.saved_machine.device == machine.device:
        back = faulty.with_machine(place, world.saved_machine)
        if variant is not Variant.ROLL_BACK:
            back = new_life(back, place)
        yield f"{machine.device} is rolled back", back


def clean_exchange(world: World, place: int) -> World:
    """Return the world after one exchange without fault that grants nothing.

    A machine that is told of a conflict draws a new life, as the product does.
    """
    machine = world.machines[place]
    request = next_request(machine)
    asked = replace(machine, request=request.report.request, asked=request)
    world = world.with_machine(place, asked)._replace(net=world.net | {request})
    bounds = Bounds(whole_grants=True)
    answered = [after for _, after in city_receives(world, request, Variant.RIGHT, bounds)]
    if not answered:
        return new_life(world, place)
    world = answered[0]
    for message in world.net:
        if isinstance(message, Reply) and message.asked == request:
            return settled(world, place, message, Variant.RIGHT)
    return new_life(world, place)


def put_in_order(world: World) -> World:
    """Return the world once everything unsold is handed back and everything told, without fault."""
    for message in world.net:
        if isinstance(message, Cancelled):
            world = city_hears_end(world, message.booking)
    for _ in range(6):
        for place in range(len(world.machines)):
            machine = world.machines[place]
            held = {right.cell for right in machine.rights if may_sell(machine, right)}
            returned = hand_back(machine.rights, held, on_hold=frozenset())
            world = world.with_machine(place, machine.with_rights(returned))
            world = clean_exchange(world, place)
    return world
