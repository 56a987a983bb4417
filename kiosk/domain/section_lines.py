# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a heading made of counts by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.flat_visit import SEPARATOR
from kiosk.domain.periods import french_month, month_of
from kiosk.domain.sections import Count, Told
from kiosk.domain.step_counts import LEAST
from kiosk.domain.vocabulary import NOT_TOLD

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kiosk.domain.vocabulary import TermList

BEFORE_SERVICE: Final = Told("Pas encore en service")
ONE_TOLD: Final = Told("Dit pour {told} activité sur {n}.")
SEVERAL_TOLD: Final = Told("Dit pour {told} activités sur {n}.")
_UNTOLD: Final = Told("Non communiqué")


def listed(
    terms: TermList, counts: Mapping[str, int], *, foreign: bool = True
) -> tuple[Count, ...]:
    """Return the lines of a list in its order, zeros too.

    Args:
        terms: The list.
        counts: Code -> count.
        foreign: Whether codes that the list does not hold, since it dropped them, come last.
    """
    others = sorted(set(counts) - set(terms.codes())) if foreign else []
    codes = (*terms.codes(), *others)
    return tuple(Count(code, label_of(terms, code), counts.get(code, 0)) for code in codes)


def referral_lines(
    terms: TermList, structures: Mapping[str, int], answers: Mapping[str, int]
) -> tuple[Count, ...]:
    """Return to which structures people were sent on, then whose is not noted, then who was not.

    Args:
        terms: The kinds of structures.
        structures: Kind -> count; each of them is a yes too.
        answers: ``1`` and ``0`` -> count.
    """
    n_unnoted = answers.get("1", 0) - sum(structures.values())
    return (
        *listed(terms, structures),
        Count("unnoted", Told("Oui, sans structure notée"), max(0, n_unnoted)),
        Count("no", Told("Non"), answers.get("0", 0)),
    )


def label_of(terms: TermList, code: str) -> str:
    """Return the label of a code; a code that the list does not hold stands for itself."""
    return Told(terms.label(code)) if terms.holds(code) else terms.label(code)


def named(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[Count, ...]:
    """Return the lines of codes that no list holds, by their names; ``a|b`` names both."""
    return tuple(
        Count(code, " · ".join(names.get(part, part) for part in code.split(SEPARATOR)), n)
        for code, n in sorted(counts.items())
    )


def with_untold(terms: TermList, counts: Mapping[str, int], n: int) -> tuple[Count, ...]:
    """Return the lines of a list of people, the untold ones among them, so that they sum to `n`."""
    told = dict(counts)
    untold = told.pop(NOT_TOLD, 0) + n - sum(counts.values())
    label = label_of(terms, NOT_TOLD) if terms.holds(NOT_TOLD) else _UNTOLD
    lines = tuple(line for line in listed(terms, told) if line.code != NOT_TOLD)
    return (*lines, Count(NOT_TOLD, label, untold))


def month_line(first: date, n: int, in_service_since: date | None) -> Count:
    """Return the line of a month; none in a month before the service is not told as 0."""
    is_before = in_service_since is not None and month_of(first).last < in_service_since
    code, label = f"{first:%Y-%m}", french_month(first)
    if is_before and not n:
        return Count(code, label, None, BEFORE_SERVICE)
    return Count(code, label, n)


def told_of(one: Told, several: Told, told: int, n: int) -> Told:
    """Return of how many activities something is told, as « Dit pour 8 activités sur 206. ».

    Args:
        one: Sentence of one activity, with its fields ``{told}`` and ``{n}``.
        several: Sentence of several.
        told: Activities of which it is told.
        n: Activities in all; nothing is said of none.
    """
    return Told(several if told > 1 else one, told=told, n=n) if n else Told("")


def most_first(lines: tuple[Count, ...]) -> tuple[Count, ...]:
    """Return lines by their count, those of one count as they were."""
    return tuple(sorted(lines, key=lambda line: -(line.n or 0)))


def hours(counts: Mapping[str, int]) -> tuple[Count, ...]:
    """Return the hours from the first to the last that has some, zeros between them too."""
    hours = sorted(int(hour) for hour in counts)
    if not hours:
        return ()
    return tuple(
        Count(str(hour), Told("{hour} h", hour=hour), counts.get(str(hour), 0))
        for hour in range(hours[0], hours[-1] + 1)
    )


def between(counts: Mapping[str, int], first: int, below: int | None) -> int:
    """Return how many of a histogram of whole minutes lie from `first` up to below `below`."""
    return sum(
        n
        for minutes, n in counts.items()
        if first <= int(minutes) and (below is None or int(minutes) < below)
    )


def stop_lines(stops: Mapping[str, int], names: Mapping[str, str]) -> tuple[Count, ...]:
    """Return the steps where `LEAST` walkthroughs or more ended, then the others together.

    A step where one person stopped is a person: who sat beside may know the day. The others are
    neither named nor counted where they are few, so that what is left of the total is no step's.
    """
    named_ones = {code: n for code, n in stops.items() if n >= LEAST}
    n_others = sum(n for n in stops.values() if n < LEAST)
    lines = most_first(named(named_ones, names))
    if n_others < LEAST:
        return lines
    return (
        *lines,
        Count("others", Told("Autres étapes, moins de {n} arrêts chacune", n=LEAST), n_others),
    )
