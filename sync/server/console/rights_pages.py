# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of rights on HTTP: who holds what, recall, loss in two steps, people to call."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import get, post

from kiosk.domain.lease_cases import TaskOutcome
from kiosk.domain.lease_loss import LossReason, checked_person
from kiosk.domain.slots import Cell
from kiosk.foundation.errors import Refused
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    Call,
    Page,
    back,
    city_of,
    entered_of,
    page_of,
    with_form,
    worked,
)
from sync.server.console.rights_view import rights_page
from sync.server.console.rules import RIGHTS
from sync.server.freeze import thaw
from sync.server.losses import ask_loss, confirm_loss, give_up_loss
from sync.server.recalls import Asker, ask_back, let_go
from sync.server.roles import Role

if TYPE_CHECKING:
    from sync.server.console.access import Entry

_MAX_CELLS: Final = 600
_MAX_DIGITS: Final = 9
_REFUSED: Final = {
    "person_missing": "Écrivez votre nom ou vos initiales.",
    "person_too_long": "Ce nom est trop long : 40 signes au plus.",
    "device_unknown": "Cette machine n’est pas connue.",
    "loss_asked": "Cette machine est déjà donnée pour perdue.",
    "loss_unknown": "Cette déclaration n’existe pas.",
    "loss_closed": "Cette déclaration est déjà close.",
    "loss_too_early": "C’est trop tôt : cochez que la machine ne peut plus vendre, ou attendez.",
    "form_unreadable": "Le formulaire n’est pas lisible. Recommencez.",
}


@get(RIGHTS, include_in_schema=False)
async def rights(request: Call) -> Page:
    """Show who may sell what."""
    return await worked(partial(_rights, request))


@post(f"{RIGHTS}/reprendre", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def recall_time(request: Call) -> Page:
    """Ask a time back from the machine that keeps it."""
    return await with_form(request, _recall)


@post(f"{RIGHTS}/laisser", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def leave_time(request: Call) -> Page:
    """Let others have a time again that was asked back."""
    return await with_form(request, _leave)


@post(f"{RIGHTS}/perdue", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def ask_for_loss(request: Call) -> Page:
    """First step: give a machine up."""
    return await with_form(request, _ask_loss)


@post(f"{RIGHTS}/perdue/confirmer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def confirm_the_loss(request: Call) -> Page:
    """Second step: confirm it, or take it back."""
    return await with_form(request, _end_loss)


@post(f"{RIGHTS}/appelee", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def person_called(request: Call) -> Page:
    """Close the case of somebody who was called."""
    return await with_form(request, _called)


RIGHTS_HANDLERS: Final = (
    rights,
    recall_time,
    leave_time,
    ask_for_loss,
    confirm_the_loss,
    person_called,
)


def _rights(request: Call, notice: str = "") -> Page:
    entry = entered_of(request)
    city = city_of(request)
    return page_of(
        request,
        "rights.html",
        page=rights_page(city, entry.sees),
        is_fleet=entry.has(Role.FLEET.value),
        notice=notice,
    )


def _refused(request: Call, error: Refused) -> Page:
    return _rights(request, _REFUSED.get(error.reason, "Cela n’a pas pu se faire."))


def _recall(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    try:
        cells, person = _cells(form), checked_person(form.get("personne", ""))
    except Refused as error:
        return _refused(request, error)
    with city.database.transaction() as unit:
        ask_back(city, unit, cells, Asker(person))
    return back(to=RIGHTS)


def _leave(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    try:
        cells = _cells(form)
    except Refused as error:
        return _refused(request, error)
    with city.database.transaction() as unit:
        let_go(city, unit, cells)
    return back(to=RIGHTS)


def _ask_loss(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    try:
        reason = LossReason(form.get("raison", ""))
    except ValueError:
        return _refused(request, Refused("form_unreadable"))
    try:
        ask_loss(city_of(request), form.get("machine", ""), reason, person=form.get("personne", ""))
    except Refused as error:
        return _refused(request, error)
    return back(to=RIGHTS)


def _end_loss(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city, person = city_of(request), form.get("personne", "")
    try:
        loss_id = _number(form.get("perte", ""))
        if form.get("suite") == "retirer":
            give_up_loss(city, loss_id, person=person)
        else:
            confirm_loss(city, loss_id, person=person, accepts_early=form.get("tot") == "oui")
    except Refused as error:
        return _refused(request, error)
    return back(to=RIGHTS)


def _called(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    city = city_of(request)
    try:
        case_id, person = _number(form.get("cas", "")), checked_person(form.get("personne", ""))
        outcome = TaskOutcome(form.get("suite", ""))
    except Refused as error:
        return _refused(request, error)
    except ValueError:
        return _refused(request, Refused("form_unreadable"))
    with city.database.transaction() as unit:
        unit.cases.close(case_id, city.now(), by=person, outcome=outcome.value)
        thaw(unit)
    return back(to=RIGHTS)


def _cells(form: dict[str, str]) -> tuple[Cell, ...]:
    """Return the cells of a stretch as the page wrote it."""
    name, _, rest = form.get("cases", "").partition(" ")
    first, _, n_cells = rest.partition(" ")
    step, n = _number(first), _number(n_cells)
    if not name or not 0 < n <= _MAX_CELLS:
        raise Refused("form_unreadable")
    return tuple(Cell(name, step + place) for place in range(n))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > _MAX_DIGITS:
        raise Refused("form_unreadable")
    return int(text)
