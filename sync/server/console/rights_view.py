# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of rights: who may sell what, what is asked back, machines given up, people to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.lease_loss import LossReason, LossState
from kiosk.domain.lease_recall import RecallState
from kiosk.domain.lease_seats import is_seat, workshop_of
from kiosk.domain.periods import french_day, french_time
from kiosk.domain.slots import CELL_MIN, step_of
from kiosk.foundation.clock import paris_day
from sync.server.console.whereabouts import centre_of_case, centre_of_resource
from sync.server.storage.fleet import ACTIVE
from sync.translation import instant
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.domain.lease_ledger import LedgerRow
    from kiosk.domain.lease_loss import Loss
    from kiosk.domain.slots import Cell
    from sync.server.city import City
    from sync.server.storage.cases import CaseFile
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

REASONS: Final = {
    LossReason.STOLEN: "volée",
    LossReason.BROKEN: "cassée",
    LossReason.DISK_REPLACED: "disque remplacé",
    LossReason.SILENT: "muette depuis longtemps",
    LossReason.WITHDRAWN: "retirée du service",
}
_TASKS: Final = {
    TaskKind.CONFLICT: "Une autre personne garde cette heure. Appelez celle-ci et replacez-la.",
    TaskKind.SUSPECT: "Vendu par une machine qui n’en avait plus le droit. L’heure lui est gardée.",
    TaskKind.LOSS: "Le serveur rétabli connaissait un autre rendez-vous. Appelez la personne.",
    TaskKind.UNSERVED: "L’heure est réservée à une autre machine. Elle lui est redemandée.",
    TaskKind.DISPLACED: "L’heure n’est plus dans l’agenda. Appelez la personne et replacez-la.",
    TaskKind.CANCELLED: "Le centre a annulé. Personne ne l’a encore dit à la personne.",
    TaskKind.MOVED_TWICE: "Déplacé deux fois, par deux machines. Demandez à la personne.",
    TaskKind.CANCELLED_AND_MOVED: "Annulé ici et déplacé là. Demandez à la personne.",
}
_RECALLS: Final = {
    RecallState.ASKED: "redemandé, la machine n’a pas répondu",
    RecallState.KEPT: "rendu, gardé pour qui l’a demandé",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring cells in one state.

    Attributes:
        first: Mediator or seat, first cell and number of cells, as a form sends them back.
        words: Day and hours, with whom.
        state: State of the recall in words; empty for none.
    """

    first: str
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class HolderLine:
    """A machine and what it may sell.

    Attributes:
        device: Its identifier.
        name: Centre and name.
        n_cells: Cells of its present life.
        n_orphans: Cells of older lives, kept until sold, begun or declared lost.
        last: Last exchange in words.
        stretches: What it may sell, by neighbouring cells.
        may_ask_loss: Whether somebody may give it up.
    """

    device: str
    name: str
    n_cells: int
    n_orphans: int
    last: str
    stretches: tuple[Stretch, ...]
    may_ask_loss: bool


@dataclass(frozen=True, slots=True)
class LossLine:
    """A declaration: who asked, when, why, and where it stands."""

    loss_id: int
    name: str
    reason: str
    asked: str
    ready: str
    outcome: str
    is_asked: bool
    is_ready: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Somebody to call."""

    case_id: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RightsPage:
    """Everything on the page."""

    holders: tuple[HolderLine, ...]
    withheld: tuple[Stretch, ...]
    losses: tuple[LossLine, ...]
    tasks: tuple[TaskLine, ...]
    reasons: tuple[tuple[str, str], ...]


def rights_page(city: City, sees: Callable[[str], bool]) -> RightsPage:
    """Return the page as of now, of the centres that somebody sees."""
    now_utc = city.clock.now_utc()
    first = step_of(now_utc)
    with city.database.transaction() as unit:
        centres = {card.code: card.name for card in unit.fleet.centres()}
        machines = tuple(one for one in unit.fleet.machines() if sees(one.centre))
        near = {one.device for one in machines}
        people = _people(unit)
        recalls = [
            one
            for one in unit.recalls.open(first)
            if sees(centre_of_resource(unit, one.cell.mediator_id))
        ]
        rows = unit.leases.all_leased(first)
        losses = [loss for loss in unit.losses.all() if loss.device in near]
        cases = [
            case
            for case in unit.cases.all_open()
            if case.detail.get("task") and sees(centre_of_case(unit, case))
        ]
    names = {one.device: f"{centres.get(one.centre, one.centre)} · {one.name}" for one in machines}
    states = {one.cell: _RECALLS[one.state] for one in recalls}
    kept = [one.cell for one in recalls if one.state is RecallState.KEPT]
    asked = {loss.device for loss in losses if loss.state is LossState.ASKED}
    return RightsPage(
        holders=tuple(
            _holder_line(
                one,
                names[one.device],
                [row for row in rows if row.device == one.device],
                (states, people, now_utc),
                may_ask_loss=one.device not in asked,
            )
            for one in machines
        ),
        withheld=_stretches(kept, states, people),
        losses=tuple(_loss_line(loss, names, now_utc) for loss in losses),
        tasks=tuple(_task_line(case, names) for case in cases),
        reasons=tuple((reason.value, word) for reason, word in REASONS.items()),
    )


def _people(unit: CityUnit) -> dict[str, str]:
    """Return mediator -> first name, of every centre."""
    whole = unit.agenda.whole(unit.agenda.revision())
    return {one.mediator_id: one.first_name for _, one in whole.mediators}


def _holder_line(
    machine: Machine,
    name: str,
    rows: list[LedgerRow],
    scene: tuple[dict[Cell, str], dict[str, str], datetime],
    *,
    may_ask_loss: bool,
) -> HolderLine:
    states, people, now_utc = scene
    present = [row.cell for row in rows if row.incarnation == machine.incarnation]
    last = machine.last_exchange
    return HolderLine(
        device=machine.device,
        name=name if machine.status == ACTIVE else f"{name} (révoquée)",
        n_cells=len(present),
        n_orphans=len(rows) - len(present),
        last="jamais" if last is None else _moment(instant(last), now_utc),
        stretches=_stretches([row.cell for row in rows], states, people),
        may_ask_loss=may_ask_loss and bool(rows),
    )


def _stretches(
    cells: list[Cell], states: dict[Cell, str], people: dict[str, str]
) -> tuple[Stretch, ...]:
    runs: list[list[Cell]] = []
    for cell in sorted(cells):
        last = runs[-1][-1] if runs else None
        follows = last is not None and (last.mediator_id, last.step + 1) == tuple(cell)
        if follows and states.get(cell) == states.get(runs[-1][0]):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return tuple(
        Stretch(
            f"{run[0].mediator_id} {run[0].step} {len(run)}",
            _words(run, people),
            states.get(run[0], ""),
        )
        for run in runs
    )


def _words(run: list[Cell], people: dict[str, str]) -> str:
    first, last = run[0], run[-1]
    day = french_day(paris_day(first.start_utc))
    if is_seat(first):
        seat = first.mediator_id.rpartition(":")[2]
        return f"{day}, {french_time(first.start_utc)}, atelier {workshop_of(first)}, place {seat}"
    end_utc = instant((last.step + 1) * CELL_MIN * 60)
    who = people.get(first.mediator_id, first.mediator_id)
    return f"{day}, {french_time(first.start_utc)} – {french_time(end_utc)}, {who}"


def _loss_line(loss: Loss, names: dict[str, str], now_utc: datetime) -> LossLine:
    outcome = ""
    if loss.confirmed_utc is not None:
        when = _moment(loss.confirmed_utc, now_utc)
        if loss.state is LossState.CONFIRMED:
            early = ", avant le délai" if loss.is_early else ""
            outcome = (
                f"confirmée par {loss.confirmed_by}, {when}{early} : {loss.n_freed} cases rendues"
            )
        else:
            outcome = f"retirée par {loss.confirmed_by}, {when}"
    return LossLine(
        loss_id=loss.loss_id,
        name=names.get(loss.device, loss.device),
        reason=REASONS[loss.reason],
        asked=f"{loss.asked_by}, {_moment(loss.asked_utc, now_utc)}",
        ready=_moment(loss.ready_utc, now_utc),
        outcome=outcome,
        is_asked=loss.state is LossState.ASKED,
        is_ready=now_utc >= loss.ready_utc,
    )


def _task_line(case: CaseFile, names: dict[str, str]) -> TaskLine:
    detail = case.detail
    number = str(detail["number"])
    at = instant(int(detail["start"]) // CELL_S * CELL_S)
    keeps = str(detail.get("keeps") or "")
    kept = f" Le {_shown(keeps)} garde l’heure." if keeps else ""
    return TaskLine(
        case_id=case.case_id,
        title=f"Rendez-vous {_shown(number)}, {french_day(paris_day(at))}, {french_time(at)}",
        text=f"{_TASKS[TaskKind(str(detail['task']))]}{kept} {names.get(case.device, '')}".strip(),
    )


def _shown(number: str) -> str:
    return f"{number[:4]} {number[4:]}".strip()


def _moment(at: datetime, now_utc: datetime) -> str:
    day, today = paris_day(at), paris_day(now_utc)
    time = french_time(at)
    return time if day == today else f"{french_day(day)}, {time}"
