# SPDX-License-Identifier: AGPL-3.0-or-later
"""Visits put into the city's table by the driver, beside the product."""

from __future__ import annotations

from kiosk.domain.flat_visit import FlatVisit
from kiosk.domain.packed_visit import packed
from sync.server.storage.report_tables import visit_row

COLUMNS = tuple(visit_row.columns.keys())
LISTED = ", ".join(f'"{name}"' for name in COLUMNS)


def stored(visit: FlatVisit, device: str, sequence: int) -> tuple[object, ...]:
    """Return the row of a visit, in the order of `COLUMNS`."""
    values = {
        "city": "59512",
        "device": device,
        "visit_incarnation": "0" * 16,
        "visit_sequence": sequence,
        **visit._asdict(),
        "packed": packed(visit),
    }
    return tuple(values[name] for name in COLUMNS)
