# SPDX-License-Identifier: AGPL-3.0-or-later
"""YAML is read narrowly: what could grow, call code or mislead is refused with its line."""

from __future__ import annotations

import pytest

from kiosk.content.yaml_tree import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Node,
    YamlUnreadable,
    parse_yaml,
    read_yaml,
)


def plain(node: Node):
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain(inner) for inner in node.value]
    return node.value


def test_words_stay_words_and_numbers_become_numbers():
    tree = parse_yaml("a: oui\nb: no\nc: 12\nd: '12'\ne: 01\nf: true\ng: null\nh:\n", "f")

    assert plain(tree) == {
        "a": "oui",
        "b": "no",
        "c": 12,
        "d": "12",
        "e": "01",
        "f": True,
        "g": None,
        "h": None,
    }


def test_each_value_knows_the_line_of_its_key():
    tree = parse_yaml("a: 1\nb:\n  - x\n  - c: y\n", "f")

    assert tree.value["a"].line == 1
    assert tree.value["b"].line == 2
    assert [inner.line for inner in tree.value["b"].value] == [3, 4]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: &x 2\n", 2, "repères"),
        ("a: 1\nb: *x\n", 2, "renvois"),
        ("a: !!python/object:os.system ls\n", 1, "étiquettes"),
        ("a: 1\nb: [\n", 3, "YAML mal écrit"),
        ("a: 1\na: 2\n", 2, "deux fois"),
        ("? [a, b]\n: 1\n", 1, "clé"),
        ("a: 1\n---\nb: 2\n", 2, "document"),
        ("", 1, "vide"),
        ("a: \x01\n", 1, "signe interdit"),
        ("[" * 200, 1, "niveaux"),
        ("a:\n" + "- x\n" * (MAX_NODES + 1), MAX_NODES, "valeurs"),
        (f"a: {'x' * 3000}\n", 1, "signes"),
    ],
)
def test_what_we_do_not_read_is_refused_with_its_line(text, line, word):
    with pytest.raises(YamlUnreadable) as refused:
        parse_yaml(text, "fichier.yaml")

    problem = refused.value.problem
    assert problem.file == "fichier.yaml"
    assert abs(problem.line - line) <= 1
    assert word in problem.message


def test_depth_is_bounded_not_nesting_itself():
    fits = "[" * MAX_DEPTH + "]" * MAX_DEPTH

    assert isinstance(parse_yaml(fits, "f").value, list)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "gros.yaml"
    path.write_bytes(b"a: " + b"x" * MAX_BYTES)

    with pytest.raises(YamlUnreadable) as refused:
        read_yaml(path, "gros.yaml")

    assert "512 Kio" in refused.value.problem.message


def test_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("a: 1\nb: été\n".encode("latin-1"))

    with pytest.raises(YamlUnreadable) as refused:
        read_yaml(path, "latin.yaml")

    assert refused.value.problem.line == 2
    assert "UTF-8" in refused.value.problem.message


def test_an_absent_file_is_told(tmp_path):
    with pytest.raises(YamlUnreadable) as refused:
        read_yaml(tmp_path / "rien.yaml", "rien.yaml")

    assert refused.value.problem.code == "E100"
