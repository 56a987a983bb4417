# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of reconciliation shows: machine by machine, what is here and what is not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sync.server.console.view import shown_instant
from sync.server.storage.fleet import ACTIVE
from sync.wire import WireVerdict

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.fleet import Machine

_LATE_S: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class MachineTotals:
    """A machine in the table.

    Attributes:
        centre: Code of its centre.
        name: Centre and machine.
        verdict: In French words.
        tone: ``ok``, ``wait`` or ``alert``.
        n_here: Records accepted here.
        n_waiting: Records that the machine said it still held, at its last exchange.
        n_refused: Records refused or damaged, kept and told.
        last_sent: When it last spoke, as people say it.
    """

    centre: str
    name: str
    verdict: str
    tone: str
    n_here: int
    n_waiting: int
    n_refused: int
    last_sent: str


def machine_totals(city: City) -> tuple[MachineTotals, ...]:
    """Return every machine with what it told and what is here."""
    now_utc = city.clock.now_utc()
    with city.database.transaction() as unit:
        names = {card.code: card.name for card in unit.fleet.centres()}
        machines = unit.fleet.machines()
        counts = unit.records.counts_by_device()
    lines: list[MachineTotals] = []
    for one in machines:
        found = counts.get(one.device, {})
        n_waiting = int(one.health.get("n_pending", 0))
        n_refused = sum(
            found.get(verdict.value, 0) for verdict in (WireVerdict.REFUSED, WireVerdict.DAMAGED)
        )
        verdict, tone = _verdict(one, n_waiting, n_refused, int(now_utc.timestamp()))
        last = one.last_exchange
        lines.append(
            MachineTotals(
                centre=one.centre,
                name=f"{names.get(one.centre, one.centre)} · {one.name}",
                verdict=verdict,
                tone=tone,
                n_here=found.get(WireVerdict.ACCEPTED.value, 0),
                n_waiting=n_waiting,
                n_refused=n_refused,
                last_sent="jamais" if last is None else shown_instant(last, now_utc),
            )
        )
    return tuple(lines)


def _verdict(one: Machine, n_waiting: int, n_refused: int, now: int) -> tuple[str, str]:
    if one.status != ACTIVE:
        return "révoquée : ce qui est ici est compté", "alert"
    if one.last_exchange is None:
        return "jamais venue", "wait"
    if now - one.last_exchange > _LATE_S:
        return "n’a pas envoyé : la suite attend chez elle", "wait"
    if n_refused:
        return "tout est ici, des lignes refusées", "alert"
    return ("envoi en cours", "wait") if n_waiting else ("tout est ici", "ok")
