# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import logging
import resource
import subprocess
import sys

import pytest

from kiosk.foundation import platform
from kiosk.foundation.errors import StorageFull
from kiosk.foundation.logging_setup import ScrubbingFormatter, scrubbed, set_up_logging


@pytest.fixture
def journal(tmp_path, monkeypatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr("kiosk.foundation.logging_setup.forbid_core_dumps", lambda: None)
    monkeypatch.setattr("kiosk.foundation.logging_setup.private_file_creation", lambda: None)
    set_up_logging(tmp_path)
    yield tmp_path / "logs" / "kiosk.log"
    for handler in root.handlers[:]:
        handler.close()


@pytest.mark.parametrize(
    "personal",
    [
        "amina.exemple@orange.fr",
        "06 12 34 56 78",
        "+33612345678",
        "192.168.1.24",
        "2001:db8:0:0:0:0:0:1",
        "https://caf.fr/dossier?id=12",
        "« Mme EXEMPLE »",
        '"Mme EXEMPLE"',
        "4829 1630",
        "1 85 05 78 006 084 36",
    ],
)
def test_personal_data_is_hidden(personal):
    assert personal not in scrubbed(f"appointment {personal} done")


def test_facts_for_technicians_stay():
    line = "sync: 12 events sent in 340 ms, lane logs, error 503"

    assert scrubbed(line) == line


def test_the_journal_is_private_and_scrubbed(journal):
    logging.getLogger("kiosk.test").info("number %s", "06 12 34 56 78")

    assert journal.stat().st_mode & 0o777 == 0o600
    written = journal.read_text("utf-8")
    assert "number […]" in written
    assert "34 56" not in written


def test_the_text_of_a_foreign_error_is_not_written_its_place_is(journal):
    try:
        int("Mme EXEMPLE")
    except ValueError:
        logging.getLogger("kiosk.test").info("failed", exc_info=True)

    written = journal.read_text("utf-8")
    assert "EXEMPLE" not in written
    assert "builtins.ValueError" in written
    assert "test_logging_setup.py" in written


def test_the_sentence_of_our_own_errors_is_written_with_its_cause():
    record = logging.LogRecord("kiosk", logging.INFO, "", 0, "failed", None, None)
    error = StorageFull("Le disque est plein.")
    error.__cause__ = OSError(28, "sentinel")
    record.exc_info = (type(error), error, None)

    written = ScrubbingFormatter().format(record)

    assert "StorageFull Le disque est plein." in written
    assert "builtins.OSError" in written
    assert "sentinel" not in written


def test_a_journal_that_cannot_be_written_does_not_stop_the_kiosk(tmp_path, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr("kiosk.foundation.logging_setup.forbid_core_dumps", lambda: None)
    monkeypatch.setattr("kiosk.foundation.logging_setup.private_file_creation", lambda: None)
    (tmp_path / "logs").write_text("a file in the place of the folder")

    set_up_logging(tmp_path)

    logging.getLogger("kiosk.test").info("still here")
    assert (tmp_path / "logs").read_text() == "a file in the place of the folder"


@pytest.mark.parametrize(("hard", "limit"), [(0, 0), (-1, 1), (1_000_000, 1)])
def test_core_dumps_are_forbidden_in_files_and_in_pipes(monkeypatch, hard, limit):
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (hard, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda *limits: asked.append(limits))

    platform.forbid_core_dumps()

    assert asked == [(resource.RLIMIT_CORE, (limit, limit))]


def test_a_process_that_crashes_leaves_no_core(tmp_path):
    crash = (
        "import os; from kiosk.foundation.platform import forbid_core_dumps;"
        f"forbid_core_dumps(); os.chdir({str(tmp_path)!r}); os.abort()"
    )

    ended = subprocess.run([sys.executable, "-c", crash], check=False)

    assert ended.returncode != 0
    assert list(tmp_path.iterdir()) == []
