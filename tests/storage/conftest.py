# SPDX-License-Identifier: AGPL-3.0-or-later
"""Three versions of one content, and machines that may use them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.borne import NEW, NEWEST, OLD, Borne
from tests.support.packs import SHIPPED, Keys, bundled_version, pack_of, small_content


@pytest.fixture(scope="module")
def keys():
    return Keys()


@pytest.fixture(scope="module")
def packs_made(tmp_path_factory, keys):
    """Three versions of one content, by the publisher; the titles tell them apart."""
    folder = tmp_path_factory.mktemp("made")
    made = {}
    for version in (OLD, NEW, NEWEST):
        root = small_content(folder, version, title=f"Scanner {version}")
        made[version] = pack_of(root, keys.house(), folder / f"{version}.sixpack", version)
    return made


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    """The program's own content, of which the tests need a part."""
    root = small_content(tmp_path_factory.mktemp("bundled"), bundled_version())
    for file in ("edition.json", "registres/lettres.yaml"):
        shutil.copy(SHIPPED / file, root / file)
    return root


@pytest.fixture
def start(tmp_path, keys, bundled):
    opened = []

    def begin(own: Path = bundled) -> Borne:
        for one in opened:
            one.close()
        opened.clear()
        opened.append(Borne(tmp_path, keys.publisher.public, own))
        return opened[0]

    yield begin
    for one in opened:
        one.close()
