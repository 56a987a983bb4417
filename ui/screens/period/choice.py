# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which days the coordinator looks at: a month, a quarter, a year, or from one day to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.periods import Period, month_of, parse_day, quarter_of, year_of
from ui.screens.period.late_words import late_words
from ui.wording import date_in_words, days_in_words, month_name

if TYPE_CHECKING:
    from kiosk.domain.coverage import Coverage
    from kiosk.foundation.errors import Refused
    from kiosk.foundation.translation import Translator
    from ui.navigation.routes import Place

FIGURES_TOO_LONG = "Cinq ans au plus pour ces chiffres : choisissez moins de jours."
_QUARTER_MONTHS = 3


class Span(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"


SPAN_WORDS = {
    Span.MONTH: "Mois",
    Span.QUARTER: "Trimestre",
    Span.YEAR: "Année",
    Span.DAYS: "Dates",
}
_QUARTER_WORDS = ("1er trimestre", "2e trimestre", "3e trimestre", "4e trimestre")


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period and how it was chosen.

    Attributes:
        span: How long it is.
        period: Its days.
        today: No period begins after this day.
    """

    span: Span
    period: Period
    today: date

    @classmethod
    def this_month(cls, today: date) -> PeriodChoice:
        """Return the month of a day."""
        return cls(Span.MONTH, month_of(today), today)

    @classmethod
    def of_place(cls, place: Place, today: date) -> PeriodChoice:
        """Return the choice that a page was given by `params`; else the month of `today`."""
        first, last = place.text("first"), place.text("last")
        if not first or not last:
            return cls.this_month(today)
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        return cls(Span(place.text("span", Span.MONTH.value)), period, today)

    def params(self) -> dict[str, str]:
        """Return what another page must be given to look at the same days."""
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return {"span": self.span.value, "first": first, "last": last}

    def take(self, span: Span) -> PeriodChoice:
        """Return the period of another length in which the first day lies."""
        if span is Span.DAYS:
            return replace(self, span=span)
        return replace(self, span=span, period=_whole(span, self.period.first))

    def before(self) -> PeriodChoice:
        """Return the period just before."""
        if self.span is Span.DAYS:
            return replace(self, period=self.period.previous())
        day = self.period.first - timedelta(days=1)
        return replace(self, period=_whole(self.span, day))

    def after(self) -> PeriodChoice:
        """Return the period just after, the same where it would only begin tomorrow."""
        if not self.has_after:
            return self
        day = self.period.last + timedelta(days=1)
        if self.span is Span.DAYS:
            last = day + timedelta(days=self.period.n_days - 1)
            return replace(self, period=Period(day, last))
        return replace(self, period=_whole(self.span, day))

    @property
    def has_after(self) -> bool:
        """Whether the next period has begun."""
        return self.period.last < self.today

    def between(self, first: str, last: str) -> PeriodChoice:
        """Return the days written by a person.

        Raises:
            Refused: ``day_unreadable``, ``period_reversed``, ``period_too_long`` or
                ``period_out_of_calendar``.
        """
        return replace(self, span=Span.DAYS, period=Period(parse_day(first), parse_day(last)))


def _whole(span: Span, day: date) -> Period:
    if span is Span.YEAR:
        return year_of(day)
    return quarter_of(day) if span is Span.QUARTER else month_of(day)


def period_title(choice: PeriodChoice, translator: Translator) -> str:
    """Return the period in words: "octobre 2026", "4e trimestre 2026", "du 1er au 15 octobre"."""
    first, last = choice.period.first, choice.period.last
    match choice.span:
        case Span.MONTH:
            return f"{month_name(first, translator)} {first.year}"
        case Span.QUARTER:
            quarter = translator.text(_QUARTER_WORDS[(first.month - 1) // _QUARTER_MONTHS])
            return f"{quarter} {first.year}"
        case Span.YEAR:
            return translator.text("année {year}", year=first.year)
        case Span.DAYS:
            return translator.text(
                "du {first} au {last}",
                first=f"{date_in_words(first, translator)} {first.year}",
                last=f"{date_in_words(last, translator)} {last.year}",
            )


def written_day(day: date) -> str:
    """Return a day as a person writes it: "14/10/2026"."""
    return f"{day:%d/%m/%Y}"


def period_problem(error: Refused, translator: Translator, *, of_figures: bool = False) -> str:
    """Return what is wrong with the days that were written, and what to do.

    Args:
        error: Why they are refused.
        translator: Language of the moment.
        of_figures: Whether figures are wanted, which take fewer days than a file of rows.
    """
    if error.reason == "day_unreadable":
        return translator.text("Écrivez chaque jour ainsi : 14/10/2026.")
    if error.reason == "period_too_long":
        if of_figures:
            return translator.text(FIGURES_TOO_LONG)
        return translator.text("Dix ans au plus : choisissez moins de jours.")
    if error.reason == "figures_too_long":
        return translator.text(FIGURES_TOO_LONG)
    if error.reason == "period_out_of_calendar":
        return translator.text("Ces jours sont trop loin : vérifiez l’année.")
    return translator.text("Le premier jour vient après le dernier : échangez-les.")


def coverage_sentences(coverage: Coverage | None, translator: Translator) -> tuple[str, ...]:
    """Return what the figures lack, each in a sentence; empty when nothing lacks or is known."""
    if coverage is None:
        return ()
    told = []
    if coverage.missing_days:
        days = days_in_words(coverage.missing_days, translator)
        told.append(translator.text("Jours sans donnée : {days}.", days=days))
    if late := late_words(coverage.late_told(), translator):
        told.append(translator.text("{late} : la ville n’a pas encore tout.", late=late))
    return tuple(told)
