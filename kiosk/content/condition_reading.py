# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a condition of the closed language from its YAML form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.conditions import Condition, FactValue, Operator

if TYPE_CHECKING:
    from kiosk.content.fields import Notes
    from kiosk.content.yaml_tree import Node

MAX_PARTS = 8
_GROUPS = frozenset({Operator.ALL, Operator.ANY})
_ALONE = frozenset({Operator.IS_YES, Operator.KNOWN})
_NUMERIC = frozenset({Operator.AT_LEAST, Operator.AT_MOST})


def read_condition(node: Node, notes: Notes) -> Condition | None:
    """Return the condition at `node`; note what is wrong and return None when it is not one."""
    if not isinstance(node.value, dict) or len(node.value) != 1:
        notes.add(node.line, "E112", "condition : une seule clé, comme {eq: [fait, valeur]}")
        return None
    word, inner = next(iter(node.value.items()))
    operator = next((op for op in Operator if op.value == word), None)
    if operator is None:
        known = ", ".join(op.value for op in Operator)
        notes.add(node.line, "E101", f"condition : « {word} » n’est pas dans : {known}")
        return None
    if operator is Operator.NOT:
        part = read_condition(inner, notes)
        return Condition(operator, parts=(part,)) if part else None
    if operator in _GROUPS:
        return _group(operator, inner, notes)
    if operator in _ALONE:
        return _alone(operator, inner, notes)
    return _comparison(operator, inner, notes)


def fact_value(node: Node) -> FactValue | None:
    """Return the value at `node` as a fact may hold it, None when it may not."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    return value


def _group(operator: Operator, node: Node, notes: Notes) -> Condition | None:
    if not isinstance(node.value, list) or not 1 <= len(node.value) <= MAX_PARTS:
        notes.add(node.line, "E112", f"« {operator.value} » : une liste de 1 à 8 conditions")
        return None
    parts = [read_condition(part, notes) for part in node.value]
    kept = tuple(part for part in parts if part is not None)
    return Condition(operator, parts=kept) if len(kept) == len(parts) else None


def _alone(operator: Operator, node: Node, notes: Notes) -> Condition | None:
    if not isinstance(node.value, str):
        notes.add(node.line, "E112", f"« {operator.value} » : le nom d’un fait, comme « compte »")
        return None
    return Condition(operator, fact=node.value)


def _comparison(operator: Operator, node: Node, notes: Notes) -> Condition | None:
    pair = node.value
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0].value, str):  # noqa: PLR2004 - a fact and a value
        notes.add(node.line, "E112", f"« {operator.value} » : écrire [fait, valeur]")
        return None
    compared = pair[1].value
    nodes = compared if operator is Operator.ONE_OF and isinstance(compared, list) else [pair[1]]
    values = [fact_value(one) for one in nodes]
    kept = tuple(value for value in values if value is not None)
    is_wrong = len(kept) != len(values) or not kept
    if operator in _NUMERIC and not all(isinstance(value, int) for value in kept):
        is_wrong = True
    if is_wrong:
        notes.add(node.line, "E112", f"« {operator.value} » : la valeur n’est pas du bon type")
        return None
    return Condition(operator, fact=pair[0].value, values=kept)
