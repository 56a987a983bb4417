# SPDX-License-Identifier: AGPL-3.0-or-later
"""A name that a test or the product imports from us exists, even where it is imported late.

An import inside a function fails only when that function runs, in the slow suites a quarter
of an hour after the change that broke it.
"""

from __future__ import annotations

import ast
import functools

from tests.architecture.test_tree import PYTHON, ROOT

_OURS = {"kiosk", "sync", "ui", "tests"}


def _targets(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Tuple | ast.List):
        return [name for one in node.elts for name in _targets(one)]
    return []


def _bound(statement: ast.stmt) -> list[str]:
    """Return the names that a statement binds in its module."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [statement.name]
        case ast.Import():
            return [alias.asname or alias.name.split(".")[0] for alias in statement.names]
        case ast.ImportFrom():
            return [alias.asname or alias.name for alias in statement.names]
        case ast.Assign():
            return [name for target in statement.targets for name in _targets(target)]
        case ast.AnnAssign():
            return _targets(statement.target)
        case _:
            return [
                name
                for inner in ast.iter_child_nodes(statement)
                if isinstance(inner, ast.stmt)
                for name in _bound(inner)
            ]


@functools.cache
def _names_of(module: str) -> frozenset[str] | None:
    """Return the names of one of our modules, or ``None`` if it does not exist."""
    folder = ROOT.joinpath(*module.split("."))
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    if not file.is_file():
        return None
    names = {name for one in ast.parse(file.read_text("utf-8")).body for name in _bound(one)}
    if folder.is_dir():
        names |= {p.stem if p.suffix == ".py" else p.name for p in folder.iterdir()}
    return frozenset(names)


def _missing(node: ast.ImportFrom) -> list[str]:
    module = node.module or ""
    if node.level or module.split(".")[0] not in _OURS:
        return []
    names = _names_of(module)
    if names is None:
        return [module]
    return [f"{module}.{alias.name}" for alias in node.names if alias.name not in names]


def test_each_name_imported_from_us_exists():
    missing = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in _missing(node)
    ]

    assert missing == []
