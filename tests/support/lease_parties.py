# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a city and machines do in the game that checks the protocol of rights.

Each function is one transaction of one party, made of the product's own functions.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from kiosk.domain.lease_ledger import (
    CellState,
    LedgerRow,
    cancel_booking,
    declare_lost,
    settle,
    without_ended,
)
from kiosk.domain.lease_recall import after_report, asked_back, granted_to, to_ask
from kiosk.domain.leases import (
    Grant,
    Granted,
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
    NOW,
    SELL_UNTIL,
    Bounds,
    Cancelled,
    City,
    Conflict,
    Machine,
    Reply,
    Request,
    Variant,
    World,
    devices_of,
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
        yield f"{name} asks", replace(after, net=world.net | {asked})
    held = sorted(right.cell for right in machine.rights if may_sell(machine, right))
    if world.n_bookings < bounds.n_bookings:
        for size in range(1, len(held) + 1):
            for cells in combinations(held, size):
                yield f"{name} sells {len(cells)}", sold(world, place, cells)
    if bounds.with_holds:
        yield from _hold_moves(world, place, held, variant, bounds)
    for cell in held:
        returned = hand_back(machine.rights, {cell}, on_hold=frozenset())
        yield f"{name} hands back", world.with_machine(place, machine.with_rights(returned))
    for booking in {listed.booking for listed in machine.live}:
        yield f"{name} cancels {booking}", cancels(world, place, booking, variant)


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
    rights = sale(machine.by_cell(), cells, booking, incarnation=machine.incarnation, now_utc=NOW)
    after = machine.with_rights(rights)
    live = after.live | {right.listed for right in rights}
    after_world = world.with_machine(place, replace(after, live=live))
    return replace(
        after_world,
        promises=world.promises | {(booking, cell, machine.incarnation) for cell in cells},
        n_bookings=world.n_bookings + 1,
    )


def cancels(world: World, place: int, booking: str, variant: Variant) -> World:
    machine = world.machines[place]
    rights = cancellation(machine.rights, booking)
    if variant is Variant.LOCAL_RESALE:
        rights = tuple(replace(one, state=RightState.HELD, booking="") for one in rights)
    live = frozenset(listed for listed in machine.live if listed.booking != booking)
    after = world.with_machine(place, replace(machine.with_rights(rights), live=live))
    promises = frozenset(one for one in world.promises if one[0] != booking)
    return replace(after, promises=promises, net=world.net | {Cancelled(booking)})


def city_receives(
    world: World, request: Request, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    city, report = world.city, request.report
    lives = {(device, life): last for device, life, last in city.lives}
    key = (request.device, report.incarnation)
    newest = [life for device, life, _ in city.lives if device == request.device]
    is_current = not newest or report.incarnation == newest[-1] or key not in lives
    if report.incarnation in city.lost and variant is not Variant.LOST_LIFE_GOES_ON:
        is_current = False
    if lives.get(key, 0) >= report.request:
        answered = any(isinstance(one, Reply) and one.asked == request for one in world.net)
        if not answered:
            yield "city sees a conflict", replace(world, net=world.net | {Conflict(request)})
        return
    lives[key] = report.request
    settled = settle(
        city.ledger(),
        report,
        device=request.device,
        is_current=is_current,
        known=city.known,
    )
    after = city.with_rows(without_ended(settled.changes, city.ended))
    moved, for_sales = after_report(
        (one for one in after.recalls if one.state.is_open), after.ledger()
    )
    after = after.with_recalls(moved).with_rows(for_sales)
    if variant is Variant.ABSENT_FREES_OLDER_LIVES and is_current:
        listed = {(row.cell, row.epoch) for row in report.rows}
        after = after.with_rows(
            tuple(
                row.freed()
                for row in after.rows
                if row.state is CellState.LEASED
                and row.device == request.device
                and row.incarnation != report.incarnation
                and (row.cell, row.epoch) not in listed
            )
        )
    is_new_epoch = report.server_epoch == str(city.server_epoch)
    after = replace(
        after,
        lives=tuple((device, life, last) for (device, life), last in lives.items()),
        known=city.known | {one.booking for one in settled.sales} | set(settled.cancelled),
        ended=city.ended | set(settled.cancelled),
        cases=city.cases | {case.booking for case in settled.cases},
        heard=city.heard | ({request.device} if is_new_epoch else set()),
    )
    if not is_current:
        yield (
            "city hears an older life",
            replace(world, city=after, net=world.net | {Conflict(request)}),
        )
        return
    for cells in _grants(after, world, request, variant, bounds):
        yield (
            f"city answers, grants {len(cells)}",
            _answered(world, after, request, settled.acks, cells),
        )


def _grants(
    city: City, world: World, request: Request, variant: Variant, bounds: Bounds
) -> Iterator[tuple[LedgerRow, ...]]:
    yield ()
    if city.is_frozen(devices_of(world)):
        return
    away = {row.cell for row in request.report.rows}
    if variant is not Variant.KEPT_FOR_NOBODY:
        away |= {
            one.cell for one in city.recalls if one.state.is_open and one.taker != request.device
        }
    free = sorted(
        (row for row in city.rows if row.state is CellState.FREE and row.cell not in away),
        key=lambda row: row.cell,
    )
    sizes = (len(free),) if bounds.whole_grants else range(1, len(free) + 1)
    for size in sizes:
        if size:
            yield from combinations(free, size)


def _answered(
    world: World,
    city: City,
    request: Request,
    acks: tuple[Listed, ...],
    granted: tuple[LedgerRow, ...],
) -> World:
    report = request.report
    leased = tuple(
        replace(
            row,
            state=CellState.LEASED,
            device=request.device,
            incarnation=report.incarnation,
            request=report.request,
        )
        for row in granted
    )
    grant = Grant(
        report.incarnation,
        report.request,
        SELL_UNTIL,
        tuple(Granted(row.cell, row.epoch) for row in leased),
    )
    kept = granted_to(city.recalls, request.device)
    given = tuple(one for one in kept if one.cell in {row.cell for row in leased})
    mine = {row.cell: row for row in city.rows if row.device == request.device}
    asked = tuple(sorted(to_ask(city.recalls, mine)))
    knows_lost = report.incarnation in city.lost
    reply = Reply(request, acks, grant, str(city.server_epoch), asked, knows_lost)
    after = city.with_rows(leased).with_recalls(given)
    return replace(world, city=after, net=world.net | {reply})


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
    # an answer under the same life after people gave it up: what it does counts again
    heard = world.lost - ({after.incarnation} if is_answer and reply.knows_lost else set())
    return replace(world.with_machine(place, after), lost=heard)


def _still_says(machine: Machine, row: Listed) -> bool:
    right = machine.by_cell().get(row.cell)
    return right is not None and (right.epoch, right.state) == (row.epoch, row.state)


def city_hears_end(world: World, booking: str) -> World:
    city = world.city.with_rows(cancel_booking(world.city.rows, booking))
    ended = replace(city, known=city.known | {booking}, ended=city.ended | {booking})
    return replace(world, city=ended)


def city_moves(world: World, variant: Variant, bounds: Bounds) -> Iterator[tuple[str, World]]:
    city = world.city
    if world.n_bookings < bounds.n_bookings and not city.is_frozen(devices_of(world)):
        kept = {one.cell for one in city.recalls if one.state.is_open}
        for row in city.rows:
            if row.state is CellState.FREE and row.cell not in kept:
                booking = f"b{world.n_bookings}"
                sold = replace(row, state=CellState.SOLD, device="city", booking=booking)
                yield (
                    "city sells online",
                    replace(
                        world,
                        city=replace(city.with_rows((sold,)), known=city.known | {booking}),
                        promises=world.promises | {(booking, row.cell, "city")},
                        n_bookings=world.n_bookings + 1,
                    ),
                )
    if world.n_recalls < bounds.n_recalls:
        yield from _recall_moves(world, variant)
    if variant in {Variant.RECLAIM_ON_TIME_OUT, Variant.SHRUNK_BY_SERVER}:
        for row in city.rows:
            if row.state is CellState.LEASED:
                yield (
                    "city takes a right back by itself",
                    replace(world, city=city.with_rows((row.freed(),))),
                )


def _recall_moves(world: World, variant: Variant) -> Iterator[tuple[str, World]]:
    """Yield a cell asked back for another machine, or for nobody."""
    city = world.city
    asked = {one.cell for one in city.recalls if one.state.is_open}
    takers = {"", *devices_of(world)}
    for row in sorted(city.rows, key=lambda row: row.cell):
        if row.state is not CellState.LEASED or row.cell in asked:
            continue
        for taker in sorted(takers - {row.device}):
            recalled = city.with_recalls(asked_back([row], taker))
            if variant is Variant.RECALL_GIVES_AT_ONCE:
                recalled = recalled.with_rows((row.freed(),))
            yield (
                f"city asks a time back for {taker or 'nobody'}",
                replace(world, city=recalled, n_recalls=world.n_recalls + 1),
            )


def given_up(world: World, device: str) -> World:
    """Return the world once two people have declared the known lives of a device lost."""
    city = world.city
    lives = frozenset(life for known, life, _ in city.lives if known == device)
    freed = city.with_rows(declare_lost(city.rows, device, lives))
    moved, for_sales = after_report(
        (one for one in freed.recalls if one.state.is_open), freed.ledger()
    )
    after = replace(freed.with_recalls(moved).with_rows(for_sales), lost=city.lost | lives)
    return replace(world, city=after, lost=world.lost | lives, n_faults=world.n_faults + 1)


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
    return replace(world.with_machine(place, fresh), n_lives=world.n_lives + 1)
