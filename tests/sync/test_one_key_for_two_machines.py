# SPDX-License-Identifier: AGPL-3.0-or-later
"""Machines of one city carry their files on one key: none takes the place of another's."""

from __future__ import annotations

import os
from datetime import date

import pytest

from kiosk.domain.periods import Period
from kiosk.domain.sessions import SessionOutcome
from kiosk.exports.registry import ExportKind
from kiosk.services.exports import Order
from kiosk.services.staff import StaffRole
from tests.support.city import open_machine

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def key(tmp_path):
    place = tmp_path / "key"
    place.mkdir()
    return place


def made(kiosk, key, kind):
    order = Order(kind, StaffRole.COORDINATOR)
    file = key / kiosk.exports.file_name(NOVEMBER, kind)
    maker = kiosk.publications if kind.for_outsiders else kiosk.exports
    return maker.export(NOVEMBER, order, file).path.name


@pytest.mark.parametrize("kind", [ExportKind.CSV, ExportKind.FUNDERS])
def test_a_second_machine_writes_beside_the_first(city, key, kind):
    kiosks = [city.machine(name, enrolled=False) for name in ("a", "b")]
    for kiosk in kiosks:
        kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.LEFT)
    city.clock.pass_time(days=40)

    first, second = (made(kiosk, key, kind) for kiosk in kiosks)

    assert second == first.replace(kind.extension, f"-2{kind.extension}")
    assert {path.name for path in key.iterdir()} == {first, second}


def test_what_a_kill_left_in_the_folder_of_a_machine_goes_at_its_start(city):
    folder = city.folder / "a" / "exports"
    folder.mkdir(parents=True)
    half = folder / ".accompagnements-2026-10-01-2026-10-31.csv.new"
    half.write_bytes(b"2026-10-14;NORD")
    os.utime(half, (0, 0))

    open_machine(city.folder / "a", city.clock).close()

    assert list(folder.iterdir()) == []
