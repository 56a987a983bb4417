# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work that must not block the screen: lanes, one job after the other in each.

`ui.tasks.QtTasks` runs them in threads; `ImmediateTasks` runs them at once, for the command
line and for tests of presenters.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class Lane(Enum):
    """A queue of jobs done in order.

    STORE holds every touch of the database; NETWORK only HTTP, never with a transaction open;
    PICTURE looks for squares in pictures of a camera, and touches nothing else; VOICE makes and
    reads sound.
    """

    STORE = "store"
    NETWORK = "network"
    PICTURE = "picture"
    VOICE = "voice"


class Scope:
    """The life of a screen: once closed, late results are dropped."""

    def __init__(self) -> None:
        """Open the scope."""
        self._is_open = True

    @property
    def is_open(self) -> bool:
        """Say whether results are still wanted."""
        return self._is_open

    def close(self) -> None:
        """Drop every result that comes from now on."""
        self._is_open = False


class Tasks(Protocol):
    """The one door to work outside the GUI thread."""

    def run(
        self,
        lane: Lane,
        job: Callable[[], Result],
        *,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        scope: Scope | None = None,
    ) -> None:
        """Do `job` in `lane`, then call `done` or `failed` on the caller's thread.

        Nothing is called once `scope` is closed; the job itself is still done, since what a
        resident asked for must not be half done.
        """


class ImmediateTasks:
    """Does each job at once, on the caller's thread."""

    def run(
        self,
        lane: Lane,  # noqa: ARG002 - one thread serves every lane
        job: Callable[[], Result],
        *,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        scope: Scope | None = None,
    ) -> None:
        """Do `job`, then call `done` or `failed` unless `scope` is closed."""
        try:
            result = job()
        except Exception as error:  # a job has errors of any kind: `failed`, or the caller, judges
            if failed is None:
                raise
            if scope is None or scope.is_open:
                failed(error)
            return
        if done is not None and (scope is None or scope.is_open):
            done(result)
