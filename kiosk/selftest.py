# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program proves to itself that it can work: files shipped, database, key store.

Nothing is written in the data folder of the machine; the database is tried in a folder of its
own, which is removed.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.foundation.errors import KioskError
from kiosk.foundation.resources import asset_path
from kiosk.foundation.sealing import new_sealing_keys, open_sealed, seal, seal_info
from kiosk.foundation.translation import LANGUAGES
from kiosk.storage.engine import KEY_BYTES, open_database
from kiosk.storage.schema import head_version, migrate, stored_version

if TYPE_CHECKING:
    from collections.abc import Callable

_FILES = (
    ("theme", "tokens.json"),
    ("fonts", "AtkinsonHyperlegibleNext-Regular.ttf"),
    ("fonts", "AtkinsonHyperlegibleNext-Bold.ttf"),
    ("fonts", "OpenDyslexic-Regular.otf"),
    ("fonts", "NotoSansArabic.ttf"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried.

    Attributes:
        name: What, in French.
        fault: What went wrong; empty if nothing did.
    """

    name: str
    fault: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it works."""
        return not self.fault


def self_test() -> tuple[Check, ...]:
    """Try everything that needs no screen and no data folder."""
    return (
        _tried("fichiers livrés", _try_files),
        _tried("langues", _try_languages),
        _tried("base chiffrée", _try_database),
        _tried("champs scellés", _try_sealing),
    )


def _tried(name: str, attempt: Callable[[], str]) -> Check:
    try:
        return Check(name, attempt())
    except (KioskError, OSError, ValueError, ImportError) as error:
        return Check(name, f"{type(error).__name__} : {error}")


def _try_files() -> str:
    missing = ["/".join(parts) for parts in _FILES if not asset_path(*parts).is_file()]
    return f"il manque {', '.join(missing)}" if missing else ""


def _try_languages() -> str:
    missing = [
        language.own_name
        for language in LANGUAGES
        if language.catalogue
        and not asset_path("locale", language.catalogue, "LC_MESSAGES", "sixieme.mo").is_file()
    ]
    return f"textes non compilés : {', '.join(missing)}" if missing else ""


def _try_database() -> str:
    """Make a database, migrate it, write, take back, write again, verify, reopen."""
    key = os.urandom(KEY_BYTES)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "selftest.db"
        with closing(open_database(path, key)) as database:
            migrate(database)
            with database.unit_of_work() as uow:
                uow.parameters.set("selftest", "taken back")
            with database.unit_of_work() as uow:
                if uow.parameters.get("selftest") is not None:
                    return "une écriture reprise est restée"
                uow.parameters.set("selftest", "kept")
                uow.commit()
        with closing(open_database(path, key)) as database:
            if stored_version(database) != head_version() or database.damage():
                return "la base n’est pas à jour ou pas saine"
            with database.unit_of_work() as uow:
                kept = uow.parameters.get("selftest")
        if b"selftest" in path.read_bytes():
            return "la base n’est pas chiffrée"
    return "" if kept == "kept" else "une écriture validée manque"


def _try_sealing() -> str:
    private, public = new_sealing_keys()
    info = seal_info(tenant="t", device="d", incarnation="0" * 16, record="1", field="label")
    return "" if open_sealed(private, seal(public, b"x", info), info) == b"x" else "illisible"
