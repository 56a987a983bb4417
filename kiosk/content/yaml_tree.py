# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a YAML file into a bounded tree that knows its lines.

A narrow YAML 1.2: maps, lists, texts, whole numbers, true, false, null. Anchors, aliases and
tags are refused, so that nothing can grow or call code; size, depth and number of nodes are
bounded. libyaml, by PyYAML, gives the events, twenty times faster than a reader in Python; it
is imported only when a file must be read anew. What a plain word means is decided here, so that
`oui`, `no` and `on` stay texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.content.problems import ContentProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml.events import Event, ScalarEvent

MAX_BYTES = 512 * 1024
MAX_DEPTH = 14
MAX_NODES = 20_000
MAX_TEXT = 2000
_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_NULL = frozenset({"", "~", "null"})
_BOOLEAN = {"true": True, "false": False}

Plain = str | int | bool | None


@dataclass(slots=True)
class Node:
    """A value of a YAML file and the line, from 1, on which it starts.

    `value` is a plain value, a list of nodes, or a dictionary of nodes; a node of a dictionary
    carries the line of its key.
    """

    value: Plain | list[Node] | dict[str, Node]
    line: int


@dataclass(slots=True)
class YamlUnreadable(Exception):
    """A file that is not the YAML we read; `problem` says why and where."""

    problem: ContentProblem


@dataclass(slots=True)
class _Open:
    """A list or map that is being read; `key` waits for its value."""

    node: Node
    key: str | None = None
    key_line: int = 0


@dataclass(slots=True)
class _Reading:
    file: str
    stack: list[_Open] = field(default_factory=list)
    root: Node | None = None
    n_nodes: int = 0


def read_yaml(path: Path, file: str) -> Node:
    """Return the tree of the file at `path`, called `file` in messages.

    Raises:
        YamlUnreadable: If the file is absent, too large, not UTF-8, or not the YAML we read.
    """
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise _unreadable(file, 1, f"le fichier ne se lit pas ({error.strerror})") from error
    if size > MAX_BYTES:
        raise _unreadable(file, 1, f"le fichier dépasse {MAX_BYTES // 1024} Kio : le couper")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _unreadable(file, line, "le fichier n’est pas en UTF-8") from error
    return parse_yaml(text, file)


def readable_yaml(path: Path, file: str, problems: list[ContentProblem]) -> Node | None:
    """Return the tree of the file at `path`; None, with the problem noted, if it is unreadable."""
    try:
        return read_yaml(path, file)
    except YamlUnreadable as error:
        problems.append(error.problem)
        return None


def parse_yaml(text: str, file: str) -> Node:
    """Return the tree of `text`, called `file` in messages.

    Raises:
        YamlUnreadable: If it is not the YAML we read, or out of bounds.
    """
    import yaml
    from yaml.error import MarkedYAMLError, YAMLError

    # Some builds of PyYAML come without libyaml: slower, the same events.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reading = _Reading(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            _take(reading, event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _unreadable(file, line, f"YAML mal écrit : {error.problem}") from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise _unreadable(
            file, 1, "YAML mal écrit : signe interdit ou écriture sans fin"
        ) from error
    if reading.root is None:
        raise _unreadable(file, 1, "le fichier est vide")
    return reading.root


def _take(reading: _Reading, event: Event) -> None:
    from yaml import events

    line = event.start_mark.line + 1
    if isinstance(event, events.AliasEvent):
        raise _unreadable(reading.file, line, "les renvois « * » ne sont pas admis")
    if isinstance(event, events.MappingEndEvent | events.SequenceEndEvent):
        reading.stack.pop()
        return
    if isinstance(event, events.DocumentStartEvent) and reading.root is not None:
        raise _unreadable(reading.file, line, "un seul document par fichier")
    if not isinstance(event, events.NodeEvent):
        return
    reading.n_nodes += 1
    if reading.n_nodes > MAX_NODES:
        raise _unreadable(reading.file, line, f"plus de {MAX_NODES} valeurs : couper le fichier")
    if event.anchor is not None:
        raise _unreadable(reading.file, line, "les repères « & » ne sont pas admis")
    if getattr(event, "tag", None) not in {None, "!"}:
        raise _unreadable(reading.file, line, "les étiquettes « ! » ne sont pas admises")
    if isinstance(event, events.ScalarEvent):
        _scalar(reading, event, line)
        return
    node = Node({} if isinstance(event, events.MappingStartEvent) else [], line)
    _attach(reading, node)
    reading.stack.append(_Open(node))
    if len(reading.stack) > MAX_DEPTH:
        raise _unreadable(reading.file, line, f"plus de {MAX_DEPTH} niveaux d’emboîtement")


def _scalar(reading: _Reading, event: ScalarEvent, line: int) -> None:
    text: str = event.value
    if len(text) > MAX_TEXT:
        raise _unreadable(reading.file, line, f"un texte dépasse {MAX_TEXT} signes : le couper")
    parent = reading.stack[-1] if reading.stack else None
    if parent is not None and isinstance(parent.node.value, dict) and parent.key is None:
        if text in parent.node.value:
            raise _unreadable(reading.file, line, f"la clé « {text} » est deux fois", code="E102")
        parent.key, parent.key_line = text, line
        return
    is_plain = not event.style
    _attach(reading, Node(_plain_value(text) if is_plain else text, line))


def _plain_value(text: str) -> Plain:
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else text


def _attach(reading: _Reading, node: Node) -> None:
    if not reading.stack:
        reading.root = node
        return
    parent = reading.stack[-1]
    if isinstance(parent.node.value, dict):
        if parent.key is None:
            raise _unreadable(reading.file, node.line, "une clé doit être un texte simple")
        node.line = parent.key_line
        parent.node.value[parent.key] = node
        parent.key = None
    elif isinstance(parent.node.value, list):
        parent.node.value.append(node)


def _unreadable(file: str, line: int, message: str, *, code: str = "E100") -> YamlUnreadable:
    return YamlUnreadable(ContentProblem(file, line, code, message))


def nodes_below(node: Node) -> Iterator[Node]:
    """Yield `node` and every node inside it, in the order of the file."""
    yield node
    if isinstance(node.value, dict):
        for inner in node.value.values():
            yield from nodes_below(inner)
    elif isinstance(node.value, list):
        for inner in node.value:
            yield from nodes_below(inner)
