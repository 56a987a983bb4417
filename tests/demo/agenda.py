# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's centre and agenda as the file that a city enters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kiosk.domain.demo_centre import DEMO_CENTRE, DEMO_OTHER_CENTRE, demo_agenda
from kiosk.foundation.clock import PARIS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kiosk.domain.centre import CentreCard
    from kiosk.domain.openings import Agenda
    from kiosk.domain.workshops import Workshop

_WEEKDAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")


def agenda_toml(first_day: date, today: date) -> str:
    """Return the TOML file of the demonstration.

    Args:
        first_day: First day of its openings.
        today: The day after which its workshops come.
    """
    agenda = demo_agenda(first_day, today)
    parts = [_table("centre", _centre(card)) for card in (DEMO_CENTRE, DEMO_OTHER_CENTRE)]
    parts += [_table("motif", entry) for entry in _motifs(agenda)]
    parts += [
        _table(
            "mediator",
            {"id": one.mediator_id, "centre": DEMO_CENTRE.code, "first_name": one.first_name},
        )
        for one in agenda.mediators
    ]
    parts += [
        _table(
            "opening",
            {
                "id": one.opening_id,
                "mediator": one.mediator_id,
                "rule": one.recurrence.text(),
                "start": f"{one.start:%H:%M}",
                "end": f"{one.end:%H:%M}",
                "first_day": one.first_day.isoformat(),
                "season": one.season.value,
                "centre": one.centre,
            },
        )
        for one in agenda.openings
    ]
    parts += [_table("workshop", _workshop(one)) for one in agenda.workshops]
    return "\n".join(parts)


def _centre(card: CentreCard) -> dict[str, object]:
    return {
        "code": card.code,
        "name": card.name,
        "quarter": card.quarter,
        "address": card.address,
        "phone": card.phone,
        "hours": {_WEEKDAYS[day]: text for day, text in card.hours},
    }


def _motifs(agenda: Agenda) -> Iterable[dict[str, object]]:
    for one in agenda.motifs:
        yield {
            "id": one.motif_id,
            "labels": dict(one.labels),
            "duration_min": one.duration_min,
            "icon": one.icon,
            "documents": {code: list(papers) for code, papers in one.documents},
        }


def _workshop(one: Workshop) -> dict[str, object]:
    return {
        "id": one.workshop_id,
        "centre": DEMO_CENTRE.code,
        "titles": dict(one.titles),
        "start": one.start_utc.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M"),
        "minutes": one.duration_min,
        "capacity": one.capacity,
        "mediator": one.mediator_id,
        "documents": {code: list(papers) for code, papers in one.documents},
        "waiting": one.waiting_capacity,
        "minimum": one.min_participants,
    }


def _table(name: str, entry: dict[str, object]) -> str:
    lines = [f"[[{name}]]", *(f"{key} = {_value(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """Return a TOML value; JSON writes texts, numbers and lists the same way."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_value(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)
