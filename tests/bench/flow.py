# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the touch to the next step painted, through whole walkthroughs, beside a bare switch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtWidgets import QAbstractButton

from tests.bench.figure import Figure, quantile
from tests.bench.folders import demo_machine, disk_folder
from tests.bench.terminal import Hand, bare_switch_ms, live_terminal
from ui.screens.home.presenter import TILES
from ui.screens.home.screen import HomeScreen
from ui.screens.walkthrough.screen import WalkthroughScreen

AIM_MS = 50
LANGUAGES = ("fr", "ar")
FIRST, LAST = 0, -1
MAX_STEPS = 40
N_BARE = 100


@dataclass(slots=True)
class Walk:
    """What walking took.

    Attributes:
        openings_ms: Touch on a tile of the first page to the first step painted.
        steps_ms: Touch to the next step painted, with the step that came, back and forth.
    """

    openings_ms: list[float] = field(default_factory=list)
    steps_ms: list[tuple[float, str]] = field(default_factory=list)


def _place(hand: Hand) -> tuple[str, int]:
    """Return the step on the screen and how many were shown before it."""
    run = hand.terminal.parts.stage.router.current.memo.get("run")
    return ("", 0) if run is None else (f"{run.walkthrough_id}/{run.step_id}", len(run.trail))


def _touchable(widgets: list[QAbstractButton]) -> list[QAbstractButton]:
    return [one for one in widgets if one.isVisible() and one.isEnabled()]


def _way_on(page: WalkthroughScreen, which: int) -> QAbstractButton | None:
    """Return what a person touches to go on; nothing at the end."""
    if options := _touchable(list(page._options)):
        return options[which]
    ways = _touchable([page._go_on, page._dont_know])
    return ways[0] if ways else None


def _walk(hand: Hand, walkthrough_id: str, which: int, walk: Walk) -> None:
    """Walk to the end and back to the first step."""
    window = hand.terminal.window
    home = window.page
    assert isinstance(home, HomeScreen)
    tile = home._tiles[walkthrough_id]
    walk.openings_ms.append(hand.touch_ms(tile, lambda: _place(hand)[1] > 0))
    page = window.page
    assert isinstance(page, WalkthroughScreen)
    for _ in range(MAX_STEPS):
        hand.rest()
        before, way = _place(hand), _way_on(page, which)
        if way is None:
            break
        page.reveal(way)
        took = hand.touch_ms(way, lambda before=before: _place(hand) != before)
        walk.steps_ms.append((took, _place(hand)[0]))
    while _place(hand)[1] > 1:
        before = _place(hand)
        took = hand.touch_ms(page._back, lambda before=before: _place(hand) != before)
        walk.steps_ms.append((took, _place(hand)[0]))
    hand.terminal.parts.stage.router.home()
    hand.rest()


def figures() -> Iterator[Figure]:
    """Walk every walkthrough that ships, by its first and its last answers, in two languages."""
    walk = Walk()
    with disk_folder() as place, live_terminal(demo_machine(place)) as hand:
        bare = bare_switch_ms(N_BARE)
        for language in LANGUAGES:
            hand.terminal.window.speak_language(language)
            for walkthrough_id, _, _ in TILES:
                for which in (FIRST, LAST):
                    _walk(hand, walkthrough_id, which, walk)
        bare += bare_switch_ms(N_BARE)
        hand.terminal.window.speak_language("fr")
    steps = [took for took, _ in walk.steps_ms]
    p95 = quantile(steps, 0.95)
    slowest = max(walk.steps_ms)
    yield Figure(
        "flow: tap to next step painted, p95",
        p95,
        "ms",
        "bare page switch, p95",
        quantile(bare, 0.95),
        f"under {AIM_MS} ms",
        p95 < AIM_MS,
        note=f"{len(steps)} taps; p50 {quantile(steps, 0.5):.1f}; "
        f"slowest {slowest[0]:.0f} ms at {slowest[1]}",
    )
    opening = quantile(walk.openings_ms, 0.95)
    yield Figure(
        "flow: tap on a tile to first step painted, p95",
        opening,
        "ms",
        "bare page switch, p95",
        quantile(bare, 0.95),
        "none, told",
        is_met=True,
        note=f"{len(walk.openings_ms)} taps; p50 {quantile(walk.openings_ms, 0.5):.1f}",
    )
