# SPDX-License-Identifier: AGPL-3.0-or-later
"""Qt loaded by halves answers as Qt loaded whole, and loads less."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6

ROOT = Path(__file__).resolve().parents[3]
WHOLE = "import PySide6.QtWidgets\n"
QUICK = "from ui.quick_qt import load_qt\nload_qt()\n"
QUESTIONS = """
import inspect
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

def told(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__, str(error)

for call in (
    lambda: QLabel.setIndent(object(), "x"),
    lambda: QColor([1], [2]),
    lambda: QObject(nothing=1),
    lambda: Qt.Alignment("x"),
    lambda: QSvgRenderer(1, 2, 3, 4),
    lambda: QColor.fromRgb(object(), object()),
    lambda: inspect.signature(QColor.setRgb),
    lambda: inspect.signature(QSvgRenderer.render),
    lambda: QColor.setRgb.__doc__,
):
    print(told(call))
"""
REST = """
from ui.quick_qt import load_rest

load_rest()
import sys

assert "inspect" in sys.modules
"""
THREADS = """
import threading
from PySide6.QtCore import QSize

gate, told = threading.Barrier(6), []

def wrong():
    gate.wait(10)
    try:
        QSize("a", "b")
    except Exception as error:
        told.append(type(error).__name__)

both = [threading.Thread(target=wrong, daemon=True) for _ in range(6)]
for one in both:
    one.start()
for one in both:
    one.join(20)
print(*told, sep="\\n")
"""
LEFT_OUT = """
import builtins, sys
known = sys.modules.values()
for name in ("argparse", "inspect", "logging", "tempfile", "traceback", "zipfile"):
    assert name not in sys.modules, name
    holders = [m.__name__ for m in known if name in vars(m)]
    assert set(holders) <= {"shiboken6", "signature_bootstrap"}, (name, holders)
assert type(builtins.__import__).__name__ == "builtin_function_or_method"
assert builtins.__import__.__name__ == "__import__"
assert "__feature__" not in sys.modules
"""


def _said(program: str, *before: Path) -> str:
    """Return what a program of its own process says; `before` is looked up before the packages."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(map(str, (*before, ROOT))))
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def usual() -> str:
    """Give what PySide answers to the questions, loaded as by everybody."""
    return _said(WHOLE + QUESTIONS)


def test_a_wrong_call_and_a_signature_are_told_as_pyside_tells_them(usual):
    assert "called with wrong argument types" in usual
    assert _said(QUICK + QUESTIONS) == usual


def test_so_they_are_once_the_rest_is_loaded(usual):
    assert _said(QUICK + REST + QUESTIONS) == usual


def test_threads_may_then_be_wrong_at_once():
    assert _said(QUICK + REST + THREADS) == "TypeError\n" * 6


def test_so_they_are_where_pyside_comes_packed(usual, tmp_path):
    packed = tmp_path / "shiboken6"
    unpacked = shutil.ignore_patterns("files.dir", "__pycache__")
    shutil.copytree(Path(shiboken6.__file__).parent, packed, ignore=unpacked)

    assert _said(QUICK + LEFT_OUT + QUESTIONS, tmp_path) == usual
    # A bundle has loaded some of these modules before the program begins.
    known = "import sys, zipfile, base64, tempfile, traceback\nbefore = zipfile\n"
    after = "import zipfile\nassert zipfile is before\nassert 'logging' not in sys.modules\n"
    assert _said(known + QUICK + after + QUESTIONS, tmp_path) == usual


def test_the_half_that_explains_is_not_loaded_and_nothing_stands_for_it_after():
    assert _said(QUICK + LEFT_OUT) == ""
