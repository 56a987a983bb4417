# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking all content that ships, and opening one walkthrough of it.

Floor of the check: libyaml's events of the same files, each once, nothing done with them. Floor
of an opening: reading the bytes of the same compiled file.
"""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from kiosk.content.linter import lint
from kiosk.content.loader import load_catalog
from kiosk.content.walkthrough_reading import read_walkthrough
from kiosk.domain.walkthrough_rendering import step_screen
from kiosk.domain.walkthrough_run import start
from kiosk.domain.walkthrough_texts import TextFiller
from kiosk.foundation.resources import asset_path
from tests.bench.figure import Figure, quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kiosk.domain.walkthroughs import Registries

AIM_LINT_S = 3.0
AIM_OPEN_MS = 30.0
LANGUAGES = ("fr", "fr-falc", "ar")
_TODAY = date(2026, 11, 23)
_TIMES = 3


def figures() -> Iterator[Figure]:
    """Check everything; then open each walkthrough from its compiled form, and from YAML."""
    root = asset_path("content")
    files = sorted(root.rglob("*.yaml"))
    began = time.perf_counter()
    checked_s = min(_cpu_seconds(lambda: lint(root, _TODAY)) for _ in range(_TIMES))
    wall_s = (time.perf_counter() - began) / _TIMES
    bare_s = min(_cpu_seconds(lambda: _parse(files)) for _ in range(_TIMES))
    n_walkthroughs = len(lint(root, _TODAY).paths)
    yield Figure(
        "content: lint of all that ships, processor time",
        checked_s,
        "s",
        "bare YAML events of the same files",
        bare_s,
        f"at most {AIM_LINT_S:.0f} s",
        checked_s <= AIM_LINT_S,
        note=f"{n_walkthroughs} walkthroughs, {len(files)} files; {wall_s:.1f} s on the wall",
    )
    yield from _openings(root)


def _openings(root: Path) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        cache = Path(made)
        catalog = load_catalog(root, cache)
        kept = {path.stem: path for path in cache.glob("*.json")}
        warm, floor, cold, bare = [], [], [], []
        for name, walkthrough in catalog.walkthroughs.items():
            path = kept[walkthrough.content_hash]
            for _ in range(_TIMES):
                warm.append(_milliseconds(lambda p=path: _open(p, catalog.registries)))
                floor.append(_milliseconds(path.read_bytes))
            cold.append(_milliseconds(lambda n=name: _open_yaml(root / n, catalog.registries)))
            bare.append(_milliseconds(lambda n=name: _parse(sorted((root / n).glob("*.yaml")))))
    yield Figure(
        "content: opening one walkthrough, p95",
        quantile(warm, 0.95),
        "ms",
        "reading the bytes of the same file, p95",
        quantile(floor, 0.95),
        f"p95 at most {AIM_OPEN_MS:.0f} ms",
        quantile(warm, 0.95) <= AIM_OPEN_MS,
        note=f"compiled form, first step in {len(LANGUAGES)} languages; {len(warm)} times",
    )
    yield Figure(
        "content: reading one walkthrough anew after a change, p95",
        quantile(cold, 0.95),
        "ms",
        "bare YAML events of the same files, p95",
        quantile(bare, 0.95),
        "none, told",
        is_met=True,
        note="once for each change of content",
    )


def _open(path: Path, registries: Registries) -> None:
    """Read the compiled form, begin, show the first step."""
    import msgspec

    from kiosk.domain.walkthroughs import Walkthrough

    walkthrough = msgspec.json.decode(path.read_bytes(), type=Walkthrough)
    run = start(walkthrough)
    for language in LANGUAGES:
        step_screen(run, TextFiller(registries, walkthrough.values, language), opens=None)


def _open_yaml(folder: Path, registries: Registries) -> None:
    read_walkthrough(folder, registries, content_hash="", problems=[])


def _parse(files: list[Path]) -> None:
    for path in files:
        for _ in yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            pass


def _cpu_seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _milliseconds(act: Callable[[], object]) -> float:
    return _seconds(act) * 1000
