# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper that is printed for a person: told when it does not come, and tried once more; no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from ui.printing.sheets import PrintState


@dataclass(slots=True)
class Paper:
    """Where a paper is; after a failure it is printed once more, and never again.

    Attributes:
        state: What the printer said last; None before the first time.
        n_failed: How often it did not come.
    """

    state: PrintState | None = None
    n_failed: int = 0

    @property
    def has_failed(self) -> bool:
        """Say whether the last one did not come."""
        return self.state is PrintState.FAILED

    @property
    def is_offered(self) -> bool:
        """Say whether it may still be asked for."""
        return self.n_failed <= 1

    @property
    def may_be_retried(self) -> bool:
        """Say whether it did not come and one more try is left."""
        return self.has_failed and self.is_offered

    def begin(self) -> bool:
        """Say whether it may go to the printer now; then it counts as being printed."""
        if self.state is PrintState.SENDING or not self.is_offered:
            return False
        self.state = PrintState.SENDING
        return True

    def note(self, state: PrintState) -> None:
        """Take what the printer says."""
        self.state = state
        self.n_failed += state is PrintState.FAILED
