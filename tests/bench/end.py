# SPDX-License-Identifier: AGPL-3.0-or-later
"""From « Terminer » to the last page painted with the first page ready behind it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figure import Figure, quantile
from tests.bench.folders import demo_machine, disk_folder
from tests.bench.terminal import Hand, bare_switch_ms, live_terminal
from ui.navigation.routes import Route
from ui.screens.home.screen import HomeScreen
from ui.screens.session_end.screen import SessionEndScreen
from ui.screens.walkthrough.screen import WalkthroughScreen

N_ENDS = 40
N_BARE = 100
AIM_MS = 300
SUBJECT = "caf-rsa-declaration"


def _is(hand: Hand, route: Route) -> bool:
    router = hand.terminal.parts.stage.router
    return router.current.route is route and router.current in hand.terminal.window.pages


def _one_session(hand: Hand) -> tuple[float, float]:
    """Live a session; return the ms to the last page, then those from it to the first page."""
    window = hand.terminal.window
    router = hand.terminal.parts.stage.router
    home = window.page
    assert isinstance(home, HomeScreen)
    hand.touch_ms(home._tiles[SUBJECT], lambda: "run" in router.current.memo)
    page = window.page
    assert isinstance(page, WalkthroughScreen)
    hand.touch_ms(page._dont_know, lambda: len(router.current.memo["run"].trail) > 1)
    # The take-away is offered first; « Terminer sans imprimer » is what ends.
    hand.touch_ms(window.header.end, page._leave.isVisible)
    end_ms = hand.touch_ms(page._leave, lambda: _is(hand, Route.SESSION_END))
    last = window.page
    assert isinstance(last, SessionEndScreen)
    return end_ms, hand.touch_ms(last._home, lambda: _is(hand, Route.HOME))


def figures() -> Iterator[Figure]:
    """Live sessions one after the other; row, event and erasure are on the disk each time."""
    with disk_folder() as place, live_terminal(demo_machine(place)) as hand:
        bare = bare_switch_ms(N_BARE)
        took = [_one_session(hand) for _ in range(N_ENDS)]
        bare += bare_switch_ms(N_BARE)
    ends = [end for end, _ in took]
    homes = [home for _, home in took]
    p95 = quantile([end + home for end, home in took], 0.95)
    yield Figure(
        "end: « Terminer » to drawing 07, then home, p95",
        p95,
        "ms",
        "bare page switch, p95",
        quantile(bare, 0.95),
        f"under {AIM_MS} ms",
        p95 < AIM_MS,
        note=f"{N_ENDS} sessions; p95 07 {quantile(ends, 0.95):.0f}, "
        f"home after it {quantile(homes, 0.95):.0f} ms",
    )
