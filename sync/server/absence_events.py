# SPDX-License-Identifier: AGPL-3.0-or-later
"""Absences as posts tell them, in the lane of bookings: noted, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.absences import LONGEST_ABSENCE, absence_id, is_of_a_post
from kiosk.domain.outbox import EventKind
from kiosk.domain.who_may_say import Deed, Relation, Word, why_refused, word_on
from sync.server.booking_fields import text_of, whole_of
from sync.server.displacing import review_after_change
from sync.server.projections import UNREADABLE, EventRefused, core_facts
from sync.wire_down import WireAbsence

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.booking_fields import Teller
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

ABSENCE_KINDS: Final = frozenset({EventKind.ABSENCE_ADDED, EventKind.ABSENCE_WITHDRAWN})
_MINUTE_S: Final = 60


def apply_absence_event(
    city: City, unit: CityUnit, teller: Teller, kind: EventKind, event: UnpackedEvent
) -> None:
    """Make true what a post tells of an absence, and look at every promise again.

    Raises:
        EventRefused: If it cannot be read, comes from a kiosk, or concerns another centre.
    """
    if word_on(Deed.ABSENCE, teller.machine.role, Relation.CENTRE) is not Word.ALLOWED:
        raise EventRefused(why_refused(Deed.ABSENCE, teller.machine.role))
    if kind is EventKind.ABSENCE_ADDED:
        _added(unit, teller, event)
    else:
        _withdrawn(unit, teller, core_facts(event))
    review_after_change(city, unit)


def _added(unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    mediator_id = text_of(facts["mediator"])
    start, end = whole_of(facts["start"]) * _MINUTE_S, whole_of(facts["end"]) * _MINUTE_S
    _refuse_other_centre(unit, teller, mediator_id)
    if not 0 < end - start <= LONGEST_ABSENCE.total_seconds():
        raise EventRefused(UNREADABLE)
    # A record that a post offers again under another life keeps the name of the first one.
    first = event.origin.split("/") if event.origin else [teller.incarnation, str(event.sequence)]
    name = absence_id(teller.machine.device, first[0], int(first[-1]))
    unit.agenda.put_absence(
        WireAbsence(absence_id=name, mediator_id=mediator_id, start=start, end=end)
    )


def _withdrawn(unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> None:
    name = text_of(facts["absence"], 48)
    if not is_of_a_post(name):
        raise EventRefused("not_told_by_a_post")
    known = unit.agenda.absence(name)
    if known is not None:  # else another post took it back before
        _refuse_other_centre(unit, teller, known.mediator_id)
        unit.agenda.remove_absence(name)


def _refuse_other_centre(unit: CityUnit, teller: Teller, mediator_id: str) -> None:
    if unit.agenda.home_of(mediator_id) != teller.machine.centre:
        raise EventRefused("other_centre")
