# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city does in the game that checks the protocol of rights.

Each function is one transaction, made of the product's own functions. What an answer is depends
on the city and on the request alone, so it is worked out once for each pair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
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
from kiosk.domain.leases import Grant, Granted, Listed
from tests.support.lease_world import (
    KEPT,
    SELL_UNTIL,
    Bounds,
    City,
    Conflict,
    Reply,
    Request,
    Variant,
    World,
    devices_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def city_receives(
    world: World, request: Request, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    found = _heard(world.city, request, variant)
    if found is None:
        answered = any(isinstance(one, Reply) and one.asked == request for one in world.net)
        if not answered:
            yield "city sees a conflict", world._replace(net=world.net | {Conflict(request)})
        return
    if not found.is_current:
        yield (
            "city hears an older life",
            world._replace(city=found.city, net=world.net | {Conflict(request)}),
        )
        return
    devices = devices_of(world)
    for n, city, reply in _answers(found, request, devices, variant, bounds.whole_grants):
        yield f"city answers, grants {n}", world._replace(city=city, net=world.net | {reply})


@dataclass(frozen=True, slots=True)
class _Heard:
    """The city once it has settled a report, what it acknowledges, and whether to whom it may."""

    city: City
    acks: tuple[Listed, ...]
    is_current: bool


@lru_cache(maxsize=KEPT)
def _heard(city: City, request: Request, variant: Variant) -> _Heard | None:
    """Return the city once it has settled a report; nothing for one that it settled before."""
    report = request.report
    lives = {(device, life): last for device, life, last in city.lives}
    key = (request.device, report.incarnation)
    newest = [life for device, life, _ in city.lives if device == request.device]
    is_current = not newest or report.incarnation == newest[-1] or key not in lives
    if report.incarnation in city.lost and variant is not Variant.LOST_LIFE_GOES_ON:
        is_current = False
    if lives.get(key, 0) >= report.request:
        return None
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
    return _Heard(after, settled.acks, is_current)


@lru_cache(maxsize=KEPT)
def _answers(
    found: _Heard,
    request: Request,
    devices: frozenset[str],
    variant: Variant,
    whole_grants: bool,
) -> tuple[tuple[int, City, Reply], ...]:
    """Return each way to answer: cells granted, the city after it, the reply."""
    grants = _grants(found.city, request, devices, variant, whole_grants)
    return tuple((len(cells), *_answered(found, request, cells)) for cells in grants)


def _grants(
    city: City, request: Request, devices: frozenset[str], variant: Variant, whole_grants: bool
) -> Iterator[tuple[LedgerRow, ...]]:
    yield ()
    if city.is_frozen(devices):
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
    sizes = (len(free),) if whole_grants else range(1, len(free) + 1)
    for size in sizes:
        if size:
            yield from combinations(free, size)


def _answered(
    found: _Heard, request: Request, granted: tuple[LedgerRow, ...]
) -> tuple[City, Reply]:
    city, report = found.city, request.report
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
    reply = Reply(request, found.acks, grant, str(city.server_epoch), asked, knows_lost)
    return city.with_rows(leased).with_recalls(given), reply


def city_hears_end(world: World, booking: str) -> World:
    city = world.city.with_rows(cancel_booking(world.city.rows, booking))
    ended = replace(city, known=city.known | {booking}, ended=city.ended | {booking})
    return world._replace(city=ended)


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
                    world._replace(
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
                    world._replace(city=city.with_rows((row.freed(),))),
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
                world._replace(city=recalled, n_recalls=world.n_recalls + 1),
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
    return world._replace(city=after, lost=world.lost | lives, n_faults=world.n_faults + 1)
