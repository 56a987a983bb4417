# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of machines and server, put side by side; and what export files hold."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook

from tests.tour.guide import must

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from tests.tour.guide import Guide

_COOP_TOTAL = 4
# What was written before the enrolment was told under the name that it got there.
SETTLED = {"sent", "moved"}


def lines_of(file: Path) -> int:
    """Return how many records a CSV file holds."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _ in csv.reader(stream, delimiter=";")) - 1


def total_of(file: Path) -> int:
    """Return the total that the national table shows above its lines."""
    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Activités").to_python()
    label, total = sheet[_COOP_TOTAL][:2]
    must(label == "Total", f"le bloc d’en-tête de « Activités » dit « {label} » au lieu de Total")
    return int(float(total))


def device_of(guide: Guide, name: str) -> str:
    """Return the identifier of a machine."""
    return str(guide.kiosk_rows(name, "device")[0]["device_id"])


def compare_rows(guide: Guide, names: Collection[str]) -> str:
    """Compare sessions, visits and appointments of machines and server, row by row."""
    devices = {name: device_of(guide, name) for name in names}
    sessions, visits = _sessions(guide, devices), _visits(guide, devices)
    _same("passages", sessions, _city_sessions(guide))
    _same("accompagnements", visits, _city_visits(guide))
    _same("rendez-vous", _appointments(guide, devices), _city_appointments(guide))
    for name in names:
        states = {row["state"] for row in guide.kiosk_rows(name, "outbox")} - SETTLED
        must(not states, f"{name} a des événements {sorted(states)} à la fin")
    return f"{len(sessions)} passages, {len(visits)} accompagnements"


def _same(what: str, machines: set[Any], city: set[Any]) -> None:
    only_here, only_there = machines - city, city - machines
    must(
        not only_here and not only_there,
        f"les {what} diffèrent : {len(only_here)} seulement aux bornes {sorted(only_here)[:2]},"
        f" {len(only_there)} seulement à la ville {sorted(only_there)[:2]}",
    )


def _sessions(guide: Guide, names: Mapping[str, str]) -> set[Any]:
    return {
        (
            device,
            row["incarnation"],
            row["sequence"],
            row["started_hour_utc"][:13].replace(" ", "T"),
            row["duration_min"],
            row["language"],
            row["outcome"],
        )
        for name, device in names.items()
        for row in guide.kiosk_rows(name, "session")
    }


def _city_sessions(guide: Guide) -> set[Any]:
    rows = guide.city_rows("select * from session_row")
    return {
        (
            row["device"],
            row["incarnation"],
            row["sequence"],
            row["hour"][:13],
            row["minutes"],
            row["language"],
            row["outcome"],
        )
        for row in rows
    }


def _visits(guide: Guide, names: Mapping[str, str]) -> set[Any]:
    return {
        (
            device,
            row["incarnation"],
            row["sequence"],
            row["version"],
            row["day"],
            row["duration_min"],
            tuple(json.loads(row["content"]).get("themes", ())),
        )
        for name, device in names.items()
        for row in guide.kiosk_rows(name, "visit")
    }


def _city_visits(guide: Guide) -> set[Any]:
    newest: dict[Any, Any] = {}
    for row in guide.city_rows("select * from visit_version order by version"):
        newest[row["device"], row["visit_incarnation"], row["visit_sequence"]] = row
    return {
        (
            *key,
            row["version"],
            row["day"],
            json.loads(row["core"])["minutes"],
            tuple(json.loads(row["core"]).get("themes", ())),
        )
        for key, row in newest.items()
        if not row["deleted"]
    }


def _appointments(guide: Guide, names: Mapping[str, str]) -> set[Any]:
    """Return what each machine sold; what others sold is a copy of the city's."""
    found = set()
    for name, own in names.items():
        for row in guide.kiosk_rows(name, "appointment"):
            if row["device"] in {own, ""}:
                start = datetime.fromisoformat(row["start_utc"])
                place = (own, row["mediator_id"], int(start.timestamp()))
                found.add((*place, row["duration_min"], row["status"]))
    return found


def _city_appointments(guide: Guide) -> set[Any]:
    rows = guide.city_rows("select * from appointment")
    return {
        (row["device"], row["mediator_id"], row["start"], row["duration_min"], row["status"])
        for row in rows
    }
