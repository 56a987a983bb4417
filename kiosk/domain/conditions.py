# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closed condition language of walkthroughs: three values, no code.

A condition speaks about facts, which answers fill. A fact that was never asked, or to which the
resident said "je ne sais pas", is unknown; unknown spreads as in Kleene's strong logic, so that
a guide never takes silence for a no. Written in YAML as docs/content_format.md tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

FactValue = str | int
Facts = Mapping[str, FactValue | None]
YES = "oui"


class Operator(StrEnum):
    """What a condition asks; the values are the words of the YAML files."""

    IS_YES = "vrai"
    EQUALS = "eq"
    ONE_OF = "in"
    AT_LEAST = "gte"
    AT_MOST = "lte"
    KNOWN = "connu"
    ALL = "tous"
    ANY = "un_de"
    NOT = "non"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, perhaps made of others.

    Attributes:
        operator: What is asked.
        fact: The fact asked about; empty for ALL, ANY and NOT.
        values: What the fact is compared with; empty for IS_YES, KNOWN, ALL, ANY and NOT.
        parts: The conditions that ALL, ANY and NOT are made of; empty for the others.
    """

    operator: Operator
    fact: str = ""
    values: tuple[FactValue, ...] = ()
    parts: tuple[Condition, ...] = ()


def evaluate(condition: Condition, facts: Facts) -> bool | None:
    """Return whether `condition` holds: True, False, or None when it cannot be known.

    Args:
        condition: A condition that the loader accepted.
        facts: Facts by name; None stands for "je ne sais pas", an absent fact was never asked.
    """
    match condition.operator:
        case Operator.KNOWN:
            return facts.get(condition.fact) is not None
        case Operator.ALL:
            return _all(tuple(evaluate(part, facts) for part in condition.parts))
        case Operator.ANY:
            return _any(tuple(evaluate(part, facts) for part in condition.parts))
        case Operator.NOT:
            inner = evaluate(condition.parts[0], facts)
            return None if inner is None else not inner
        case _:
            value = facts.get(condition.fact)
            return None if value is None else _compare(condition, value)


def facts_named(condition: Condition) -> frozenset[str]:
    """Return the facts that must have been asked before `condition` can be settled.

    A fact named only under KNOWN is left out: that question may be put at any time. Beside
    KNOWN in the same ALL it is left out too, since the whole is then settled without it.
    """
    if condition.operator is Operator.KNOWN:
        return frozenset()
    named = frozenset(name for part in condition.parts for name in facts_named(part))
    if condition.operator is Operator.ALL:
        guarded = {part.fact for part in condition.parts if part.operator is Operator.KNOWN}
        named -= guarded
    return named | {condition.fact} if condition.fact else named


def comparisons(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions inside `condition` that name a fact, itself included."""
    own = (condition,) if condition.fact else ()
    return own + tuple(leaf for part in condition.parts for leaf in comparisons(part))


def _compare(condition: Condition, value: FactValue) -> bool:
    match condition.operator:
        case Operator.IS_YES:
            return value == YES
        case Operator.EQUALS | Operator.ONE_OF:
            return value in condition.values
        case Operator.AT_LEAST:
            return isinstance(value, int) and value >= _number(condition)
        case Operator.AT_MOST:
            return isinstance(value, int) and value <= _number(condition)
        case Operator.KNOWN | Operator.ALL | Operator.ANY | Operator.NOT:
            return False
        case _:
            assert_never(condition.operator)


def _number(condition: Condition) -> int:
    bound = condition.values[0]
    return bound if isinstance(bound, int) else 0


def _all(parts: tuple[bool | None, ...]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _any(parts: tuple[bool | None, ...]) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False
