# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the narrow YAML of the content folders, in the block style of authors.

A text always stands in double quotes, with the escapes of JSON, which YAML 1.2 shares: whatever
a sheet holds, it stays a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.conditions import Condition, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PLAIN = re.compile(r"[a-z_][a-z0-9_-]*")
_NOT_TEXTS = frozenset({"null", "true", "false"})
_ALONE = frozenset({Operator.IS_YES, Operator.KNOWN})

Value: TypeAlias = "str | int | Condition | Mapping[str, Value] | Sequence[Value] | None"
"""What stands in a file: a text, a number, a truth, nothing, a condition, a map or a list."""


def written(values: Mapping[str, Value], head: str = "") -> str:
    """Return a file: a comment, then the keys of `values` in their order."""
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + "\n".join([*_map(values, "")]) + "\n"


def scalar(value: str | int | None) -> str:
    """Return one value as YAML."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value not in _NOT_TEXTS:
        return value
    return json.dumps(value, ensure_ascii=False)


def condition_flow(condition: Condition) -> str:
    """Return a condition on one line, as authors write it."""
    word = condition.operator.value
    if condition.operator in _ALONE:
        return f"{{{word}: {scalar(condition.fact)}}}"
    if condition.operator is Operator.NOT:
        return f"{{{word}: {condition_flow(condition.parts[0])}}}"
    if condition.parts:
        return f"{{{word}: [{', '.join(map(condition_flow, condition.parts))}]}}"
    values = [scalar(value) for value in condition.values]
    compared = f"[{', '.join(values)}]" if condition.operator is Operator.ONE_OF else values[0]
    return f"{{{word}: [{scalar(condition.fact)}, {compared}]}}"


def _map(values: Mapping[str, Value], indent: str) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(f"{indent}{_key(key)}:", value, indent)


def _entry(start: str, value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, Condition):
        yield f"{start} {condition_flow(value)}"
    elif value is None or isinstance(value, str | int):
        yield f"{start} {scalar(value)}"
    elif not value:
        yield f"{start} {{}}" if isinstance(value, Mapping) else f"{start} []"
    else:
        yield start
        yield from _inside(value, f"{indent}  ")


def _inside(value: Mapping[str, Value] | Sequence[Value], indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _map(value, indent)
        return
    for item in value:
        if isinstance(item, Mapping):
            lines = [*_map(item, f"{indent}  ")]
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield from _entry(f"{indent}-", item, indent)


def _key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) and key not in _NOT_TEXTS else json.dumps(key)
