# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mind of a page that looks at days of one's choice."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from ui.navigation.presenter import Presenter
from ui.screens.period.choice import PeriodChoice, Span, period_problem

if TYPE_CHECKING:
    from kiosk.domain.periods import Period
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place

StateT = TypeVar("StateT")
_PERIOD_MEMO = "period"


class PeriodPresenter(Presenter[StateT]):
    """Keeps the days; they count as they are written, and nothing is made of half a date."""

    def __init__(self, view: View[StateT], stage: Stage, place: Place) -> None:
        """Take the days of before on this page, else those that `place` names, else the month."""
        super().__init__(view, stage)
        self._place = place
        today = paris_day(stage.clock.now_utc())
        kept = place.memo.get(_PERIOD_MEMO)
        here = kept if isinstance(kept, PeriodChoice) else None
        self._choice = here or PeriodChoice.of_place(place, today)
        self._problem = ""
        self._half_written: Refused | None = None

    @abstractmethod
    def show_days(self, *, are_new: bool) -> None:
        """Show the page; with `are_new`, of other days than before."""

    def take_span(self, key: str) -> None:
        """Take a month, a quarter, a year; or ask for days."""
        self._choose(self._choice.take(Span(key)))

    def go_before(self) -> None:
        """Take the period before."""
        self._choose(self._choice.before())

    def go_after(self) -> None:
        """Take the period after, up to this one."""
        self._choose(self._choice.after())

    def type_days(self, first: str, last: str) -> None:
        """Take the days as they are written; what is no period yet is told by `days_stand`."""
        try:
            choice = self._choice.between(first, last)
            self.check_days(choice.period)
        except Refused as error:
            self._half_written = error
        else:
            if choice != self._choice or self._problem:
                self._choose(choice)
            self._half_written = None

    def take_days(self, first: str, last: str) -> None:
        """Take the days that a person wrote; say what is wrong with them."""
        self.type_days(first, last)
        self.days_stand()

    def days_stand(self) -> bool:
        """Say whether the days in sight are those that count; tell what is wrong if not."""
        if self._half_written is None:
            return True
        self._problem = self.problem_of(self._half_written)
        self.show_days(are_new=False)
        return False

    def check_days(self, period: Period) -> None:
        """Refuse days that the page cannot show."""

    def problem_of(self, error: Refused) -> str:
        """Return what is wrong with the days that were written."""
        return period_problem(error, self.stage.translator)

    def _choose(self, choice: PeriodChoice) -> None:
        are_new = choice.period != self._choice.period
        self._problem, self._half_written = "", None
        self._choice = choice
        self._place.memo[_PERIOD_MEMO] = choice
        self.show_days(are_new=are_new)
