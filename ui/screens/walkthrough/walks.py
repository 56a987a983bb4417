# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a walkthrough needs of the services; no Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.walkthrough_run import Answer, Run
    from kiosk.domain.walkthrough_screen import StepScreen
    from kiosk.domain.walkthrough_summary import Summary
    from kiosk.domain.walkthrough_texts import Audience


class Walkthroughs(Protocol):
    """What is needed of `kiosk.services.walkthroughs.WalkthroughService`."""

    def start(self, walkthrough_id: str, *, audience: Audience) -> Run:
        """Return a run at the first step."""

    def screen(self, run: Run, language: str) -> StepScreen:
        """Return everything visible of the current step."""

    def answer(self, run: Run, value: Answer) -> Run:
        """Return the run after an answer."""

    def dont_know(self, run: Run) -> Run:
        """Return the run after « je ne sais pas »."""

    def toggle_paper(self, run: Run, paper_id: str) -> Run:
        """Return the run with a paper in hand, or not any more."""

    def back(self, run: Run) -> Run:
        """Return the run one step earlier."""

    def goto(self, run: Run, step_id: str) -> Run:
        """Return the run at a step of the rail."""

    def summary(self, run: Run, language: str) -> Summary:
        """Return the take-away."""

    def recording(self, run: Run, language: str) -> Path | None:
        """Return the recorded voice of the current step; None where there is none."""

    def site_hosts(self, run: Run) -> tuple[str, ...]:
        """Return the hosts that the sites of a run need."""

    def site_name(self, host: str, language: str) -> str:
        """Return how a host is called; empty if nobody named it."""
