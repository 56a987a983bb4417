# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes of the square that a person takes away, beside the same run as JSON, gzip and base45."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace

from kiosk.content.loader import load_catalog
from kiosk.domain.walkthrough_progress import MAX_TEXT, progress_text, read_progress, replayed
from kiosk.domain.walkthrough_run import Run, allowed_answers, answer, start
from kiosk.domain.walkthroughs import StepKind, Walkthrough
from kiosk.foundation.resources import asset_path
from tests.bench.figure import Figure

BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(octets: bytes) -> str:
    """Return bytes as text of RFC 9285, the densest of QR codes that is not digits."""
    text: list[str] = []
    for place in range(0, len(octets) - 1, 2):
        value = octets[place] * 256 + octets[place + 1]
        text += (BASE45[value % 45], BASE45[value // 45 % 45], BASE45[value // 2025])
    if len(octets) % 2:
        text += (BASE45[octets[-1] % 45], BASE45[octets[-1] // 45])
    return "".join(text)


def figures() -> Iterator[Figure]:
    """Give the longest text of every walkthrough that ships, whole answers and papers."""
    runs = [fullest(one) for one in load_catalog(asset_path("content")).walkthroughs.values()]
    longest = max(runs, key=lambda run: len(progress_text(run, "fr")))
    text = progress_text(longest, "fr")
    assert all(
        replayed(read_progress(progress_text(r, "fr")), r.walkthrough).run == r for r in runs
    )
    answers, papers = len(longest.answers), len(longest.ticked)
    yield Figure(
        name=f"progress in QR, fullest run of the longest of {len(runs)} walkthroughs",
        value=len(text),
        unit="B",
        floor_name="the same run as JSON, gzip, base45",
        floor=len(as_json(longest)),
        aim=f"{MAX_TEXT} B",
        is_met=0 < len(text) <= MAX_TEXT,
        note=f"{longest.walkthrough_id}, {answers} answers, {papers} papers",
    )


def fullest(walkthrough: Walkthrough) -> Run:
    """Return a run at an end with an answer at every step and every paper in hand."""
    run = start(walkthrough)
    while not run.is_at_end:
        run = answer(run, allowed_answers(run.step)[0])
    asking = [step for step in walkthrough.steps if step.kind is not StepKind.END]
    return replace(
        run,
        answers={step.step_id: allowed_answers(step)[0] for step in asking},
        ticked=frozenset(need.paper_id for step in walkthrough.steps for need in step.papers),
    )


def as_json(run: Run) -> str:
    """Return a run as most programs would write it into a square."""
    plain = {
        "walkthrough": run.walkthrough_id,
        "content": run.walkthrough.content_hash[:8],
        "language": "fr",
        "trail": run.trail,
        "answers": run.answers,
        "papers": sorted(run.ticked),
    }
    octets = json.dumps(plain, separators=(",", ":")).encode("utf-8")
    return base45(gzip.compress(octets, mtime=0))
