# SPDX-License-Identifier: AGPL-3.0-or-later
"""The index is made once for each change of content, and read from a file after that."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.content import search_store
from kiosk.content.loader import load_catalog
from kiosk.content.search import search
from kiosk.content.search_store import FOLDER, load_index
from kiosk.domain.life_events import LifeEvent
from tests.support.walkthroughs import FRENCH_TEXTS, changed, write_content

EVENT = LifeEvent("arrivee", "x", {"fr": "J’arrive ici"}, ("demande",))


@pytest.fixture
def catalog(tmp_path):
    write_content(tmp_path / "content")
    return load_catalog(tmp_path / "content")


def kept(folder):
    return sorted(path.name for path in (folder / FOLDER).iterdir())


def test_the_second_time_the_index_is_read_and_answers_the_same(tmp_path, catalog, monkeypatch):
    made = load_index(catalog, (EVENT,), tmp_path / "cache")
    monkeypatch.setattr(search_store, "index_documents", None)  # making it again would fail
    read = load_index(catalog, (EVENT,), tmp_path / "cache")

    assert read == made
    assert search(read, "j arrive", 3) == search(made, "j arrive", 3) != ()


def test_another_content_is_another_index_and_the_old_one_goes(tmp_path, catalog):
    load_index(catalog, (), tmp_path / "cache")
    before = kept(tmp_path / "cache")
    load_index(catalog, (EVENT,), tmp_path / "cache")

    assert len(before) == len(kept(tmp_path / "cache")) == 1
    assert kept(tmp_path / "cache") != before


def test_a_change_of_a_title_changes_what_is_found(tmp_path, catalog):
    assert search(load_index(catalog, (), tmp_path / "cache"), "xylophone", 3) == ()
    write_content(tmp_path / "content", texts=changed(FRENCH_TEXTS, "titre", to="Un xylophone"))
    catalog = load_catalog(tmp_path / "content")

    assert search(load_index(catalog, (), tmp_path / "cache"), "xylophone", 3)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"shelves":{"autre":{}}}'])
def test_a_damaged_file_is_made_anew(tmp_path, catalog, damage):
    made = load_index(catalog, (), tmp_path / "cache")
    [name] = kept(tmp_path / "cache")
    (tmp_path / "cache" / FOLDER / name).write_bytes(damage)

    assert load_index(catalog, (), tmp_path / "cache") == made


def test_without_a_folder_nothing_is_kept(tmp_path, catalog):
    assert load_index(catalog) == load_index(catalog, (), tmp_path / "cache")


def test_the_first_page_loads_nothing_that_only_search_needs():
    names = (
        "{'rapidfuzz', 'snowballstemmer', 'xml.etree.ElementTree', 'kiosk.content.search_sheets'}"
    )
    code = f"import sys, kiosk.services.walkthroughs; print(sorted({names} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
