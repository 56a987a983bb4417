# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quick YAML reader reads what authors mean, as a reader of YAML 1.2 does, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.content.yaml_tree import Node, YamlUnreadable, parse_yaml, read_yaml

CONTENT = Path(__file__).resolve().parents[4] / "assets" / "content"


def plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain(inner) for inner in node.value]
    return node.value


def with_text_keys(value: object) -> object:
    """Return `value` with every key as a text: our reader never makes a number of a key."""
    if isinstance(value, dict):
        return {str(key): with_text_keys(inner) for key, inner in value.items()}
    return [with_text_keys(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "name", ["arnaque/textes.ar.yaml", "arnaque/tests.yaml", "registres/pieces.yaml"]
)
def test_it_agrees_with_a_slow_reader_of_yaml_1_2(name):
    from ruamel.yaml import YAML

    path = CONTENT / name
    slow = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))

    assert plain(read_yaml(path, name)) == with_text_keys(slow)


def test_words_that_yaml_1_1_takes_for_truths_stay_texts_and_lines_are_kept():
    root = parse_yaml("a: on\nb: [no, 012, 1_0, 0x1F, '3']\nc: >\n  un\n  deux\nd: 12\n", "x")

    assert plain(root) == {
        "a": "on",
        "b": ["no", "012", "1_0", "0x1F", "3"],
        "c": "un deux\n",
        "d": 12,
    }
    assert [node.line for node in root.value.values()] == [1, 2, 3, 6]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: &x [1]\nb: *x\n", "&"),
        ("a: *x\n", "*"),
        ("a: !!python/object:os.system x\n", "!"),
        ("a: 1\n---\nb: 2\n", "document"),
        ("[" * 400, "emboîtement"),
        ("a: [1\nb: 2\n", "mal écrit"),
        ("a: \x07\n", "mal écrit"),
    ],
)
def test_what_is_not_the_narrow_yaml_is_refused_with_a_sentence(text, word):
    with pytest.raises(YamlUnreadable) as refusal:
        parse_yaml(text, "x.yaml")

    assert word in refusal.value.problem.message
    assert refusal.value.problem.line >= 1
