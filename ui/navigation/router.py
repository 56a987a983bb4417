# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a person is: a pure stack of places with guards, without Qt.

The window listens and swaps pages. A guard refuses by giving another place, never by an error.
A page that covers (help, idle warning, PIN) keeps the one below alive and hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.navigation.routes import Place, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Guard = Callable[[Place], Place | None]
    Listener = Callable[["Router"], None]


class Router:
    """The stack of places; its bottom is always HOME, but at the end and out of order.

    Args of the constructor:
        covering: Routes that keep the page below alive.
        guards: Each is asked about every new place, in order; the first other place wins.
    """

    def __init__(self, *, covering: Iterable[Route] = (), guards: Iterable[Guard] = ()) -> None:
        """Start at HOME."""
        self._covering = frozenset(covering)
        self._guards = list(guards)
        self._stack: list[Place] = [Place(Route.HOME)]
        self._listeners: list[Listener] = []

    @property
    def current(self) -> Place:
        """The place in front."""
        return self._stack[-1]

    @property
    def stack(self) -> tuple[Place, ...]:
        """All places, the first at the bottom."""
        return tuple(self._stack)

    def alive(self) -> tuple[Place, ...]:
        """Return the places whose page must exist: the front one and those it covers."""
        at = len(self._stack) - 1
        while at > 0 and self._stack[at].route in self._covering:
            at -= 1
        return tuple(self._stack[at:])

    def listen(self, listener: Listener) -> None:
        """Call `listener` after each change."""
        self._listeners.append(listener)

    def add_guard(self, guard: Guard) -> None:
        """Ask `guard` about every new place from now on."""
        self._guards.append(guard)

    def go(self, route: Route, **params: object) -> None:
        """Go on to a page; the present one is found again by `back`."""
        self._stack.append(self._guarded(Place(route, params)))
        self._tell()

    def replace(self, route: Route, **params: object) -> None:
        """Go to a page instead of the present one."""
        self._stack[-1] = self._guarded(Place(route, params))
        self._tell()

    def swap(self, old: Place, route: Route, **params: object) -> None:
        """Put another page in the place of `old`, in front or below; nothing if it is gone."""
        if old in self._stack:
            self._stack[self._stack.index(old)] = Place(route, params)
            self._tell()

    def back(self) -> None:
        """Go back one page; nothing happens at the first."""
        if len(self._stack) > 1:
            self._stack.pop()
            self._tell()

    def home(self) -> None:
        """Go back to HOME, the session going on."""
        self.reset(Route.HOME)

    def reset(self, route: Route = Route.HOME, **params: object) -> None:
        """Forget every place and start from `route`."""
        self._stack = [Place(route, params)]
        self._tell()

    def _guarded(self, place: Place) -> Place:
        for guard in self._guards:
            other = guard(place)
            if other is not None:
                return other
        return place

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener(self)
