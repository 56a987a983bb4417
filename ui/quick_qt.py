# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads Qt without the half of PySide that only explains wrong calls, until the first paint.

PySide loads at each start what writes signatures and sentences of errors, and with it thirty
modules of Python's library (archives, syntax trees, options of a command line): more than a third
of a bare window's start. Its C++ asks that half for nine functions. Here they are; `load_rest`, or
the first of them that is called before, loads the real half, by PySide's own way: a wrong call is
told as it ever was. The program calls `load_rest` after its first paint, before it has a second
thread: two threads that are wrong at once would load that half at once.

Nor does PySide put its own way to import in place of Python's: it reads the source of every module
imported later, in case it writes ``from __feature__ import``, and keeps it. No module here does.

Source: shiboken6 6.11, ``signature_bootstrap.py`` (``bootstrap``), ``signature/loader.py`` and
``signature/mapping.py``. `tests/unit/ui/test_quick_qt.py` compares both ways.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PACKAGE, _BOOTSTRAP = "shibokensupport", "signature_bootstrap"
_LOADER, _MAPPING = f"{_PACKAGE}.signature.loader", f"{_PACKAGE}.signature.mapping"
_OURS = (_PACKAGE, f"{_PACKAGE}.signature", _LOADER, _MAPPING)
_ASKED = (
    "pyside_type_init",
    "create_signature",
    "seterror_argument",
    "make_helptext",
    "feature_import",
    "feature_imported",
)
# Imported by PySide for that half alone.
_UNUSED = ("base64", "tempfile", "traceback", "zipfile")


class _NoArchive:
    """Stands for the archive in which that half is packed: it holds nothing, so ours is found."""

    filelist = ()

    def __init__(self, _file: object) -> None:
        """Open nothing."""


class _LightHalf:
    """Finds and fills the modules that stand for the half of PySide that is not loaded yet."""

    def __init__(self) -> None:
        """Load nothing."""
        self._real: ModuleType | None = None

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Answer for these modules and for no other."""
        if name not in _OURS:
            return None
        loader: Any = self
        return ModuleSpec(name, loader, is_package=name not in {_LOADER, _MAPPING})

    def create_module(self, _spec: ModuleSpec) -> None:
        """Let Python make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Put into the loader and into the mapping what the C++ asks for."""
        given: dict[str, Any] = {}
        if module.__name__ == _LOADER:
            given = {name: self._later(name) for name in _ASKED}
            # 6.11 mends no old function after an import, and imports stay Python's own.
            given |= {"finish_import": _nothing, "post_init": _nothing}
        elif module.__name__ == _MAPPING:
            given["update_mapping"] = lambda: self._update(vars(module))
        vars(module).update(given)

    def _later(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            return getattr(self.load(), name)(*arguments)

        return call

    def _update(self, mapping: dict[str, Any]) -> None:
        """Give the names of Qt's classes to the mapping that the C++ keeps."""
        self.load()
        real: Any = sys.modules[_MAPPING]
        real.update_mapping()
        mapping.update(vars(real) | {"update_mapping": mapping["update_mapping"]})

    def load(self) -> ModuleType:
        """Load the real half once."""
        if self._real is None:
            bootstrap: Any = importlib.import_module(_BOOTSTRAP)
            for name in _OURS:
                sys.modules.pop(name, None)
            vars(bootstrap).update((name, importlib.import_module(name)) for name in _UNUSED)
            bootstrap.recursion_trap = 0
            self._real = bootstrap.bootstrap()
        return self._real


def _nothing(*_: object) -> None:
    """Do nothing."""


@contextmanager
def _without_unused() -> Iterator[None]:
    """Put empty modules in the place of those that are not needed, inside the block."""
    known = {name: sys.modules[name] for name in _UNUSED if name in sys.modules}
    empty = {name: ModuleType(name) for name in _UNUSED}
    vars(empty["base64"])["b64decode"] = lambda _: b""
    vars(empty["zipfile"])["ZipFile"] = _NoArchive
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in _UNUSED:
            del sys.modules[name]
        sys.modules.update(known)


def load_qt() -> None:
    """Load Qt's widgets; what of PySide is loaded already stays as it is."""
    if "shiboken6" in sys.modules:
        importlib.import_module("PySide6.QtWidgets")
        return
    half: Any = _LightHalf()
    plain_import = builtins.__import__
    sys.meta_path.insert(0, half)
    try:
        with _without_unused():
            for name in ("PySide6.QtWidgets", _MAPPING):
                importlib.import_module(name)
    finally:
        builtins.__import__ = plain_import
        sys.meta_path.remove(half)


def load_rest() -> None:
    """Load the other half now, by a wrong call in the first thread, and all that C++ does then.

    PySide itself breaks when two threads are the first to be wrong at the same instant.
    """
    from PySide6.QtCore import QSize

    wrong: Any = QSize
    with suppress(TypeError):
        wrong("", "")
