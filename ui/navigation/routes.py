# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of the pages, and a place: a page with what it was asked to show."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Route(StrEnum):
    """A page of the terminal."""

    HOME = "home"
    WALKTHROUGH_LIST = "walkthrough_list"
    WALKTHROUGH = "walkthrough"
    LETTER = "letter"
    PRACTICE = "practice"
    BOOKING = "booking"
    TICKET = "ticket"
    RESUME = "resume"
    QUARTER = "quarter"
    HELP = "help"
    CALLING = "calling"
    NOTICE = "notice"
    IDLE = "idle"
    SESSION_END = "session_end"
    PIN = "pin"
    ASSISTED = "assisted"
    DESK = "desk"
    WEEK = "week"
    ABSENCE = "absence"
    CENTRE_DAY = "centre_day"
    WORKSHOP_SHEET = "workshop_sheet"
    PLACES = "places"
    COORDINATOR = "coordinator"
    STATISTICS = "statistics"
    EXPORTS = "exports"
    STOPS = "stops"
    RECORDINGS = "recordings"
    TECHNICIAN = "technician"
    OUT_OF_ORDER = "out_of_order"


class Place:
    """A page on the stack; two places are the same only if they are one.

    Attributes:
        route: Which page.
        params: What it was asked to show.
        memo: What it wants to find again when a person comes back to it; gone with the session.
    """

    __slots__ = ("memo", "params", "route")

    def __init__(self, route: Route, params: dict[str, object] | None = None) -> None:
        """Name a page and what it is asked to show."""
        self.route: Final = route
        self.params: Final = {} if params is None else params
        self.memo: Final[dict[str, object]] = {}

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter as text; `default` when it was not given."""
        value = self.params.get(name)
        return value if isinstance(value, str) else default
