# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content files as plain values, and their leaves by the keys that lead to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.yaml_tree import YamlUnreadable, parse_yaml, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.yaml_tree import Node

Keys = tuple[str, ...]
Leaves = dict[Keys, object]


def plain(node: Node) -> object:
    """Return the plain value of a tree."""
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain(inner) for inner in node.value]
    return node.value


def plain_file(path: Path) -> dict[str, object] | None:
    """Return the keys of a content file, None when it cannot be read or is no map."""
    try:
        value = plain(read_yaml(path, path.name))
    except YamlUnreadable:
        return None
    return value if isinstance(value, dict) else None


def plain_text(text: str) -> dict[str, object]:
    """Return the keys of a content file that we wrote."""
    value = plain(parse_yaml(text, ""))
    return value if isinstance(value, dict) else {}


def leaves(value: dict[str, object], below: Keys = ()) -> Leaves:
    """Return the texts, numbers and lists of a map by the keys that lead to them."""
    found: Leaves = {}
    for key, inner in value.items():
        path = (*below, key)
        if isinstance(inner, dict) and inner:
            found |= leaves(inner, path)
        else:
            found[path] = inner
    return found
