# SPDX-License-Identifier: AGPL-3.0-or-later
"""What machines do in the game that checks the protocol of rights.

Each function is one transaction of one machine, made of the product's own functions. What it does
depends on its own disk and on the message alone, so it is worked out once for each pair.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from kiosk.domain.lease_seats import shared_among
from kiosk.domain.leases import (
    LeaseReport,
    Listed,
    RightState,
    accepted,
    cancellation,
    cleared,
    hand_back,
    report_rows,
    sale,
)
from tests.support.lease_world import (
    KEPT,
    NOW,
    Bounds,
    Cancelled,
    Conflict,
    Machine,
    Reply,
    Request,
    Variant,
    World,
    may_sell,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.domain.slots import Cell


def machine_moves(
    world: World, place: int, machine: Machine, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    name = f"{machine.device}[{place}]"
    if machine.request < bounds.n_syncs:
        asked = next_request(machine)
        after = world.with_machine(
            place, replace(machine, request=asked.report.request, asked=asked)
        )
        yield f"{name} asks", after._replace(net=world.net | {asked})
    held = sorted(right.cell for right in machine.rights if may_sell(machine, right))
    if world.n_bookings < bounds.n_bookings:
        for cells in _together(held):
            yield f"{name} sells {len(cells)}", sold(world, place, cells)
    if bounds.with_holds:
        yield from _hold_moves(world, place, held, variant, bounds)
    for cell in held:
        yield f"{name} hands back", world.with_machine(place, _without_right(machine, cell))
    for booking in {listed.booking for listed in machine.live}:
        yield f"{name} cancels {booking}", cancels(world, place, booking, variant)


@lru_cache(maxsize=KEPT)
def _without_right(machine: Machine, cell: Cell) -> Machine:
    return machine.with_rights(hand_back(machine.rights, {cell}, on_hold=frozenset()))


def _together(held: list[Cell]) -> Iterator[tuple[Cell, ...]]:
    """Yield what one sale may take: time of one mediator, or seats of one workshop."""
    for _, of_one in groupby(held, shared_among):
        cells = tuple(of_one)
        for size in range(1, len(cells) + 1):
            yield from combinations(cells, size)


def _hold_moves(
    world: World, place: int, held: list[Cell], variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    """Yield what a person at the screen does with a time: looks at it, confirms it, leaves."""
    machine = world.machines[place]
    name = f"{machine.device}[{place}]"
    if not machine.on_hold:
        for cell in held:
            looked = replace(machine, on_hold=frozenset({cell}))
            yield f"{name} looks at a time", world.with_machine(place, looked)
        return
    left = replace(machine, on_hold=frozenset())
    yield f"{name} leaves a time", world.with_machine(place, left)
    if world.n_bookings >= bounds.n_bookings:
        return
    cells = tuple(sorted(machine.on_hold))
    if variant is Variant.CONFIRM_WITHOUT_LOOKING:
        rights = [replace(machine.by_cell()[cell], state=RightState.HELD) for cell in cells]
        blind = left.with_rights(tuple(rights))
        yield f"{name} confirms blindly", sold(world.with_machine(place, blind), place, cells)
    elif set(cells) <= set(held):
        yield f"{name} confirms", sold(world.with_machine(place, left), place, cells)


@lru_cache(maxsize=KEPT)
def next_request(machine: Machine) -> Request:
    rows = report_rows(machine.rights, incarnation=machine.incarnation)
    if machine.told_epoch != machine.server_epoch:
        # the server may have been restored: it must hear of acknowledged sales again
        told = {row.cell for row in rows}
        rows += tuple(sorted(row for row in machine.live if row.cell not in told))
    report = LeaseReport(machine.incarnation, machine.request + 1, machine.server_epoch, rows)
    return Request(machine.device, report)


def sold(world: World, place: int, cells: tuple[Cell, ...]) -> World:
    machine = world.machines[place]
    booking = f"b{world.n_bookings}"
    return world.with_machine(place, _with_sale(machine, cells, booking))._replace(
        promises=world.promises | {(booking, cell, machine.incarnation) for cell in cells},
        n_bookings=world.n_bookings + 1,
    )


@lru_cache(maxsize=KEPT)
def _with_sale(machine: Machine, cells: tuple[Cell, ...], booking: str) -> Machine:
    rights = sale(machine.by_cell(), cells, booking, incarnation=machine.incarnation, now_utc=NOW)
    after = machine.with_rights(rights)
    return replace(after, live=after.live | {right.listed for right in rights})


def cancels(world: World, place: int, booking: str, variant: Variant) -> World:
    ended = _without_sale(world.machines[place], booking, variant)
    after = world.with_machine(place, ended)
    promises = frozenset(one for one in world.promises if one[0] != booking)
    return after._replace(promises=promises, net=world.net | {Cancelled(booking)})


@lru_cache(maxsize=KEPT)
def _without_sale(machine: Machine, booking: str, variant: Variant) -> Machine:
    rights = cancellation(machine.rights, booking)
    if variant is Variant.LOCAL_RESALE:
        rights = tuple(replace(one, state=RightState.HELD, booking="") for one in rights)
    live = frozenset(listed for listed in machine.live if listed.booking != booking)
    return replace(machine.with_rights(rights), live=live)


def machine_receives(
    world: World, message: Reply | Conflict, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    for place, machine in enumerate(world.machines):
        if machine.device != message.asked.device:
            continue
        is_answer = machine.asked == message.asked
        if isinstance(message, Conflict):
            if is_answer and world.n_lives < bounds.n_lives:
                yield f"{machine.device} is told of a conflict", new_life(world, place)
            continue
        is_loose = variant in {Variant.GRANT_FOR_ANY_REQUEST, Variant.ACK_BY_CELL_ALONE}
        same_life = machine.incarnation == message.asked.report.incarnation
        if is_answer or (is_loose and same_life):
            yield f"{machine.device}[{place}] settles", settled(world, place, message, variant)


def settled(world: World, place: int, reply: Reply, variant: Variant) -> World:
    machine = world.machines[place]
    after = _having_settled(machine, reply, variant)
    # an answer under the same life after people gave it up: what it does counts again
    is_heard = machine.asked == reply.asked and reply.knows_lost
    heard = world.lost - ({after.incarnation} if is_heard else set())
    return world.with_machine(place, after)._replace(lost=heard)


@lru_cache(maxsize=KEPT)
def _having_settled(machine: Machine, reply: Reply, variant: Variant) -> Machine:
    is_answer = machine.asked == reply.asked
    rights = machine.by_cell()
    if variant is Variant.ACK_BY_CELL_ALONE:
        gone = tuple(rights[ack.cell] for ack in reply.acks if ack.cell in rights)
    else:
        gone = cleared(rights, reply.acks) if is_answer else ()
    kept = replace(machine, rights=machine.rights - set(gone))
    listed = set(kept.by_cell()) | {row.cell for row in kept.live}
    void = {
        cell
        for cell, right in kept.by_cell().items()
        if right.incarnation != kept.incarnation
        and right.state in (RightState.HELD, RightState.RETURNED)
    }
    takes_any = variant is Variant.GRANT_FOR_ANY_REQUEST
    fresh = accepted(
        listed - void,
        reply.grant,
        incarnation=kept.incarnation,
        request=reply.grant.request if takes_any else kept.request,
        is_signed=lambda _: True,
    )
    after = kept.with_rights(fresh)
    if is_answer:
        asked = {row.cell for row in reply.recalls if _still_says(after, row)}
        in_the_way = frozenset() if variant is Variant.CONFIRM_WITHOUT_LOOKING else after.on_hold
        after = after.with_rights(hand_back(after.rights, asked, on_hold=in_the_way))
        after = replace(after, server_epoch=reply.server_epoch)
        if reply.asked.report.server_epoch == reply.server_epoch:
            after = replace(after, told_epoch=reply.server_epoch)
    return after


def _still_says(machine: Machine, row: Listed) -> bool:
    right = machine.by_cell().get(row.cell)
    return right is not None and (right.epoch, right.state) == (row.epoch, row.state)


def new_life(world: World, place: int) -> World:
    """Return the world once a machine has noticed and drawn a new incarnation."""
    machine = world.machines[place]
    fresh = replace(
        machine,
        incarnation=f"{machine.device}-life{world.n_lives + 1}-{place}",
        request=0,
        asked=None,
        on_hold=frozenset(),
    )
    return world.with_machine(place, fresh)._replace(n_lives=world.n_lives + 1)
