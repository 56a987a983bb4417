# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of the sheets, in three values, and how the answers of a draft settle them.

A sheet speaks of variables (``T10576``) that answers make true or false; one that nothing has
set is undefined, and what depends on it is asked or shown as a case, never hidden. A draft
speaks of facts; `Settings` knows which answers set which variable.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.conditions import Condition, Operator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.content.service_public.ledger import Ledger
    from kiosk.content.service_public.sheet_xml import Element

MAX_PARTS = 8
MAX_CONDITION_DEPTH = 2
ALWAYS = True
NEVER = False

Settled = Condition | bool | None
"""A condition on facts, a constant, or None for what cannot be known."""


class Connective(StrEnum):
    """What a condition of a sheet is made of; the values are the names of the elements."""

    VARIABLE = "estVrai"
    UNDEFINED = "estIndefini"
    ANY = "ou"
    ALL = "et"


@dataclass(frozen=True, slots=True)
class Logic:
    """A condition as a sheet writes it; `variable` for the leaves, `parts` for the others."""

    connective: Connective
    variable: str = ""
    parts: tuple[Logic, ...] = ()

    def variables(self) -> frozenset[str]:
        """Return the variables named."""
        named = frozenset(name for part in self.parts for name in part.variables())
        return named | {self.variable} if self.variable else named


@dataclass(frozen=True, slots=True)
class Setting:
    """How the answers to one question set one variable."""

    fact: str
    true_for: frozenset[str]
    false_for: frozenset[str]


@dataclass(slots=True)
class Settings:
    """All settings of a draft, by variable."""

    by_variable: dict[str, list[Setting]] = field(default_factory=lambda: defaultdict(list))

    def add(self, variable: str, setting: Setting) -> None:
        """Add one."""
        self.by_variable[variable].append(setting)

    def of(self, variable: str, facts: Iterable[str]) -> list[Setting]:
        """Return the settings of a variable whose fact is among `facts`."""
        known = frozenset(facts)
        return [one for one in self.by_variable.get(variable, []) if one.fact in known]


def read_logic(condition: Element, ledger: Ledger) -> Logic | None:
    """Return the condition in a ``Condition`` element, None when it cannot be understood."""
    parts = [_read(element) for element in condition.elements()]
    whole = [part for part in parts if part is not None]
    if not whole or len(whole) < len(parts):
        return None
    ledger.use_all(condition)
    return whole[0] if len(whole) == 1 else Logic(Connective.ALL, parts=tuple(whole))


def _read(element: Element) -> Logic | None:
    connective = next((one for one in Connective if one.value == element.tag), None)
    if connective is None:
        return None
    if connective in {Connective.VARIABLE, Connective.UNDEFINED}:
        name = element.get("var").strip()
        return Logic(connective, variable=name) if name else None
    parts = [_read(inner) for inner in element.elements()]
    kept = tuple(part for part in parts if part is not None)
    return Logic(connective, parts=kept) if kept and len(kept) == len(parts) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a step may ask about.

    Attributes:
        facts: Questions that some way here has put.
        surely: Those that every way here has put, and that were answered.
    """

    facts: frozenset[str]
    surely: frozenset[str] = frozenset()


def surely_true(logic: Logic, settings: Settings, asked: Asked) -> Settled:
    """Return what holds only when the condition is known to be true.

    It can stand in a `suite`: a comparison with a fact that some way has not asked is guarded
    by ``connu``.
    """
    return _bounded(_Reading(settings, asked).settled(logic, wanted=True))


def surely_false(logic: Logic, settings: Settings, asked: Asked) -> Settled:
    """Return what holds only when the condition is known to be false; see `surely_true`."""
    return _bounded(_Reading(settings, asked).settled(logic, wanted=False))


def not_false(logic: Logic, settings: Settings, facts: frozenset[str]) -> Settled:
    """Return what hides a point: false when the condition is, unknown as long as it is."""
    hidden = _Reading(settings, Asked(facts, facts)).settled(logic, wanted=False)
    if not isinstance(hidden, Condition):
        return NEVER if hidden is ALWAYS else None
    return _bounded(Condition(Operator.NOT, parts=(hidden,)))


def _compared(fact: str, values: frozenset[str]) -> Condition:
    ordered = tuple(sorted(values))
    operator = Operator.EQUALS if len(ordered) == 1 else Operator.ONE_OF
    return Condition(operator, fact=fact, values=ordered)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads a condition of a sheet as one of a draft."""

    settings: Settings
    asked: Asked

    def settled(self, logic: Logic, *, wanted: bool) -> Settled:
        """Return what holds only when `logic` is known to be `wanted`."""
        if logic.connective is Connective.VARIABLE:
            found = self.settings.of(logic.variable, self.asked.facts)
            sets = [(one.fact, one.true_for if wanted else one.false_for) for one in found]
            return _any([self._comparison(fact, values) for fact, values in sets if values])
        if logic.connective is Connective.UNDEFINED:
            return self._undefined(logic.variable, wanted=wanted)
        inner = [self.settled(part, wanted=wanted) for part in logic.parts]
        is_any = (logic.connective is Connective.ANY) is wanted
        return _any(inner) if is_any else _all(inner)

    def _comparison(self, fact: str, values: frozenset[str]) -> Condition:
        compared = _compared(fact, values)
        if fact in self.asked.surely:
            return compared
        return Condition(Operator.ALL, parts=(Condition(Operator.KNOWN, fact=fact), compared))

    def _undefined(self, variable: str, *, wanted: bool) -> Settled:
        found = self.settings.of(variable, self.asked.facts)
        if not found:
            return wanted
        known = [self._comparison(one.fact, one.true_for | one.false_for) for one in found]
        if not wanted:
            return _any([*known])
        return _all([Condition(Operator.NOT, parts=(one,)) for one in known])


def _any(parts: list[Settled]) -> Settled:
    """Return the alternative; a part that cannot be known adds nothing to it."""
    if any(part is ALWAYS for part in parts):
        return ALWAYS
    kept = [part for part in parts if isinstance(part, Condition)]
    if not kept:
        return NEVER if parts and all(part is NEVER for part in parts) else None
    return kept[0] if len(kept) == 1 else Condition(Operator.ANY, parts=tuple(kept))


def _all(parts: list[Settled]) -> Settled:
    """Return the conjunction; a part that cannot be known makes all of it so."""
    if any(part is NEVER for part in parts):
        return NEVER
    if any(part is None for part in parts):
        return None
    kept = [part for part in parts if isinstance(part, Condition)]
    if not kept:
        return ALWAYS
    return kept[0] if len(kept) == 1 else Condition(Operator.ALL, parts=tuple(kept))


def _bounded(settled: Settled) -> Settled:
    """Return the condition if the format can hold it, None (ask, show) if not."""
    if isinstance(settled, Condition) and not _fits(settled, MAX_CONDITION_DEPTH):
        return None
    return settled


def _fits(condition: Condition, depth: int) -> bool:
    if len(condition.parts) > MAX_PARTS or (condition.parts and depth == 0):
        return False
    return all(_fits(part, depth - 1) for part in condition.parts)
