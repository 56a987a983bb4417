# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of the tree that no linter knows: sizes, licence lines, words, lock files, versions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_PARAMETERS = 5


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git knows or would take, so that a new file counts at once."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / line for line in listing.splitlines() if (ROOT / line).is_file()]


PYTHON = tracked("*.py")
PRODUCT = [p for p in PYTHON if p.relative_to(ROOT).parts[0] in {"kiosk", "sync", "ui"}]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_each_source_file_names_its_licence():
    shell = [p for p in tracked("dev", ".ci/run", "build.spec", "packaging/*") if p.is_file()]
    without = [
        str(p.relative_to(ROOT))
        for p in [*PYTHON, *shell]
        if "SPDX-License-Identifier: AGPL-3.0-or-later" not in p.read_text("utf-8")[:400]
    ]

    assert without == []


def test_no_file_is_longer_than_one_can_read():
    long = {
        str(p.relative_to(ROOT)): n
        for p in PYTHON
        if (n := p.read_text("utf-8").count("\n")) > MAX_FILE_LINES
    }

    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{p.relative_to(ROOT)}:{f.lineno} {f.name}"
        for p in PRODUCT
        for f in functions(p)
        if (f.end_lineno or f.lineno) - f.lineno + 1 > MAX_FUNCTION_LINES
    ]

    assert long == []


def test_no_function_takes_more_than_five_parameters():
    many = []
    for path in PRODUCT:
        for f in functions(path):
            names = [a.arg for a in f.args.posonlyargs + f.args.args + f.args.kwonlyargs]
            own = [n for n in names if n not in {"self", "cls"}]
            if len(own) > MAX_PARAMETERS and f.name != "__init__":
                many.append(f"{path.relative_to(ROOT)}:{f.lineno} {f.name} ({len(own)})")

    assert many == []


def test_no_test_sleeps_or_is_skipped():
    pattern = re.compile(r"time\.sleep\(|qtbot\.wait\(|mark\.(skip|xfail)|pytest\.skip\(")
    found = [
        f"{p.relative_to(ROOT)}:{i}"
        for p in PYTHON
        if p.name.startswith("test_") and p != Path(__file__)
        for i, line in enumerate(p.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]

    assert found == []


def test_nothing_is_left_open_in_the_text():
    pattern = re.compile(
        r"\b(" + "TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|NotImplemented" + "Error"
    )
    found = [
        f"{p.relative_to(ROOT)}:{i}"
        for p in tracked("*.py", "*.md", "*.toml", "*.yaml", "dev", "*.spec")
        for i, line in enumerate(p.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]

    assert found == []


def test_the_lock_files_are_hashed_and_name_no_host():
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text("utf-8")
        pins = re.findall(r"^[A-Za-z0-9_.-]+==", text, re.MULTILINE)

        assert len(pins) > (2 if lock.name == "web.txt" else 20)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "index" not in text


def test_the_repository_names_no_build_machine():
    pattern = re.compile(r"(?<![\w.])/(work|farm|root)/")
    found = [
        f"{p.relative_to(ROOT)}:{i}"
        for p in tracked("*.py", "*.md", "*.toml", "*.yaml", "*.txt", "dev", ".ci/run", "*.spec")
        if p != Path(__file__)
        for i, line in enumerate(p.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]

    assert found == []


def test_only_the_lanes_use_threads_of_qt():
    pattern = re.compile(r"\b(QThread|QRunnable|QThreadPool)\b")
    found = [
        str(p.relative_to(ROOT))
        for p in PRODUCT
        if p != ROOT / "ui" / "tasks.py" and pattern.search(p.read_text("utf-8"))
    ]

    assert found == []


def test_the_changelog_speaks_of_the_version_that_is_built():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_forbidden_packages_are_not_locked():
    text = (ROOT / "locks" / "dev.txt").read_text("utf-8").lower()

    for name in ("keyrings-alt", "keyrings.alt", "pyside6-addons", "pyqt"):
        assert name not in text
    assert re.search(r"^pyside6-essentials==6\.11\.\d", text, re.MULTILINE)


def test_the_web_view_is_of_the_same_version_as_the_rest_of_the_toolkit():
    pin = re.compile(r"^pyside6-(?:essentials|addons)==(\S+)", re.MULTILINE)
    names = ("dev.txt", "runtime.txt", "web.txt")
    versions = [pin.findall((ROOT / "locks" / name).read_text("utf-8")) for name in names]

    assert [len(found) for found in versions] == [1, 1, 2]
    assert len({version for found in versions for version in found}) == 1


@pytest.mark.parametrize("package", ["kiosk", "sync"])
def test_importing_a_package_does_nothing(package, tmp_path):
    """Import every module in a fresh process: no file, no thread, no output."""
    code = f"""
import importlib, os, pkgutil, sys, threading
sys.modules["PySide6"] = None
import {package}
for module in pkgutil.walk_packages({package}.__path__, "{package}."):
    if "migrations" in module.name or module.name.endswith("__main__"):
        continue
    importlib.import_module(module.name)
assert threading.active_count() == 1, threading.enumerate()
assert os.listdir(".") == [], os.listdir(".")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_presenters_run_without_qt(tmp_path):
    names = [
        ".".join(p.relative_to(ROOT).with_suffix("").parts)
        for p in PRODUCT
        if p.name == "presenter.py" or "navigation" in p.parts
    ]
    code = (
        "import sys, importlib\nsys.modules['PySide6'] = None\n"
        f"for name in {names!r}:\n    importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
