# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record saved: checked, written with its trace and its event, brought to the disk.

The machine holds more than 2,000 records; those of every kind take turns, and each is saved as the
post does it: the unfinished form goes in the same transaction, the presets of durations are read
for the next one. Between two records the disk is asked for its own price.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from time import perf_counter

from kiosk.domain import demo_visits
from kiosk.domain.attendance import VisitDraft
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.services.staff import Staff, StaffRole
from kiosk.wiring import Kiosk, build_kiosk
from tests.bench.disk import BareCommit, BarePage
from tests.bench.figure import Figure, quantile
from tests.bench.folders import disk_folder

N_RECORDS = 400
N_KNOWN_SESSIONS = 4_000
AIM_MS = 50
_MEDIATOR = Staff(1, StaffRole.MEDIATOR, "EXEMPLE")


def _drafts(kiosk: Kiosk) -> Iterator[VisitDraft]:
    """Give drafts of one person, of groups, of workshops and of tallies, filled in."""
    draw = random.Random(1)
    began_utc = kiosk.clock.now_utc() - timedelta(days=1)
    while True:
        source = PrefillSource.from_session(("SocialSante",), 17, began_utc=began_utc)
        # A day is long enough for every length of help, whenever the measure is run.
        draft = replace(kiosk.attendance.prefill(source), start="09:00")
        for _ in range(7):
            yield demo_visits.one_person(draw, draft)
        yield demo_visits.group(draw, draft)
        yield demo_visits.workshop(draw, draft, f"mesure-{draw.getrandbits(60):x}")
        yield demo_visits.tally(draw, draft)


def figures() -> Iterator[Figure]:
    """Record through the real service; between two records, ask the disk for its own price."""
    took: dict[str, list[float]] = {"record": [], "correct": [], "page": [], "commit": []}
    with (
        disk_folder() as place,
        closing(BarePage(place)) as page,
        closing(BareCommit(place)) as commit,
        closing(build_kiosk(place / "borne")) as kiosk,
    ):
        kiosk.demo.fill(N_KNOWN_SESSIONS, seed=1)
        drafts = _drafts(kiosk)
        for _ in range(N_RECORDS):
            draft = next(drafts)
            kiosk.attendance.save_draft(draft, _MEDIATOR)
            began = perf_counter()
            visit_id = kiosk.attendance.record(draft, _MEDIATOR)
            kiosk.attendance.duration_presets()
            took["record"].append((perf_counter() - began) * 1000)
            took["page"].append(page.took_ms())
            took["commit"].append(commit.took_ms())
            began = perf_counter()
            kiosk.attendance.correct(visit_id, replace(draft, duration_min=35), _MEDIATOR)
            took["correct"].append((perf_counter() - began) * 1000)
        n_known = len(kiosk.attendance.recent(1_000_000))
    p50 = {name: quantile(values, 0.50) for name, values in took.items()}
    p95 = {name: quantile(values, 0.95) for name, values in took.items()}
    for floor, words in (
        ("page", "write+fsync of one 4 KiB page, p95"),
        ("commit", "one-row SQLCipher commit, FULL, p95"),
    ):
        yield Figure(
            "record: a record saved, p95",
            p95["record"],
            "ms",
            words,
            p95[floor],
            f"under {AIM_MS} ms",
            p95["record"] < AIM_MS,
            note=f"p50 {p50['record']:.1f} beside {p50[floor]:.1f} ms; {n_known} records in all",
        )
    yield Figure(
        "record: a record corrected, p95",
        p95["correct"],
        "ms",
        "one-row SQLCipher commit, FULL, p95",
        p95["commit"],
        f"under {AIM_MS} ms",
        p95["correct"] < AIM_MS,
        note=f"p50 {p50['correct']:.1f} ms",
    )
